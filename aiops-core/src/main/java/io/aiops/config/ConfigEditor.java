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
    private static final int MOST_RACES = 5;

    private final ConfigResolver resolver;
    private final ConfigRegistry registry;
    private final ConfigStore store;
    private final ConfigSecrets secrets;
    private final WriteRules rules;
    private final Replacements replacements;
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
        this.rules = new WriteRules(registry, rules);
        this.replacements = new Replacements(registry, secrets);
        // A check makes the store read everything that the changed scopes hold.
        this.check = rules.isEmpty() ? CommitCheck.NONE : this.rules::check;
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
            wrong.addAll(write.value().map(value -> rules.problems(id, value)).orElse(List.of()));
            if (wrong.isEmpty() && changes.put(id, change(id, write)) != null) {
                wrong.add(id + " is written twice");
            }
        }
        WriteRules.refuse(wrong);
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
        requireWritten(revision);
        HistoryEntry then = store.stateAt(revision, Optional.of(known.scope())).stream()
                .filter(line -> line.id().equals(known))
                .findFirst()
                .orElseThrow(() -> new AiOpsException(
                        ErrorCode.CONFIG_NOT_FOUND, known + " had no value yet in revision " + revision));
        Map<ConfigId, ConfigEntry> now = stored(Optional.of(known.scope()));
        if (expected instanceof Expectation.Revision wanted) {
            requireRevision(known, Optional.ofNullable(now.get(known)), wanted.number());
        }
        return carryOut(replacements.ofHistory(Map.of(known, then), now, List.of(known)), now, dryRun, author);
    }

    /**
     * Puts all values, or those of one scope, back to what they were in a revision, as one new revision.
     *
     * @param scope whose values; empty for everybody's
     * @param dryRun whether only to say what would change
     * @throws AiOpsException as {@link #rollback(ConfigId, long, Expectation, boolean, Author)}
     */
    public ChangePlan rollback(Optional<ConfigScope> scope, long revision, boolean dryRun, Author author) {
        requireWritten(revision);
        Map<ConfigId, HistoryEntry> then =
                store.stateAt(revision, scope).stream().collect(Collectors.toMap(HistoryEntry::id, line -> line));
        Map<ConfigId, ConfigEntry> now = stored(scope);
        List<ConfigId> all = new ArrayList<>(then.keySet());
        now.keySet().stream().filter(id -> !then.containsKey(id)).forEach(all::add);
        return carryOut(replacements.ofHistory(then, now, all), now, dryRun, author);
    }

    /** Deletes all values of a scope as one revision, whatever they are by then; nothing where there are none. */
    public void clear(ConfigScope scope, Author author) {
        for (int race = 1; ; race++) {
            List<EntryChange> changes = stored(Optional.of(scope)).values().stream()
                    .map(entry -> new EntryChange(
                            entry.id(),
                            Expectation.of(entry.revision()),
                            ConfigOperation.DELETE,
                            Optional.empty(),
                            OptionalLong.empty()))
                    .toList();
            try {
                if (!changes.isEmpty()) {
                    commit(changes, author);
                }
                return;
            } catch (AiOpsException changed) {
                if (changed.code() != ErrorCode.CONFIG_CONFLICT || race == MOST_RACES) {
                    throw changed;
                }
            }
        }
    }

    /**
     * The stored values as one document; secrets as ciphertext, also those that were stored in clear before their key was
     * declared as sensitive.
     *
     * @throws AiOpsException {@code NO_ENCRYPTION_KEY} if such a one cannot be encrypted
     */
    public ConfigDocument export() {
        StoredConfig all = store.load();
        List<ConfigEntry> entries =
                all.entries().stream().map(replacements::concealed).toList();
        return new ConfigDocument(store.environment(), all.position().revision(), entries);
    }

    /**
     * Reads an exported document.
     *
     * @throws AiOpsException {@code INVALID_CONFIG_DOCUMENT}
     */
    public ConfigDocument read(String document) {
        return ConfigDocument.read(document, secrets);
    }

    /**
     * Stores the values of a document, as one revision.
     *
     * @param policy what to do with values that are there already and differ
     * @param dryRun whether only to say what would change
     * @throws AiOpsException {@code CONFIG_CONFLICT} for policy abort; {@code INVALID_CONFIG_VALUE};
     *     {@code INVALID_CONFIG_DOCUMENT} if a secret is of another platform or key; then nothing is stored
     */
    public ChangePlan importDocument(ConfigDocument document, ImportPolicy policy, boolean dryRun, Author author) {
        Map<ConfigId, ConfigEntry> now = stored(Optional.empty());
        return carryOut(replacements.ofDocument(document, policy, now), now, dryRun, author);
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

    private ChangePlan carryOut(
            List<EntryChange> drafts, Map<ConfigId, ConfigEntry> now, boolean dryRun, Author author) {
        List<String> wrong = new ArrayList<>();
        List<EntryChange> ready = drafts.stream()
                .map(draft -> replacements.revalidated(draft, now, rules, wrong))
                .toList();
        WriteRules.refuse(wrong);
        List<ChangePlan.Line> lines =
                ready.stream().map(change -> replacements.line(change, now)).toList();
        if (ready.isEmpty()) {
            return new ChangePlan(lines, 0);
        }
        if (dryRun) {
            rules.check(Replacements.after(ready, now));
            return new ChangePlan(lines, 0);
        }
        return new ChangePlan(lines, commit(ready, author));
    }

    private void requireWritten(long revision) {
        long newest = store.position().revision();
        if (revision < 0 || revision > newest) {
            throw new AiOpsException(
                    ErrorCode.CONFIG_NOT_FOUND, "there is no revision " + revision + "; the newest one is " + newest);
        }
    }

    private long commit(List<EntryChange> changes, Author author) {
        StorePosition after = store.commit(new ConfigCommit(changes, author), check);
        resolver.announce(after);
        resolver.awaitRevision(after.revision(), CATCH_UP);
        return after.revision();
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

    private static void requireRevision(ConfigId id, Optional<ConfigEntry> present, long wanted) {
        long current = present.map(ConfigEntry::revision).orElse(0L);
        if (current != wanted) {
            String who = present.map(entry -> "; " + entry.updatedBy() + " changed it at " + entry.updatedAt())
                    .orElse("");
            AiOpsException conflict = new AiOpsException(
                            ErrorCode.CONFIG_CONFLICT,
                            id + " is at version " + current + ", not " + wanted + who + "; read it again")
                    .with("key", id.key())
                    .with("scope", id.scope().toString())
                    .with("current_version", current);
            throw present.map(entry -> conflict.with("changed_by", entry.updatedBy())
                            .with("changed_at", entry.updatedAt().toString()))
                    .orElse(conflict);
        }
    }
}
