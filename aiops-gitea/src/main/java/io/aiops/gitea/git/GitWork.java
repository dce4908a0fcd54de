package io.aiops.gitea.git;

import io.aiops.project.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Clones, checks out, pulls and pushes. Neither hooks nor submodules nor filters run, nothing of the host's git is used, and
 * the token is in no file. Whatever fails or is cancelled leaves nothing behind. Thread-safe, as long as no two calls work in
 * the same folder.
 */
public final class GitWork {

    private final GitWire wire;
    private final Path scratch;

    /**
     * Works with the given wire.
     *
     * @param scratch folder for what lives during a call only; created where it is missing
     */
    public GitWork(GitWire wire, Path scratch) {
        this.wire = wire;
        this.scratch = scratch;
    }

    /**
     * Branches, tags and their commits as they are now.
     *
     * @throws GitException with what the server, a proxy or the network did
     */
    public RemoteRefs refs(GitRemote remote, GitAccess access) {
        return wire.refs(remote, access, GitWire.Service.FETCH, new Cancellation());
    }

    /**
     * Finds the commit that a revision means now. A commit by its id is not looked up.
     *
     * @throws GitException {@code EMPTY} for a repository without commits; {@code REF_NOT_FOUND} with the names that there
     *     are; else what the server, a proxy or the network did
     */
    public GitPin resolve(GitRemote remote, GitAccess access, GitRevision revision) {
        return resolve(remote, access, revision, new Cancellation());
    }

    private GitPin resolve(GitRemote remote, GitAccess access, GitRevision revision, Cancellation cancellation) {
        return revision.kind() == GitRevision.Kind.COMMIT
                ? new GitPin(revision, Optional.empty(), revision.name())
                : Revisions.resolve(remote, wire.refs(remote, access, GitWire.Service.FETCH, cancellation), revision);
    }

    /**
     * Writes exactly the tree of a revision into a fresh folder, without {@code .git}: first pins the commit, then fetches
     * that commit alone. Files in parts are joined and checked. A branch that moves meanwhile changes nothing.
     *
     * @param folder missing or empty; appears complete or not at all
     * @throws GitException as {@link #resolve}; {@code COMMIT_GONE}; {@code UNSAFE_TREE}; {@code PART_DAMAGED};
     *     {@code STORAGE}; {@code CANCELLED}
     */
    public GitCheckout checkout(GitRemote remote, GitAccess access, GitRevision revision, Path folder, GitWatch watch) {
        TreeExport.requireFresh(folder);
        return GitOperation.run(
                watch,
                operation -> inScratch(operation, remote, access, repository -> {
                    GitPin pin = resolve(remote, access, revision, operation.cancellation());
                    new ObjectFetch(wire.http(), remote, access, operation).commit(repository, pin.commit(), pin.ref());
                    try (RevWalk walk = new RevWalk(repository);
                            ObjectReader reader = repository.newObjectReader()) {
                        RevCommit commit = walk.parseCommit(ObjectId.fromString(pin.commit()));
                        TreeExport.Written written = new TreeExport(reader, operation).write(commit.getTree(), folder);
                        return new GitCheckout(
                                pin,
                                commit.getTree().name(),
                                folder,
                                written.files(),
                                written.bytes(),
                                written.joined(),
                                written.submodules());
                    }
                }));
    }

    /**
     * Makes a copy with history that can be pulled and pushed.
     *
     * @param folder missing or empty; appears complete or not at all
     * @param depth commits of history; 0 for all
     * @return the commit that the folder has
     * @throws GitException as {@link #checkout}
     */
    public GitPin clone(
            GitRemote remote, GitAccess access, GitRevision revision, int depth, Path folder, GitWatch watch) {
        TreeExport.requireFresh(folder);
        return GitOperation.run(
                watch, operation -> new WorkingCopy(wire, remote, access, operation).create(revision, depth, folder));
    }

    /**
     * Brings the branch of a cloned folder to where it is on the server, if that is ahead.
     *
     * @throws GitException {@code NOT_FAST_FORWARD} if both have commits of their own or the branch was force-pushed;
     *     {@code CONFLICT} if a changed file is in the way; {@code REF_NOT_FOUND} if the branch is gone
     */
    public GitPull pull(GitRemote remote, GitAccess access, Path folder, GitWatch watch) {
        return GitOperation.run(watch, operation -> new WorkingCopy(wire, remote, access, operation).pull(folder));
    }

    /**
     * Commits all that a cloned folder holds, less what it ignores, and pushes its branch. For small changes: the whole is
     * one request. Without a change nothing is committed.
     *
     * @return the commit that the branch now has
     * @throws GitException {@code NOT_FAST_FORWARD} if the branch moved on the server; {@code REJECTED}; {@code TOO_LARGE}
     */
    public String push(GitRemote remote, GitAccess access, Path folder, GitChange change, GitWatch watch) {
        return GitOperation.run(
                watch, operation -> new WorkingCopy(wire, remote, access, operation).push(folder, change, scratch));
    }

    /**
     * The tree of a commit by path, without its files' content where the server can leave it out.
     *
     * @throws GitException as {@link #checkout}
     */
    public Map<String, TreeFile> tree(GitRemote remote, GitAccess access, String commit, Cancellation cancellation) {
        return GitOperation.run(
                GitWatch.cancelledBy(cancellation),
                operation -> inScratch(operation, remote, access, repository -> {
                    new ObjectFetch(wire.http(), remote, access, operation).trees(repository, commit);
                    Map<String, TreeFile> files = new LinkedHashMap<>();
                    try (RevWalk commits = new RevWalk(repository);
                            TreeWalk walk = new TreeWalk(repository)) {
                        walk.addTree(
                                commits.parseCommit(ObjectId.fromString(commit)).getTree());
                        walk.setRecursive(true);
                        while (walk.next()) {
                            files.put(
                                    walk.getPathString(),
                                    new TreeFile(
                                            walk.getRawMode(0),
                                            walk.getObjectId(0).name()));
                        }
                    }
                    return files;
                }));
    }

    private <T> T inScratch(GitOperation operation, GitRemote remote, GitAccess access, InRepository<T> work) {
        Path folder = null;
        try {
            Files.createDirectories(scratch);
            folder = Files.createTempDirectory(scratch, "fetch-");
            try (PrivateRepository repository = PrivateRepository.createBare(folder)) {
                return work.run(repository);
            }
        } catch (IOException failure) {
            throw JGitErrors.of(remote, access, operation.cancellation(), failure);
        } finally {
            if (folder != null) {
                remove(folder);
            }
        }
    }

    private static void remove(Path folder) {
        try {
            FileTree.delete(folder);
        } catch (IOException left) {
            throw JGitErrors.storage(left);
        }
    }

    /** Works in a repository that lives during the call. */
    @FunctionalInterface
    private interface InRepository<T> {
        T run(PrivateRepository repository) throws IOException;
    }
}
