package io.aiops.app.gitea;

import io.aiops.app.gitea.ServiceSources.ServiceSource;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.gitea.RepoName;
import io.aiops.gitea.git.GitException;
import io.aiops.gitea.webhook.PushCoalescer;
import io.aiops.orchestration.Deployment;
import io.aiops.orchestration.ServiceOrchestrator;
import io.aiops.orchestration.ServiceOverrides;
import io.aiops.service.ServiceId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploys services again when the branch that they follow has moved: told by a webhook or by the embedded server, and found by
 * asking now and then, for a webhook may get lost. Several pushes while one is being deployed end as the latest.
 */
final class Redeployer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Redeployer.class);
    private static final Duration LONGEST = Duration.ofMinutes(35);
    private static final String AUTHOR = "push";
    private static final int AT_ONCE = 4;
    private static final int TRIES = 3;

    private final ServiceOrchestrator services;
    private final GitDeployments deployments;
    private final CodeOrigins origins;
    private final ServiceSources sources;
    private final Function<String, ServiceOverrides> overridesOf;
    private final PushCoalescer<ServiceId, String> pushes;
    private final ScheduledExecutorService polling = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "aiops-gitea-poll");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, String> troubles = new ConcurrentHashMap<>();

    /**
     * Nothing happens before {@link #begin}.
     *
     * @param overridesOf reads what a request said of a service from the JSON that was kept
     */
    Redeployer(
            ServiceOrchestrator services,
            GitDeployments deployments,
            CodeOrigins origins,
            ServiceSources sources,
            Function<String, ServiceOverrides> overridesOf) {
        this.services = services;
        this.deployments = deployments;
        this.origins = origins;
        this.sources = sources;
        this.overridesOf = overridesOf;
        this.pushes = new PushCoalescer<>(AT_ONCE, this::redeploy);
    }

    /** Begins to ask for pushes that nobody told of. */
    void begin(Duration interval) {
        polling.scheduleWithFixedDelay(this::poll, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * A branch of the code server has moved.
     *
     * @return the services that will be deployed
     */
    List<ServiceId> pushed(RepoName repository, String branch, String commit) {
        List<ServiceId> told = sources.following().stream()
                .filter(source -> source.branch().equals(branch))
                .filter(source -> isOf(source, repository))
                .filter(this::followsPushes)
                .map(ServiceSource::service)
                .toList();
        told.forEach(service -> pushes.offer(service, commit));
        return told;
    }

    private boolean isOf(ServiceSource source, RepoName repository) {
        CodeServers.Place place = origins.place(source.repoUrl());
        return place.server()
                .repository(place.url())
                .filter(name -> name.toString().equalsIgnoreCase(repository.toString()))
                .isPresent();
    }

    private boolean followsPushes(ServiceSource source) {
        return overridesOf.apply(source.configuration()).autoDeploy().orElse(false);
    }

    private void redeploy(ServiceId service, String commit) {
        Optional<ServiceSource> source = sources.find(service).filter(this::followsPushes);
        if (source.isEmpty() || lastCommit(service).equals(Optional.of(commit))) {
            return;
        }
        for (int i = 0; i < TRIES; i++) {
            try {
                // The branch and not the commit, so that the service goes on to follow it; its tip is this commit or a
                // later one.
                Deployment begun = deployments.deploy(new GitDeployments.Wish(
                        service,
                        Optional.of(source.get().repoUrl()),
                        source.get().branch(),
                        overridesOf.apply(source.get().configuration()),
                        source.get().configuration(),
                        AUTHOR,
                        true));
                LOG.info(
                        "service {}: a push to {} is deployed as {}",
                        service,
                        source.get().branch(),
                        begun.id());
                services.await(begun.id(), LONGEST);
                return;
            } catch (AiOpsException busy) {
                if (busy.code() != ErrorCode.DEPLOYMENT_IN_PROGRESS) {
                    LOG.warn("service {}: a push could not be deployed: {}", service, busy.message());
                    return;
                }
                services.await(String.valueOf(busy.details().get("deployment_id")), LONGEST);
            } catch (GitException failed) {
                LOG.warn("service {}: a push could not be deployed: {}", service, failed.message());
                return;
            }
        }
    }

    private Optional<String> lastCommit(ServiceId service) {
        return services.deployments(Optional.of(service), 1, Optional.empty()).stream()
                .findFirst()
                .flatMap(last -> last.source().revision());
    }

    private void poll() {
        try {
            for (ServiceSource source : sources.following()) {
                if (followsPushes(source)) {
                    poll(source);
                }
            }
        } catch (RuntimeException failed) {
            LOG.warn("pushes could not be looked for; it is tried again: {}", failed.toString());
        }
    }

    private void poll(ServiceSource source) {
        try {
            Optional<String> tip =
                    Optional.ofNullable(origins.branches(source.repoUrl()).get(source.branch()));
            tip.filter(commit -> !lastCommit(source.service()).equals(Optional.of(commit)))
                    .ifPresent(commit -> pushes.offer(source.service(), commit));
            said(source.repoUrl(), "");
        } catch (GitException | AiOpsException failed) {
            said(source.repoUrl(), String.valueOf(failed.getMessage()));
        }
    }

    /** Once for each change, not with every look. */
    private void said(String repository, String trouble) {
        String before = troubles.put(repository, trouble);
        if (!trouble.equals(before == null ? "" : before)) {
            LOG.warn("repository {}: {}", repository, trouble.isEmpty() ? "answers again" : trouble);
        }
    }

    @Override
    public void close() {
        polling.shutdownNow();
        pushes.close();
    }
}
