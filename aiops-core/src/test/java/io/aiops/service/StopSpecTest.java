package io.aiops.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StopSpecTest {

    @Test
    void theUsualWayIsTermAndThenTenSeconds() {
        assertThat(StopSpec.DEFAULT).isEqualTo(new StopSpec("TERM", Duration.ofSeconds(10)));
    }

    @Test
    void anUnknownSignalIsRefusedByName() {
        assertThatThrownBy(() -> new StopSpec("STOP", Duration.ZERO)).hasMessageContaining("STOP");
    }
}
