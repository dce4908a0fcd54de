package io.aiops.app;

import io.aiops.testkit.postgres.PostgresExtension;
import io.aiops.testkit.postgres.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands a test class one running platform, on a database of its own, without samples; stopped after the class. */
final class PlatformExtension implements ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(PlatformExtension.class);

    /** The first administrator's password. */
    static final String ADMIN_PASSWORD = "first-password";

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Running.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ExtensionContext ofClass =
                context.getTestMethod().isPresent() ? context.getParent().orElseThrow() : context;
        return ofClass.getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        Running.class,
                        key -> start(
                                PostgresExtension.server(context).database(),
                                settingsOf(context.getRequiredTestClass())),
                        Running.class);
    }

    private static List<String> settingsOf(Class<?> test) {
        PlatformSettings given = test.getAnnotation(PlatformSettings.class);
        return given == null ? List.of() : List.of(given.value());
    }

    private static Running start(TestDatabase database, List<String> settingsOfClass) {
        try {
            Path home = Files.createTempDirectory("aiops-app-test");
            Map<String, String> arguments = new LinkedHashMap<>();
            Stream.concat(
                            Stream.of(
                                    "--home.dir=" + home,
                                    "--server.port=0",
                                    "--samples.deploy=false",
                                    "--admin.password=" + ADMIN_PASSWORD,
                                    "--ports.range=21000-21999",
                                    "--upload.max-bytes=2000000",
                                    "--database.url=" + database.jdbcUrl()),
                            settingsOfClass.stream())
                    .forEach(argument -> arguments.put(argument.substring(0, argument.indexOf('=')), argument));
            AppSettings settings = AppSettings.read(List.copyOf(arguments.values()), Map.of());
            return new Running(Platform.start(settings), database, home);
        } catch (BindException taken) {
            throw new IllegalStateException(taken);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A platform that runs, and the way to it. */
    static final class Running implements AutoCloseable {

        private final Platform platform;
        private final TestDatabase database;
        private final Path home;

        Running(Platform platform, TestDatabase database, Path home) {
            this.platform = platform;
            this.database = database;
            this.home = home;
        }

        Platform platform() {
            return platform;
        }

        TestDatabase database() {
            return database;
        }

        Path home() {
            return home;
        }

        Api nobody() {
            return Api.at(platform.address());
        }

        Api admin() {
            return nobody().signIn("admin", ADMIN_PASSWORD);
        }

        /** Somebody with an ordinary account of a new name. */
        Api user(String name) {
            admin().post("/api/v1/users", Map.of("username", name, "password", "user-password", "role", "user"));
            return nobody().signIn(name, "user-password");
        }

        @Override
        public void close() throws IOException {
            platform.sdk()
                    .services()
                    .services()
                    .forEach(view -> platform.sdk().services().delete(view.id()));
            platform.close();
            database.close();
            try (Stream<Path> all = Files.walk(home)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
