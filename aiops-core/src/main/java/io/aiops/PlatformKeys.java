package io.aiops;

import io.aiops.config.ConfigKey;
import io.aiops.orchestration.ServiceKeys;
import io.aiops.port.PortRange;
import io.aiops.service.Secret;
import java.util.List;
import java.util.stream.Stream;

/** The configuration of a platform. A host that hands in a registry of its own puts these into it, beside its own keys. */
public final class PlatformKeys {

    /** The ports that services get. */
    public static final ConfigKey<PortRange> PORTS = ConfigKey.of("ports.range", PortRange::parse)
            .orElse("8001-8999")
            .describedAs("the ports that services get")
            .build();

    /** A Redis that tells other platforms of changed configuration at once. */
    public static final ConfigKey<Secret> REDIS = ConfigKey.secret("redis.url")
            .beforeDatabase()
            .describedAs("a Redis that tells other platforms on the same database of changes at once")
            .build();

    /** What starts the processes of the local runtime. */
    public static final ConfigKey<String> LAUNCHER = ConfigKey.text("local.launcher")
            .oneOf("auto", "perl", "python")
            .orElse("auto")
            .describedAs("the language of the program that becomes a local service: auto, perl or python")
            .build();

    /** All of them, those of services too. */
    public static final List<ConfigKey<?>> ALL = Stream.concat(
                    Stream.of(PORTS, REDIS, LAUNCHER), ServiceKeys.ALL.stream())
            .toList();

    private PlatformKeys() {}
}
