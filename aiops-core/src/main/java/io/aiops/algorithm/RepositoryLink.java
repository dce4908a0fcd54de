package io.aiops.algorithm;

import java.util.Optional;
import java.util.UUID;

/**
 * Where the code of an algorithm is.
 *
 * @param algorithm whose code
 * @param fullName owner and name, such as {@code team/text-classify}; empty where the address has no such thing
 * @param cloneUrl its address, without credentials
 * @param defaultBranch the branch that counts
 * @param giteaConfig the stored connection that it belongs to
 */
public record RepositoryLink(
        AlgorithmId algorithm, String fullName, String cloneUrl, String defaultBranch, Optional<UUID> giteaConfig) {

    /**
     * Checks the texts.
     *
     * @throws io.aiops.error.AiOpsException {@code INVALID_REQUEST} naming everything that is wrong, such as credentials in
     *     the address
     */
    public RepositoryLink {
        Texts texts = new Texts();
        texts.line("full_name", fullName, 300);
        texts.faults("clone_url", CloneUrl.fault(cloneUrl));
        texts.faults("default_branch", FetchedCode.faultOfRevision(defaultBranch));
        texts.throwIfAny();
    }

    /** Whether both lead to the same repository, also after its server moved. */
    public boolean isSameRepositoryAs(RepositoryLink other) {
        return CloneUrl.spellings(cloneUrl).contains(other.cloneUrl)
                || (!fullName.isEmpty() && fullName.equalsIgnoreCase(other.fullName));
    }
}
