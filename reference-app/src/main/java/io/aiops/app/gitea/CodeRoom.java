package io.aiops.app.gitea;

import io.aiops.AiOps;
import io.aiops.algorithm.RepositoryCode;
import io.aiops.app.auth.Accounts;
import io.aiops.app.auth.Tokens;
import io.aiops.app.http.EventStreams;
import io.aiops.app.http.Route;
import io.aiops.app.http.Uploads;
import io.aiops.gitea.RepoName;
import io.aiops.gitea.TlsTrust;
import io.aiops.gitea.git.GitWire;
import io.aiops.gitea.git.GitWork;
import io.aiops.gitea.postgres.PostgresGiteaConnections;
import io.aiops.gitea.upload.KnownLimits;
import io.aiops.gitea.webhook.DeliveryMemory;
import io.aiops.orchestration.ServiceOverrides;
import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/** Everything about where code is kept; opens its parts in order and closes them in the other. */
public final class CodeRoom implements AutoCloseable {

    private static final String BRANCHES = "refs/heads/";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final AiOps sdk;
    private final EmbeddedCode embedded;
    private final GitDeployments deployments;
    private final Redeployer redeployer;
    private final RepositoryCode repositories;
    private final List<Route> routes = new ArrayList<>();

    /**
     * What the room remembers across restarts.
     *
     * @param sources where services come from
     * @param deliveries webhooks that were heard before
     */
    public record Memory(ServiceSources sources, DeliveryMemory deliveries) {}

    /**
     * Opens the room; calls of its own server are answered once the application's server has started.
     *
     * @param memory what it remembers
     * @param home the home of the platform
     * @param platform where the platform listens, known once its server has started
     * @param overridesOf reads what a request said of a service from the JSON that was kept
     * @param uploads takes what is sent in forms
     * @param streams where streams of progress are kept
     */
    public CodeRoom(
            AiOps sdk,
            Memory memory,
            Accounts accounts,
            Tokens tokens,
            Path home,
            Supplier<URI> platform,
            Function<String, ServiceOverrides> overridesOf,
            Uploads uploads,
            EventStreams streams,
            Clock clock) {
        this.sdk = sdk;
        AtomicReference<Redeployer> listener = new AtomicReference<>();
        embedded =
                keep(EmbeddedCode.open(home.resolve("git"), new PlatformGitAccounts(accounts, tokens, clock), push -> {
                    Redeployer told = listener.get();
                    if (told != null
                            && push.ref().startsWith(BRANCHES)
                            && !push.after().matches("0+")) {
                        told.pushed(
                                new RepoName(push.owner(), push.repository()),
                                push.ref().substring(BRANCHES.length()),
                                push.after());
                    }
                }));
        TlsTrust trust = new TlsTrust(
                sdk.config().find(GiteaKeys.CA_FILE).map(Path::of), sdk.config().get(GiteaKeys.INSECURE));
        CodeServers servers = keep(new CodeServers(
                sdk.config(),
                new PostgresGiteaConnections(sdk.database(), new PlatformTokenCipher(sdk.cipher()), trust, clock),
                embedded,
                platform));
        GitWire wire = keep(new GitWire());
        GitWork work = new GitWork(wire, home.resolve("run").resolve("git"));
        CodeOrigins origins = new CodeOrigins(servers, work);
        repositories = new GitRepositoryCode(origins);
        ServiceSources sources = memory.sources();
        CommitStatuses statuses = keep(new CommitStatuses(sdk.services(), origins, platform));
        deployments = new GitDeployments(sdk.services(), sdk.algorithms(), origins, sources, statuses);
        redeployer = keep(new Redeployer(sdk.services(), deployments, origins, sources, overridesOf));
        listener.set(redeployer);
        Path run = home.resolve("run");
        KnownLimits limits = LimitFile.open(run.resolve("gitea-limits"));
        CodeUploads running =
                keep(new CodeUploads(new UploadWork(servers, wire, run.resolve("git-uploads"), limits, clock), clock));
        routes.addAll(new ConnectionCalls(servers, limits, clock).routes());
        routes.addAll(new RepositoryCalls(servers, work).routes());
        routes.addAll(new UploadCalls(running, new UploadForms(uploads), streams).routes());
        routes.addAll(new WorkingCopyCalls(new WorkingCopies(home.resolve("code"), servers, work)).routes());
        routes.addAll(new WebhookCalls(sdk.config(), memory.deliveries(), redeployer).routes());
    }

    /** The git server in this process, to be mapped to {@link EmbeddedCode#PATH}. */
    public HttpServlet servlet() {
        return embedded.servlet();
    }

    /** Brings the code of repositories. */
    public RepositoryCode repositories() {
        return repositories;
    }

    /** Deploys commits. */
    public GitDeployments deployments() {
        return deployments;
    }

    /** All calls about code. */
    public List<Route> routes() {
        return List.copyOf(routes);
    }

    /** Begins to look for pushes that nobody told of. */
    public void begin() {
        redeployer.begin(sdk.config().get(GiteaKeys.POLL_INTERVAL));
    }

    private <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    @Override
    public void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
