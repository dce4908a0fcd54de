package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Changes stored configuration: validates, encrypts what must not be shown, commits, and returns when this program reads what
 * it wrote. Thread-safe. Whoever may call it may change everything; {@link ConfigSession} asks for rights first.
 */
public final class ConfigEditor {

    private static final Duration CATCH_UP = Duration.ofSeconds(5);

    private final ConfigResolver resolver;
    private final ConfigRegistry registry;
    private final ConfigStore store;
    private final ConfigSecrets secrets;
    private final List<ConfigRule> rules;
    private final CommitCheck check;

    /**
     * Changes what a resolver reads.
     *
     * @param store the store of that resolver
     * @param secrets the secrets of that resolver
     * @param rules what must be so across several keys
     */
    public ConfigEditor(ConfigResolver resolver, ConfigStore store, ConfigSecrets secrets, List<ConfigRule> rules) {
        this.resolver = resolver;
        this.registry = resolver.registry();
        this.store = store;
        this.secrets = secrets;
        this.rules = List.copyOf(rules);
        // A check makes the store read everything that the changed scopes hold.
        this.check = rules.isEmpty() ? CommitCheck.NONE : this::checkRules;
    }

    /**
     * Stores or deletes one value.
     *
     * @throws AiOpsException {@code INVALID_CONFIG_VALUE}, {@code CONFIG_CONFLICT}, {@code CONFIG_NOT_FOUND},
     *     {@code NO_ENCRYPTION_KEY}, {@code DATABASE_UNAVAILABLE}
     */
    public Written write(ConfigWrite write, Author author) {
        long revision = write(List.of(write), author);
        ConfigId id = canonical(write.id());
        boolean restart = registry.find(id.key()).map(key -> !key.isDynamic()).orElse(false);
        Optional<String> stronger =
                write.value().isPresent() && write.status().counts() ? shadow(id) : Optional.empty();
        return new Written(revision, stronger, restart);
    }

    /**
     * Stores and deletes several values as one revision, all or nothing; everything that is wrong is named at once.
     *
     * @return the revision
     * @throws AiOpsException as {@link #write(ConfigWrite, Author)}
     */
    public long write(List<ConfigWrite> writes, Author author) {
        Map<ConfigId, EntryChange> changes = new LinkedHashMap<>();
        List<String> wrong = new ArrayList<>();
        for (ConfigWrite write : writes) {
            ConfigId id = canonical(write.id());
            wrong.addAll(write.value().map(value -> problems(id, value)).orElse(List.of()));
            if (wrong.isEmpty() && changes.put(id, change(id, write)) != null) {
                wrong.add(id + " is written twice");
            }
        }
        refuse(wrong);
        return commit(List.copyOf(changes.values()), author);
    }

    /**
     * Puts one value back to what it was in a revision, as a new revision.
     *
     * @param dryRun whether only to say what would change
     * @throws AiOpsException {@code CONFIG_NOT_FOUND} if there was nothing yet; {@code INVALID_CONFIG_VALUE} if today's schema
     *     refuses it; {@code CONFIG_CONFLICT} if it is changed meanwhile, or is not as expected
     */
    public ChangePlan rollback(ConfigId id, long revision, Expectation expected, boolean dryRun, Author author) {
        ConfigId known = canonical(id);
        HistoryEntry then = store.stateAt(revision, Optional.of(known.scope())).stream()
                .filter(line -> line.id().equals(known))
                .findFirst()
                .orElseThrow(() -> new AiOpsException(
                        ErrorCode.CONFIG_NOT_FOUND, known + " had no value yet in revision " + revision));
        Map<ConfigId, ConfigEntry> now = stored(Optional.of(known.scope()));
        if (expected instanceof Expectation.Revision wanted) {
            requireRevision(known, Optional.ofNullable(now.get(known)), wanted.number());
        }
        return carryOut(plan(Map.of(known, then), now, List.of(known)), dryRun, author);
    }

    /**
     * Puts all values, or those of one scope, back to what they were in a revision, as one new revision.
     *
     * @param scope whose values; empty for everybody's
     * @param dryRun whether only to say what would change
     * @throws AiOpsException as {@link #rollback(ConfigId, long, Expectation, boolean, Author)}
     */
    public ChangePlan rollback(Optional<ConfigScope> scope, long revision, boolean dryRun, Author author) {
        StorePosition position = store.position();
        if (revision < 0 || revision > position.revision()) {
            throw new AiOpsException(
                    ErrorCode.CONFIG_NOT_FOUND,
                    "there is no revision " + revision + "; the newest one is " + position.revision());
        }
        Map<ConfigId, HistoryEntry> then =
                store.stateAt(revision, scope).stream().collect(Collectors.toMap(HistoryEntry::id, line -> line));
        Map<ConfigId, ConfigEntry> now = stored(scope);
        List<ConfigId> all = new ArrayList<>(then.keySet());
        now.keySet().stream().filter(id -> !then.containsKey(id)).forEach(all::add);
        return carryOut(plan(then, now, all), dryRun, author);
    }

