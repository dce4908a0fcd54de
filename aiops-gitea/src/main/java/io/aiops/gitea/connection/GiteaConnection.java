package io.aiops.gitea.connection;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.gitea.GiteaClient;
import io.aiops.gitea.RepoName;
import io.aiops.gitea.ServerUrl;
import io.aiops.gitea.TlsTrust;
import io.aiops.service.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the code is and who fetches it.
 *
 * @param server the address, normalised
 * @param token whom the server takes us for
 * @param defaultOwner whose repositories are made, a user or organisation
 * @param repoPrefix what the names of new repositories begin with, empty for nothing
 * @param authority a PEM file of the authority that signed the server's certificate
 * @param insecure whether any certificate is believed; only by explicit wish
 */
public record GiteaConnection(
        ServerUrl server,
        Secret token,
        String defaultOwner,
        String repoPrefix,
        Optional<Path> authority,
        boolean insecure) {

    private static final int SHOWN = 4;
    private static final int SHORTEST_WITH_END_SHOWN = 12;

    /**
     * Checks every value; all that are wrong are named at once.
     *
     * @throws AiOpsException {@code INVALID_SETTING}
     */
    public GiteaConnection {
        List<String> wrong = new ArrayList<>();
        if (token.reveal().isBlank() || !token.reveal().chars().allMatch(c -> c > ' ' && c < 127)) {
            wrong.add("the token must be printable characters without blanks");
        }
        nameProblem(defaultOwner, "x").ifPresent(wrong::add);
        if (!repoPrefix.isEmpty()) {
            nameProblem("x", repoPrefix + "x").ifPresent(wrong::add);
        }
        if (!wrong.isEmpty()) {
            throw new AiOpsException(ErrorCode.INVALID_SETTING, String.join("; ", wrong));
        }
    }

    /**
     * A connection without prefix that believes the JDK's authorities.
     *
     * @throws AiOpsException {@code INVALID_SETTING}; {@code INVALID_REQUEST} for the address
     */
    public static GiteaConnection of(URI server, Secret token, String defaultOwner) {
        return new GiteaConnection(new ServerUrl(server), token, defaultOwner, "", Optional.empty(), false);
    }

    /** The same with a prefix. */
    public GiteaConnection withRepoPrefix(String prefix) {
        return new GiteaConnection(server, token, defaultOwner, prefix, authority, insecure);
    }

    /** The same with an authority to believe. */
    public GiteaConnection withAuthority(Path pem) {
        return new GiteaConnection(server, token, defaultOwner, repoPrefix, Optional.of(pem), insecure);
    }

    /** The same believing any certificate; whoever stands between can then read the token. */
    public GiteaConnection withoutVerification() {
        return new GiteaConnection(server, token, defaultOwner, repoPrefix, authority, true);
    }

    /** The end of the token behind an ellipsis, to tell tokens apart; nothing of a short one. */
    public String shownToken() {
        String text = token.reveal();
        return text.length() < SHORTEST_WITH_END_SHOWN ? "***" : "…" + text.substring(text.length() - SHOWN);
    }

    /** Whose certificates are believed. */
    public TlsTrust trust() {
        return new TlsTrust(authority, insecure);
    }

    /** The settings of a client for this connection. */
    public GiteaClient.Builder client() {
        return GiteaClient.builder()
                .server(server)
                .token(token)
                .owner(defaultOwner)
                .repoPrefix(repoPrefix)
                .trust(trust());
    }

    @Override
    public String toString() {
        return "GiteaConnection[server=" + server + ", token=" + shownToken() + ", defaultOwner=" + defaultOwner
                + ", repoPrefix=" + repoPrefix + ", authority="
                + authority.map(Path::toString).orElse("") + ", insecure="
                + insecure + "]";
    }

    private static Optional<String> nameProblem(String owner, String name) {
        try {
            return new RepoName(owner, name).owner().isEmpty() ? Optional.of("") : Optional.empty();
        } catch (AiOpsException problem) {
            return Optional.of(problem.message());
        }
    }
}
