package io.aiops.app.gitea;

import io.aiops.algorithm.AlgorithmId;
import io.aiops.algorithm.Algorithms;
import io.aiops.algorithm.FetchedCode;
import io.aiops.algorithm.RepositoryCode;
import io.aiops.error.AiOpsException;
import io.aiops.gitea.GiteaException;
import io.aiops.gitea.git.GitException;
import io.aiops.service.ServiceId;
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

    /**
     * Keeps the algorithm of a service, its version and its repository as a deployment found them; never stops a deployment.
     *
     * @return what was done, for the deployment's output
     */
    static String registered(Algorithms algorithms, Path folder, GitCode code, ServiceId service, String actor) {
        AlgorithmId id = AlgorithmId.of(service.value());
        String done;
        try {
            algorithms.registerFromFolder(folder, code.fetched(), Optional.of(id), actor);
            done = "registered as algorithm " + id;
        } catch (AiOpsException refused) {
            // Such as a version that exists with another commit; the service runs the algorithm all the same.
            done = "not registered as a version of algorithm " + id + ": " + refused.message();
        }
        try {
            algorithms.use(id, service);
        } catch (AiOpsException unknown) {
            done = done + "; " + unknown.message();
        }
        return done;
    }
}
