package io.aiops.orchestration;

import io.aiops.config.Author;
import io.aiops.config.ConfigContext;
import io.aiops.config.ConfigEditor;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigKey;
import io.aiops.config.ConfigResolver;
import io.aiops.config.ConfigScope;
import io.aiops.config.ConfigSource;
import io.aiops.config.ConfigValue;
import io.aiops.config.ConfigWrite;
import io.aiops.config.JsonValue;
import io.aiops.config.ScopeType;
import io.aiops.service.Secret;
import io.aiops.service.ServiceId;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What configuration says of services. A request counts as what it will become when its deployment has succeeded: values of the
 * service in the database. A manifest counts as a file about the service.
 */
final class ServiceConfiguration {

    private final ConfigResolver resolver;
    private final ConfigEditor editor;

    ServiceConfiguration(ConfigResolver resolver, ConfigEditor editor) {
        this.resolver = resolver;
        this.editor = editor;
    }

    /** The value for a service: arguments and environment beat the request, which beats the database, which beats files. */
    <T> Optional<T> value(ServiceId id, ConfigKey<T> key, Optional<T> requested, Optional<T> ofManifest) {
        ConfigContext context = ConfigContext.of(id);
        Optional<ConfigValue> set =
                resolver.find(key.name(), context).filter(value -> value.source() != ConfigSource.DEFAULT);
        Optional<T> value = resolver.find(key, context);
        if (set.filter(found -> found.source().compareTo(ConfigSource.DATABASE) < 0)
                .isPresent()) {
            return value;
        }
        if (requested.isPresent()) {
            return requested;
        }
        boolean beatsManifest = set.filter(found ->
                        found.source() == ConfigSource.DATABASE || found.scope().type() == ScopeType.SERVICE)
                .isPresent();
        return beatsManifest || ofManifest.isEmpty() ? value : ofManifest;
    }

    /** What a service's own program reads: the values that are not the platform's, secrets left out. */
    Map<String, JsonValue> plain(ServiceId id) {
        Map<String, JsonValue> values = new TreeMap<>();
        ownValues(ConfigContext.of(id)).stream()
                .filter(value -> !value.sensitive())
                .forEach(value -> values.put(value.key(), value.value()));
        return values;
    }

    /** The secrets that were stored for this service; those of everybody stay with the platform. */
    Map<String, Secret> secrets(ServiceId id) {
        Map<String, Secret> values = new TreeMap<>();
        ConfigContext context = ConfigContext.of(id);
        ownValues(context).stream()
                .filter(value -> value.sensitive() && value.scope().type() == ScopeType.SERVICE)
                .forEach(value -> resolver.reveal(value.key(), context)
                        .ifPresent(secret -> values.put(value.key(), Secret.of(secret.plainText()))));
        return values;
    }

    /** What all services may read. */
    Map<String, JsonValue> common() {
        Map<String, JsonValue> values = new TreeMap<>();
        ownValues(ConfigContext.SYSTEM).stream()
                .filter(value -> !value.sensitive())
                .forEach(value -> values.put(value.key(), value.value()));
        return values;
    }

    /** Keeps what a request said, so that the next deployment is told the same. */
    void save(ServiceId id, ServiceOverrides said, Author author) {
        ConfigScope scope = ConfigScope.of(id);
        List<ConfigWrite> writes = new ArrayList<>();
        said.port().ifPresent(port -> put(writes, scope, ServiceKeys.PORT, port));
        said.host().ifPresent(host -> put(writes, scope, ServiceKeys.HOST, host));
        said.timeout().ifPresent(time -> put(writes, scope, ServiceKeys.TIMEOUT, seconds(time)));
        said.startTimeout().ifPresent(time -> put(writes, scope, ServiceKeys.START_TIMEOUT, seconds(time)));
        said.replicas().ifPresent(count -> put(writes, scope, ServiceKeys.REPLICAS, count));
        said.runtime().ifPresent(runtime -> put(writes, scope, ServiceKeys.RUNTIME, runtime));
        if (!writes.isEmpty()) {
            editor.write(writes, author);
        }
    }

    /** Forgets what was stored for a service. */
    void forget(ServiceId id, Author author) {
        editor.clear(ConfigScope.of(id), author);
    }

    private List<ConfigValue> ownValues(ConfigContext context) {
        return resolver.values(context).stream()
                .filter(value -> resolver.registry().find(value.key()).isEmpty())
                .toList();
    }

    /** A value that is stored already is left alone, so that a deployment that says nothing new makes no history. */
    private void put(List<ConfigWrite> writes, ConfigScope scope, ConfigKey<?> key, Object value) {
        ConfigId id = new ConfigId(scope, key.name());
        JsonValue wanted = JsonValue.of(value);
        boolean there = resolver.entry(id)
                .filter(entry -> entry.status().counts())
                .flatMap(entry -> entry.value().plain())
                .filter(wanted::equals)
                .isPresent();
        if (!there) {
            writes.add(ConfigWrite.put(id, wanted).describedAs(key.description()));
        }
    }

    private static BigDecimal seconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros();
    }
}
