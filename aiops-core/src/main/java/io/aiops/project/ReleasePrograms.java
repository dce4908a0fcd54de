package io.aiops.project;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Where the programs of a release are: its own environment first, then this host. */
final class ReleasePrograms {

    private ReleasePrograms() {}

    /** The folder of programs that a project's environment has. */
    static Optional<Path> folder(Project project) {
        return switch (project.kind()) {
            case PYTHON -> Optional.of(project.directory().resolve("venv").resolve("bin"));
            case NODE -> Optional.of(project.directory().resolve("node_modules").resolve(".bin"));
            case JAVA, COMMAND, DOCKERFILE -> Optional.empty();
        };
    }

    /** The path with the project's own programs first; for Java, this process's own JDK is the last resort. */
    static String path(Project project, String hostPath) {
        String own = folder(project).map(folder -> folder + File.pathSeparator).orElse("");
        String last = project.kind() == ProjectKind.JAVA
                ? File.pathSeparator + Path.of(System.getProperty("java.home"), "bin")
                : "";
        return own + hostPath + last;
    }

    /** The absolute path of a program that a command names: on the path, or in the project's folder if it has a slash. */
    static Optional<Path> locate(Path directory, String name, String path) {
        if (!name.contains("/")) {
            return HostEnvironment.find(name, path);
        }
        try {
            Path program = directory.resolve(name).normalize();
            return Files.isRegularFile(program) && Files.isExecutable(program)
                    ? Optional.of(program)
                    : Optional.empty();
        } catch (InvalidPathException odd) {
            return Optional.empty();
        }
    }
}
