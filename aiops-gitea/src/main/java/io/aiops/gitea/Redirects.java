package io.aiops.gitea;

import io.aiops.error.AiOpsException;
import io.aiops.gitea.GiteaException.Moved;
import io.aiops.gitea.GiteaException.Protocol;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides where a redirect leads. Reading follows, writing does not; the token stays with the server it is for; an
 * encrypted connection never becomes a plain one.
 */
final class Redirects {

    static final int MOST = 5;
    private static final Logger LOG = LoggerFactory.getLogger(Redirects.class);
    private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);
    private static final Pattern REPO = Pattern.compile("/api/v1/repos/([^/]+)/([^/?]+)");

    private final ServerUrl server;

    Redirects(ServerUrl server) {
        this.server = server;
    }

    boolean leads(Answer answer) {
        return STATUSES.contains(answer.status()) && answer.header("Location").isPresent();
    }

    /** The next address of a call that reads. */
    URI next(HttpCall call, Answer answer, int hop) {
        URI target = target(call, answer);
        if (!call.reading()) {
            throw moved(call, answer, target);
        }
        if (hop >= MOST) {
            throw refused(call, answer, "the redirects have no end", "See the proxy before Gitea.");
        }
        boolean wasSecure = "https".equalsIgnoreCase(answer.from().getScheme());
        boolean isSecure = "https".equalsIgnoreCase(target.getScheme());
        if (wasSecure && !isSecure) {
            String hint = "Correct ROOT_URL in Gitea's app.ini and the proxy before it; both must say https://.";
            throw refused(call, answer, "a redirect leads from an encrypted connection to a plain one", hint);
        }
        if (!wasSecure && isSecure && server.sameHost(target)) {
            String hint = "Write the server URL with https://.";
            throw refused(call, answer, "the server answers at https:// only", hint);
        }
        renamed(answer.from(), target)
                .ifPresent(name -> LOG.warn("the repository of {} is named {} now", call.shownPath(), name));
        return target;
    }

    private URI target(HttpCall call, Answer answer) {
        String hint = "See the proxy before Gitea.";
        try {
            URI target = answer.from().resolve(answer.header("Location").orElse(""));
            String scheme = Optional.ofNullable(target.getScheme()).orElse("");
            if (target.getHost() != null && (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))) {
                return target;
            }
        } catch (IllegalArgumentException unreadable) {
            throw refused(call, answer, "a redirect leads to what is no address", hint);
        }
        throw refused(call, answer, "a redirect leads to no host over http", hint);
    }

    private static Moved moved(HttpCall call, Answer answer, URI target) {
        Optional<RepoName> name = renamed(answer.from(), target);
        String hint = name.map(to -> "Use " + to + " from now on; nothing was changed.")
                .orElse("Nothing was changed; check the server URL and the name.");
        return new Moved(facts(call, answer, hint), name);
    }

    private static Optional<RepoName> renamed(URI from, URI to) {
        Optional<RepoName> before = repo(from);
        return repo(to).filter(after -> before.isPresent() && !before.get().equals(after));
    }

    private static Optional<RepoName> repo(URI uri) {
        Matcher found = REPO.matcher(Optional.ofNullable(uri.getRawPath()).orElse(""));
        if (!found.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new RepoName(decoded(found.group(1)), decoded(found.group(2))));
        } catch (AiOpsException | IllegalArgumentException noName) {
            return Optional.empty();
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Protocol refused(HttpCall call, Answer answer, String what, String hint) {
        return new Protocol(facts(call, answer, hint), what);
    }

    private static FailedCall facts(HttpCall call, Answer answer, String hint) {
        return new FailedCall(
                call.method(), call.shownPath(), answer.status(), "", answer.attempts(), hint, Optional.empty());
    }
}
