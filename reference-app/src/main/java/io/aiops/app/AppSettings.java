package io.aiops.app;

import io.aiops.app.auth.Accounts;
import io.aiops.app.database.DatabaseAddress;
import io.aiops.config.Setting;
import io.aiops.config.SettingsResolver;
import io.aiops.error.AiOpsException;
import io.aiops.port.PortRange;
import io.aiops.service.Secret;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The settings of the application, checked. Immutable. */
public final class AppSettings {

    private static final Set<String> MODES = Set.of("local", "supervisor", "docker", "swarm");
    private static final String HOME = "home.dir";

    /** Every setting that the application knows. */
    public static final List<Setting> KNOWN = List.of(
            Setting.of("server.host", "the address that the server listens on")
                    .orElse("127.0.0.1")
                    .checked(AppSettings::checkHost),
            Setting.of("server.port", "its port; 0 picks one").orElse("8080").checked(number(0, 65535)),
            Setting.of(
                    "server.allowed-hosts", "further host names under which it may be called, with commas; * for any"),
            Setting.of(HOME, "the folder of everything the platform keeps")
                    .orElse("~/.aiops")
                    .alias("service.root.dir")
                    .variable("SERVICE_ROOT_DIR")
                    .beforeFile()
                    .checked(AppSettings::checkPath),
            Setting.of("admin.password", "the first administrator's password; random if not set")
                    .hidden()
                    .checked(AppSettings::checkPassword),
            Setting.of("database.url", "a PostgreSQL; if not set, the platform runs its own")
                    .variable("DATABASE_URL")
                    .hidden()
                    .checked(text -> DatabaseAddress.parse(text, "", Secret.of(""))),
            Setting.of("database.user", "its role, where the address names none")
                    .orElse("aiops"),
            Setting.of("database.password", "the role's password, where the address names none")
                    .hidden(),
            Setting.of("deployment.mode", "the runtime of services that name none")
                    .orElse("local")
                    .variable("DEPLOYMENT_MODE")
                    .checked(AppSettings::checkMode),
            Setting.of("ports.range", "the ports that services get")
                    .orElse("8001-8999")
                    .checked(PortRange::parse),
            Setting.of("gateway.port", "the port of the gateway alone")
                    .orElse("8088")
                    .checked(number(0, 65535)),
            Setting.of("upload.max-bytes", "the most bytes of one upload")
                    .orElse("2147483648")
                    .checked(number(1, 1L << 50)),
            Setting.of("samples.deploy", "whether an empty platform deploys the sample services")
                    .orElse("true")
                    .checked(AppSettings::checkFlag),
            Setting.of("samples.dir", "where the sample services are; beside the program if not set")
                    .checked(AppSettings::checkPath),
            Setting.of("health.start-timeout", "how many seconds a service may take to become healthy")
                    .checked(number(1, 86_400)),
            Setting.of("redis.url", "a Redis").hidden(),
            Setting.of("s3.url", "an S3 store").hidden(),
            Setting.of("gitea.server-url", "a Gitea server")
                    .variable("GITEA_SERVER_URL")
                    .checked(AppSettings::checkUrl),
            Setting.of("gitea.access-token", "a token of that server")
                    .variable("GITEA_ACCESS_TOKEN")
                    .hidden(),
            Setting.of("gitea.default-owner", "whose repositories").variable("GITEA_DEFAULT_OWNER"),
            Setting.of("gitea.repo-prefix", "how their names begin").variable("GITEA_REPO_PREFIX"),
            Setting.of("nginx.config-dir", "where gateway files for nginx go").checked(AppSettings::checkPath),
            Setting.of("supervisor.url", "unix:///path or http://host:port of a Supervisor"),
            Setting.of("supervisor.config-dir", "where its programs are defined")
                    .checked(AppSettings::checkPath),
            Setting.of("docker.host", "a Docker engine"),
            Setting.of("docker.base-image.python", "the image under Python services"),
            Setting.of("docker.base-image.node", "the image under Node services"),
            Setting.of("docker.base-image.java", "the image under Java services"));

    private final SettingsResolver resolver;
    private final Path home;

