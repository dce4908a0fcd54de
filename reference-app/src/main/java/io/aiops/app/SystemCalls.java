package io.aiops.app;

import static io.javalin.http.HandlerType.GET;

import io.aiops.AiOps;
import io.aiops.app.http.Access;
import io.aiops.app.http.Reply;
import io.aiops.app.http.Request;
import io.aiops.app.http.Route;
import io.aiops.app.http.Route.Shape;
import io.aiops.error.AiOpsException;
import io.aiops.runtime.RuntimeHealth;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The calls that tell how the platform itself does. */
final class SystemCalls {

    private static final Duration PING_LIMIT = Duration.ofSeconds(3);

    private final AiOps platform;
    private final Path home;
    private final String version;

    SystemCalls(AiOps platform, Path home, String version) {
        this.platform = platform;
        this.home = home;
        this.version = version;
    }

    List<Route> routes() {
        return List.of(
                Route.of(
                        GET,
                        "/health",
                        Access.ANYBODY,
                        "Whether the platform lives",
                        Shape.one(Alive.class),
                        request -> Reply.ok(new Alive("healthy"))),
                Route.of(
                        GET,
                        "/ready",
                        Access.ANYBODY,
                        "Whether its database and runtimes answer; 503 if one does not",
                        Shape.one(Readiness.class),
                        request -> ready()),
                Route.of(
                        GET,
                        "/api/v1/system",
                        Access.USER,
                        "What runs here; the home folder is shown to administrators only",
                        Shape.one(SystemDocument.class),
                        this::system));
    }

    private Reply ready() {
        Map<String, String> checks = new TreeMap<>();
        checks.put("database", databaseState());
        platform.ping(PING_LIMIT).forEach((name, health) -> checks.put("runtime." + name, word(health)));
        boolean ready = !checks.containsValue("down");
        Reply reply = Reply.of(ready ? 200 : 503, new Readiness(ready ? "ready" : "not_ready", checks));
        return ready ? reply : reply.header("Retry-After", "5");
    }

    private String databaseState() {
        try {
            platform.database().ping();
            return "up";
        } catch (AiOpsException down) {
            return "down";
        }
    }

    private Reply system(Request request) {
        List<RuntimeDocument> runtimes = platform.ping(PING_LIMIT).entrySet().stream()
                .map(entry -> new RuntimeDocument(
                        entry.getKey(),
                        platform.runtimes().get(entry.getKey()).info().version(),
                        word(entry.getValue()),
                        entry.getValue().reason()))
                .toList();
        Runtime machine = Runtime.getRuntime();
        return Reply.ok(new SystemDocument(
                version,
                request.caller().admin() ? home.toString() : null,
                runtimes,
                "/ai/",
                ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0,
                System.getProperty("java.version", ""),
                new HostDocument(machine.availableProcessors(), memoryBytes())));
    }

    private static String word(RuntimeHealth health) {
        return health.state().name().toLowerCase(Locale.ROOT);
    }

    private static long memoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getTotalMemorySize()
                : 0;
    }

    record Alive(String status) {}

    record Readiness(String status, Map<String, String> checks) {}

    record SystemDocument(
            String version,
            @Nullable String home,
            List<RuntimeDocument> runtimes,
            String gatewayUrl,
            double uptimeSeconds,
            String java,
            HostDocument host) {}

    record RuntimeDocument(String name, String version, String state, String detail) {}

    record HostDocument(int cpuCount, long memoryBytes) {}
}
