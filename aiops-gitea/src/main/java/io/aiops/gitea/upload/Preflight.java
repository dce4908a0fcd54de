package io.aiops.gitea.upload;

import java.util.List;
import java.util.Map;

/**
 * What an upload would do, before anything of it left.
 *
 * @param files that go
 * @param bytes of them
 * @param largestPath the largest of them; empty if there is none
 * @param largestBytes of that
 * @param leftOut how many files and folders stay behind, by rule
 * @param findings what looks like a secret and was not let pass
 * @param allowed findings that were let pass, with the reason
 * @param refused names that cannot go
 * @param route the way it takes
 * @param why it takes that way
 * @param requests about how many it needs
 * @param inParts files that are likely to go in parts
 */
public record Preflight(
        int files,
        long bytes,
        String largestPath,
        long largestBytes,
        Map<String, Integer> leftOut,
        List<SecretFinding> findings,
        Map<SecretFinding, String> allowed,
        List<RefusedName> refused,
        UploadRoute route,
        String why,
        int requests,
        List<String> inParts) {

    /** Copies. */
    public Preflight {
        leftOut = Map.copyOf(leftOut);
        findings = List.copyOf(findings);
        allowed = Map.copyOf(allowed);
        refused = List.copyOf(refused);
        inParts = List.copyOf(inParts);
    }

    /** Whether it must not go as it is. */
    public boolean isBlocked() {
        return files == 0 || !findings.isEmpty() || !refused.isEmpty();
    }
}
