package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Configuration as one caller may see and change it: the same check before every call, and what may not be seen is left out
 * of lists without a trace. Secrets are masked for everybody. Cheap to make; one for each request.
 */
public final class ConfigSession {

    private final ConfigResolver resolver;
    private final ConfigEditor editor;
    private final ConfigPolicy policy;
    private final Denials denials;
    private final ConfigCaller caller;

    /** What a caller may do. */
    public ConfigSession(
            ConfigResolver resolver, ConfigEditor editor, ConfigPolicy policy, Denials denials, ConfigCaller caller) {
        this.resolver = resolver;
        this.editor = editor;
        this.policy = policy;
        this.denials = denials;
        this.caller = caller;
    }

    /**
     * The value that counts for a scope.
     *
     * @throws AiOpsException {@code FORBIDDEN}
     */
    public Optional<ConfigValue> find(ConfigId id) {
        requireRead(id);
        return resolver.find(id.key(), ConfigContext.of(id.scope())).filter(value -> visible(id.scope(), value));
    }

    /** All values that count for a scope and may be seen. */
    public List<ConfigValue> values(ConfigScope scope) {
        require(ConfigAction.READ, scope, false, "values of " + scope);
        return resolver.values(ConfigContext.of(scope)).stream()
                .filter(value -> visible(scope, value))
                .toList();
    }

    /**
     * Every layer of a value.
     *
     * @throws AiOpsException {@code FORBIDDEN}; {@code CONFIG_NOT_FOUND} if its being there may not be known
     */
    public ConfigExplanation explain(ConfigId id) {
        requireRead(id);
        requireVisible(id);
        return resolver.explain(id.key(), ConfigContext.of(id.scope()));
    }

    /** Lines of the history of one value, the newest first; secrets masked. */
    public List<HistoryEntry> history(ConfigId id, HistoryQuery page) {
        requireRead(id);
        requireVisible(id);
        HistoryQuery query = new HistoryQuery(
                Optional.of(id.scope()), Optional.of(editor.canonical(id).key()), page.before(), page.limit());
        return editor.history(query);
    }

    /** Lines of the history of everything, the newest first; secrets masked. */
    public List<HistoryEntry> history(HistoryQuery query) {
        administer("the whole history");
        return editor.history(query);
    }

    /** Stores or deletes a value. */
    public Written write(ConfigWrite write, Author author) {
        requireWrite(write.id(), write.secret());
        return editor.write(write, author);
    }

    /** Puts a value back. */
    public ChangePlan rollback(ConfigId id, long revision, Expectation expected, boolean dryRun, Author author) {
        requireWrite(id, false);
        return editor.rollback(id, revision, expected, dryRun, author);
    }

    /** Puts a scope, or everything, back. */
    public ChangePlan rollback(Optional<ConfigScope> scope, long revision, boolean dryRun, Author author) {
        administer("rollback of " + scope.map(ConfigScope::toString).orElse("everything"));
        return editor.rollback(scope, revision, dryRun, author);
    }

    /** Exports what may be seen. */
    public ConfigDocument export() {
        ConfigDocument all = editor.export();
        Predicate<ConfigEntry> readable = entry ->
                allows(ConfigAction.READ, entry.id().scope(), entry.value().isSensitive());
        return new ConfigDocument(
                all.environment(),
                all.revision(),
                all.entries().stream().filter(readable).toList());
    }

    /** Imports a document. */
    public ChangePlan importDocument(ConfigDocument document, ImportPolicy how, boolean dryRun, Author author) {
        administer("import");
        return editor.importDocument(document, how, dryRun, author);
    }

    /** Looks whether the history is as it was written. */
    public HistoryCheck verifyHistory() {
        administer("verification of the history");
        return editor.verifyHistory();
    }

    /** Encrypts all secrets with the primary key. */
    public SecretRotation.Outcome rotateSecrets() {
        administer("rotation of the encryption key");
        return editor.rotateSecrets();
    }

    /**
     * Hears of changes of what may be seen, as long as it may be seen.
     *
     * @throws AiOpsException {@code FORBIDDEN}
     */
    public ConfigSubscription subscribe(ConfigFilter filter, ConfigListener listener) {
        if (filter.everyScope()) {
            administer("hear of everybody's values");
        }
        filter.contexts().stream()
                .flatMap(context -> context.scopes().stream())
                .forEach(scope -> require(ConfigAction.READ, scope, false, "values of " + scope));
        return resolver.subscribe(filter, event -> {
            List<ConfigEvent.Change> seen =
                    event.changes().stream().filter(this::visible).toList();
            if (!seen.isEmpty()) {
                listener.changed(new ConfigEvent(event.position(), seen));
            }
        });
    }

    private void requireRead(ConfigId id) {
        require(ConfigAction.READ, id.scope(), resolver.registry().isSensitive(id.key()), id.toString());
    }

    /** A stored secret whose name does not tell is not there for who may not see it. */
    private void requireVisible(ConfigId id) {
        boolean hidden = ConfigContext.of(id.scope()).scopes().stream()
                .map(scope -> new ConfigId(scope, editor.canonical(id).key()))
                .flatMap(each -> resolver.entry(each).stream())
                .anyMatch(entry -> entry.value().isSensitive() && !allows(ConfigAction.READ, id.scope(), true));
        if (hidden) {
            throw new AiOpsException(ErrorCode.CONFIG_NOT_FOUND, id + " has no value");
        }
    }

    private void requireWrite(ConfigId id, boolean asSecret) {
        boolean secret = asSecret
                || resolver.registry().isSensitive(id.key())
                || resolver.entry(editor.canonical(id))
                        .filter(entry -> entry.value().isSensitive())
                        .isPresent();
        require(ConfigAction.WRITE, id.scope(), secret, id.toString());
    }

    private void administer(String what) {
        require(ConfigAction.ADMINISTER, ConfigScope.SYSTEM, false, what);
    }

    private void require(ConfigAction action, ConfigScope scope, boolean secret, String what) {
        if (!allows(action, scope, secret)) {
            denials.denied(caller, action, what);
            throw new AiOpsException(
                    ErrorCode.FORBIDDEN,
                    caller.name() + " may not " + (action == ConfigAction.READ ? "read " : "change ") + what);
        }
    }

    private boolean allows(ConfigAction action, ConfigScope scope, boolean secret) {
        return policy.allows(caller, action, scope, secret);
    }

    /** Asked anew for every event, so that a right that was taken away ends what is heard. */
    private boolean visible(ConfigEvent.Change change) {
        ConfigScope scope = change.context().scopes().get(0);
        return change.before().map(value -> visible(scope, value)).orElse(true)
                && change.after().map(value -> visible(scope, value)).orElse(true);
    }

    private boolean visible(ConfigScope scope, ConfigValue value) {
        return allows(ConfigAction.READ, scope, value.sensitive());
    }
}
