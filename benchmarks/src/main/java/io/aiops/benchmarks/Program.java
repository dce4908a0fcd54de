package io.aiops.benchmarks;

import java.nio.file.Path;
import java.util.List;

/**
 * What every service of a run executes, on every side.
 *
 * @param label what the tables call it
 * @param python the interpreter itself, not a shim that finds it
 * @param script the service
 */
record Program(String label, Path python, Path script) {

    /** The program and its arguments; isolated and without site packages, so that nothing but the script is started. */
    List<String> command() {
        return List.of(python.toString(), "-I", "-S", script.toString());
    }
}
