package io.aiops.runtime;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a runtime is told when it is made.
 *
 * @param platformId the owner that it marks its workloads with; stable for one home
 * @param home the platform's folder; a runtime keeps its own things in {@code run/<its name>} below
 * @param clock the time
 * @param settings looks up a setting such as {@code supervisor.url} by its key
 */
public record RuntimeContext(String platformId, Path home, Clock clock, Function<String, Optional<String>> settings) {

    /** The folder in which the runtime of this name keeps what it must remember. */
    public Path stateDirectory(String runtimeName) {
        return home.resolve("run").resolve(runtimeName);
    }
}
