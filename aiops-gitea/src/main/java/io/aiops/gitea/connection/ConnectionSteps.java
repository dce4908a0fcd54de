package io.aiops.gitea.connection;

import io.aiops.gitea.GiteaClient;
import io.aiops.gitea.GiteaException;
import io.aiops.gitea.OwnerKind;
import io.aiops.gitea.Paged;
import io.aiops.gitea.Repository;
import io.aiops.gitea.RequestLimits;
import io.aiops.gitea.RetryLimits;
import io.aiops.gitea.ServerSettings;
import io.aiops.gitea.ServerVersion;
import io.aiops.gitea.User;
import io.aiops.gitea.connection.RawHttp.Head;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The steps of a test. What an earlier one learnt is there for a later one. For one thread. */
final class ConnectionSteps implements AutoCloseable {

    private static final Duration SKEW = Duration.ofMinutes(1);

    private final GiteaConnection connection;
    private final Clock clock;
    private final Duration limit;
    private final RawHttp raw;
    private final GiteaClient client;
    private Optional<String> login = Optional.empty();
    private OwnerKind kind = OwnerKind.NONE;
    private Optional<BodyLimit> found = Optional.empty();

    ConnectionSteps(GiteaConnection connection, Clock clock, Duration limit) {
        this.connection = connection;
        this.clock = clock;
        this.limit = limit;
        this.raw = new RawHttp(connection, limit);
        this.client = connection
                .client()
                .retry(RetryLimits.none().withDeadline(limit))
                .limits(RequestLimits.standard().withTimes(limit, limit))
                .build();
    }

    Finding name() throws IOException {
        String all = String.join(
                ", ",
                Arrays.stream(raw.addresses())
                        .map(address -> address.getHostAddress())
                        .toList());
        return Finding.passed(connection.server().host() + " is " + all);
    }

    Finding connection() throws IOException {
        try (Socket socket = raw.connect()) {
            String to = "port " + socket.getPort() + " accepts connections";
            if (!connection.server().secure()) {
                return Finding.warning(
                        to + ", not encrypted", "The token can be read on the way; use https:// where you can.");
            }
            return connection.insecure()
                    ? Finding.warning(
                            to + ", encrypted but to whom is not checked",
                            "Anybody on the way can read the token; enter the authority's certificate instead.")
                    : Finding.passed(to + ", encrypted");
        }
    }

    Finding version() {
        ServerVersion version = client.server().version();
        if (version.forgejo()) {
            return Finding.warning(
                    "Forgejo " + version.text(), "It speaks like Gitea but is not tested as much; keep it up to date.");
        }
        if (!version.known()) {
            return Finding.warning("the version \"" + version.text() + "\" cannot be read", "Check that it is Gitea.");
        }
        if (version.isBelow(1, 27, 1)) {
            return Finding.warning(
                    "Gitea " + version.text() + " has a known hole that lets users run programs (CVE-2026-60004)",
                    "Upgrade Gitea to 1.27.1 or newer.");
        }
        return Finding.passed("Gitea " + version.text());
    }

    Finding user() {
        User user = client.server().currentUser();
        login = Optional.of(user.login());
        return user.prohibitLogin() || user.restricted()
                ? Finding.warning(
                        "the token is of " + user.login() + ", who is restricted",
                        "Give that user the rights it needs.")
                : Finding.passed("the token is of " + user.login() + (user.admin() ? ", an administrator" : ""));
    }

    Finding owner() {
        String owner = connection.defaultOwner();
        kind = client.server().ownerKind(owner);
        return switch (kind) {
            case ORGANIZATION -> Finding.passed(owner + " is an organisation");
            case USER ->
                login.filter(owner::equalsIgnoreCase).isPresent()
                        ? Finding.passed(owner + " is the token's user")
                        : Finding.failed(
                                owner + " is another user than the token's, " + login.orElse("unknown"),
                                "Repositories can be made for the token's user or an organisation; enter one of these as owner.");
            case NONE ->
                Finding.failed(
                        "there is no user or organisation " + owner,
                        "Check the owner, or make the organisation in Gitea.");
        };
    }

    Finding scopes() {
        List<String> missing = client.server().missingScopes(connection.defaultOwner(), kind);
        return missing.isEmpty()
                ? Finding.passed("the token has the scopes that are needed")
                : Finding.failed(
                        "the token lacks of " + String.join(", ", missing),
                        "Make a token with these scopes in Gitea under Settings, Applications, and enter it.");
    }

