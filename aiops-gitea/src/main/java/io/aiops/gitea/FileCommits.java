package io.aiops.gitea;

import com.fasterxml.jackson.core.type.TypeReference;
import io.aiops.gitea.GiteaException.Conflict;
import io.aiops.gitea.GiteaException.NotFound;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Commits files through the API so that a lost answer never makes a second commit. */
final class FileCommits {

    private static final TypeReference<Answered> ANSWERED = new TypeReference<>() {};

    private final Calls calls;
    private final Branches branches;
    private final Commits commits;
    private final Repos repos;

    FileCommits(Calls calls, Branches branches, Commits commits, Repos repos) {
        this.calls = calls;
        this.branches = branches;
        this.commits = commits;
        this.repos = repos;
    }

    /** The server's answer to a commit. */
    record Answered(Optional<CommitRef> commit, List<ContentEntry> files) {
        Answered {
            commit = Absent.optional(commit);
            // A deleted file is null in the list.
            files = files == null
                    ? List.of()
                    : files.stream().filter(java.util.Objects::nonNull).toList();
        }
    }

    FilesChanged commit(RepoName repo, ChangeFiles change) {
        Optional<String> before = tip(repo, change.target());
        HttpCall call = HttpCall.of("POST", Paths.repo(repo) + "/contents")
                .sending(Json.content(change.fields()))
                .answeredWithin(HttpCall.LARGE);
        try {
            return answered(call);
        } catch (GiteaException lost) {
            if (!Sender.unknownOutcome(lost)) {
                throw lost;
            }
            return afterLostAnswer(repo, change, before, call, lost);
        }
    }

    private FilesChanged afterLostAnswer(
            RepoName repo, ChangeFiles change, Optional<String> before, HttpCall call, GiteaException lost) {
        Optional<String> now;
        try {
            now = tip(repo, change.target());
            if (now.isPresent() && !now.equals(before) && isOurs(repo, change, before, now.get())) {
                return new FilesChanged(now.get(), List.of(), true);
            }
        } catch (GiteaException unknown) {
            lost.addSuppressed(unknown);
            throw lost;
        }
        // A server that failed says so of its own; asking it again is for the caller to decide.
        if (!now.equals(before) || !(lost instanceof GiteaException.Unreachable)) {
            throw lost;
        }
        return answered(call);
    }

    /** Whether a commit follows the one before, has our message and leaves every file as we wanted it. */
    private boolean isOurs(RepoName repo, ChangeFiles change, Optional<String> before, String sha) {
        Commit commit = commits.get(repo, sha);
        boolean follows = before.isEmpty()
                || commit.parents().stream().anyMatch(parent -> parent.sha().equals(before.get()));
        if (!follows || !commit.message().strip().equals(change.message().strip())) {
            return false;
        }
        Map<String, TreeEntry> tree = repos.tree(repo, sha).stream()
                .collect(Collectors.toMap(TreeEntry::path, Function.identity(), (a, b) -> a));
        return change.changes().stream().allMatch(each -> isDone(each, tree));
    }

    private static boolean isDone(FileChange change, Map<String, TreeEntry> tree) {
        Optional<TreeEntry> there = Optional.ofNullable(tree.get(change.path()));
        return change.deletes()
                ? there.isEmpty()
                : there.isPresent()
                        && change.shaAfterwards().map(there.get().sha()::equals).orElse(true);
    }

    private FilesChanged answered(HttpCall call) {
        Answered answered = calls.read(call, ANSWERED);
        return new FilesChanged(answered.commit().map(CommitRef::sha).orElse(""), answered.files(), false);
    }

    private Optional<String> tip(RepoName repo, String branch) {
        try {
            return Optional.of(branches.get(repo, branch).commitId());
        } catch (NotFound | Conflict noBranchYet) {
            return Optional.empty();
        }
    }
}