    private AppSettings(SettingsResolver resolver, Path home) {
        this.resolver = resolver;
        this.home = home;
    }

    /**
     * Reads the settings.
     *
     * @throws AiOpsException {@code INVALID_SETTING} naming everything that is wrong
     */
    public static AppSettings read(List<String> arguments, Map<String, String> environment) {
        SettingsResolver.Builder layers =
                SettingsResolver.builder(KNOWN).arguments(arguments).environment(environment);
        // A home that is no path is refused with all the rest; until then any folder will do to look for the file.
        Path home;
        try {
            home = absolute(layers.peek(HOME).orElse("~/.aiops"));
        } catch (InvalidPathException refusedBelow) {
            home = absolute("~/.aiops");
        }
        SettingsResolver resolver =
                layers.file(home.resolve("config").resolve("aiops.yaml")).build();
        return new AppSettings(resolver, home);
    }

    /** Looks up any setting, declared or of a service. */
    public Optional<String> value(String key) {
        return resolver.value(key);
    }

    /** Where values come from. */
    public SettingsResolver resolver() {
        return resolver;
    }

    Path home() {
        return home;
    }

    String host() {
        return resolver.required("server.host");
    }

    int port() {
        return Integer.parseInt(resolver.required("server.port"));
    }

    List<String> allowedHosts() {
        return resolver.value("server.allowed-hosts")
                .map(text -> Arrays.stream(text.split(",")).map(String::strip).toList())
                .orElse(List.of());
    }

    Optional<Secret> adminPassword() {
        return resolver.value("admin.password").map(Secret::of);
    }

    Optional<DatabaseAddress> database() {
        return resolver.value("database.url")
                .map(url -> DatabaseAddress.parse(
                        url,
                        resolver.required("database.user"),
                        Secret.of(resolver.value("database.password").orElse(""))));
    }

    String deploymentMode() {
        return resolver.required("deployment.mode");
    }

    PortRange ports() {
        return PortRange.parse(resolver.required("ports.range"));
    }

    long maxUpload() {
        return Long.parseLong(resolver.required("upload.max-bytes"));
    }

    boolean deploySamples() {
        return resolver.required("samples.deploy").equals("true");
    }

    Optional<Path> samples() {
        return resolver.value("samples.dir").map(AppSettings::absolute);
    }

    private static Path absolute(String text) {
        boolean ofUser = text.equals("~") || text.startsWith("~/");
        String expanded = ofUser ? System.getProperty("user.home") + text.substring(1) : text;
        return Path.of(expanded).toAbsolutePath().normalize();
    }

    private static Consumer<String> number(long least, long most) {
        return text -> {
            try {
                long value = Long.parseLong(text);
                if (value >= least && value <= most) {
                    return;
                }
            } catch (NumberFormatException notANumber) {
                // falls through to the refusal
            }
            throw new IllegalArgumentException(
                    "must be a whole number from " + least + " to " + most + ", not \"" + text + "\"");
        };
    }

    private static void checkHost(String text) {
        if (!text.matches("[A-Za-z0-9.:_-]{1,253}")) {
            throw new IllegalArgumentException("must be an address or a host name, not \"" + text + "\"");
        }
    }

    private static void checkPath(String text) {
        try {
            absolute(text);
        } catch (InvalidPathException wrong) {
            throw new IllegalArgumentException("is no path");
        }
    }

    private static void checkPassword(String text) {
        if (text.codePointCount(0, text.length()) < Accounts.SHORTEST_PASSWORD) {
            throw new IllegalArgumentException("is too short");
        }
    }

    private static void checkMode(String text) {
        if (!MODES.contains(text)) {
            throw new IllegalArgumentException("must be one of "
                    + String.join(", ", MODES.stream().sorted().toList()) + ", not \"" + text + "\"");
        }
    }

    private static void checkFlag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("must be true or false, not \"" + text + "\"");
        }
    }

    private static void checkUrl(String text) {
        URI uri = URI.create(text);
        if (uri.getHost() == null || !Set.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
            throw new IllegalArgumentException("must be an address such as https://git.example.org");
        }
    }
}
