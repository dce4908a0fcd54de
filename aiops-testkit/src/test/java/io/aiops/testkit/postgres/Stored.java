package io.aiops.testkit.postgres;

import io.aiops.orchestration.Release;
import io.aiops.orchestration.Source;
import io.aiops.runtime.RuntimeHandle;
import io.aiops.service.Endpoint;
import io.aiops.service.HealthCheck;
import io.aiops.service.Resources;
import io.aiops.service.RestartPolicy;
import io.aiops.service.ServiceId;
import io.aiops.service.ServiceSpec;
import io.aiops.service.StopSpec;
import io.aiops.service.WorkloadId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Things to store, with nothing left at its default. */
final class Stored {

    static final Source ARCHIVE = new Source(Source.Kind.ARCHIVE, "text-classify.tar.gz", Optional.of("9f86d081884c"));

    private Stored() {}

    static ServiceSpec spec(ServiceId id) {
        return new ServiceSpec(
                id,
                "文本分类 \"one\" \\ two",
                "supervisor",
                "0.0.0.0",
                OptionalInt.of(8001),
                OptionalInt.of(8002),
                Duration.ofMillis(1500),
                Map.of("QUOTES", "'\"\\$`", "LINES", "a\nb\ttab", "WORDS", "语音 🎤"),
                3,
                Optional.of("nlp"),
                true,
                new HealthCheck("/ready", Duration.ofSeconds(7), Duration.ofMillis(900), Duration.ofMinutes(5)),
                new RestartPolicy(RestartPolicy.Mode.ALWAYS, Duration.ofSeconds(9), 11),
                new StopSpec("INT", Duration.ofSeconds(21)),
                new Resources(OptionalLong.of(2_000_000_000L), OptionalDouble.of(0.5), OptionalInt.of(1)),
                Optional.of("nobody"));
    }

    static Release release(ServiceId id, int number) {
        return new Release(
                number,
                spec(id),
                ARCHIVE,
                List.of("python3", "-m", "server", "--greeting=it's \"me\""),
                List.of(new Endpoint("127.0.0.1", 8001), new Endpoint("::1", 8002)),
                Optional.of(new RuntimeHandle("local", new WorkloadId(id, number), 2, "{\"pid\": 17}")),
                "admin",
                Instant.parse("2030-01-01T08:00:00.000001Z"));
    }
}