    /** The stored values as one document; secrets as ciphertext. */
    public ConfigDocument export() {
        StoredConfig all = store.load();
        return new ConfigDocument(store.environment(), all.position().revision(), all.entries());
    }

    /**
     * Reads an exported document.
     *
     * @throws AiOpsException {@code INVALID_CONFIG_DOCUMENT}
     */
    public ConfigDocument read(JsonValue document) {
        return ConfigDocument.read(document, secrets);
    }

    /**
     * Stores the values of a document, as one revision.
     *
     * @param policy what to do with values that are there already and differ
     * @param dryRun whether only to say what would change
     * @throws AiOpsException {@code CONFIG_CONFLICT} for policy abort; {@code INVALID_CONFIG_VALUE};
     *     {@code SECRET_UNREADABLE} if a secret is of another platform or key; then nothing is stored
     */
    public ChangePlan importDocument(ConfigDocument document, ImportPolicy policy, boolean dryRun, Author author) {
        Map<ConfigId, ConfigEntry> now = stored(Optional.empty());
        List<EntryChange> changes = new ArrayList<>();
        List<String> conflicts = new ArrayList<>();
        for (ConfigEntry entry : document.entries()) {
            Optional<ConfigEntry> present = Optional.ofNullable(now.get(entry.id()));
            var wanted = new EntryChange.AfterImage(entry.value(), entry.description(), entry.status());
            if (present.filter(there -> same(entry.id(), there, wanted)).isPresent()) {
                continue;
            }
            if (present.isPresent() && policy == ImportPolicy.SKIP) {
                continue;
            }
            if (present.isPresent() && policy == ImportPolicy.ABORT) {
                conflicts.add(entry.id().toString());
                continue;
            }
            changes.add(new EntryChange(
                    entry.id(),
                    expectation(present),
                    ConfigOperation.IMPORT,
                    Optional.of(wanted),
                    OptionalLong.empty()));
        }
        if (!conflicts.isEmpty()) {
            throw new AiOpsException(
                            ErrorCode.CONFIG_CONFLICT,
                            "nothing was imported, because these have other values already: "
                                    + String.join(", ", conflicts) + "; import with policy skip or overwrite")
                    .with("conflicts", conflicts);
        }
        return carryOut(new Draft(changes, now), dryRun, author);
    }

    /** Lines of the history, the newest first. */
    public List<HistoryEntry> history(HistoryQuery query) {
        return store.history(query);
    }

    /** Looks whether the history is as it was written. */
    public HistoryCheck verifyHistory() {
        return store.verifyHistory();
    }

    /** Encrypts all secrets with the primary key, the history's too; goes on where an earlier run was cut off. */
    public SecretRotation.Outcome rotateSecrets() {
        SecretRotation.Outcome outcome = new SecretRotation(store, secrets).run();
        if (outcome.resealed() > 0) {
            // Everybody holds the old ciphertexts in memory, and the old key may be taken away next.
            resolver.announce(store.renewEpoch());
            resolver.refresh();
        }
        return outcome;
    }

    /** A value's id under the key's own name, where it was called by an alias. */
    ConfigId canonical(ConfigId id) {
        return registry.find(id.key())
                .filter(key -> !key.name().equals(id.key()))
                .map(key -> new ConfigId(id.scope(), key.name()))
                .orElse(id);
    }

    private Draft plan(Map<ConfigId, HistoryEntry> then, Map<ConfigId, ConfigEntry> now, List<ConfigId> ids) {
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
        return new Draft(changes, now);
    }

    /** What would change, and what it would replace. */
    private record Draft(List<EntryChange> changes, Map<ConfigId, ConfigEntry> before) {}

    private ChangePlan carryOut(Draft draft, boolean dryRun, Author author) {
        List<String> wrong = new ArrayList<>();
        List<EntryChange> ready = draft.changes().stream()
                .map(change -> revalidated(change, wrong))
                .toList();
        refuse(wrong);
        List<ChangePlan.Line> lines =
                ready.stream().map(change -> line(change, draft.before())).toList();
        if (dryRun || ready.isEmpty()) {
            return new ChangePlan(lines, 0);
        }
        return new ChangePlan(lines, commit(ready, author));
    }

