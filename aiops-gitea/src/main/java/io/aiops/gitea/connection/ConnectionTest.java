package io.aiops.gitea.connection;

import io.aiops.error.AiOpsException;
import io.aiops.gitea.GiteaException;
import io.aiops.gitea.connection.ConnectionReport.Outcome;
import io.aiops.gitea.connection.ConnectionReport.Step;
import io.aiops.gitea.connection.ConnectionReport.StepName;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tries a connection step by step, from the name of the host to git, and says what is wrong and what to do. Changes
 * nothing on the server and saves nothing. Never throws; each step ends within ten seconds, the body limit within fifteen.
 */
public final class ConnectionTest {

    private static final Duration STEP = Duration.ofSeconds(10);

    private final GiteaConnection connection;
    private final Clock clock;
    private final boolean withBodyLimit;

    private ConnectionTest(GiteaConnection connection, Clock clock, boolean withBodyLimit) {
        this.connection = connection;
        this.clock = clock;
        this.withBodyLimit = withBodyLimit;
    }

    /** Prepares a test without the body limit. */
    public static ConnectionTest of(GiteaConnection connection, Clock clock) {
        return new ConnectionTest(connection, clock, false);
    }

    /** The same, that also finds the largest body that gets through. */
    public ConnectionTest withBodyLimit() {
        return new ConnectionTest(connection, clock, true);
    }

    /** A step that is about to be done. */
    @FunctionalInterface
    private interface Check {
        Finding find() throws IOException;
    }

    /** Tries everything that can still be tried after what failed. */
    public ConnectionReport run() {
        List<Step> steps = new ArrayList<>();
        try (ConnectionSteps checks = new ConnectionSteps(connection, clock, STEP)) {
            runAll(checks, steps);
            return new ConnectionReport(steps, checks.bodyLimit());
        } catch (AiOpsException unusable) {
            steps.clear();
            Finding finding = Finding.of(unusable);
            steps.add(new Step(StepName.NAME, finding.outcome(), Duration.ZERO, finding.message(), finding.advice()));
            skipRest(steps);
            return new ConnectionReport(steps, Optional.empty());
        }
    }

    private void runAll(ConnectionSteps checks, List<Step> steps) {
        Map<StepName, Check> plan = Map.of(
                StepName.NAME, checks::name,
                StepName.CONNECTION, checks::connection,
                StepName.VERSION, checks::version,
                StepName.USER, checks::user,
                StepName.OWNER, checks::owner,
                StepName.SCOPES, checks::scopes,
                StepName.SETTINGS, checks::settings,
                StepName.GIT, checks::git,
                StepName.BODY_LIMIT, () -> withBodyLimit ? checks.findBodyLimit() : Finding.skipped("not asked for"),
                StepName.CLOCK, checks::clocks);
        boolean broken = false;
        boolean unknown = false;
        for (StepName name : StepName.values()) {
            boolean asks = name == StepName.OWNER || name == StepName.SCOPES || name == StepName.GIT;
            if (broken || (unknown && asks)) {
                steps.add(skipped(name));
                continue;
            }
            Step step = timed(name, plan.getOrDefault(name, () -> Finding.skipped("not known")));
            steps.add(step);
            boolean failed = step.outcome() == Outcome.FAILED;
            broken = failed && name.compareTo(StepName.VERSION) <= 0;
            unknown |= failed && name == StepName.USER;
        }
    }

    private static Step timed(StepName name, Check check) {
        long begun = System.nanoTime();
        Finding finding;
        try {
            finding = check.find();
        } catch (GiteaException failed) {
            finding = Finding.of(failed);
        } catch (AiOpsException failed) {
            finding = Finding.of(failed);
        } catch (IOException failed) {
            finding = Finding.of(failed);
        } catch (RuntimeException fault) {
            finding = Finding.failed(
                    "the test itself failed: " + fault.getClass().getSimpleName(), "Please report it with the log.");
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        return new Step(name, finding.outcome(), took, finding.message(), finding.advice());
    }

    private static Step skipped(StepName name) {
        return new Step(name, Outcome.SKIPPED, Duration.ZERO, "not tried, since a step before failed", "");
    }

    private static void skipRest(List<Step> steps) {
        for (StepName name : StepName.values()) {
            if (steps.stream().noneMatch(step -> step.name() == name)) {
                steps.add(skipped(name));
            }
        }
    }
}