    Finding settings() {
        ServerSettings settings = client.server().settings();
        if (settings.repository().httpGitDisabled()) {
            return Finding.failed(
                    "git over HTTP is switched off",
                    "Set DISABLE_HTTP_GIT = false in the section [repository] of app.ini.");
        }
        return Finding.passed("pages of up to " + settings.api().maxResponseItems() + ", files of releases up to "
                + settings.attachment().maxSize() + " MiB, LFS "
                + (settings.repository().lfsDisabled() ? "off" : "on"));
    }

    Finding git() throws IOException {
        Optional<Repository> repository = anyRepository();
        if (repository.isEmpty()) {
            return Finding.skipped("there is no repository yet to try it on");
        }
        String name = repository.get().repoName().toString();
        String path = connection.server().subPath() + "/" + name + ".git/info/refs?service=git-upload-pack";
        Optional<Head> head = raw.head("GET", path, Map.of("Authorization", basic()), limit);
        if (head.isEmpty()) {
            return Finding.failed(
                    "git over HTTP does not answer for " + name, "See the log of Gitea and of the proxy.");
        }
        return switch (head.get().status()) {
            case 200 -> Finding.passed("git over HTTP answers for " + name);
            case 401, 403 ->
                Finding.failed(
                        "git over HTTP refuses the token for " + name + " (status "
                                + head.get().status() + ")",
                        "Give the token the scope write:repository.");
            case 404 ->
                Finding.failed(
                        "git over HTTP does not find " + name,
                        "Check that the proxy passes on everything below the server URL, not only the API.");
            default ->
                Finding.failed(
                        "git over HTTP answers with status " + head.get().status() + " for " + name,
                        "See the log of Gitea and of the proxy.");
        };
    }

    Finding findBodyLimit() {
        BodyLimit bodyLimit = new BodyLimitProbe(connection, raw).find();
        found = Optional.of(bodyLimit);
        if (bodyLimit instanceof BodyLimit.Limited limited) {
            String who = limited.proxy().orElse("a proxy");
            return Finding.warning(
                    who + " lets bodies of " + limited.bytes() + " bytes through and not much more",
                    "Larger uploads go in several parts; to lift it in nginx set \"client_max_body_size 512m;\".");
        }
        return bodyLimit instanceof BodyLimit.Unknown unknown
                ? Finding.warning(
                        "the limit of bodies cannot be told: " + unknown.why(), "It is learnt from the first upload.")
                : Finding.passed("nobody limits the size of bodies");
    }

    Finding clocks() throws IOException {
        Optional<String> date = raw.head("GET", connection.server().subPath() + "/api/v1/version", Map.of(), limit)
                .flatMap(head -> head.header("date"));
        if (date.isEmpty()) {
            return Finding.skipped("the server does not tell its time");
        }
        Duration apart = Duration.between(clock.instant(), parse(date.get())).abs();
        return apart.compareTo(SKEW) <= 0
                ? Finding.passed("the clocks are " + apart.toSeconds() + " s apart")
                : Finding.warning(
                        "the clocks are " + apart.toSeconds() + " s apart",
                        "Let both machines set their clocks by NTP.");
    }

    Optional<BodyLimit> bodyLimit() {
        return found;
    }

    @Override
    public void close() {
        client.close();
    }

    private Optional<Repository> anyRepository() {
        Paged<Repository> ofOwner = kind == OwnerKind.ORGANIZATION
                ? client.repos().ofOrganization(connection.defaultOwner())
                : client.repos().ofUser(connection.defaultOwner());
        return first(ofOwner).or(() -> first(client.repos().own()));
    }

    private static Optional<Repository> first(Paged<Repository> list) {
        try {
            return list.stream().findFirst();
        } catch (GiteaException.NotFound | GiteaException.Forbidden | GiteaException.MissingScope unseen) {
            return Optional.empty();
        }
    }

    private java.time.Instant parse(String date) {
        try {
            return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
                    .toInstant();
        } catch (DateTimeException unreadable) {
            return clock.instant();
        }
    }

    private String basic() {
        byte[] pair = ("token:" + connection.token().reveal()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }
}
