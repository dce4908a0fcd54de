package io.aiops.app;

import io.aiops.PlatformKeys;
import io.aiops.app.auth.Accounts;
import io.aiops.app.database.DatabaseAddress;
import io.aiops.config.ConfigKey;
import io.aiops.config.ConfigRegistry;
import io.aiops.service.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The settings of the application, beside those of the platform that it embeds. */
final class AppKeys {

    /** The address that the server listens on. */
    static final ConfigKey<String> HOST = ConfigKey.text("server.host")
            .orElse("127.0.0.1")
            .checked(AppKeys::checkHost)
            .describedAs("the address that the server listens on")
            .build();

    /** The server's port. */
    static final ConfigKey<Integer> PORT = ConfigKey.integer("server.port")
            .range(0, 65535)
            .orElse(8080)
            .describedAs("its port; 0 picks one")
            .build();

    /** Further host names under which the server may be called. */
    static final ConfigKey<String> ALLOWED_HOSTS = ConfigKey.text("server.allowed-hosts")
            .describedAs("further host names under which it may be called, with commas; * for any")
            .build();

    /** The folder of everything the platform keeps. */
    static final ConfigKey<String> HOME = ConfigKey.text("home.dir")
            .orElse("~/.aiops")
            .alias("service.root.dir")
            .variable("SERVICE_ROOT_DIR")
            .beforeFile()
            .checked(AppKeys::checkPath)
            .describedAs("the folder of everything the platform keeps")
            .build();

    /** The first administrator's password. */
    static final ConfigKey<Secret> ADMIN_PASSWORD = ConfigKey.secret("admin.password")
            .beforeDatabase()
            .checked(AppKeys::checkPassword)
            .describedAs("the first administrator's password; random if not set")
            .build();

    /** A PostgreSQL. */
    static final ConfigKey<Secret> DATABASE_URL = ConfigKey.secret("database.url")
            .variable("DATABASE_URL")
            .beforeDatabase()
            .checked(text -> DatabaseAddress.parse(text.reveal(), "", Secret.of("")))
            .describedAs("a PostgreSQL; if not set, the platform runs its own")
            .build();

    /** The role at that PostgreSQL. */
    static final ConfigKey<String> DATABASE_USER = ConfigKey.text("database.user")
            .orElse("aiops")
            .beforeDatabase()
            .describedAs("its role, where the address names none")
            .build();

    /** The role's password. */
    static final ConfigKey<Secret> DATABASE_PASSWORD = ConfigKey.secret("database.password")
            .beforeDatabase()
            .describedAs("the role's password, where the address names none")
            .build();

    /** The keys that encrypt stored secrets. */
    static final ConfigKey<Secret> ENCRYPTION_KEYS = ConfigKey.secret("secrets.keys")
            .beforeDatabase()
            .describedAs("the keys that encrypt stored secrets, as id:base64 with commas, the first one encrypts; "
                    + "if not set, those in secrets.key-file")
            .build();

    /** The file with the keys that encrypt stored secrets. */
    static final ConfigKey<String> ENCRYPTION_KEY_FILE = ConfigKey.text("secrets.key-file")
            .beforeDatabase()
            .checked(AppKeys::checkPath)
            .describedAs("the file with these keys; <home>/config/secret-keys if not set, made when it is missing")
            .build();

    /** The port of the gateway alone. */
    static final ConfigKey<Integer> GATEWAY_PORT = ConfigKey.integer("gateway.port")
            .range(0, 65535)
            .orElse(8088)
            .describedAs("the port of the gateway alone")
            .build();

    /** The most bytes of one upload. */
    static final ConfigKey<Long> MAX_UPLOAD = ConfigKey.longInteger("upload.max-bytes")
            .range(1, 1L << 50)
            .orElse(2147483648L)
            .dynamic()
            .describedAs("the most bytes of one upload")
            .build();

    /** Whether an empty platform deploys the samples. */
    static final ConfigKey<Boolean> DEPLOY_SAMPLES = ConfigKey.flag("samples.deploy")
            .orElse(true)
            .describedAs("whether an empty platform deploys the sample services")
            .build();

