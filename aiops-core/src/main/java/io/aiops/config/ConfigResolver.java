package io.aiops.config;

import io.aiops.error.AiOpsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration of a program: command line, environment, database, files and defaults, the strongest first; within a layer
 * a person's value beats a service's, which beats everybody's. Thread-safe.
 *
 * <p>A read takes what is in memory: it never asks the store, takes no lock, and is as fast while the store is down. One
 * daemon thread named {@code aiops-config} follows the store. Values that were written together are seen together. A stored
 * value that does not fit its key leaves what was good before and shows in {@link #health()}. A stored secret is opened by
 * whoever reads it; one that cannot be opened is an error of its key alone, and never falls to a weaker layer.
 */
public final class ConfigResolver implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigResolver.class);

    private final CurrentSnapshot current;
    private final StoreContact contact;
    private final Deliveries deliveries;
    private final Optional<StoreLink> link;

    private ConfigResolver(ConfigSetup setup, StaticLayers statics) {
        SecretReader secrets = new SecretReader(setup.secrets());
        current = new CurrentSnapshot(new ConfigSnapshot(
                statics, StoredEntries.unknown(), setup.store().isPresent(), secrets));
        contact = new StoreContact(setup.clock());
        deliveries = new Deliveries(current, contact);
        link = setup.store().map(store -> new StoreLink(setup, store, current, contact, deliveries));
    }

    /** Begins a resolver of these keys. */
    public static ConfigResolverBuilder builder(ConfigRegistry registry) {
        return new ConfigResolverBuilder(registry);
    }

    static ConfigResolver open(ConfigSetup setup) {
        StaticLayers statics = StaticLayers.read(setup);
        if (!statics.unknownVariables().isEmpty()) {
            LOG.warn(
                    "variables that belong to no configuration key: {}", String.join(", ", statics.unknownVariables()));
        }
        ConfigResolver resolver = new ConfigResolver(setup, statics);
        try {
            resolver.link.ifPresent(StoreLink::open);
        } catch (RuntimeException failed) {
            resolver.close();
            throw failed;
        }
        return resolver;
    }

    /**
     * Everybody's value of a key.
     *
     * @throws AiOpsException as {@link ConfigView#get}
     */
    public <T> T get(ConfigKey<T> key) {
        return current.get().system().get(key);
    }

    /**
     * The value of a key in a context. Who reads more than once takes a {@link #view}.
     *
     * @throws AiOpsException as {@link ConfigView#get}
     */
    public <T> T get(ConfigKey<T> key, ConfigContext context) {
        return current.get().in(context).get(key);
    }

    /**
     * Everybody's value of a key; empty if nobody sets it and it has no default.
     *
     * @throws AiOpsException as {@link ConfigView#find}
     */
    public <T> Optional<T> find(ConfigKey<T> key) {
        return current.get().system().find(key);
    }

    /**
     * The value of a key in a context; empty if nobody sets it and it has no default.
     *
     * @throws AiOpsException as {@link ConfigView#find}
     */
    public <T> Optional<T> find(ConfigKey<T> key, ConfigContext context) {
        return current.get().in(context).find(key);
    }

    /** The configuration as one context sees it, always the present one. */
    public ConfigView view(ConfigContext context) {
        return new LiveView(current, context);
    }

    /** Everybody's value of one key, for code that reads it very often. */
    public <T> ConfigHandle<T> handle(ConfigKey<T> key) {
        return new LiveHandle<>(current, key, ConfigContext.SYSTEM);
    }

    /**
     * The value of a key, declared or not, by its name or an alias, with where it comes from; a secret is masked. Empty if
     * nobody sets it and it has no default.
     *
     * @throws AiOpsException {@code INVALID_CONFIG_KEY}; {@code DATABASE_UNAVAILABLE} if the store has not answered since the
     *     start and nobody else has a value
     */
    public Optional<ConfigValue> find(String key, ConfigContext context) {
        Lookup lookup = Lookup.of(current.get(), key, context);
        Optional<Hit> winner = lookup.winner();
        if (winner.isEmpty() && lookup.isUnknown()) {
            throw lookup.unknown();
        }
        return winner.map(hit -> lookup.show(hit, contact.isStale()));
    }

    /**
     * The value of a key in clear, a secret's too, for whoever hands it to a program; every call is a place to look at in a
     * review.
     *
     * @throws AiOpsException {@code INVALID_CONFIG_KEY}, {@code SECRET_UNREADABLE}
     */
    public Optional<JsonValue> reveal(String key, ConfigContext context) {
        return current.get().reveal(key, context);
    }

    /** Every key that has a value in a context, by name; declared or not, secrets masked. */
    public List<ConfigValue> values(ConfigContext context) {
        ConfigSnapshot snapshot = current.get();
        List<ConfigValue> values = new ArrayList<>();
        for (String key : snapshot.keysIn(context)) {
            Lookup lookup = Lookup.of(snapshot, key, context);
            lookup.winner().ifPresent(hit -> values.add(lookup.show(hit, contact.isStale())));
        }
        return values;
    }

    /**
     * Every place where a key was looked for in a context, and which one won; secrets masked.
     *
     * @throws AiOpsException {@code INVALID_CONFIG_KEY}
     */
    public ConfigExplanation explain(String key, ConfigContext context) {
        Lookup lookup = Lookup.of(current.get(), key, context);
        return new ConfigExplanation(lookup.key(), context, new Explainer(lookup).steps(), contact.isStale());
    }

    /**
     * Tells a listener of changes from now on. There is no gap: what is read after this call is what the listener knows, or
     * newer and then told.
     */
    public ConfigSubscription subscribe(ConfigFilter filter, ConfigListener listener) {
        return deliveries.add(filter.canonical(registry()), listener);
    }

    /** The revision of the store that reads answer from; 0 before the first one, and without a store. */
    public long revision() {
        return current.get().revision();
    }

    /**
     * Looks at the store now. Without a store nothing happens.
     *
     * @throws AiOpsException what the store throws, {@code DATABASE_UNAVAILABLE} above all
     */
    public void refresh() {
        link.ifPresent(store -> store.watch().refresh());
    }

    /**
     * Waits until reads answer from a revision or a later one, so that a writer sees what it wrote. Looks at the store itself;
     * may be called from inside a listener.
     *
     * @param limit how long at most
     * @throws AiOpsException {@code DEADLINE_EXCEEDED}; {@code CANCELLED} if the thread is interrupted
     */
    public void awaitRevision(long revision, Duration limit) {
        link.ifPresent(store -> store.watch().awaitRevision(revision, limit));
    }

    /** Tells other programs of a commit, through the hints; the store's own way needs no such call. */
    void announce(StorePosition position) {
        link.ifPresent(store -> store.announce(position));
    }

    /** The declared keys. */
    public ConfigRegistry registry() {
        return current.get().registry();
    }

    /** A stored value as it is in the store, whether it counts or not. */
    public Optional<ConfigEntry> entry(ConfigId id) {
        return current.get().stored().find(id).map(JudgedEntry::entry);
    }

    /** All stored values as they are in the store, in order. */
    public List<ConfigEntry> entries() {
        return current.get().stored().all().stream()
                .map(JudgedEntry::entry)
                .sorted(java.util.Comparator.comparing(ConfigEntry::id))
                .toList();
    }

    /** Required keys, which everybody may have a value of, without one. */
    public List<String> missing() {
        return current.get().missing();
    }

    /** What of the stored values would not fit other declarations, in words; to be looked at before these come into force. */
    public List<String> violations(ConfigRegistry others) {
        return current.get().stored().violations(others);
    }

    /** How it is. */
    public ConfigHealth health() {
        ConfigSnapshot snapshot = current.get();
        return new ConfigHealth(
                contact.staleSince(),
                snapshot.stored().position(),
                snapshot.invalid(),
                snapshot.missing(),
                snapshot.unknownVariables(),
                link.map(StoreLink::disconnectedHints).orElse(List.of()),
                deliveries.troubles(),
                link.map(StoreLink::alarms).orElse(List.of()));
    }

    /**
     * Ends the listeners, the hints and the threads, each within seconds; the store stays open, and so do reads of what was
     * known last. Idempotent.
     */
    @Override
    public void close() {
        link.ifPresent(StoreLink::close);
        deliveries.close();
    }
}
