package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Works out what changes when values from elsewhere, an old revision or a document, take the place of what is stored now. What
 * is a secret now stays one, whatever it was there.
 */
final class Replacements {

    private final ConfigRegistry registry;
    private final ConfigSecrets secrets;

    Replacements(ConfigRegistry registry, ConfigSecrets secrets) {
        this.registry = registry;
        this.secrets = secrets;
    }

    /** What would put values back to what they were. */
    List<EntryChange> ofHistory(Map<ConfigId, HistoryEntry> then, Map<ConfigId, ConfigEntry> now, List<ConfigId> ids) {
        List<EntryChange> changes = new ArrayList<>();
        for (ConfigId id : ids.stream().sorted().toList()) {
            Optional<HistoryEntry> line = Optional.ofNullable(then.get(id));
            Optional<EntryChange.AfterImage> wanted = line.flatMap(HistoryEntry::after);
            Optional<ConfigEntry> present = Optional.ofNullable(now.get(id));
            if (line.filter(HistoryEntry::pruned).isPresent()) {
                throw new AiOpsException(
                        ErrorCode.CONFIG_NOT_FOUND,
                        id + ": the value of revision " + line.get().revision() + " is no longer kept");
            }
            boolean unchanged = wanted.isEmpty()
                    ? present.isEmpty()
                    : present.filter(there -> same(id, there, wanted.get())).isPresent();
            if (!unchanged) {
                changes.add(new EntryChange(
                        id,
                        expectation(present),
                        ConfigOperation.ROLLBACK,
                        wanted,
                        line.map(HistoryEntry::revision).map(OptionalLong::of).orElse(OptionalLong.empty())));
            }
        }
        return changes;
    }

    /** What a document would change. */
    List<EntryChange> ofDocument(ConfigDocument document, ImportPolicy policy, Map<ConfigId, ConfigEntry> now) {
        List<EntryChange> changes = new ArrayList<>();
        List<String> conflicts = new ArrayList<>();
        for (ConfigEntry entry : document.entries()) {
            requireReadable(entry);
            Optional<ConfigEntry> present = Optional.ofNullable(now.get(entry.id()));
            var wanted = new EntryChange.AfterImage(entry.value(), entry.description(), entry.status());
            boolean differs =
                    present.filter(there -> same(entry.id(), there, wanted)).isEmpty();
            if (differs && present.isPresent() && policy == ImportPolicy.ABORT) {
                conflicts.add(entry.id().toString());
            } else if (differs && (present.isEmpty() || policy == ImportPolicy.OVERWRITE)) {
                changes.add(new EntryChange(
                        entry.id(),
                        expectation(present),
                        ConfigOperation.IMPORT,
                        Optional.of(wanted),
                        OptionalLong.empty()));
            }
        }
        if (!conflicts.isEmpty()) {
            throw new AiOpsException(
                            ErrorCode.CONFIG_CONFLICT,
                            "nothing was imported, because these have other values already: "
                                    + String.join(", ", conflicts) + "; import with policy skip or overwrite")
                    .with("conflicts", conflicts);
        }
        return changes;
    }

    /** What was stored under an older schema must fit today's, and a secret be readable with today's keys. */
    EntryChange revalidated(EntryChange change, Map<ConfigId, ConfigEntry> now, WriteRules rules, List<String> wrong) {
        return change.after()
                .map(after -> {
                    JsonValue value = clear(change.id(), after.value());
                    wrong.addAll(rules.problems(change.id(), value));
                    boolean secret = isSecret(change.id(), after, Optional.ofNullable(now.get(change.id())));
                    StoredValue stored = secret ? secrets.seal(change.id(), value) : after.value();
                    return new EntryChange(
                            change.id(),
                            change.expected(),
                            change.operation(),
                            Optional.of(new EntryChange.AfterImage(stored, after.description(), after.status())),
                            change.rollbackOf());
                })
                .orElse(change);
    }

