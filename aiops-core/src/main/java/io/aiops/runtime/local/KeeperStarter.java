package io.aiops.runtime.local;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Starts keepers: processes that belong to no session, no terminal and no parent that could die with them. */
final class KeeperStarter implements AutoCloseable {

    /** The variable that proves a keeper ours. */
    static final String TOKEN_VARIABLE = "AIOPS_KEEPER";

    private static final String PERL_LAUNCHER = "launch.pl";

    private final ProcessTable table;
    private final String keeper;
    private final Launcher launcher;
    private final Detachment detachment;

    private KeeperStarter(ProcessTable table, String keeper, Launcher launcher, Detachment detachment) {
        this.table = table;
        this.keeper = keeper;
        this.launcher = launcher;
        this.detachment = detachment;
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
                fromReplica(installed(root, "keeper.sh")),
                new Launcher(choice.interpreter(), fromReplica(installed(root, choice.script()))),
                choice.script().equals(PERL_LAUNCHER) ? nursery(root, choice.interpreter()) : shell());
    }

    private static Detachment nursery(Path root, Path perl) throws IOException {
        return new Nursery(root, List.of(perl.toString(), installed(root, "nursery.pl")));
    }

    private static Detachment shell() {
        if (program("setsid").isEmpty()) {
            throw new AiOpsException(
                    ErrorCode.BACKEND_UNAVAILABLE,
                    "without perl the local runtime needs the program setsid; install util-linux");
        }
        return new DetachingShell();
    }

    private static Launcher choose(String language) {
        Optional<Launcher> perl = program("perl").map(found -> new Launcher(found, PERL_LAUNCHER));
        Optional<Launcher> python = program("python3").map(found -> new Launcher(found, "launch.py"));
        Optional<Launcher> chosen = switch (language) {
            case "auto" -> perl.or(() -> python);
            case "perl" -> perl;
            case "python" -> python;
            default ->
                throw new AiOpsException(
                        ErrorCode.INVALID_SETTING, "local.launcher must be auto, perl or python, not " + language);
        };
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
        return name;
    }

    /** What a script is called in the folder of a replica. */
    private static String fromReplica(String script) {
        return "../../" + script;
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
        List<String> arguments = new ArrayList<>(List.of(
                keeper,
                definition.id() + "/" + replica,
                launcher.interpreter().toString(),
                launcher.script(),
                definition.mode().word(),
                Long.toString(definition.startMillis() / 10),
                Integer.toString(definition.retries()),
                Integer.toString(attempt),
                sweep ? "1" : "0"));
        arguments.addAll(attached);
        long pid = detachment.start(folder, definition.token(replica), arguments);
        return table.find(pid).map(ProcessStat::identity).orElse(new ProcessIdentity(pid, 0));
    }

    /** Starts no more; keepers go on. */
    @Override
    public void close() {
        detachment.close();
    }
}
