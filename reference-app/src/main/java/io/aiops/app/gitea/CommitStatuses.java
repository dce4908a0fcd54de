package io.aiops.app.gitea;

import io.aiops.error.AiOpsException;
import io.aiops.gitea.CommitState;
import io.aiops.gitea.GiteaException;
import io.aiops.gitea.NewStatus;
import io.aiops.gitea.RepoName;
import io.aiops.orchestration.Deployment;
import io.aiops.orchestration.DeploymentError;
import io.aiops.orchestration.DeploymentState;
import io.aiops.orchestration.ServiceOrchestrator;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says at a commit what became of its deployment. Who deploys never waits for it, and its failure harms nobody. */
final class CommitStatuses implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommitStatuses.class);
    private static final Duration LONGEST = Duration.ofMinutes(35);
    private static final int AT_ONCE = 4;
    private static final int WAITING = 200;
    private static final int LONGEST_TEXT = 200;

    private final ServiceOrchestrator services;
    private final CodeOrigins origins;
    private final Supplier<URI> platform;
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(AT_ONCE, AT_ONCE, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), work -> {
                Thread thread = new Thread(work, "aiops-commit-status");
                thread.setDaemon(true);
                return thread;
            });

    CommitStatuses(ServiceOrchestrator services, CodeOrigins origins, Supplier<URI> platform) {
        this.services = services;
        this.origins = origins;
        this.platform = platform;
        threads.allowCoreThreadTimeOut(true);
    }

    void follow(Deployment deployment, GitCode code) {
        CodeServers.Place at = origins.place(code.source().location());
        Optional<RepoName> repository = at.server().repository(at.url());
        if (repository.isEmpty() || threads.getQueue().remainingCapacity() == 0) {
            return;
        }
        Place place = new Place(at.server(), repository.get(), code.commit(), deployment);
        threads.execute(() -> {
            say(place, CommitState.PENDING, "is being deployed");
            try {
                Deployment ended = services.await(deployment.id(), LONGEST);
                boolean live = ended.state() == DeploymentState.LIVE;
                say(
                        place,
                        live ? CommitState.SUCCESS : CommitState.FAILURE,
                        live
                                ? "release " + ended.release() + " is live"
                                : ended.error()
                                        .map(DeploymentError::message)
                                        .orElse(ended.state().word()));
            } catch (AiOpsException interrupted) {
                LOG.debug("nobody waits for deployment {} any more", deployment.id(), interrupted);
            }
        });
    }

    private record Place(CodeServer server, RepoName repository, String commit, Deployment deployment) {}

    private void say(Place place, CommitState state, String words) {
        String text = words.length() > LONGEST_TEXT ? words.substring(0, LONGEST_TEXT) : words;
        try {
            place.server()
                    .client()
                    .statuses()
                    .set(
                            place.repository(),
                            place.commit(),
                            NewStatus.of(
                                            state,
                                            "aiops/deploy/" + place.deployment().service(),
                                            text)
                                    .seeAlso(platform.get() + "/deployments/"
                                            + place.deployment().id()));
        } catch (GiteaException | AiOpsException refused) {
            LOG.info("the state of commit {} was not written: {}", place.commit(), refused.getMessage());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
