package io.aiops.app.gitea;

import io.aiops.algorithm.AlgorithmId;
import io.aiops.algorithm.Algorithms;
import io.aiops.algorithm.FetchedCode;
import io.aiops.algorithm.RepositoryCode;
import io.aiops.error.AiOpsException;
import io.aiops.gitea.GiteaException;
import io.aiops.gitea.git.GitException;
import java.nio.file.Path;
import java.util.Optional;

/** Brings code of the configured server, and of no other. */
final class GitRepositoryCode implements RepositoryCode {

    private final CodeOrigins origins;

    GitRepositoryCode(CodeOrigins origins) {
        this.origins = origins;
    }

    @Override
    public FetchedCode fetch(String repoUrl, Optional<String> revision, Path folder) {
        try {
            GitCode code = origins.pin(repoUrl, revision.orElse(""), false);
            code.fetch(
                    folder,
                    (bytes, offset, length) -> {},
                    () -> Thread.currentThread().isInterrupted());
            return code.fetched();
        } catch (GitException refused) {
            throw refused.asError();
        } catch (GiteaException refused) {
            throw refused.asError();
        }
    }

    /** Keeps the registered algorithm, its version and its repository as a deployment found them; never stops a deployment. */
    static String registered(Algorithms algorithms, Path folder, GitCode code, String id, String actor) {
        try {
            algorithms.registerFromFolder(folder, code.fetched(), Optional.of(AlgorithmId.of(id)), actor);
            return "registered as algorithm " + id;
        } catch (AiOpsException refused) {
            return "not registered as an algorithm: " + refused.message();
        }
    }
}
