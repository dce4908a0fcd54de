package io.aiops.app.gitea;

import io.aiops.gitea.GiteaClient;
import io.aiops.gitea.GiteaException;
import io.aiops.gitea.connection.BodyLimit;
import io.aiops.gitea.connection.ConnectionReport;
import io.aiops.gitea.connection.ConnectionReport.Outcome;
import io.aiops.gitea.connection.ConnectionReport.StepName;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What came of a test of the connection.
 *
 * @param success whether it can be used
 * @param serverVersion what the server says it is
 * @param user whom the server takes the platform for
 * @param rights what the token may do, in words
 * @param bodyLimit the largest request in bytes; null where it was not looked for, is not known, or there is none
 * @param steps all steps with their times
 */
record ConnectionTestDocument(
        boolean success,
        String serverUrl,
        String source,
        @Nullable String serverVersion,
        @Nullable String user,
        String rights,
        @Nullable Long bodyLimit,
        List<TestStepDocument> steps) {

    /** One step. */
    record TestStepDocument(String name, String outcome, long milliseconds, String message, String advice) {}

    static ConnectionTestDocument of(CodeServer server, ConnectionReport report) {
        long limit = report.bodyLimit().map(ConnectionTestDocument::bytesOf).orElse(0L);
        return new ConnectionTestDocument(
                report.usable(),
                server.connection().server().toString(),
                server.source().word(),
                asked(
                        server,
                        report,
                        StepName.VERSION,
                        client -> client.server().version().text()),
                asked(
                        server,
                        report,
                        StepName.USER,
                        client -> client.server().currentUser().login()),
                report.step(StepName.SCOPES).message(),
                limit > 0 && limit < Long.MAX_VALUE ? limit : null,
                steps(report));
    }

    static List<TestStepDocument> steps(ConnectionReport report) {
        return report.steps().stream()
                .map(step -> new TestStepDocument(
                        step.name().name().toLowerCase(Locale.ROOT),
                        step.outcome().name().toLowerCase(Locale.ROOT),
                        step.took().toMillis(),
                        step.message(),
                        step.advice()))
                .toList();
    }

    /** The largest request; 0 where it is not known. */
    static long bytesOf(BodyLimit limit) {
        if (limit instanceof BodyLimit.Limited limited) {
            return limited.bytes();
        }
        return limit instanceof BodyLimit.Unlimited ? Long.MAX_VALUE : 0;
    }

    private static @Nullable String asked(
            CodeServer server, ConnectionReport report, StepName step, Function<GiteaClient, String> question) {
        Outcome outcome = report.step(step).outcome();
        if (outcome == Outcome.FAILED || outcome == Outcome.SKIPPED) {
            return null;
        }
        try {
            return question.apply(server.client());
        } catch (GiteaException goneMeanwhile) {
            return null;
        }
    }
}
