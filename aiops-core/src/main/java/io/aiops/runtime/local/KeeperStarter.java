package io.aiops.runtime.local;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts keepers: processes that belong to no session, no terminal and no parent that could die with them. */
final class KeeperStarter {

    /** The variable that proves a keeper ours. */
    static final String TOKEN_VARIABLE = "AIOPS_KEEPER";

    private static final int SECONDS = 20;

    /** Starts the keeper in a session of its own, tells its number, and ends, so that nobody has to wait for the keeper. */
    private static final String DETACH = "setsid sh \"$0\" \"$@\" </dev/null >>keeper.log 2>&1 & echo $!";

    private final ProcessTable table;
    private final String keeper;
    private final Launcher launcher;

    private KeeperStarter(ProcessTable table, String keeper, Launcher launcher) {
        this.table = table;
        this.keeper = keeper;
        this.launcher = launcher;
    }

    /**
     * The language that the launcher is written in.
     *
     * @param interpreter the program that reads it
     * @param script its name
     */
    private record Launcher(Path interpreter, String script) {}

    /** Puts the scripts into the state folder; each carries its content's hash, so that no running one is ever changed. */
    static KeeperStarter install(Path root, String language, ProcessTable table) throws IOException {
        Launcher choice = choose(language);
        return new KeeperStarter(
                table,
                installed(root, "keeper.sh"),
                new Launcher(choice.interpreter(), installed(root, choice.script())));
    }

    private static Launcher choose(String language) {
        Optional<Launcher> perl = program("perl").map(found -> new Launcher(found, "launch.pl"));
        Optional<Launcher> python = program("python3").map(found -> new Launcher(found, "launch.py"));
        Optional<Launcher> chosen = switch (language) {
            case "auto" -> perl.or(() -> python);
            case "perl" -> perl;
            case "python" -> python;
            default ->
                throw new AiOpsException(
                        ErrorCode.INVALID_SETTING, "local.launcher must be auto, perl or python, not " + language);
        };
        if (program("setsid").isEmpty()) {
            throw new AiOpsException(
                    ErrorCode.BACKEND_UNAVAILABLE, "the local runtime needs the program setsid; install util-linux");
        }
        return chosen.orElseThrow(() -> new AiOpsException(
                ErrorCode.BACKEND_UNAVAILABLE,
                "the local runtime needs perl or python3 to start processes; install one"));
    }

    /** A program of this host, looked up where every service looks. */
    static Optional<Path> program(String name) {
        return SearchPath.of(LaunchFile.DEFAULT_PATH, Path.of("/")).find(name);
    }

    private static String installed(Path root, String script) throws IOException {
        byte[] content;
        try (InputStream in = Objects.requireNonNull(KeeperStarter.class.getResourceAsStream(script), script)) {
            content = in.readAllBytes();
        }
        int dot = script.indexOf('.');
        String name = script.substring(0, dot) + "-" + shortHash(content) + script.substring(dot);
        Path file = root.resolve(name);
        if (!Files.exists(file)) {
            StateFiles.write(file, content);
        }
        return "../../" + name;
    }

    /** Eight hexadecimal digits that tell contents apart. */
    static String shortHash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 4);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }

    /** Starts a keeper that starts the command itself. */
    ProcessIdentity start(Path folder, Definition definition, int replica, int attempt, boolean sweep)
            throws IOException {
        return spawn(folder, definition, replica, attempt, sweep, List.of());
    }

    /** Starts a keeper for a process that runs already. */
    ProcessIdentity attach(Path folder, Definition definition, int replica, int attempt, ProcessIdentity process)
            throws IOException {
        return spawn(
                folder,
                definition,
                replica,
                attempt,
                true,
                List.of(Long.toString(process.pid()), Long.toString(process.born())));
    }

    private ProcessIdentity spawn(
            Path folder, Definition definition, int replica, int attempt, boolean sweep, List<String> attached)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                DETACH,
                keeper,
                definition.id() + "/" + replica,
                launcher.interpreter().toString(),
                launcher.script(),
                definition.mode().word(),
                Long.toString(definition.startMillis() / 10),
                Integer.toString(definition.retries()),
                Integer.toString(attempt),
                sweep ? "1" : "0"));
        command.addAll(attached);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", LaunchFile.DEFAULT_PATH);
        environment.put(TOKEN_VARIABLE, definition.token(replica));
        return identityOf(builder.start());
    }

    private ProcessIdentity identityOf(Process detaching) throws IOException {
        try (InputStream in = detaching.getInputStream()) {
            detaching.getOutputStream().close();
            if (!detaching.waitFor(SECONDS, TimeUnit.SECONDS)) {
                detaching.destroyForcibly();
                throw new IOException("the keeper did not start within " + SECONDS + " s");
            }
            String answer = new String(in.readAllBytes(), StandardCharsets.US_ASCII).trim();
            if (!answer.matches("[1-9][0-9]*")) {
                throw new IOException("the keeper did not start: " + answer);
            }
            long pid = Long.parseLong(answer);
            return table.find(pid).map(ProcessStat::identity).orElse(new ProcessIdentity(pid, 0));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the keeper was started", interrupted);
        }
    }
}