    /** A change as it may be shown. */
    ChangePlan.Line line(EntryChange change, Map<ConfigId, ConfigEntry> before) {
        Optional<ConfigEntry> present = Optional.ofNullable(before.get(change.id()));
        String action = change.after().isEmpty() ? "delete" : present.isEmpty() ? "create" : "update";
        return new ChangePlan.Line(
                change.id(),
                action,
                present.map(entry -> shown(change.id(), entry.value())),
                change.after().map(after -> shown(change.id(), after.value())));
    }

    /** What changes would leave in the scopes that they touch and for everybody. */
    static List<ConfigEntry> after(List<EntryChange> changes, Map<ConfigId, ConfigEntry> now) {
        Map<ConfigId, ConfigEntry> entries = new HashMap<>(now);
        for (EntryChange change : changes) {
            change.after()
                    .ifPresentOrElse(
                            image -> entries.put(change.id(), entry(change.id(), image)),
                            () -> entries.remove(change.id()));
        }
        Set<ConfigScope> touched = Stream.concat(
                        Stream.of(ConfigScope.SYSTEM),
                        changes.stream().map(change -> change.id().scope()))
                .collect(Collectors.toSet());
        return entries.values().stream()
                .filter(entry -> touched.contains(entry.id().scope()))
                .toList();
    }

    /** An entry as it may leave the platform: one in clear whose key is sensitive by now is encrypted. */
    ConfigEntry concealed(ConfigEntry entry) {
        return entry.value()
                .plain()
                .filter(value -> registry.isSensitive(entry.id().key()))
                .map(value -> new ConfigEntry(
                        entry.id(),
                        secrets.seal(entry.id(), value),
                        entry.description(),
                        entry.status(),
                        entry.createRevision(),
                        entry.revision(),
                        entry.updatedBy(),
                        entry.updatedAt()))
                .orElse(entry);
    }

    private static ConfigEntry entry(ConfigId id, EntryChange.AfterImage image) {
        return new ConfigEntry(id, image.value(), image.description(), image.status(), 0, 0, "", Instant.EPOCH);
    }

    private boolean isSecret(ConfigId id, EntryChange.AfterImage wanted, Optional<ConfigEntry> present) {
        return wanted.value().isSensitive()
                || registry.isSensitive(id.key())
                || present.filter(entry -> entry.value().isSensitive()).isPresent();
    }

    private boolean same(ConfigId id, ConfigEntry present, EntryChange.AfterImage wanted) {
        return present.status() == wanted.status()
                && present.description().equals(wanted.description())
                && present.value().isSensitive() == isSecret(id, wanted, Optional.of(present))
                && sameValue(id, present.value(), wanted.value());
    }

    /** A secret that cannot be read any more is another one than whatever can be. */
    private boolean sameValue(ConfigId id, StoredValue present, StoredValue wanted) {
        if (present.equals(wanted)) {
            return true;
        }
        try {
            return clear(id, present).equals(clear(id, wanted));
        } catch (AiOpsException unreadable) {
            if (unreadable.code() == ErrorCode.SECRET_UNREADABLE) {
                return false;
            }
            throw unreadable;
        }
    }

    private void requireReadable(ConfigEntry entry) {
        try {
            clear(entry.id(), entry.value());
        } catch (AiOpsException foreign) {
            if (foreign.code() == ErrorCode.SECRET_UNREADABLE) {
                throw new AiOpsException(
                                ErrorCode.INVALID_CONFIG_DOCUMENT,
                                "nothing was imported, because a secret of the document is not this platform's: "
                                        + foreign.message(),
                                foreign)
                        .with("key", entry.id().key());
            }
            throw foreign;
        }
    }

    private JsonValue shown(ConfigId id, StoredValue value) {
        return value.plain().filter(clear -> !registry.isSensitive(id.key())).orElse(ConfigValue.MASK);
    }

    private JsonValue clear(ConfigId id, StoredValue value) {
        return value instanceof StoredValue.Sealed sealed
                ? secrets.open(id, sealed)
                : value.plain().orElseThrow();
    }

    private static Expectation expectation(Optional<ConfigEntry> present) {
        return present.map(entry -> Expectation.of(entry.revision())).orElse(Expectation.ABSENT);
    }
}
