package io.aiops.app.gitea;

import io.aiops.gitea.GiteaClient;
import io.aiops.gitea.NewRepository;
import io.aiops.gitea.RepoName;
import io.aiops.gitea.connection.GiteaConnection;
import io.aiops.gitea.git.GitAccess;
import io.aiops.gitea.git.GitRemote;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;

/**
 * The server that code is kept on at present.
 *
 * @param connection how it is reached
 * @param source where the connection comes from
 * @param id the row of the connection, where it is one of the database
 * @param client speaks to its API; closed by whoever made it
 * @param tls whom git believes there, who are those that the client believes
 */
record CodeServer(GiteaConnection connection, Source source, Optional<UUID> id, GiteaClient client, SSLContext tls) {

    /** Where a connection comes from, the strongest first. */
    enum Source {
        /** Arguments or environment variables, which nobody can change from the interface. */
        ENVIRONMENT,
        /** The database. */
        DATABASE,
        /** A configuration file. */
        FILE,
        /** Nobody set one: the server in this process. */
        EMBEDDED;

        /** The word of the REST API. */
        String word() {
            return this == ENVIRONMENT ? "env" : name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether an address is one of this server, so that its token may be sent there. */
    boolean owns(URI address) {
        URI server = connection.server().value();
        boolean same = server.getScheme().equalsIgnoreCase(String.valueOf(address.getScheme()))
                && server.getHost().equalsIgnoreCase(String.valueOf(address.getHost()))
                && port(server) == port(address);
        return same
                && String.valueOf(address.getRawPath())
                        .startsWith(connection.server().subPath() + "/");
    }

    /** The repository that an address of this server means; empty if it is none. */
    Optional<RepoName> repository(URI address) {
        if (!owns(address)) {
            return Optional.empty();
        }
        String path =
                address.getRawPath().substring(connection.server().subPath().length() + 1);
        String plain = path.endsWith(".git") ? path.substring(0, path.length() - ".git".length()) : path;
        String[] parts = plain.split("/", -1);
        return parts.length == 2 ? Optional.of(new RepoName(parts[0], parts[1])) : Optional.empty();
    }

    /** The address that git clones a repository from. */
    URI cloneUrl(RepoName repository) {
        return connection.server().resolve("/" + repository.owner() + "/" + repository.name() + ".git");
    }

    /** Scheme, host and port: what a limit of requests belongs to. */
    URI origin() {
        return GitRemote.of(connection.server().value()).server();
    }

    /**
     * The name that the repository of an algorithm has.
     *
     * @throws io.aiops.error.AiOpsException {@code INVALID_REQUEST} for an id that no repository can have
     */
    RepoName repositoryOf(String algorithmId) {
        return client.repos().nameOf(NewRepository.named(algorithmId));
    }

    /** A repository as git reaches it. */
    GitRemote remote(URI address) {
        return owns(address) ? new GitRemote(address, Optional.of(tls)) : GitRemote.of(address);
    }

    /** What git sends to an address: the token to this server alone. */
    GitAccess access(URI address) {
        return owns(address) ? GitAccess.token(connection.token()) : GitAccess.anonymous();
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
}
