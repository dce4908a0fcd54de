package io.aiops.app;

import io.aiops.app.database.DatabaseAddress;
import io.aiops.config.ConfigContext;
import io.aiops.config.ConfigKey;
import io.aiops.config.ConfigResolver;
import io.aiops.config.ConfigResolverBuilder;
import io.aiops.config.ConfigSource;
import io.aiops.config.ConfigValue;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.orchestration.ServiceKeys;
import io.aiops.secret.KeyFile;
import io.aiops.secret.KeyProvider;
import io.aiops.secret.KeyVariable;
import io.aiops.service.Secret;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What must be known before there is a database, and the way to read all the rest once there is one. Immutable. */
public final class AppSettings {

    private static final Set<String> MODES = Set.of("docker", "local", "supervisor", "swarm");

    private final Supplier<ConfigResolverBuilder> layers;
    private final ConfigResolver early;
    private final Path home;

    private AppSettings(Supplier<ConfigResolverBuilder> layers, ConfigResolver early, Path home) {
        this.layers = layers;
        this.early = early;
        this.home = home;
    }

    /**
     * Reads arguments, environment and file.
     *
     * @throws AiOpsException {@code INVALID_SETTING} naming everything that is wrong
     */
    public static AppSettings read(List<String> arguments, Map<String, String> environment) {
        Supplier<ConfigResolverBuilder> given = () ->
                ConfigResolver.builder(AppKeys.REGISTRY).arguments(arguments).environment(environment);
        // A home that is no path is refused with all the rest; until then any folder will do to look for the file.
        Path home;
        try {
            home = AppKeys.absolute(given.get().peek(AppKeys.HOME.name()).orElse("~/.aiops"));
        } catch (InvalidPathException refusedBelow) {
            home = AppKeys.absolute("~/.aiops");
        }
        Path config = home.resolve("config");
        Supplier<ConfigResolverBuilder> layers =
                () -> given.get().file(config.resolve("aiops.yaml")).envFile(config.resolve("aiops.env"));
        ConfigResolver early = layers.get().open();
        AppSettings settings = new AppSettings(layers, early, home);
        settings.checkMode();
        return settings;
    }

    /** The same layers, for a resolver that has a database too. */
    ConfigResolverBuilder layers() {
        return layers.get();
    }

    /** The value of a setting without the database. */
    <T> Optional<T> find(ConfigKey<T> key) {
        return early.find(key);
    }

    /** The value of a setting that has a default, without the database. */
    <T> T get(ConfigKey<T> key) {
        return early.get(key);
    }

    /** A setting by its name as it may be shown, without the database. */
    Optional<String> text(String key) {
        return early.find(key, ConfigContext.SYSTEM).map(value -> value.value().plainText());
    }

    /** Whether an argument or a variable says it, which no database can change. */
    boolean isFixed(ConfigKey<?> key) {
        return found(key)
                .filter(value -> value.source().compareTo(ConfigSource.DATABASE) < 0)
                .isPresent();
    }

    Path home() {
        return home;
    }

    Optional<DatabaseAddress> database() {
        return early.find(AppKeys.DATABASE_URL)
                .map(url -> DatabaseAddress.parse(
                        url.reveal(),
                        early.get(AppKeys.DATABASE_USER),
                        early.find(AppKeys.DATABASE_PASSWORD).orElse(Secret.of(""))));
    }

    /**
     * The keys that encrypt stored secrets: those that are set, or those of a file, which is made if it is not named and
     * missing.
     *
     * @throws AiOpsException {@code INVALID_SETTING} if they cannot be read
     */
    KeyProvider encryptionKeys() {
        Optional<Secret> keys = early.find(AppKeys.ENCRYPTION_KEYS);
        if (keys.isPresent()) {
            return new KeyVariable(AppKeys.ENCRYPTION_KEYS.name(), keys.get());
        }
        return early.find(AppKeys.ENCRYPTION_KEY_FILE)
                .map(AppKeys::absolute)
                .map(KeyFile::new)
                .orElseGet(() -> KeyFile.createIfMissing(home.resolve("config").resolve("secret-keys")));
    }

    private Optional<ConfigValue> found(ConfigKey<?> key) {
        return early.find(key.name(), ConfigContext.SYSTEM);
    }

    private void checkMode() {
        String mode = early.get(ServiceKeys.RUNTIME);
        if (!MODES.contains(mode)) {
            String where =
                    found(ServiceKeys.RUNTIME).map(ConfigValue::sourceName).orElse("");
            throw new AiOpsException(
                    ErrorCode.INVALID_SETTING,
                    where + ": must be one of "
                            + String.join(", ", MODES.stream().sorted().toList()) + ", not \"" + mode + "\"");
        }
    }
}
