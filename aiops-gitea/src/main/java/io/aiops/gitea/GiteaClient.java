package io.aiops.gitea;

import io.aiops.service.Secret;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * A client of one server with one token. Calls wait for their answer, are tried again where that is safe, and throw
 * {@link GiteaException}; an interrupt cancels them. Thread-safe; close it to end its threads.
 */
public final class GiteaClient implements AutoCloseable {

    private final ServerUrl server;
    private final ExecutorService threads;
    private final Exchange exchange;
    private final Server serverFacet;
    private final Repos repos;
    private final Contents contents;
    private final Branches branches;
    private final Tags tags;
    private final Commits commits;
    private final Hooks hooks;
    private final Statuses statuses;
    private final Releases releases;

    private GiteaClient(Builder settings, ServerUrl server) {
        this.server = server;
        this.threads = ClientThreads.start();
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(settings.limits.connect())
                .followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(settings.trust.context())
                .executor(threads)
                .build();
        this.exchange = new Exchange(http, server, settings.token, settings.limits);
        Sender sender = new Sender(
                exchange,
                new HostGate(settings.limits, settings.clock, settings.pause),
                new Refusals(settings.token, settings.bodyLimit, settings.clock),
                settings.retry,
                settings.clock,
                settings.pause,
                settings.random);
        Calls calls = new Calls(sender);
        this.serverFacet = new Server(calls);
        this.repos = new Repos(calls, new RepositoryCreation(calls, serverFacet, settings.naming(), settings.clock));
        this.branches = new Branches(calls);
        this.commits = new Commits(calls);
        this.contents = new Contents(calls, new FileCommits(calls, branches, commits, repos));
        this.tags = new Tags(calls);
        this.hooks = new Hooks(calls);
        this.statuses = new Statuses(calls);
        this.releases = new Releases(calls);
    }

    /** Begins the settings of a client. */
    public static Builder builder() {
        return new Builder();
    }

    /** The address it talks to. */
    public ServerUrl url() {
        return server;
    }

    /** What the server is and whom it knows. */
    public Server server() {
        return serverFacet;
    }

    /** Repositories. */
    public Repos repos() {
        return repos;
    }

    /** Files in repositories. */
    public Contents contents() {
        return contents;
    }

    /** Branches. */
    public Branches branches() {
        return branches;
    }

    /** Tags. */
    public Tags tags() {
        return tags;
    }

    /** Commits. */
    public Commits commits() {
        return commits;
    }

    /** Webhooks. */
    public Hooks hooks() {
        return hooks;
    }

    /** What is said of commits. */
    public Statuses statuses() {
        return statuses;
    }

    /** Releases and their files. */
    public Releases releases() {
        return releases;
    }

    /** Ends the threads; calls under way end as {@code Cancelled} within a second. Idempotent. */
    @Override
    public void close() {
        exchange.close();
        threads.shutdownNow();
    }

    @Override
    public String toString() {
        return "Gitea at " + server;
    }

    /** The settings of a client; must-haves are server and token. For one thread. */
    public static final class Builder {
        private Optional<ServerUrl> server = Optional.empty();
        private Secret token = Secret.of("");
        private Optional<String> owner = Optional.empty();
        private String prefix = "";
        private TlsTrust trust = TlsTrust.ofTheJdk();
        private RetryLimits retry = RetryLimits.standard();
        private RequestLimits limits = RequestLimits.standard();
        private OptionalLong bodyLimit = OptionalLong.empty();
        private Clock clock = Clock.systemUTC();
        private Pause pause = time -> TimeUnit.NANOSECONDS.sleep(time.toNanos());
        private RandomGenerator random = new java.util.Random();

        private Builder() {}

        /**
         * Sets the address, with a sub-path if there is one.
         *
         * @throws io.aiops.error.AiOpsException {@code INVALID_REQUEST}
         */
        public Builder server(URI address) {
            return server(new ServerUrl(address));
        }

        /** Sets the address. */
        public Builder server(ServerUrl address) {
            server = Optional.of(address);
            return this;
        }

        /** Sets the token; an empty one asks as nobody. */
        public Builder token(Secret secret) {
            token = secret;
            return this;
        }

        /** Sets whose repositories are made where a call names no owner; without, the token's user's. */
        public Builder owner(String userOrOrganization) {
            owner = Optional.of(userOrOrganization);
            return this;
        }

        /** Sets what the names of new repositories begin with. */
        public Builder repoPrefix(String beginning) {
            prefix = beginning;
            return this;
        }

        /** Sets whose certificates are believed. */
        public Builder trust(TlsTrust authorities) {
            trust = authorities;
            return this;
        }

        /** Sets how often and how long a call is tried. */
        public Builder retry(RetryLimits tries) {
            retry = tries;
            return this;
        }

        /** Sets how long requests may take and how many go out. */
        public Builder limits(RequestLimits bounds) {
            limits = bounds;
            return this;
        }

        /** Tells the known limit of bodies, which errors then name. */
        public Builder bodyLimit(long bytes) {
            bodyLimit = OptionalLong.of(bytes);
            return this;
        }

        /** Sets the clock by which rate, pauses and deadlines go. */
        public Builder clock(Clock time) {
            clock = time;
            return this;
        }

        Builder pause(Pause waiting) {
            pause = waiting;
            return this;
        }

        Builder random(RandomGenerator source) {
            random = source;
            return this;
        }

        /**
         * Makes the client; nothing is sent yet.
         *
         * @throws io.aiops.error.AiOpsException {@code INVALID_REQUEST} without a server, or for an owner or prefix that
         *     is not allowed; {@code INVALID_SETTING} if the authority's file cannot be read
         */
        public GiteaClient build() {
            ServerUrl address = server.orElseThrow(() -> new io.aiops.error.AiOpsException(
                    io.aiops.error.ErrorCode.INVALID_REQUEST, "a Gitea client needs the URL of its server"));
            naming();
            return new GiteaClient(this, address);
        }

        private Naming naming() {
            return new Naming(owner, prefix);
        }
    }
}
