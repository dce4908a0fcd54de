package io.aiops.testkit.config;

import io.aiops.config.Author;
import io.aiops.config.CommitCheck;
import io.aiops.config.ConfigCommit;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigOperation;
import io.aiops.config.ConfigSecrets;
import io.aiops.config.ConfigStore;
import io.aiops.config.EntryChange;
import io.aiops.config.EntryChange.AfterImage;
import io.aiops.config.EntryStatus;
import io.aiops.config.Expectation;
import io.aiops.config.JsonValue;
import io.aiops.config.StoredValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes into a store as an administrator would, checking nothing. */
final class StoreWriter {

    private final ConfigStore store;

    StoreWriter(ConfigStore store) {
        this.store = store;
    }

    long put(ConfigId id, @Nullable Object value) {
        return put(id, value, EntryStatus.ACTIVE);
    }

    long put(ConfigId id, @Nullable Object value, EntryStatus status) {
        return commit(List.of(change(id, new StoredValue.Plain(JsonValue.of(value)), status)));
    }

    long putAll(Map<ConfigId, ?> values) {
        return commit(values.entrySet().stream()
                .map(each ->
                        change(each.getKey(), new StoredValue.Plain(JsonValue.of(each.getValue())), EntryStatus.ACTIVE))
                .toList());
    }

    long putSecret(ConfigId id, String value, ConfigSecrets secrets) {
        return commit(List.of(change(id, secrets.seal(id, JsonValue.of(value)), EntryStatus.ACTIVE)));
    }

    long putSealed(ConfigId id, StoredValue sealed) {
        return commit(List.of(change(id, sealed, EntryStatus.ACTIVE)));
    }

    long delete(ConfigId id) {
        return commit(List.of(
                new EntryChange(id, Expectation.ANY, ConfigOperation.DELETE, Optional.empty(), OptionalLong.empty())));
    }

    private static EntryChange change(ConfigId id, StoredValue value, EntryStatus status) {
        return new EntryChange(
                id,
                Expectation.ANY,
                ConfigOperation.UPDATE,
                Optional.of(new AfterImage(value, "as written", status)),
                OptionalLong.empty());
    }

    private long commit(List<EntryChange> changes) {
        return store.commit(new ConfigCommit(changes, Author.of("anna")), CommitCheck.NONE)
                .revision();
    }
}
