package io.aiops.project;

import java.nio.file.Path;
import java.util.List;

/**
 * A source tree that was looked at: what kind it is, what it says of itself, what would start it.
 *
 * @param directory its folder
 * @param kind its kind, by the manifest or by detection
 * @param manifest what it says of itself
 * @param startCommand the argument list that starts it in its folder, after its environment was built
 */
public record Project(Path directory, ProjectKind kind, Manifest manifest, List<String> startCommand) {

    /** Copies the command. */
    public Project {
        startCommand = List.copyOf(startCommand);
    }
}
