package io.aiops.gitea.git;

import java.io.IOException;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FilterSpec;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;

/** Brings objects of one remote into a repository of this host. */
final class ObjectFetch {

    private static final int ALL = Integer.MAX_VALUE;
    private static final int DEEPER = 50;

    private final GitHttp http;
    private final GitRemote remote;
    private final GitAccess access;
    private final GitOperation operation;

    ObjectFetch(GitHttp http, GitRemote remote, GitAccess access, GitOperation operation) {
        this.http = http;
        this.remote = remote;
        this.access = access;
        this.operation = operation;
    }

    /**
     * Fetches refs.
     *
     * @param depth commits from each tip; 0 for as many as there are
     * @param withoutFiles whether trees are enough; obeyed where the server can
     */
    void refs(Repository into, List<RefSpec> specs, int depth, boolean withoutFiles, boolean tags) {
        operation.phase(GitProgress.Phase.RECEIVE, 0);
        try (Transport transport = Transport.open(into, new URIish(remote.url().toString()))) {
            ((TransportHttp) transport)
                    .setHttpConnectionFactory(JdkConnection.factory(http, remote, access, operation));
            transport.setTagOpt(tags ? TagOpt.FETCH_TAGS : TagOpt.NO_TAGS);
            if (depth > 0) {
                transport.setDepth(depth);
            }
            if (withoutFiles) {
                transport.setFilterSpec(FilterSpec.fromFilterLine("blob:none"));
            }
            transport.fetch(new JGitMonitor(operation), specs);
        } catch (IOException | URISyntaxException failure) {
            throw failed(failure);
        }
    }

    /**
     * Fetches one commit with as little of its history as the server allows.
     *
     * @param ref the branch or tag that had it a moment ago; empty where it is not known
     * @throws GitException {@code COMMIT_GONE} if it is in no branch
     */
    void commit(Repository into, String commit, Optional<String> ref) {
        try {
            refs(into, List.of(new RefSpec(commit + ":refs/aiops/pin")), 1, false, false);
            if (has(into, commit)) {
                return;
            }
        } catch (GitException notByName) {
            if (notByName.fault() != GitFault.COMMIT_GONE && notByName.fault() != GitFault.PROTOCOL) {
                throw notByName;
            }
        }
        List<RefSpec> specs = List.of(new RefSpec(
                ref.map(name -> "+" + name + ":refs/aiops/ref").orElse("+refs/heads/*:refs/aiops/heads/*")));
        for (int depth : new int[] {1, DEEPER, ALL}) {
            refs(into, specs, depth, false, ref.isEmpty());
            if (has(into, commit)) {
                return;
            }
        }
        throw new GitException(
                GitFault.COMMIT_GONE,
                "commit " + commit.substring(0, 10) + " is not, or no longer, in "
                        + ref.map(name -> name + " of ").orElse("a branch of ") + remote
                        + "; was it force-pushed? Look at its branches and choose again");
    }

    /** Fetches the trees of one commit, and its files only where the server cannot leave them out. */
    void trees(Repository into, String commit) {
        refs(into, List.of(new RefSpec(commit + ":refs/aiops/pin")), 1, true, false);
    }

    private boolean has(Repository repository, String commit) {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit found = walk.parseCommit(ObjectId.fromString(commit));
            return walk.getObjectReader().has(found.getTree());
        } catch (MissingObjectException missing) {
            return false;
        } catch (IncorrectObjectTypeException other) {
            throw new GitException(GitFault.REF_NOT_FOUND, commit.substring(0, 10) + " of " + remote + " is no commit");
        } catch (IOException disk) {
            throw JGitErrors.storage(disk);
        }
    }

    private GitException failed(Exception failure) {
        if (failure instanceof NotSupportedException) {
            return new GitException(GitFault.UNSUPPORTED, remote + " speaks what is not understood here", failure);
        }
        return JGitErrors.of(remote, access, operation.cancellation(), failure);
    }
}
