package io.aiops.project;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Builds what a release needs in its own folder: a virtual environment for Python, with uv where it is installed, else with
 * venv and pip; {@code node_modules} for Node; then what the manifest's {@code build} says. Thread-safe.
 */
public final class EnvironmentBuilder {

    private static final List<String> PYTHONS = List.of(
            "python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python3.9", "python");
    private static final String REPORT = "import sys; print(sys.executable); print(sys.version_info >= (3, 9))";

    /** A builder. */
    public EnvironmentBuilder() {}

    /**
     * Builds the environment of a project in its folder.
     *
     * @param limit how long all of it may take
     * @param cancelled asked often; once true, everything that was started is ended
     * @throws AiOpsException {@code BUILD_FAILED} with the command, its exit code and its last lines; {@code CANCELLED}
     */
    public void build(Project project, BuildOutput output, Duration limit, BooleanSupplier cancelled) {
        Path folder = project.directory();
        long deadline = System.nanoTime() + limit.toNanos();
        List<List<String>> commands = switch (project.kind()) {
            case PYTHON -> pythonCommands(folder);
            case NODE -> nodeCommands(folder);
            case JAVA, COMMAND, DOCKERFILE -> List.of();
        };
        for (List<String> command : commands) {
            new BuildProcess(command, folder, Map.of()).run(output, deadline, cancelled);
        }
        if (project.manifest().build().isPresent()) {
            Map<String, String> own = new HashMap<>();
            own.put("PATH", ReleaseFiles.programs(folder) + System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
            own.put("PYTHONUNBUFFERED", "1");
            own.put("LANG", "C.UTF-8");
            List<String> command = resolved(project.manifest().build().get(), own.get("PATH"));
            new BuildProcess(command, folder, own).run(output, deadline, cancelled);
        }
    }

    private static List<List<String>> pythonCommands(Path folder) {
        String python = python();
        boolean requirements = hasRequirements(folder.resolve("requirements.txt"));
        boolean isPackage = !requirements && Files.isRegularFile(folder.resolve("pyproject.toml"));
        List<String> what = requirements ? List.of("-r", "requirements.txt") : List.of(".");
        List<List<String>> commands = new ArrayList<>();
        if (onPath("uv")) {
            commands.add(List.of("uv", "venv", "--python", python, "venv"));
            if (requirements || isPackage) {
                commands.add(concat(List.of("uv", "pip", "install", "--python", "venv/bin/python"), what));
            }
        } else if (requirements || isPackage) {
            commands.add(List.of(python, "-m", "venv", "venv"));
            commands.add(concat(
                    List.of(
                            "venv/bin/python",
                            "-m",
                            "pip",
                            "install",
                            "--no-input",
                            "--disable-pip-version-check",
                            "--progress-bar",
                            "off"),
                    what));
        } else {
            commands.add(List.of(python, "-m", "venv", "--without-pip", "venv"));
        }
        return commands;
    }

    private static List<List<String>> nodeCommands(Path folder) {
        if (Files.isRegularFile(folder.resolve("package-lock.json"))) {
            return List.of(List.of("npm", "ci", "--omit=dev", "--no-audit", "--no-fund"));
        }
        try {
            boolean needs = Files.readString(folder.resolve("package.json")).contains("\"dependencies\"");
            return needs ? List.of(List.of("npm", "install", "--omit=dev", "--no-audit", "--no-fund")) : List.of();
        } catch (IOException unreadable) {
            throw FileTree.failed("read", folder.resolve("package.json"), unreadable);
        }
    }

    private static boolean hasRequirements(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(String::strip).anyMatch(line -> !line.isEmpty() && !line.startsWith("#"));
        } catch (IOException unreadable) {
            throw FileTree.failed("read", file, unreadable);
        }
    }

    /** A real interpreter, 3.9 or newer: a shim on the path would change its mind later. */
    private static String python() {
        return PYTHONS.stream()
                .filter(EnvironmentBuilder::onPath)
                .flatMap(name -> realPython(name).stream())
                .findFirst()
                .orElseThrow(() -> new AiOpsException(
                        ErrorCode.BUILD_FAILED,
                        "Python 3.9 or newer is needed and none is on the platform's PATH; install python3 and "
                                + "python3-venv, then deploy again"));
    }

    private static Optional<String> realPython(String name) {
        try {
            Process process = new ProcessBuilder(name, "-c", REPORT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return said.size() == 2 && said.get(1).equals("True") ? Optional.of(said.get(0)) : Optional.empty();
        } catch (IOException broken) {
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static boolean onPath(String program) {
        return find(program, System.getenv().getOrDefault("PATH", "")).isPresent();
    }

    private static Optional<Path> find(String program, String path) {
        return Stream.of(path.split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** The program found on the release's own path: the launching process would look on the platform's. */
    private static List<String> resolved(List<String> command, String path) {
        if (command.get(0).contains("/")) {
            return command;
        }
        List<String> found = new ArrayList<>(command);
        find(command.get(0), path).ifPresent(program -> found.set(0, program.toString()));
        return found;
    }

    private static List<String> concat(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
