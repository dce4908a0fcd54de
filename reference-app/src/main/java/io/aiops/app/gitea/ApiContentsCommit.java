package io.aiops.app.gitea;

import io.aiops.gitea.ChangeFiles;
import io.aiops.gitea.ContentEntry;
import io.aiops.gitea.FileChange;
import io.aiops.gitea.GiteaClient;
import io.aiops.gitea.GiteaException;
import io.aiops.gitea.RepoName;
import io.aiops.gitea.git.Cancellation;
import io.aiops.gitea.git.GitException;
import io.aiops.gitea.git.GitFault;
import io.aiops.gitea.upload.ContentsCommit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Commits a few small files by one request to Gitea's API. For one upload. */
final class ApiContentsCommit implements ContentsCommit {

    private final CodeServer server;
    private final RepoName repository;
    private final Cancellation cancellation;

    ApiContentsCommit(CodeServer server, RepoName repository, Cancellation cancellation) {
        this.server = server;
        this.repository = repository;
        this.cancellation = cancellation;
    }

    @Override
    public String commit(Request request) {
        try {
            return Interrupting.call(cancellation, () -> commit(server.client(), request));
        } catch (GiteaException refused) {
            throw new GitException(
                    faultOf(refused), String.valueOf(refused.asError().message()), refused);
        }
    }

    private String commit(GiteaClient client, Request request) {
        if (request.tip().isEmpty() && !client.repos().get(repository).empty()) {
            throw new GitException(
                    GitFault.UNSUPPORTED, "Gitea's API begins a branch with the files of another one; a push does not");
        }
        ChangeFiles change = ChangeFiles.on(request.branch(), request.change().message())
                .by(new ChangeFiles.Author(
                        request.change().authorName(), request.change().authorEmail()));
        Map<String, String> ids = new HashMap<>();
        for (ContentFile file : request.files()) {
            byte[] bytes = bytes(file);
            ids.put(file.path(), idOf(bytes));
            change = change.with(FileChange.upload(file.path(), bytes));
        }
        if (request.tip().isPresent() && has(client, request.tip().get(), ids)) {
            return request.tip().get();
        }
        String commit = client.contents().change(repository, change).commit();
        return commit.isEmpty()
                ? client.branches().get(repository, request.branch()).commitId()
                : commit;
    }

    /** Whether a commit has all of the files as they are, so that another commit would change nothing. */
    private boolean has(GiteaClient client, String commit, Map<String, String> ids) {
        Set<String> folders = ids.keySet().stream()
                .map(path -> path.substring(0, Math.max(0, path.lastIndexOf('/'))))
                .collect(Collectors.toSet());
        Map<String, String> there = new HashMap<>();
        for (String folder : folders) {
            try {
                List<ContentEntry> entries = client.contents().folder(repository, folder, commit);
                entries.forEach(entry -> there.put(entry.path(), entry.sha()));
            } catch (GiteaException.NotFound | GiteaException.Invalid noSuchFolder) {
                return false;
            }
        }
        return there.entrySet().containsAll(ids.entrySet());
    }

    private static byte[] bytes(ContentFile file) {
        try {
            byte[] bytes = Files.readAllBytes(file.file());
            if (bytes.length == file.size()) {
                return bytes;
            }
        } catch (IOException disk) {
            throw new GitException(GitFault.STORAGE, file.path() + " cannot be read", disk);
        }
        throw new GitException(GitFault.SOURCE_CHANGED, file.path() + " changed meanwhile; try again");
    }

    private static String idOf(byte[] bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The same in the words of git; what an older Gitea does not understand goes by a push. */
    private static GitFault faultOf(GiteaException refused) {
        if (refused instanceof GiteaException.TooLarge) {
            return GitFault.TOO_LARGE;
        }
        if (refused instanceof GiteaException.Invalid) {
            return GitFault.UNSUPPORTED;
        }
        if (refused instanceof GiteaException.Conflict) {
            return GitFault.CONFLICT;
        }
        if (refused instanceof GiteaException.Moved) {
            return GitFault.MOVED;
        }
        if (refused instanceof GiteaException.NotFound) {
            return GitFault.NOT_FOUND;
        }
        if (refused instanceof GiteaException.AuthFailed) {
            return GitFault.UNAUTHORIZED;
        }
        if (refused instanceof GiteaException.RateLimited) {
            return GitFault.UNAVAILABLE;
        }
        if (refused instanceof GiteaException.Unreachable || refused instanceof GiteaException.TlsFailed) {
            return GitFault.UNREACHABLE;
        }
        return refused.status() == 403 || refused.status() == 423 ? GitFault.FORBIDDEN : GitFault.SERVER;
    }
}
