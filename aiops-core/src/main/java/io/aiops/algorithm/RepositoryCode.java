package io.aiops.algorithm;

import io.aiops.error.AiOpsException;
import java.nio.file.Path;
import java.util.Optional;

/** Brings the code of a repository to this machine; the host decides how, and with which credentials. Thread-safe. */
@FunctionalInterface
public interface RepositoryCode {

    /**
     * Brings one state of a repository into a folder: the plain files, nothing that is run. May take minutes; an interrupt
     * ends it. What is left in the folder after a failure is the caller's to delete.
     *
     * @param repoUrl an address with {@code http} or {@code https} and without credentials
     * @param revision a branch, a tag or a commit; the default branch if not said
     * @param folder an empty folder, which exists
     * @return what was brought
     * @throws AiOpsException what the implementation says of a repository that is missing, empty, forbidden or too large, and
     *     of a server that does not answer
     */
    FetchedCode fetch(String repoUrl, Optional<String> revision, Path folder);
}
