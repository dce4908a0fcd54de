package io.aiops.benchmarks;

import static io.aiops.benchmarks.Dialogue.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Ours: the whole reference application with its own PostgreSQL, spoken to by REST over one kept-alive connection. */
final class ReferenceAppSide implements Side {

    static final String NAME = "AiOps REST";
    private static final String PASSWORD = "only-for-one-benchmark-run";
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Pattern RUNNING = Pattern.compile("\"status\"\\s*:\\s*\"running\"");

    private final Path jar;
    private final Path home;
    private final Path projects;
    private @Nullable Process process;
    private @Nullable HttpConnection connection;
    private String token = "";

    ReferenceAppSide(Path jar, Path home, Path projects) {
        this.jar = jar;
        this.home = home;
        this.projects = projects;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return "this source tree, the reference application with its embedded PostgreSQL";
    }

    @Override
    public Path home() {
        return home;
    }

    @Override
    public void open() throws IOException {
        Files.createDirectories(home);
        Path address = home.resolve("run").resolve("address");
        Files.deleteIfExists(address);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(LocalSide.JVM_FLAGS);
        command.addAll(List.of(
                "-jar",
                jar.toString(),
                "--home.dir=" + home,
                "--server.port=0",
                "--gateway.port=0",
                "--ports.range=20000-32000",
                "--samples.deploy=false",
                "--admin.password=" + PASSWORD));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolveSibling("reference-app.log").toFile());
        builder.environment().keySet().retainAll(Set.of("PATH"));
        process = builder.start();
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!Files.exists(address) || Files.size(address) == 0) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException(
                        "the reference application does not start; see " + home.resolveSibling("reference-app.log"));
            }
            LockSupport.parkNanos(100_000_000);
        }
        URI server = URI.create(Files.readString(address).trim());
        connection = new HttpConnection(new InetSocketAddress(server.getHost(), server.getPort()));
        JsonNode login = call(
                "POST",
                "/auth/login",
                JSON.createObjectNode()
                        .put("username", "admin")
                        .put("password", PASSWORD)
                        .toString());
        token = login.path("access_token").asText();
    }

    @Override
    public void start(List<Slot> slots, Program program) throws IOException {
        List<String> deployments = new ArrayList<>();
        for (Slot slot : slots) {
            Path project = Files.createDirectories(projects.resolve(slot.name()));
            Files.writeString(
                    project.resolve("aiops.yaml"),
                    "runtime: command\ncommand: " + JSON.writeValueAsString(program.command()) + "\n");
            ObjectNode body =
                    JSON.createObjectNode().put("service_id", slot.name()).put("path", project.toString());
            body.putObject("service_config").put("port", slot.port());
            deployments.add(call("POST", "/services/deploy", body.toString())
                    .path("deployment_id")
                    .asText());
        }
        long end = System.nanoTime() + LIMIT.toNanos();
        for (String deployment : deployments) {
            JsonNode state = call("GET", "/deployments/" + deployment, "");
            while (state.path("success").isNull() && System.nanoTime() < end) {
                LockSupport.parkNanos(20_000_000);
                state = call("GET", "/deployments/" + deployment, "");
            }
            if (!state.path("success").asBoolean()) {
                throw new IOException("a deployment did not succeed: " + state);
            }
        }
    }

    @Override
    public List<Duration> timeStatus(int calls, int expectedRunning) throws IOException {
        List<Duration> durations = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            long begin = System.nanoTime();
            String answer = send("GET", "/services?limit=" + expectedRunning, "");
            durations.add(Duration.ofNanos(System.nanoTime() - begin));
            long running = RUNNING.matcher(answer).results().count();
            if (running != expectedRunning) {
                throw new IllegalStateException(running + " services run, not " + expectedRunning);
            }
        }
        return durations;
    }

    @Override
    public void removeAll() throws IOException {
        call(
                "POST",
                "/services/batch",
                JSON.createObjectNode()
                        .put("action", "delete")
                        .put("pattern", "*")
                        .toString());
    }

    @Override
    public void close() throws IOException {
        if (connection != null) {
            connection.close();
        }
        if (process != null) {
            process.destroy();
            try {
                process.waitFor(30, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private JsonNode call(String method, String path, String body) throws IOException {
        return JSON.readTree(send(method, path, body));
    }

    private String send(String method, String path, String body) throws IOException {
        if (connection == null) {
            throw new IllegalStateException("not open");
        }
        return connection.send(
                method,
                "/api/v1" + path,
                token.isEmpty()
                        ? Map.of("Content-Type", "application/json")
                        : Map.of("Content-Type", "application/json", "Authorization", "Bearer " + token),
                body);
    }
}
