package io.aiops.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeploymentIdsTest {

    private static final Clock NOW = Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);

    @Test
    void idsOfOneMillisecondSortInTheOrderInWhichTheyWereMade() {
        DeploymentIds ids = new DeploymentIds(NOW);

        List<String> made = Stream.generate(ids::next).limit(1000).toList();

        assertThat(made).isSorted().doesNotHaveDuplicates();
        assertThat(made).allSatisfy(id -> assertThat(id).matches("d-[0-9a-hjkmnp-tv-z]{26}"));
    }

    @Test
    void laterIdsSortAfterEarlierOnesOfAnotherPlatform() {
        String earlier = new DeploymentIds(NOW).next();
        String later = new DeploymentIds(Clock.offset(NOW, Duration.ofMillis(1))).next();

        assertThat(earlier).isLessThan(later);
    }

    @Test
    void platformsThatAskAtTheSameMomentGetDifferentIds() {
        assertThat(new DeploymentIds(NOW).next()).isNotEqualTo(new DeploymentIds(NOW).next());
    }
}