    /** What was stored under an older schema must fit today's, and a secret be readable with today's keys. */
    private EntryChange revalidated(EntryChange change, List<String> wrong) {
        return change.after()
                .map(after -> {
                    JsonValue value = clear(change.id(), after.value());
                    wrong.addAll(problems(change.id(), value));
                    boolean secret = after.value().isSensitive()
                            || registry.isSensitive(change.id().key());
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

    private static ChangePlan.Line line(EntryChange change, Map<ConfigId, ConfigEntry> before) {
        Optional<ConfigEntry> present = Optional.ofNullable(before.get(change.id()));
        String action = change.after().isEmpty() ? "delete" : present.isEmpty() ? "create" : "update";
        return new ChangePlan.Line(
                change.id(),
                action,
                present.map(entry -> shown(entry.value())),
                change.after().map(after -> shown(after.value())));
    }

    private EntryChange change(ConfigId id, ConfigWrite write) {
        Optional<ConfigEntry> present = resolver.entry(id);
        if (write.value().isEmpty()) {
            return new EntryChange(
                    id, write.expected(), ConfigOperation.DELETE, Optional.empty(), OptionalLong.empty());
        }
        JsonValue value = write.value().get();
        boolean secret = write.secret()
                || registry.isSensitive(id.key())
                || present.map(entry -> entry.value().isSensitive()).orElse(false);
        StoredValue stored = secret ? secrets.seal(id, value) : new StoredValue.Plain(value);
        String description = write.description()
                .or(() -> present.map(ConfigEntry::description))
                .orElse("");
        return new EntryChange(
                id,
                write.expected(),
                present.isPresent() ? ConfigOperation.UPDATE : ConfigOperation.CREATE,
                Optional.of(new EntryChange.AfterImage(stored, description, write.status())),
                OptionalLong.empty());
    }

    private List<String> problems(ConfigId id, JsonValue value) {
        return registry.find(id.key()).map(key -> problems(id, key, value)).orElse(List.of());
    }

    private static List<String> problems(ConfigId id, ConfigKey<?> key, JsonValue value) {
        if (!key.sources().contains(ConfigSource.DATABASE)) {
            return List.of(id.key() + " is needed before the database is; set it as an argument or variable");
        }
        if (!key.scopes().contains(id.scope().type())) {
            String allowed = key.scopes().stream().map(ScopeType::word).sorted().collect(Collectors.joining(" or "));
            return List.of(id.key() + " is set for " + allowed + ", not for a "
                    + id.scope().type().word());
        }
        return key.problems(value).stream()
                .map(problem -> id.key() + " " + problem)
                .toList();
    }

    private static void refuse(List<String> wrong) {
        if (!wrong.isEmpty()) {
            throw new AiOpsException(ErrorCode.INVALID_CONFIG_VALUE, String.join("; ", wrong)).with("problems", wrong);
        }
    }

    private long commit(List<EntryChange> changes, Author author) {
        StorePosition after = store.commit(new ConfigCommit(changes, author), check);
        resolver.announce(after);
        resolver.awaitRevision(after.revision(), CATCH_UP);
        return after.revision();
    }

    private void checkRules(List<ConfigEntry> entries) {
        Map<ConfigScope, Map<String, JsonValue>> byScope = new LinkedHashMap<>();
        for (ConfigEntry entry : entries) {
            if (entry.status().counts()) {
                byScope.computeIfAbsent(entry.id().scope(), scope -> new LinkedHashMap<>())
                        .put(entry.id().key(), shown(entry.value()));
            }
        }
        List<String> wrong = new ArrayList<>();
        byScope.forEach(
                (scope, values) -> rules.forEach(rule -> wrong.addAll(rule.problems(scope, Map.copyOf(values)))));
        refuse(wrong);
    }

    private Optional<String> shadow(ConfigId id) {
        return resolver.find(id.key(), ConfigContext.of(id.scope()))
                .filter(value -> value.source().compareTo(ConfigSource.DATABASE) < 0)
                .map(ConfigValue::sourceName);
    }

    private Map<ConfigId, ConfigEntry> stored(Optional<ConfigScope> scope) {
        return store.load().entries().stream()
                .filter(entry -> scope.isEmpty() || entry.id().scope().equals(scope.get()))
                .collect(Collectors.toMap(ConfigEntry::id, entry -> entry));
    }

    private static Expectation expectation(Optional<ConfigEntry> present) {
        return present.map(entry -> Expectation.of(entry.revision())).orElse(Expectation.ABSENT);
    }

    private static void requireRevision(ConfigId id, Optional<ConfigEntry> present, long wanted) {
        long current = present.map(ConfigEntry::revision).orElse(0L);
        if (current != wanted) {
            throw new AiOpsException(
                            ErrorCode.CONFIG_CONFLICT,
                            id + " is at version " + current + ", not " + wanted
                                    + present.map(entry ->
                                                    "; " + entry.updatedBy() + " changed it at " + entry.updatedAt())
                                            .orElse("")
                                    + "; read it again")
                    .with("key", id.key())
                    .with("current_version", current);
        }
    }

    private boolean same(ConfigId id, ConfigEntry present, EntryChange.AfterImage wanted) {
        return present.status() == wanted.status()
                && present.description().equals(wanted.description())
                && present.value().isSensitive() == wanted.value().isSensitive()
                && clear(id, present.value()).equals(clear(id, wanted.value()));
    }

    private static JsonValue shown(StoredValue value) {
        return value.plain().orElse(ConfigValue.MASK);
    }

    private JsonValue clear(ConfigId id, StoredValue value) {
        return value instanceof StoredValue.Sealed sealed
                ? secrets.open(id, sealed)
                : value.plain().orElseThrow();
    }
}
