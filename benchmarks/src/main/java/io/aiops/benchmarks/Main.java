package io.aiops.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;

/** Runs the measurements and writes the report. */
final class Main {

    private Main() {}

    /** See {@link Options} and the README beside. */
    public static void main(String[] arguments) throws IOException {
        Options options = Options.parse(arguments);
        try (Workspace workspace = Workspace.create()) {
            Thread emergency = new Thread(workspace::abandon, "end-all-processes");
            Runtime.getRuntime().addShutdownHook(emergency);
            // The services and a database under another account must be able to get in.
            Files.setPosixFilePermissions(workspace.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
            String report = measure(options, workspace, String.join(" ", arguments));
            int left = workspace.endAllProcesses();
            System.out.println(report);
            if (left > 0) {
                Progress.say("%d processes had to be ended by the harness", left);
            }
            if (options.report().isPresent()) {
                Files.writeString(options.report().get(), report);
            }
        }
    }

    private static String measure(Options options, Workspace workspace, String command) throws IOException {
        Contestants contestants = Contestants.find(options, workspace);
        Path python = options.python().toRealPath();
        Program tiny = new Program("bare socket", python, workspace.unpack("tiny.py"));
        Program stdlib = new Program("http.server", python, workspace.unpack("stdlib.py"));
        boolean quiet = Machine.awaitQuiet(options.quiet());
        String load = Machine.load();
        Progress.say("load average %s%s", load, quiet ? "" : ", not idle: figures will be rough");

        Results results = new Results();
        List<Side> all = contestants.sides();
        List<Side> bare = all.stream()
                .filter(side -> !side.name().equals(ReferenceAppSide.NAME))
                .toList();
        for (String scenario : options.scenarios()) {
            switch (scenario) {
                case "start" -> {
                    for (Program program : List.of(tiny, stdlib)) {
                        new StartScenario(workspace, program, options.services(), options.rounds())
                                .measure(bare, results);
                    }
                }
                case "crash" -> {
                    for (Program program : List.of(tiny, stdlib)) {
                        new CrashScenario(workspace, program, options.crashes(), Math.max(1, options.rounds() / 2))
                                .measure(bare, results);
                    }
                }
                case "status" ->
                    new StatusScenario(workspace, tiny, options.services() * 2, options.rounds()).measure(all, results);
                case "memory" ->
                    new MemoryScenario(workspace, tiny, options.services() * 2, Math.max(1, options.rounds() / 2))
                            .measure(all, results);
                default -> throw new IllegalArgumentException(scenario + " is none of start, crash, status, memory");
            }
        }
        aims(options, results, List.of(tiny, stdlib));
        return head(contestants, command, load, quiet) + results.markdown();
    }

    private static void aims(Options options, Results results, List<Program> programs) {
        for (Program program : programs) {
            String title = StartScenario.title(options.services(), program);
            for (String peer : List.of(SupervisorSide.NAME, Pm2Side.NAME)) {
                results.aim("start no slower (%s)".formatted(program.label()), title, LocalSide.NAME, peer, 1);
            }
        }
        for (Program program : programs) {
            String title = CrashScenario.title(program);
            results.aim(
                    "crash to serving no slower (%s)".formatted(program.label()),
                    title,
                    LocalSide.NAME,
                    Pm2Side.NAME,
                    1);
            results.aim(
                    "crash to serving five times faster (%s)".formatted(program.label()),
                    title,
                    LocalSide.NAME,
                    SupervisorSide.NAME,
                    0.2);
        }
        String status = StatusScenario.title(options.services() * 2);
        results.aim("status no slower than one bare call", status, ReferenceAppSide.NAME, SupervisorSide.NAME, 1);
        results.aim("status no slower than one bare call", status, LocalSide.NAME, SupervisorSide.NAME, 1);
        for (String title :
                List.of(MemoryScenario.totalTitle(options.services() * 2), MemoryScenario.marginalTitle())) {
            for (String peer : List.of(SupervisorSide.NAME, Pm2Side.NAME)) {
                results.aim("less memory: " + title, title, LocalSide.NAME, peer, 1);
                results.aim("less memory: " + title, title, MemoryScenario.keepersAlone(), peer, 1);
            }
        }
    }

    private static String head(Contestants contestants, String command, String load, boolean quiet) throws IOException {
        String sides = contestants.sides().stream()
                .map(side -> "- " + side.name() + ": " + side.version() + "\n")
                .collect(Collectors.joining());
        String absent = contestants.absent().stream()
                .map(name -> "- absent: " + name + "\n")
                .collect(Collectors.joining());
        return """
                # Results

                Written by `benchmarks/run%s` on %s. What the figures mean stands in the README beside.

                - %s; load average before the run %s%s
                %s%s
                """.formatted(
                        withoutPaths(command),
                        LocalDate.now(ZoneOffset.UTC),
                        Machine.description(),
                        load,
                        quiet ? "" : " (not idle)",
                        sides,
                        absent);
    }

    /** The arguments that a person gave; the script adds where things are. */
    private static String withoutPaths(String command) {
        return List.of(command.split(" ")).stream()
                .filter(argument -> argument.startsWith("--") && !argument.contains("/"))
                .map(argument -> " " + argument)
                .collect(Collectors.joining());
    }
}
