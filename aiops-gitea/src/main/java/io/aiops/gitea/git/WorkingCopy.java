package io.aiops.gitea.git;

import io.aiops.project.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.dircache.DirCacheCheckout;
import org.eclipse.jgit.errors.CheckoutConflictException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate.Result;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RefSpec;

/** A folder with files and history. */
final class WorkingCopy {

    private static final String TRACKING = "refs/remotes/origin/";

    private final GitWire wire;
    private final GitRemote remote;
    private final GitAccess access;
    private final GitOperation operation;
    private final ObjectFetch fetch;

    WorkingCopy(GitWire wire, GitRemote remote, GitAccess access, GitOperation operation) {
        this.wire = wire;
        this.remote = remote;
        this.access = access;
        this.operation = operation;
        this.fetch = new ObjectFetch(wire.http(), remote, access, operation);
    }

    GitPin create(GitRevision revision, int depth, Path folder) {
        GitPin pin = Revisions.resolve(remote, refs(), revision);
        Path target = folder.toAbsolutePath().normalize();
        Path part = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            Files.createDirectories(part);
            try (PrivateRepository repository = PrivateRepository.createWithFiles(part)) {
                repository.getConfig().setString("remote", "origin", "url", remote.toString());
                repository.getConfig().setString("remote", "origin", "fetch", "+refs/heads/*:" + TRACKING + "*");
                repository.getConfig().save();
                fetchFor(repository, pin, depth);
                ObjectId commit = ObjectId.fromString(pin.commit());
                Optional<String> branch = pin.ref().filter(name -> name.startsWith(RemoteRefs.HEADS));
                if (branch.isPresent()) {
                    move(repository, branch.get(), commit);
                    repository.updateRef(Constants.HEAD).link(branch.get());
                } else {
                    org.eclipse.jgit.lib.RefUpdate head = repository.updateRef(Constants.HEAD, true);
                    head.setNewObjectId(commit);
                    require(head.forceUpdate(), Constants.HEAD);
                }
                checkOut(repository, Optional.empty(), commit);
            }
            operation.cancellation().check();
            Files.deleteIfExists(target);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            return pin;
        } catch (IOException failure) {
            throw failed(failure);
        } finally {
            remove(part);
        }
    }

    private void fetchFor(PrivateRepository repository, GitPin pin, int depth) {
        if (depth > 0) {
            if (pin.ref().isEmpty()) {
                fetch.commit(repository, pin.commit(), Optional.empty());
                return;
            }
            String ref = pin.ref().get();
            fetch.refs(repository, List.of(new RefSpec("+" + ref + ":" + tracking(ref))), depth, false, false);
        } else {
            fetch.refs(repository, List.of(new RefSpec("+refs/heads/*:" + TRACKING + "*")), 0, false, true);
        }
        if (!repository.getObjectDatabase().has(ObjectId.fromString(pin.commit()))) {
            fetch.commit(repository, pin.commit(), pin.ref());
        }
    }

    private static String tracking(String ref) {
        return ref.startsWith(RemoteRefs.HEADS) ? TRACKING + ref.substring(RemoteRefs.HEADS.length()) : ref;
    }

    GitPull pull(Path folder) {
        try (PrivateRepository repository = PrivateRepository.open(folder)) {
            String branch = branch(repository, folder);
            ObjectId before = repository.resolve(Constants.HEAD + "^{commit}");
            String tip = tip(branch, GitWire.Service.FETCH);
            if (before == null || before.name().equals(tip)) {
                return new GitPull(tip, tip);
            }
            fetch.refs(repository, List.of(new RefSpec("+" + branch + ":" + tracking(branch))), 0, false, false);
            ObjectId after = ObjectId.fromString(tip);
            try (RevWalk walk = new RevWalk(repository)) {
                RevCommit ours = walk.parseCommit(before);
                RevCommit theirs = walk.parseCommit(after);
                if (walk.isMergedInto(theirs, ours)) {
                    return new GitPull(before.name(), before.name());
                }
                if (!walk.isMergedInto(ours, theirs)) {
                    throw new GitException(
                            GitFault.NOT_FAST_FORWARD,
                            branch + " of " + remote + " went to " + tip.substring(0, 10) + " and does not contain "
                                    + before.name().substring(0, 10)
                                    + " of this copy: it was force-pushed, or this copy has commits of its own; clone it"
                                    + " anew");
                }
            }
            checkOut(repository, Optional.of(before), after);
            move(repository, branch, after);
            return new GitPull(before.name(), tip);
        } catch (CheckoutConflictException changed) {
            throw new GitException(
                    GitFault.CONFLICT,
                    "files of " + folder + " were changed there and on the server: "
                            + ShownText.of(String.join(", ", changed.getConflictingFiles()))
                            + "; push or take back the changes first",
                    changed);
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    String push(Path folder, GitChange change, Path scratch) {
        try (PrivateRepository repository = PrivateRepository.open(folder)) {
            String branch = branch(repository, folder);
            Optional<ObjectId> head = Optional.ofNullable(repository.resolve(Constants.HEAD + "^{commit}"));
            RemoteRefs server = wire.refs(remote, access, GitWire.Service.PUSH, operation.cancellation());
            String tip = server.find(branch).orElse(RefUpdate.NONE);
            ObjectId commit = new LocalCommit(repository, operation.cancellation()).of(change, head);
            if (commit.name().equals(tip)) {
                return tip;
            }
            requireAncestor(repository, branch, tip, commit);
            try (TemporaryPack pack = TemporaryPack.between(repository, commit, tip, scratch, operation)) {
                operation.phase(GitProgress.Phase.SEND, pack.length());
                new SafePush(wire, remote, access, operation.cancellation())
                        .push(server, new RefUpdate(branch, tip, commit.name()), Optional.of(pack), operation::done);
            } catch (GitException conflict) {
                throw conflict.fault() == GitFault.CONFLICT ? behind(branch, "moved meanwhile") : conflict;
            }
            move(repository, branch, commit);
            move(repository, tracking(branch), commit);
            return commit.name();
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    private void requireAncestor(PrivateRepository repository, String branch, String tip, ObjectId commit)
            throws IOException {
        if (tip.equals(RefUpdate.NONE)) {
            return;
        }
        ObjectId theirs = ObjectId.fromString(tip);
        if (!repository.getObjectDatabase().has(theirs)) {
            throw behind(branch, "has commits that this copy has not");
        }
        try (RevWalk walk = new RevWalk(repository)) {
            if (!walk.isMergedInto(walk.parseCommit(theirs), walk.parseCommit(commit))) {
                throw behind(branch, "has commits that this copy has not");
            }
        }
    }

    private GitException behind(String branch, String why) {
        return new GitException(
                GitFault.NOT_FAST_FORWARD, branch + " of " + remote + " " + why + "; nothing was pushed: pull first");
    }

    private void checkOut(PrivateRepository repository, Optional<ObjectId> before, ObjectId after) throws IOException {
        try (RevWalk walk = new RevWalk(repository);
                ObjectReader reader = repository.newObjectReader()) {
            ObjectId tree = walk.parseCommit(after).getTree().getId();
            TreeListing listing = TreeListing.read(reader, tree, operation.cancellation());
            operation.phase(GitProgress.Phase.WRITE, listing.files().size());
            ObjectId old = before.isPresent()
                    ? walk.parseCommit(before.get()).getTree().getId()
                    : null;
            DirCacheCheckout checkout = new DirCacheCheckout(repository, old, repository.lockDirCache(), tree);
            checkout.setFailOnConflict(true);
            checkout.setProgressMonitor(new JGitMonitor(operation));
            checkout.checkout();
        }
    }

    private static String branch(PrivateRepository repository, Path folder) throws IOException {
        Ref head = repository.exactRef(Constants.HEAD);
        if (head == null || !head.isSymbolic()) {
            throw new GitException(
                    GitFault.REF_NOT_FOUND, folder + " is at a tag or a commit, not at a branch; clone a branch");
        }
        return head.getTarget().getName();
    }

    private String tip(String branch, GitWire.Service service) {
        RemoteRefs refs = wire.refs(remote, access, service, operation.cancellation());
        return refs.find(branch)
                .orElseThrow(() -> new GitException(
                        refs.isEmpty() ? GitFault.EMPTY : GitFault.REF_NOT_FOUND,
                        remote + " has no " + ShownText.of(branch) + " any more"));
    }

    private RemoteRefs refs() {
        return wire.refs(remote, access, GitWire.Service.FETCH, operation.cancellation());
    }

    private static void move(PrivateRepository repository, String ref, ObjectId to) throws IOException {
        org.eclipse.jgit.lib.RefUpdate update = repository.updateRef(ref);
        update.setNewObjectId(to);
        require(update.forceUpdate(), ref);
    }

    private static void require(Result result, String ref) throws IOException {
        if (!List.of(Result.NEW, Result.FORCED, Result.FAST_FORWARD, Result.NO_CHANGE)
                .contains(result)) {
            throw new IOException(ref + " could not be written: " + result);
        }
    }

    private static void remove(Path folder) {
        try {
            FileTree.delete(folder);
        } catch (IOException left) {
            throw JGitErrors.storage(left);
        }
    }

    private GitException failed(IOException failure) {
        return JGitErrors.of(remote, access, operation.cancellation(), failure);
    }
}
