package io.aiops.config;

import io.aiops.error.AiOpsException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects the layers of a {@link ConfigResolver}; whatever is not given does not take part. */
public final class ConfigResolverBuilder {

    private final ConfigRegistry registry;
    private List<String> arguments = List.of();
    private Map<String, String> environment = Map.of();
    private Optional<Path> file = Optional.empty();
    private Optional<Path> envFile = Optional.empty();
    private Optional<ConfigStore> store = Optional.empty();
    private Optional<ConfigSecrets> secrets = Optional.empty();
    private List<ChangeHints> hints = List.of();
    private Optional<Path> lastKnownGood = Optional.empty();
    private StartPolicy whenStoreIsDown = StartPolicy.LAST_KNOWN_GOOD;
    private Duration pollInterval = Duration.ofSeconds(2);
    private Clock clock = Clock.systemUTC();
    private boolean strictVariables;

    ConfigResolverBuilder(ConfigRegistry registry) {
        this.registry = registry;
    }

    /** The arguments of the program, each {@code --key=value} or {@code --services.<id>.<key>=value}. */
    public ConfigResolverBuilder arguments(List<String> given) {
        arguments = List.copyOf(given);
        return this;
    }

    /** The variables of the environment. */
    public ConfigResolverBuilder environment(Map<String, String> variables) {
        environment = Map.copyOf(variables);
        return this;
    }

    /** The YAML file; it need not exist. */
    public ConfigResolverBuilder file(Path path) {
        file = Optional.of(path);
        return this;
    }

    /** A file of variables, stronger than the YAML file and weaker than the database; it need not exist. */
    public ConfigResolverBuilder envFile(Path path) {
        envFile = Optional.of(path);
        return this;
    }

    /** The database; not closed with the resolver. */
    public ConfigResolverBuilder store(ConfigStore database) {
        store = Optional.of(database);
        return this;
    }

    /** What opens stored secrets; without it they are unreadable. */
    public ConfigResolverBuilder secrets(ConfigSecrets opener) {
        secrets = Optional.of(opener);
        return this;
    }

    /** What tells of changes sooner than the next poll; started and closed with the resolver. */
    public ConfigResolverBuilder hints(List<ChangeHints> senders) {
        hints = List.copyOf(senders);
        return this;
    }

    /** The file in which the last state of the store is kept for a start without it; its folder must exist. */
    public ConfigResolverBuilder lastKnownGood(Path path) {
        lastKnownGood = Optional.of(path);
        return this;
    }

    /** What happens when the store does not answer at the start; {@link StartPolicy#LAST_KNOWN_GOOD} if not said. */
    public ConfigResolverBuilder whenStoreIsDown(StartPolicy policy) {
        whenStoreIsDown = policy;
        return this;
    }

    /** How often the store is asked without a hint, give or take a tenth; 2 seconds if not said. */
    public ConfigResolverBuilder pollInterval(Duration interval) {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("the poll interval must be more than nothing, not " + interval);
        }
        pollInterval = interval;
        return this;
    }

    /** Tells the time for health and the last-known-good file. */
    public ConfigResolverBuilder clock(Clock source) {
        clock = source;
        return this;
    }

    /** Refuses to start with a variable that looks like ours and belongs to no declared key, instead of warning. */
    public ConfigResolverBuilder strictVariables() {
        strictVariables = true;
        return this;
    }

    /** What everybody's value of a key is so far, as text; nothing is refused and no store is asked. To find the file. */
    public Optional<String> peek(String key) {
        SecretReader nobody = new SecretReader(Optional.empty());
        StaticLayers layers = StaticLayers.read(setup(), new ArrayList<>());
        ConfigSnapshot snapshot = new ConfigSnapshot(layers, StoredEntries.unknown(), false, nobody);
        return Lookup.of(snapshot, key, ConfigContext.SYSTEM)
                .winner()
                .flatMap(hit -> hit.value().plain())
                .map(JsonValue::plainText);
    }

    /**
     * Reads and checks everything, and begins to follow the store.
     *
     * @throws AiOpsException {@code INVALID_SETTING} naming everything that is wrong in arguments, environment and files, one
     *     to a line, with {@code problems} as a list, and no secret's value in it; {@code DATABASE_UNAVAILABLE} if the store
     *     does not answer and the start policy knows no way out
     */
    public ConfigResolver open() {
        return ConfigResolver.open(setup());
    }

    private ConfigSetup setup() {
        return new ConfigSetup(
                registry,
                arguments,
                environment,
                file,
                envFile,
                store,
                secrets,
                hints,
                lastKnownGood,
                whenStoreIsDown,
                pollInterval,
                clock,
                strictVariables);
    }
}
