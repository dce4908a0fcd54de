package io.aiops.app.gitea;

import io.aiops.algorithm.Algorithms;
import io.aiops.app.gitea.ServiceSources.ServiceSource;
import io.aiops.app.http.ProblemException;
import io.aiops.orchestration.DeployRequest;
import io.aiops.orchestration.Deployment;
import io.aiops.orchestration.ServiceOrchestrator;
import io.aiops.orchestration.ServiceOverrides;
import io.aiops.service.ServiceId;
import java.util.Optional;

/** Deploys commits of repositories, and remembers where each service comes from. */
public final class GitDeployments {

    private final ServiceOrchestrator services;
    private final Algorithms algorithms;
    private final CodeOrigins origins;
    private final ServiceSources sources;
    private final CommitStatuses statuses;

    GitDeployments(
            ServiceOrchestrator services,
            Algorithms algorithms,
            CodeOrigins origins,
            ServiceSources sources,
            CommitStatuses statuses) {
        this.services = services;
        this.algorithms = algorithms;
        this.origins = origins;
        this.sources = sources;
        this.statuses = statuses;
    }

    /**
     * What to deploy.
     *
     * @param service under which id
     * @param repoUrl from where; empty for where the service came from before
     * @param revision a branch, a tag or a commit; empty for the default branch
     * @param overrides what the request says of the service
     * @param configuration the same as JSON, kept for the next push
     * @param author who asks
     * @param anywhere whether they may deploy from another server than the configured one
     */
    public record Wish(
            ServiceId service,
            Optional<String> repoUrl,
            String revision,
            ServiceOverrides overrides,
            String configuration,
            String author,
            boolean anywhere) {}

    /**
     * Pins the commit and begins to deploy it.
     *
     * @throws io.aiops.gitea.git.GitException if it cannot be found, saying who refused and what to do
     * @throws io.aiops.error.AiOpsException as {@link ServiceOrchestrator#deploy}
     */
    public Deployment deploy(Wish wish) {
        String url = wish.repoUrl()
                .or(() -> sources.find(wish.service()).map(ServiceSource::repoUrl))
                .orElseThrow(() -> ProblemException.ofField("repo_url", "is required: the repository to deploy"));
        GitCode code = origins.pin(url, wish.revision(), wish.anywhere())
                .then((folder, fetched) ->
                        GitRepositoryCode.registered(algorithms, folder, fetched, wish.service(), wish.author()));
        Deployment deployment = services.deploy(
                new DeployRequest(wish.service(), wish.overrides(), new DeployRequest.Elsewhere(code), wish.author()));
        sources.save(
                new ServiceSource(
                        wish.service(), code.source().location(), code.branch().orElse(""), wish.configuration()),
                wish.author());
        statuses.follow(deployment, code);
        return deployment;
    }
}
