package io.aiops.gitea.connection;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What came of a test of a connection.
 *
 * @param steps all steps in order
 * @param bodyLimit the largest body that gets through, where it was asked for
 */
public record ConnectionReport(List<Step> steps, Optional<BodyLimit> bodyLimit) {

    /** Copies the steps. */
    public ConnectionReport {
        steps = List.copyOf(steps);
    }

    /** Whether the connection can be used; warnings do not count. */
    public boolean usable() {
        return steps.stream().noneMatch(step -> step.outcome() == Outcome.FAILED);
    }

    /** What came of one step. */
    public Step step(StepName name) {
        return steps.stream().filter(step -> step.name() == name).findFirst().orElseThrow();
    }

    /** The steps, in their order. */
    public enum StepName {
        /** The name of the host becomes addresses. */
        NAME,
        /** A connection stands, encrypted where the address says so. */
        CONNECTION,
        /** Gitea answers and is new enough. */
        VERSION,
        /** The token is good. */
        USER,
        /** There is such an owner, for whom the token may make repositories. */
        OWNER,
        /** The token may do what is needed. */
        SCOPES,
        /** The server's settings let it be used. */
        SETTINGS,
        /** Git over HTTP answers. */
        GIT,
        /** The largest body that gets through. */
        BODY_LIMIT,
        /** Both clocks agree. */
        CLOCK
    }

    /** How a step ended. */
    public enum Outcome {
        /** Well. */
        PASSED,
        /** Well enough; somebody should look. */
        WARNING,
        /** The connection cannot be used. */
        FAILED,
        /** Not tried, since an earlier one failed or it was not asked for. */
        SKIPPED
    }

    /**
     * One step.
     *
     * @param name which
     * @param outcome how it ended
     * @param took how long
     * @param message what was found
     * @param advice what to do, empty if nothing
     */
    public record Step(StepName name, Outcome outcome, Duration took, String message, String advice) {}
}
