package io.aiops.app.gitea;

import io.aiops.gitea.RepoName;
import io.aiops.gitea.upload.Preflight;
import io.aiops.gitea.upload.RefusedName;
import io.aiops.gitea.upload.SecretFinding;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an upload would do.
 *
 * @param blocked whether it would be refused as it is
 * @param leftOut how many files and folders stay behind, by rule
 * @param findings what looks like a secret, masked, with the id by which it is let pass
 * @param allowed findings that were let pass
 * @param route {@code contents}, {@code push} or {@code staged}
 * @param why it takes that way
 */
record PreflightDocument(
        String repository,
        String branch,
        boolean blocked,
        int files,
        long bytes,
        String largestPath,
        long largestBytes,
        Map<String, Integer> leftOut,
        List<SecretFinding> findings,
        List<AllowedFinding> allowed,
        List<RefusedName> refused,
        String route,
        String why,
        int requests,
        List<String> inParts) {

    /** A finding that was let pass. */
    record AllowedFinding(String id, String path, int line, String reason) {}

    static PreflightDocument of(RepoName repository, String branch, Preflight preflight) {
        return new PreflightDocument(
                repository.toString(),
                branch,
                preflight.isBlocked(),
                preflight.files(),
                preflight.bytes(),
                preflight.largestPath(),
                preflight.largestBytes(),
                preflight.leftOut(),
                preflight.findings(),
                preflight.allowed().entrySet().stream()
                        .map(each -> new AllowedFinding(
                                each.getKey().id(),
                                each.getKey().path(),
                                each.getKey().line(),
                                each.getValue()))
                        .toList(),
                preflight.refused(),
                preflight.route().name().toLowerCase(Locale.ROOT),
                preflight.why(),
                preflight.requests(),
                preflight.inParts());
    }
}
