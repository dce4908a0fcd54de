package io.aiops.benchmarks;

import static io.aiops.benchmarks.Dialogue.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * PM2 through its programmatic API, from a client process that stays connected to the daemon. The settings are the ones
 * that make it fastest: all services in one call, fifty at a time instead of two, no look for a git repository, no
 * interpreter, no check for newer versions.
 */
final class Pm2Side implements Side {

    static final String NAME = "PM2";

    private final Path module;
    private final Path client;
    private final Path home;
    private @Nullable Dialogue dialogue;

    Pm2Side(Path module, Path client, Path home) {
        this.module = module;
        this.client = client;
        this.home = home;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        try {
            return Dialogue.JSON
                            .readTree(module.resolve("package.json").toFile())
                            .path("version")
                            .asText() + ", programmatic API, 50 concurrent actions";
        } catch (IOException unknown) {
            return "?";
        }
    }

    @Override
    public Path home() {
        return home;
    }

    @Override
    public void open() throws IOException {
        Files.createDirectories(home);
        dialogue = Dialogue.with(
                List.of("node", client.toString(), module.toString()),
                Map.of(
                        "PATH", System.getenv("PATH"),
                        "HOME", home.toString(),
                        "PM2_HOME", home.toString(),
                        "PM2_CONCURRENT_ACTIONS", "50",
                        "PM2_DISABLE_VERSION_CHECK", "1"),
                home.resolveSibling("pm2.err"));
        dialogue().ask(request("open"));
    }

    @Override
    public void start(List<Slot> slots, Program program) throws IOException {
        Path logs = Files.createDirectories(home.resolve("services"));
        ObjectNode request = request("start");
        var apps = request.putArray("apps");
        List<String> command = program.command();
        for (Slot slot : slots) {
            ObjectNode app = apps.addObject()
                    .put("name", slot.name())
                    .put("script", command.get(0))
                    .put("interpreter", "none")
                    .put("cwd", home.toString())
                    .put("exec_mode", "fork")
                    .put("autorestart", true)
                    .put("vizion", false)
                    .put("pmx", false)
                    .put("out_file", logs.resolve(slot.name() + ".log").toString())
                    .put("error_file", logs.resolve(slot.name() + "_error.log").toString());
            command.subList(1, command.size()).forEach(app.withArray("args")::add);
            app.putObject("env").put("HOST", "127.0.0.1").put("PORT", Integer.toString(slot.port()));
        }
        dialogue().ask(request);
    }

    @Override
    public List<Duration> timeStatus(int calls, int expectedRunning) throws IOException {
        return LocalSide.durations(dialogue().ask(request("status").put("calls", calls)), expectedRunning);
    }

    @Override
    public void removeAll() throws IOException {
        dialogue().ask(request("remove"));
    }

    @Override
    public void close() throws IOException {
        if (dialogue != null) {
            try {
                dialogue.ask(request("close"));
            } finally {
                dialogue.close();
                dialogue = null;
            }
        }
    }

    private Dialogue dialogue() {
        if (dialogue == null) {
            throw new IllegalStateException("not open");
        }
        return dialogue;
    }
}
