package io.aiops.gitea.git;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Speaks git's smart HTTP: reads refs and pushes packs that the caller has built. Requests have a known length, go to the
 * given address only, and carry the token with the first try. Nothing is retried here. Thread-safe; closing it ends its one
 * thread and keeps nothing.
 */
public final class GitWire implements AutoCloseable {

    /** Which side of a server's refs to read. */
    public enum Service {
        /** What can be fetched; names peeled tags. */
        FETCH("git-upload-pack"),
        /** What can be pushed to; only who may push sees it. */
        PUSH("git-receive-pack");

        private final String program;

        Service(String program) {
            this.program = program;
        }

        String program() {
            return program;
        }
    }

    private static final String AGENT = "git/aiops";

    private final GitHttp http;

    /** With time limits of one's own. */
    public GitWire(GitTimeouts timeouts) {
        this.http = new GitHttp(timeouts);
    }

    /** With {@link GitTimeouts#DEFAULT}. */
    public GitWire() {
        this(GitTimeouts.DEFAULT);
    }

    GitHttp http() {
        return http;
    }

    /**
     * Reads the refs of a repository.
     *
     * @throws GitException with what the server, a proxy or the network did; {@code UNSUPPORTED} if the repository names its
     *     objects by SHA-256
     */
    public RemoteRefs refs(GitRemote remote, GitAccess access, Service service, Cancellation cancellation) {
        GitRequest request = new GitRequest(
                remote,
                access,
                URI.create(remote.url() + "/info/refs?service=" + service.program()),
                Map.of("User-Agent", AGENT, "Accept", "*/*", "Pragma", "no-cache"),
                null,
                0);
        GitAnswer answer = http.send(request, new Movement(), cancellation);
        try (InputStream body = answer.body()) {
            RemoteRefs refs = Advertisement.read(body);
            if (refs.value("object-format")
                    .filter(format -> !format.equals("sha1"))
                    .isPresent()) {
                throw new GitException(
                        GitFault.UNSUPPORTED,
                        remote + " names its objects by "
                                + ShownText.of(refs.value("object-format").orElse(""))
                                + "; create it anew with SHA-1");
            }
            return refs;
        } catch (GitFailure failure) {
            throw failure.error();
        } catch (IOException other) {
            throw new GitException(
                    GitFault.PROTOCOL,
                    remote + " answered what git would not: "
                            + access.masked(ShownText.of(String.valueOf(other.getMessage()))),
                    other);
        }
    }

    /**
     * Pushes: the objects of the pack, then every move of a ref, each only from where it is said to be. A refusal of a single
     * ref is no exception; it stands in the report.
     *
     * @param server what {@link #refs} said for {@link Service#PUSH}
     * @param pack empty where refs are only deleted
     * @param sent gets the bytes of the body that the connection took so far
     * @throws GitException with what the server, a proxy or the network did; after {@code CUT} and {@code TIMEOUT} it is not
     *     known whether the push was done
     */
    public PushReport push(
            GitRemote remote,
            GitAccess access,
            RemoteRefs server,
            List<RefUpdate> updates,
            Optional<PackSource> pack,
            LongConsumer sent,
            Cancellation cancellation) {
        boolean sideBand = server.can("side-band-64k");
        PushBody body = new PushBody(updates, pack, capabilities(server, updates.size() > 1, sideBand));
        Movement movement = new Movement();
        GitRequest request = new GitRequest(
                remote,
                access,
                URI.create(remote.url() + "/git-receive-pack"),
                Map.of(
                        "User-Agent", AGENT,
                        "Content-Type", "application/x-git-receive-pack-request",
                        "Accept", "application/x-git-receive-pack-result"),
                body.publisher(movement, sent),
                body.length());
        GitAnswer answer = http.send(request, movement, cancellation);
        try (InputStream in = answer.body()) {
            return ReportReader.read(in, sideBand);
        } catch (GitFailure failure) {
            throw failure.error();
        } catch (IOException other) {
            throw new GitException(
                    GitFault.CUT,
                    "the report of " + remote + " about a push could not be read ("
                            + access.masked(ShownText.of(String.valueOf(other.getMessage()))) + "); try again",
                    other,
                    request.bytes());
        }
    }

    private static String capabilities(RemoteRefs server, boolean several, boolean sideBand) {
        List<String> asked = new ArrayList<>(List.of("report-status"));
        if (sideBand) {
            asked.add("side-band-64k");
        }
        if (several && server.can("atomic")) {
            asked.add("atomic");
        }
        if (server.value("object-format").isPresent()) {
            asked.add("object-format=sha1");
        }
        if (server.value("agent").isPresent()) {
            asked.add("agent=" + AGENT);
        }
        return " " + String.join(" ", asked);
    }

    @Override
    public void close() {
        http.close();
    }
}
