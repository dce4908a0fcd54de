package io.aiops.orchestration;

import io.aiops.config.ConfigFilter;
import io.aiops.config.ConfigResolver;
import io.aiops.config.ConfigSubscription;
import io.aiops.project.CommonFiles;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the files of what all services may read as the configuration is. */
final class CommonConfiguration implements AutoCloseable {

    private final ConfigResolver resolver;
    private final ServiceConfiguration configuration;
    private final CommonFiles files;
    private Optional<ConfigSubscription> subscription = Optional.empty();

    CommonConfiguration(ConfigResolver resolver, ServiceConfiguration configuration, CommonFiles files) {
        this.resolver = resolver;
        this.configuration = configuration;
        this.files = files;
    }

    /** Writes them now, and from now on whenever something changes. */
    void open() {
        // A write that fails later is tried again and shown in the configuration's health.
        subscription = Optional.of(resolver.subscribe(ConfigFilter.allKeys(), event -> write()));
        write();
    }

    private void write() {
        Map<String, @Nullable Object> values = new HashMap<>();
        configuration.common().forEach((key, value) -> values.put(key, value.toJava()));
        files.writeCommon(values);
    }

    @Override
    public void close() {
        subscription.ifPresent(ConfigSubscription::close);
    }
}
