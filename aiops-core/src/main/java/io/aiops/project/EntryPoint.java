package io.aiops.project;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The file of a project that its command starts. Only what is certain is called missing: a program of the host, a module,
 * what the environment's or the project's own build makes, and options that name no file are not judged.
 */
final class EntryPoint {

    private static final Map<String, List<String>> SCRIPTS = Map.of(
            "python", List.of(".py", ".pyz"),
            "node", List.of(".js", ".mjs", ".cjs"),
            "java", List.of(".jar"),
            "sh", List.of(".sh"));

    private final Project project;

    EntryPoint(Project project) {
        this.project = project;
    }

    /** What is missing, in words; empty if nothing is. */
    Optional<String> missing(ProjectFiles files) {
        if (project.manifest().build().isPresent() || project.kind() == ProjectKind.DOCKERFILE) {
            return Optional.empty();
        }
        return file().filter(name -> !isOfTheEnvironment(name) && !files.has(name))
                .map(name -> "starts " + Words.printable(name) + ", which is not in the project");
    }

    private Optional<String> file() {
        String program = project.startCommand().get(0);
        if (program.indexOf('/') >= 0) {
            return program.startsWith("/") ? Optional.empty() : Optional.of(program);
        }
        List<String> endings = SCRIPTS.getOrDefault(interpreter(program), List.of());
        return project.startCommand().stream()
                .skip(1)
                .takeWhile(argument -> argument.startsWith("-") || isScript(argument, endings))
                .filter(argument -> isScript(argument, endings))
                .findFirst();
    }

    private static String interpreter(String program) {
        return program.startsWith("python") ? "python" : program.equals("bash") ? "sh" : program;
    }

    private static boolean isScript(String argument, List<String> endings) {
        return !argument.startsWith("-") && endings.stream().anyMatch(argument::endsWith);
    }

    private static boolean isOfTheEnvironment(String name) {
        for (Path part : Path.of(name)) {
            if (LeftOut.byName(part.toString())) {
                return true;
            }
        }
        return false;
    }
}
