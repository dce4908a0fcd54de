package io.aiops.gitea.embedded;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A git server in this process that answers like Gitea: git over HTTP at {@code /{owner}/{repo}.git}, the part of the API
 * that a client of repositories needs at {@code /api/v1}, and webhooks. It opens no port: a host mounts {@link #servlet()},
 * or {@link EmbeddedGiteaServer} does for tests. Thread-safe.
 *
 * <p>Every signed-in account reads what is public. An owner, the members of an organisation that owns, and admins write, and
 * they alone see what is private.
 */
public final class EmbeddedGitea implements AutoCloseable {

    private final AtomicBoolean closed = new AtomicBoolean();
    private final RepositoryStore store;
    private final EventThread events;
    private final Outbox outbox;
    private final GiteaServlet servlet;

    private EmbeddedGitea(Builder builder) throws IOException {
        Path root = Files.createDirectories(builder.folder).toRealPath();
        Path inner = Files.createDirectories(root.resolve(".aiops"));
        Sequence ids = new Sequence(inner.resolve("sequence"));
        this.store = new RepositoryStore(root, inner, ids, builder.clock);
        try {
            SecretSeal seal = new SecretSeal(inner.resolve("key"));
            Organisations organisations = new Organisations(inner.resolve("organisations.json"), builder.organisations);
            UploadRefs uploads = new UploadRefs(builder.clock, builder.limits.uploadRefAge());
            for (StoredRepository repository : store.all()) {
                uploads.prune(repository);
            }
            this.outbox = new Outbox(
                    inner.resolve("outbox"), Webhooks.directory(store, seal), builder.retries, builder.clock);
            this.events = new EventThread(builder.listener);
            Owners owners = new Owners(builder.accounts, organisations);
            Access access = new Access(organisations);
            RepositoryView view = new RepositoryView(owners, access);
            Webhooks webhooks = new Webhooks(outbox, view, builder.clock);
            Announcer announcer = new Announcer(events, webhooks, uploads, builder.clock);
            this.servlet = new GiteaServlet(
                    new Gatekeeper(builder.accounts),
                    new GitOverHttp(store, access, announcer, builder.limits),
                    routes(builder, owners, access, view, announcer, webhooks, seal, ids),
                    builder.externalUrl,
                    builder.limits);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private Routes routes(
            Builder builder,
            Owners owners,
            Access access,
            RepositoryView view,
            Announcer announcer,
            Webhooks webhooks,
            SecretSeal seal,
            Sequence ids) {
        Routes routes = new Routes();
        Desk desk = new Desk(store, access);
        RefMover mover = new RefMover(announcer);
        FirstCommit first = new FirstCommit(builder.clock);
        new ServerEndpoints(builder.limits).addTo(routes);
        new OwnerEndpoints(owners, access).addTo(routes);
        new RepositoryEndpoints(store, desk, owners, access, view, first, builder.clock).addTo(routes);
        new BranchEndpoints(desk, access, mover).addTo(routes);
        new TagEndpoints(desk, mover, builder.clock).addTo(routes);
        new CommitEndpoints(desk).addTo(routes);
        new GitObjectEndpoints(desk, builder.limits).addTo(routes);
        new ContentsEndpoints(desk, new ChangeWriter(mover), builder.limits, builder.clock).addTo(routes);
        new RawEndpoints(desk).addTo(routes);
        new ArchiveEndpoints(desk).addTo(routes);
        new HookEndpoints(desk, webhooks, seal, ids, builder.clock).addTo(routes);
        new StatusEndpoints(desk, owners, view, builder.clock).addTo(routes);
        return routes;
    }

    /** Starts the description of a server that keeps everything below a folder, made if missing. */
    public static Builder in(Path folder, GitAccounts accounts) {
        return new Builder(folder, accounts);
    }

    /**
     * The whole server as one servlet, to be mapped to {@code /*} or to a path such as {@code /git/*}. To take branch names
     * with an escaped slash the host's connector must allow ambiguous path separators.
     */
    public HttpServlet servlet() {
        return servlet;
    }

    /** The deliveries of webhooks that wait, and the last 500 that ended, in the order in which they were made. */
    public List<WebhookDelivery> deliveries() {
        return outbox.deliveries();
    }

    /** Stops what runs and gives the folder free. Idempotent; events already under way are waited for up to 5 seconds. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        outbox.close();
        events.close();
        try {
            store.close();
        } catch (IOException e) {
            throw new AiOpsException(ErrorCode.STORAGE_FAILED, "the git server's folder was not given free", e);
        }
    }

    /** What a server is made of. Not thread-safe. */
    public static final class Builder {

        private final Path folder;
        private final GitAccounts accounts;
        private final Set<String> organisations = new LinkedHashSet<>();
        private Optional<URI> externalUrl = Optional.empty();
        private GitLimits limits = GitLimits.standard();
        private WebhookRetries retries = WebhookRetries.standard();
        private PushListener listener = event -> {};
        private Clock clock = Clock.systemUTC();

        private Builder(Path folder, GitAccounts accounts) {
            this.folder = folder;
            this.accounts = accounts;
        }

        /** Where the server is seen from outside, with the path it is mounted at; without it each request says where. */
        public Builder externalUrl(URI url) {
            this.externalUrl = Optional.of(url);
            return this;
        }

        /** An organisation that is there from the start. */
        public Builder organisation(String name) {
            NameRules.requireOwner(name);
            organisations.add(name);
            return this;
        }

        /** How much the server takes; {@link GitLimits#standard()} unless said otherwise. */
        public Builder limits(GitLimits taken) {
            this.limits = taken;
            return this;
        }

        /** How often webhooks are tried; {@link WebhookRetries#standard()} unless said otherwise. */
        public Builder webhookRetries(WebhookRetries tried) {
            this.retries = tried;
            return this;
        }

        /** Who hears of branches and tags that move. */
        public Builder listener(PushListener heard) {
            this.listener = heard;
            return this;
        }

        /** The time of commits, events and retries. */
        public Builder clock(Clock time) {
            this.clock = time;
            return this;
        }

        /**
         * Opens the server: takes the folder, and tidies up what a kill left half-done.
         *
         * @throws AiOpsException {@code INVALID_SETTING} if the folder cannot be used or another server has it
         */
        public EmbeddedGitea open() {
            try {
                return new EmbeddedGitea(this);
            } catch (IOException e) {
                throw new AiOpsException(
                        ErrorCode.INVALID_SETTING, "the git server cannot use " + folder + ": " + e.getMessage(), e);
            }
        }
    }
}
