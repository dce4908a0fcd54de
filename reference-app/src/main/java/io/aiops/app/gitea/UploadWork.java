package io.aiops.app.gitea;

import io.aiops.app.http.ProblemException;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.gitea.NewRepository;
import io.aiops.gitea.RepoName;
import io.aiops.gitea.Repository;
import io.aiops.gitea.git.Cancellation;
import io.aiops.gitea.git.GitChange;
import io.aiops.gitea.git.GitWire;
import io.aiops.gitea.upload.KnownLimits;
import io.aiops.gitea.upload.Preflight;
import io.aiops.gitea.upload.RefusedName;
import io.aiops.gitea.upload.Upload;
import io.aiops.gitea.upload.UploadEngine;
import io.aiops.gitea.upload.UploadTarget;
import io.aiops.gitea.upload.UploadWatch;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings what was sent into the repository of its algorithm. Thread-safe; each call waits for its end. */
final class UploadWork {

    private static final String MAIN = "main";

    private final CodeServers servers;
    private final GitWire wire;
    private final Path home;
    private final KnownLimits limits;
    private final Clock clock;

    /**
     * Works with these parts.
     *
     * @param home folder of running and unfinished uploads, which outlives a restart
     */
    UploadWork(CodeServers servers, GitWire wire, Path home, KnownLimits limits, Clock clock) {
        this.servers = servers;
        this.wire = wire;
        this.home = home;
        this.limits = limits;
        this.clock = clock;
    }

    /** Where an upload goes. */
    private record Destination(CodeServer server, RepoName repository, boolean missing, UploadTarget target) {}

    /** Says what an upload would do; makes nothing. */
    PreflightDocument preflight(UploadForm form, String author) {
        Cancellation never = new Cancellation();
        Destination to = destination(form, author);
        try (Upload upload = Upload.open(form.source(), form.scratch(), never)) {
            Preflight checked = checked(engine(to, never).preflight(upload, to.target()), form.refused());
            return PreflightDocument.of(to.repository(), to.target().branch(), checked);
        }
    }

    /**
     * Makes the repository where it is missing, and uploads.
     *
     * @throws AiOpsException {@code INVALID_CODE} with {@code findings} and {@code refused} if preflight does not let it
     *     pass; {@code CODE_CONFLICT} for an archived repository
     * @throws io.aiops.gitea.git.GitException as {@link UploadEngine#run}
     * @throws io.aiops.gitea.GiteaException if the repository can neither be read nor made
     */
    UploadResultDocument upload(UploadForm form, String author, UploadWatch watch) {
        Cancellation cancellation = watch.cancellation();
        Destination to = Interrupting.call(cancellation, () -> destination(form, author));
        try (Upload upload = Upload.open(form.source(), form.scratch(), cancellation)) {
            UploadEngine engine = engine(to, cancellation);
            Preflight checked = checked(engine.preflight(upload, to.target()), form.refused());
            if (checked.isBlocked()) {
                throw blocked(checked);
            }
            if (to.missing()) {
                Interrupting.call(
                        cancellation,
                        () -> to.server()
                                .client()
                                .repos()
                                .ensure(NewRepository.named(form.algorithmId())
                                        .onBranch(to.target().branch())));
            }
            return UploadResultDocument.of(
                    to.repository(),
                    to.server().cloneUrl(to.repository()),
                    engine.run(upload, to.target(), watch),
                    checked.leftOut());
        }
    }

    private Destination destination(UploadForm form, String author) {
        CodeServer server = servers.current();
        RepoName wanted = server.repositoryOf(form.algorithmId());
        Optional<Repository> there = server.client().repos().find(wanted);
        if (there.filter(repository -> repository.archived() || repository.mirror())
                .isPresent()) {
            throw new AiOpsException(
                    ErrorCode.CODE_CONFLICT,
                    "repository " + wanted + " is archived or a mirror and takes no uploads; change that in Gitea");
        }
        RepoName name = there.map(Repository::repoName).orElse(wanted);
        String branch = form.branch()
                .or(() -> there.map(Repository::defaultBranch).filter(text -> !text.isEmpty()))
                .orElse(MAIN);
        URI url = server.cloneUrl(name);
        return new Destination(server, name, there.isEmpty(), target(form, author, server, url, branch));
    }

    private static UploadTarget target(UploadForm form, String author, CodeServer server, URI url, String branch) {
        UploadTarget target;
        try {
            target = UploadTarget.add(server.remote(url), server.access(url), branch, change(form.message(), author))
                    .allowing(form.allowed());
        } catch (IllegalArgumentException wrong) {
            throw ProblemException.ofField("branch", String.valueOf(wrong.getMessage()));
        }
        return form.mode() == UploadTarget.Mode.REPLACE ? target.replacing() : target;
    }

    /** A commit by somebody of the platform. */
    static GitChange change(String message, String author) {
        String mail = author.indexOf('@') > 0 ? author : author + "@aiops.invalid";
        return new GitChange(message, author, mail);
    }

    private UploadEngine engine(Destination to, Cancellation cancellation) {
        return new UploadEngine(
                wire,
                home,
                limits,
                Optional.of(new ApiContentsCommit(to.server(), to.repository(), cancellation)),
                clock);
    }

    private static Preflight checked(Preflight preflight, List<RefusedName> sent) {
        List<RefusedName> refused = new ArrayList<>(sent);
        refused.addAll(preflight.refused());
        return new Preflight(
                preflight.files(),
                preflight.bytes(),
                preflight.largestPath(),
                preflight.largestBytes(),
                preflight.leftOut(),
                preflight.findings(),
                preflight.allowed(),
                refused,
                preflight.route(),
                preflight.why(),
                preflight.requests(),
                preflight.inParts());
    }

    private static AiOpsException blocked(Preflight preflight) {
        String empty = preflight.files() == 0 ? "there is no file in it; " : "";
        return new AiOpsException(
                        ErrorCode.INVALID_CODE,
                        "nothing was uploaded: " + empty + preflight.findings().size()
                                + " findings that look like secrets, "
                                + preflight.refused().size()
                                + " names that are refused; remove them, or let a finding pass with allow={id: reason}")
                .with("findings", preflight.findings())
                .with("refused", preflight.refused())
                .with("left_out", preflight.leftOut());
    }
}
