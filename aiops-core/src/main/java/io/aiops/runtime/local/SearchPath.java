package io.aiops.runtime.local;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks a program up as the launchers do: by its path, then in the folders of PATH, then in the working directory. */
final class SearchPath {

    private final List<Path> folders = new ArrayList<>();
    private final Path workingDirectory;

    private SearchPath(Path workingDirectory) {
        this.workingDirectory = workingDirectory;
    }

    static SearchPath of(String path, Path workingDirectory) {
        SearchPath search = new SearchPath(workingDirectory);
        Stream.of(path.split(":", -1)).forEach(search::add);
        search.folders.add(workingDirectory);
        return search;
    }

    private void add(String folder) {
        try {
            folders.add(workingDirectory.resolve(folder));
        } catch (InvalidPathException unusable) {
            // Nothing can be found in a folder that cannot exist.
            return;
        }
    }

    /** The executable file of that name. */
    Optional<Path> find(String program) {
        try {
            if (program.contains("/")) {
                return Optional.of(workingDirectory.resolve(program)).filter(SearchPath::isProgram);
            }
            return folders.stream()
                    .map(folder -> folder.resolve(program))
                    .filter(SearchPath::isProgram)
                    .findFirst();
        } catch (InvalidPathException unusable) {
            return Optional.empty();
        }
    }

    static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
