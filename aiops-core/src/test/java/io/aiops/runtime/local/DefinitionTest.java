package io.aiops.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replicas above 0 have logs of their own. */
class DefinitionTest {

    @ParameterizedTest
    @CsvSource({
        "/logs/text.log, 0, /logs/text.log",
        "/logs/text.log, 2, /logs/text.2.log",
        "/logs/text_error.log, 1, /logs/text_error.1.log",
        "/logs/text, 1, /logs/text.1",
        "/lo.gs/text, 3, /lo.gs/text.3",
        "/logs/.hidden, 1, /logs/.hidden.1"
    })
    void the_number_stands_before_the_extension(String log, int replica, String expected) {
        assertThat(Definition.numbered(Path.of(log), replica)).isEqualTo(Path.of(expected));
    }
}
