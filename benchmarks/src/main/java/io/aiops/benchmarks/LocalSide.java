package io.aiops.benchmarks;

import static io.aiops.benchmarks.Dialogue.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ours: the local runtime in a JVM that embeds the SDK, with the flags that {@code ./aiops} gives its JVM. */
final class LocalSide implements Side {

    static final String NAME = "AiOps local";

    /** What {@code ./aiops} gives its JVM. */
    static final List<String> JVM_FLAGS = List.of("-XX:+UseSerialGC", "-Xms8m", "-Xmx512m", "-XX:MaxNewSize=8m");

    private final Path home;
    private @Nullable Dialogue host;

    LocalSide(Path home) {
        this.home = home;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return "this source tree, Java " + System.getProperty("java.version") + ", " + String.join(" ", JVM_FLAGS);
    }

    @Override
    public Path home() {
        return home;
    }

    @Override
    public void open() throws IOException {
        Files.createDirectories(home);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_FLAGS);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), LocalHost.class.getName(), home.toString()));
        host = Dialogue.with(
                command,
                Map.of("PATH", System.getenv("PATH"), "HOME", home.toString()),
                home.resolveSibling("local.err"));
        host().ask(request("open"));
    }

    @Override
    public void start(List<Slot> slots, Program program) throws IOException {
        ObjectNode request = request("start");
        program.command().forEach(request.putArray("command")::add);
        var array = request.putArray("slots");
        slots.forEach(slot -> array.addObject().put("name", slot.name()).put("port", slot.port()));
        host().ask(request);
    }

    @Override
    public List<Duration> timeStatus(int calls, int expectedRunning) throws IOException {
        return durations(host().ask(request("status").put("calls", calls)), expectedRunning);
    }

    /** What a child measured. */
    static List<Duration> durations(JsonNode reply, int expectedRunning) {
        if (reply.path("running").asInt() != expectedRunning) {
            throw new IllegalStateException("expected " + expectedRunning + " running services: " + reply);
        }
        List<Duration> durations = new ArrayList<>();
        reply.path("nanos").forEach(nanos -> durations.add(Duration.ofNanos(nanos.asLong())));
        return durations;
    }

    @Override
    public void removeAll() throws IOException {
        host().ask(request("remove"));
    }

    @Override
    public void close() throws IOException {
        if (host != null) {
            host.close();
            host = null;
        }
    }

    private Dialogue host() {
        if (host == null) {
            throw new IllegalStateException("not open");
        }
        return host;
    }
}
