package io.aiops.project;

import io.aiops.service.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a project says of itself in {@code aiops.yaml}; every part is optional. See the service contract.
 *
 * @param id the service id it would like
 * @param name its name for people
 * @param runtime the kind of project
 * @param command the argument list that starts it; no shell
 * @param build an argument list to run once after the environment is built, such as a training
 * @param port a wish
 * @param timeout how long one call may take
 * @param health parts of its health check
 * @param resources its limits
 * @param restart parts of its restart policy
 * @param stop parts of how it is ended
 * @param environment its own environment entries
 * @param about what it says of itself to people
 */
public record Manifest(
        Optional<String> id,
        Optional<String> name,
        Optional<ProjectKind> runtime,
        Optional<List<String>> command,
        Optional<List<String>> build,
        OptionalInt port,
        Optional<Duration> timeout,
        HealthPart health,
        Resources resources,
        RestartPart restart,
        StopPart stop,
        Map<String, String> environment,
        AboutPart about) {

    /** A project without a manifest. */
    public static final Manifest EMPTY = new Manifest(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            new HealthPart(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
            Resources.UNLIMITED,
            new RestartPart(Optional.empty(), Optional.empty(), OptionalInt.empty()),
            new StopPart(Optional.empty(), Optional.empty()),
            Map.of(),
            new AboutPart(Optional.empty(), Optional.empty(), Optional.empty()));

    /** Copies the collections. */
    public Manifest {
        command = command.map(List::copyOf);
        build = build.map(List::copyOf);
        environment = Map.copyOf(environment);
    }

    /**
     * What is said of the health check.
     *
     * @param path the path to ask
     * @param interval time between questions
     * @param timeout time for an answer
     * @param startTimeout time to come up
     */
    public record HealthPart(
            Optional<String> path,
            Optional<Duration> interval,
            Optional<Duration> timeout,
            Optional<Duration> startTimeout) {}

    /**
     * What is said of restarts.
     *
     * @param policy {@code always}, {@code on-failure} or {@code never}
     * @param startSeconds time to count as started
     * @param retries tries before that
     */
    public record RestartPart(Optional<String> policy, Optional<Duration> startSeconds, OptionalInt retries) {}

    /**
     * What is said of the end.
     *
     * @param signal the signal's name
     * @param grace time until KILL
     */
    public record StopPart(Optional<String> signal, Optional<Duration> grace) {}

    /**
     * What is said to people who look for an algorithm.
     *
     * @param version its version, such as {@code 1.2.0}
     * @param description what it does
     * @param category the kind of task that it is for
     */
    public record AboutPart(Optional<String> version, Optional<String> description, Optional<String> category) {}
}
