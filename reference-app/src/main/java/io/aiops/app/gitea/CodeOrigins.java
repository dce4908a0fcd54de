package io.aiops.app.gitea;

import io.aiops.app.http.ProblemException;
import io.aiops.error.AiOpsException;
import io.aiops.gitea.git.GitAccess;
import io.aiops.gitea.git.GitPin;
import io.aiops.gitea.git.GitRemote;
import io.aiops.gitea.git.GitRevision;
import io.aiops.gitea.git.GitWork;
import java.net.URI;
import java.util.Map;

/** Finds commits to deploy. The platform's token goes to the configured server and to nobody else. */
final class CodeOrigins {

    private final CodeServers servers;
    private final GitWork work;

    CodeOrigins(CodeServers servers, GitWork work) {
        this.servers = servers;
        this.work = work;
    }

    /**
     * Looks a revision up now, so that later pushes do not change what is deployed.
     *
     * @param revision a branch, a tag or a commit; empty for the default branch
     * @param anywhere whether another server than the configured one may be asked
     * @throws io.aiops.gitea.git.GitException saying who refused and what to do
     * @throws ProblemException 400, 403
     */
    GitCode pin(String repoUrl, String revision, boolean anywhere) {
        CodeServers.Place place = servers.place(repoUrl);
        if (!anywhere && !place.server().owns(place.url())) {
            throw new ProblemException(
                    403,
                    "FORBIDDEN",
                    "only an administrator may deploy from another server than "
                            + place.server().connection().server());
        }
        GitRemote remote = place.server().remote(place.url());
        GitAccess access = place.server().access(place.url());
        GitPin pin = work.resolve(remote, access, revisionOf(revision));
        return new GitCode(work, remote, access, pin, place.kept());
    }

    /** Commits of the branches of a repository. */
    Map<String, String> branches(String repoUrl) {
        CodeServers.Place place = servers.place(repoUrl);
        return work.refs(place.server().remote(place.url()), place.server().access(place.url()))
                .branches();
    }

    /** Where an address is. */
    CodeServers.Place place(String repoUrl) {
        return servers.place(repoUrl);
    }

    static URI address(String text) {
        try {
            URI url = URI.create(text.strip());
            boolean web = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            if (web && url.getHost() != null && url.getRawUserInfo() == null) {
                return url;
            }
        } catch (IllegalArgumentException unreadable) {
            // refused below, without the text: it might hold a password
        }
        throw ProblemException.ofField(
                "repo_url", "must be an address such as https://git.example.org/owner/name.git, without a user in it");
    }

    private static GitRevision revisionOf(String text) {
        try {
            return GitRevision.parse(text);
        } catch (IllegalArgumentException | AiOpsException wrong) {
            throw ProblemException.ofField("branch", String.valueOf(wrong.getMessage()));
        }
    }
}
