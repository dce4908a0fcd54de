package io.aiops.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who takes part, and who cannot.
 *
 * @param sides those that are there, ours first
 * @param absent what is missing, in words
 */
record Contestants(List<Side> sides, List<String> absent) {

    static Contestants find(Options options, Workspace workspace) throws IOException {
        List<Side> sides = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        for (String name : options.sides()) {
            Path home = workspace.folder().resolve(name);
            switch (name) {
                case "local" -> sides.add(new LocalSide(home));
                case "rest" ->
                    options.referenceApp()
                            .filter(Files::isRegularFile)
                            .ifPresentOrElse(
                                    jar -> sides.add(new ReferenceAppSide(
                                            jar.toAbsolutePath(),
                                            home,
                                            workspace.folder().resolve("projects"))),
                                    () -> absent.add(ReferenceAppSide.NAME + " (no --reference-app)"));
                case "supervisor" ->
                    supervisor(home)
                            .ifPresentOrElse(
                                    sides::add,
                                    () -> absent.add(SupervisorSide.NAME + " (no supervisord on the PATH)"));
                case "pm2" -> {
                    Path client = workspace.unpack("pm2-client.js");
                    options.pm2()
                            .filter(Files::isDirectory)
                            .ifPresentOrElse(
                                    module -> sides.add(new Pm2Side(module.toAbsolutePath(), client, home)),
                                    () -> absent.add(Pm2Side.NAME + " (no --pm2)"));
                }
                default -> throw new IllegalArgumentException(name + " is none of local, rest, supervisor, pm2");
            }
        }
        return new Contestants(sides, absent);
    }

    private static Optional<Side> supervisor(Path home) throws IOException {
        Optional<Path> daemon = Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, "supervisord"))
                .filter(Files::isExecutable)
                .findFirst();
        if (daemon.isEmpty()) {
            return Optional.empty();
        }
        String path = daemon.get().toString();
        Process process =
                new ProcessBuilder(path, "--version").redirectErrorStream(true).start();
        String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        return Optional.of(new SupervisorSide(path, version, home));
    }
}
