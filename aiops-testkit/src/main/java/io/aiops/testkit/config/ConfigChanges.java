package io.aiops.testkit.config;

import io.aiops.config.Author;
import io.aiops.config.ConfigCommit;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigOperation;
import io.aiops.config.ConfigScope;
import io.aiops.config.EntryChange;
import io.aiops.config.EntryStatus;
import io.aiops.config.Expectation;
import io.aiops.config.JsonValue;
import io.aiops.config.StoredValue;
import io.aiops.service.ServiceId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Short ways to say what a test commits. */
public final class ConfigChanges {

    private ConfigChanges() {}

    /** A value of one service. */
    public static ConfigId ofService(String service, String key) {
        return new ConfigId(ConfigScope.of(ServiceId.of(service)), key);
    }

    /** A value in clear, whatever is there. */
    public static EntryChange put(ConfigId id, @Nullable Object value) {
        return put(id, value, Expectation.ANY);
    }

    /** A value in clear where something is expected. */
    public static EntryChange put(ConfigId id, @Nullable Object value, Expectation expected) {
        return put(id, new StoredValue.Plain(JsonValue.of(value)), expected);
    }

    /** Any stored value. */
    public static EntryChange put(ConfigId id, StoredValue value, Expectation expected) {
        ConfigOperation operation =
                expected.equals(Expectation.ABSENT) ? ConfigOperation.CREATE : ConfigOperation.UPDATE;
        return new EntryChange(
                id,
                expected,
                operation,
                Optional.of(new EntryChange.AfterImage(value, "", EntryStatus.ACTIVE)),
                OptionalLong.empty());
    }

    /** Nothing any more. */
    public static EntryChange delete(ConfigId id, Expectation expected) {
        return new EntryChange(id, expected, ConfigOperation.DELETE, Optional.empty(), OptionalLong.empty());
    }

    /** A commit of anna's. */
    public static ConfigCommit commit(EntryChange... changes) {
        return new ConfigCommit(List.of(changes), Author.of("anna"));
    }

    /** A commit of anna's under the name of a request. */
    public static ConfigCommit request(String requestId, EntryChange... changes) {
        return new ConfigCommit(List.of(changes), new Author("anna", "", Optional.of(requestId)));
    }
}
