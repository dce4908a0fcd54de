package io.aiops.gitea.upload;

import io.aiops.gitea.git.GitChange;
import io.aiops.gitea.git.GitRemote;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Makes one commit of a few small files by one request to the server's API. A file that is there is replaced. Implementations
 * are thread-safe; they send a request again only where it is certain that the first made no commit.
 */
@FunctionalInterface
public interface ContentsCommit {

    /**
     * Makes the commit.
     *
     * @return its id
     * @throws io.aiops.gitea.git.GitException {@code TOO_LARGE} if it does not pass a proxy, or {@code UNSUPPORTED} if the
     *     server's API cannot do it, whereupon the upload goes another way; {@code CONFLICT} if the branch is not where it is expected; anything else ends the upload
     */
    String commit(Request request);

    /**
     * What is to be made.
     *
     * @param remote the repository
     * @param branch short name
     * @param tip the commit that the branch has; empty where the branch is not there yet
     * @param change message and author
     * @param files what it holds
     */
    record Request(GitRemote remote, String branch, Optional<String> tip, GitChange change, List<ContentFile> files) {

        /** Copies. */
        public Request {
            files = List.copyOf(files);
        }
    }

    /**
     * A file of the commit.
     *
     * @param path in the repository
     * @param file of this host
     * @param size in bytes
     */
    record ContentFile(String path, Path file, long size) {}
}
