package io.aiops.app.services;

import io.aiops.app.gitea.GitDeployments;
import io.aiops.app.http.ProblemException;
import io.aiops.app.http.Reply;
import io.aiops.app.http.Request;
import io.aiops.app.http.Uploads;
import io.aiops.orchestration.DeployRequest;
import io.aiops.orchestration.Deployment;
import io.aiops.orchestration.DeploymentState;
import io.aiops.orchestration.ServiceOrchestrator;
import io.aiops.orchestration.ServiceOverrides;
import io.aiops.orchestration.ServiceView;
import io.aiops.service.ServiceId;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Deploys a folder of the host, or an uploaded archive. */
final class DeployCall {

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(30);

    private final ServiceOrchestrator services;
    private final GitDeployments commits;
    private final Uploads uploads;

    DeployCall(ServiceOrchestrator services, GitDeployments commits, Uploads uploads) {
        this.services = services;
        this.commits = commits;
        this.uploads = uploads;
    }

    Reply run(Request request) throws IOException {
        boolean wait = request.queryFlag("wait");
        Deployment deployment = request.mediaType().equals("multipart/form-data") ? upload(request) : folder(request);
        return wait ? result(deployment) : accepted(deployment);
    }

    private Deployment folder(Request request) throws IOException {
        DeployBody body = request.body(DeployBody.class);
        if (body.repoUrl() != null && body.path() != null) {
            throw ProblemException.ofField("path", "give a folder of this host or a repo_url, not both");
        }
        if (body.repoUrl() != null) {
            return commit(request, body.serviceId(), body.repoUrl(), body.branch(), body.serviceConfig());
        }
        if (body.path() == null) {
            throw ProblemException.ofField("path", "is required: a folder of this host, or a repo_url");
        }
        if (!request.caller().admin()) {
            throw new ProblemException(
                    403,
                    "FORBIDDEN",
                    "only an administrator may deploy a folder of the host; upload an archive instead");
        }
        return services.deploy(new DeployRequest(
                ServiceId.of(body.serviceId()),
                overrides(body.serviceConfig(), request),
                new DeployRequest.Folder(pathOf(body.path())),
                request.caller().username()));
    }

    Reply fromGitea(Request request) throws IOException {
        boolean wait = request.queryFlag("wait");
        GiteaBody body = request.body(GiteaBody.class);
        Deployment deployment =
                commit(request, body.algorithmId(), body.repoUrl(), body.branch(), body.serviceConfig());
        return wait ? result(deployment) : accepted(deployment);
    }

    private Deployment commit(
            Request request,
            String id,
            @Nullable String repoUrl,
            @Nullable String revision,
            @Nullable ServiceConfig config) {
        String configuration = config == null ? "{}" : new String(request.json().write(config), StandardCharsets.UTF_8);
        return commits.deploy(new GitDeployments.Wish(
                ServiceId.of(id),
                Optional.ofNullable(repoUrl),
                revision == null ? "" : revision,
                overrides(config, request),
                configuration,
                request.caller().username(),
                request.caller().admin()));
    }

    private Deployment upload(Request request) throws IOException {
        Collection<Part> parts = uploads.partsOf(request.context());
        ServiceId id = ServiceId.of(uploads.text(parts, "service_id")
                .orElseThrow(() -> ProblemException.ofField("service_id", "is required")));
        Optional<ServiceConfig> config = uploads.text(parts, "service_config")
                .filter(text -> !text.isEmpty())
                .map(text -> request.json()
                        .read(text.getBytes(StandardCharsets.UTF_8), ServiceConfig.class, "service_config"));
        ServiceOverrides overrides = overrides(config.orElse(null), request);
        Uploads.Upload file = uploads.file(parts, "file");
        try {
            return services.deploy(new DeployRequest(
                    id,
                    overrides,
                    new DeployRequest.Archive(file.file(), file.name(), Optional.of(file.sha256())),
                    request.caller().username()));
        } catch (RuntimeException refused) {
            Files.deleteIfExists(file.file());
            throw refused;
        }
    }

    private static ServiceOverrides overrides(@Nullable ServiceConfig config, Request request) {
        if (config == null) {
            return ServiceOverrides.NONE;
        }
        if (config.user() != null && !request.caller().admin()) {
            throw new ProblemException(403, "FORBIDDEN", "only an administrator may choose the user of the host");
        }
        return config.overrides();
    }

    private static Path pathOf(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException wrong) {
            throw ProblemException.ofField("path", "is not a path of this host");
        }
    }

    private static Reply accepted(Deployment deployment) {
        return Reply.of(202, DeploymentDocument.of(deployment))
                .header("Location", "/api/v1/deployments/" + deployment.id());
    }

    private Reply result(Deployment begun) {
        Deployment ended = services.await(begun.id(), LONGEST_WAIT);
        ServiceView view = services.service(ended.service());
        return Reply.ok(new DeployResult(
                ended.state() == DeploymentState.LIVE,
                ended.service().value(),
                view.state().word(),
                ServiceDocument.apiUrl(view),
                DeploymentFailure.of(ended),
                ended.id()));
    }

    /** The body of a deployment by path. */
    record DeployBody(
            String serviceId,
            @Nullable ServiceConfig serviceConfig,
            @Nullable String path,
            @Nullable String repoUrl,
            @Nullable String branch) {}

    /**
     * The body of a deployment from a repository.
     *
     * @param algorithmId the service's id
     * @param repoUrl the repository; the one that the service came from before, if not given
     * @param branch a branch, a tag or a commit; the default branch, if not given
     */
    record GiteaBody(
            String algorithmId,
            @Nullable String repoUrl,
            @Nullable String branch,
            @Nullable ServiceConfig serviceConfig) {}

    /** What became of a deployment that was waited for. */
    record DeployResult(
            boolean success,
            String serviceId,
            String status,
            @Nullable String apiUrl,
            @Nullable DeploymentFailure error,
            String deploymentId) {}
}