    /** Where the samples are. */
    static final ConfigKey<String> SAMPLES = ConfigKey.text("samples.dir")
            .checked(AppKeys::checkPath)
            .describedAs("where the sample services are; beside the program if not set")
            .build();

    /** The settings of backends that are used where they are configured. */
    private static final List<ConfigKey<?>> BACKENDS = List.of(
            secret("s3.url", "an S3 store"),
            ConfigKey.text("gitea.server-url")
                    .variable("GITEA_SERVER_URL")
                    .checked(AppKeys::checkUrl)
                    .describedAs("a Gitea server")
                    .build(),
            ConfigKey.secret("gitea.access-token")
                    .variable("GITEA_ACCESS_TOKEN")
                    .describedAs("a token of that server")
                    .build(),
            ConfigKey.text("gitea.default-owner")
                    .variable("GITEA_DEFAULT_OWNER")
                    .describedAs("whose repositories")
                    .build(),
            ConfigKey.text("gitea.repo-prefix")
                    .variable("GITEA_REPO_PREFIX")
                    .describedAs("how their names begin")
                    .build(),
            path("nginx.config-dir", "where gateway files for nginx go"),
            text("supervisor.url", "unix:///path or http://host:port of a Supervisor"),
            path("supervisor.config-dir", "where its programs are defined"),
            text("docker.host", "a Docker engine"),
            text("docker.base-image.python", "the image under Python services"),
            text("docker.base-image.node", "the image under Node services"),
            text("docker.base-image.java", "the image under Java services"));

    /** All settings that the program knows. */
    static final ConfigRegistry REGISTRY = ConfigRegistry.builder()
            .addAll(PlatformKeys.ALL)
            .addAll(Stream.concat(
                            Stream.of(
                                    HOST,
                                    PORT,
                                    ALLOWED_HOSTS,
                                    HOME,
                                    ADMIN_PASSWORD,
                                    DATABASE_URL,
                                    DATABASE_USER,
                                    DATABASE_PASSWORD,
                                    ENCRYPTION_KEYS,
                                    ENCRYPTION_KEY_FILE,
                                    GATEWAY_PORT,
                                    MAX_UPLOAD,
                                    DEPLOY_SAMPLES,
                                    SAMPLES),
                            BACKENDS.stream())
                    .toList())
            .build();

    private AppKeys() {}

    /** A folder or file as it was written, with the user's own folder for {@code ~}. */
    static Path absolute(String text) {
        boolean ofUser = text.equals("~") || text.startsWith("~/");
        String expanded = ofUser ? System.getProperty("user.home") + text.substring(1) : text;
        return Path.of(expanded).toAbsolutePath().normalize();
    }

    private static ConfigKey<String> text(String name, String description) {
        return ConfigKey.text(name).describedAs(description).build();
    }

    private static ConfigKey<String> path(String name, String description) {
        return ConfigKey.text(name)
                .checked(AppKeys::checkPath)
                .describedAs(description)
                .build();
    }

    private static ConfigKey<Secret> secret(String name, String description) {
        return ConfigKey.secret(name).describedAs(description).build();
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
            throw new IllegalArgumentException("must be a path", wrong);
        }
    }

    private static void checkPassword(Secret password) {
        String text = password.reveal();
        if (text.codePointCount(0, text.length()) < Accounts.SHORTEST_PASSWORD) {
            throw new IllegalArgumentException("is too short");
        }
    }

    private static void checkUrl(String text) {
        // The parser's own message quotes the text, and people write passwords into addresses.
        boolean right;
        try {
            URI uri = new URI(text);
            right = uri.getHost() != null
                    && uri.getUserInfo() == null
                    && Set.of("http", "https").contains(String.valueOf(uri.getScheme()));
        } catch (URISyntaxException broken) {
            right = false;
        }
        if (!right) {
            throw new IllegalArgumentException(
                    "must be an address such as https://git.example.org, without a user or password in it");
        }
    }
}
