package io.aiops.project;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where the programs of a release are: its own environment first, then this host. */
final class ReleasePrograms {

    private ReleasePrograms() {}

    /** The path with the release's own programs first; this process's own JDK is the last resort. */
    static String path(Path directory, String hostPath) {
        Stream<Path> own = Stream.of(
                        directory.resolve("venv").resolve("bin"),
                        directory.resolve("node_modules").resolve(".bin"))
                .filter(folder -> Files.isDirectory(folder));
        Stream<String> rest = Stream.of(
                hostPath, Path.of(System.getProperty("java.home"), "bin").toString());
        return Stream.concat(own.map(Path::toString), rest).collect(Collectors.joining(File.pathSeparator));
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
