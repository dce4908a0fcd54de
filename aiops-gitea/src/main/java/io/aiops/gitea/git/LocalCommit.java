package io.aiops.gitea.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevWalk;

/** Makes a commit of what a folder holds, without hooks, signatures or the host's name for an author. Moves no ref. */
final class LocalCommit {

    private final PrivateRepository repository;
    private final Cancellation cancellation;

    LocalCommit(PrivateRepository repository, Cancellation cancellation) {
        this.repository = repository;
        this.cancellation = cancellation;
    }

    /** The commit; the head itself if nothing changed. */
    ObjectId of(GitChange change, Optional<ObjectId> head) throws IOException {
        cancellation.check();
        DirCache index = add();
        try (ObjectInserter inserter = repository.newObjectInserter();
                RevWalk walk = new RevWalk(repository)) {
            ObjectId tree = index.writeTree(inserter);
            inserter.flush();
            if (head.isPresent() && walk.parseCommit(head.get()).getTree().equals(tree)) {
                return head.get();
            }
            PersonIdent author = new PersonIdent(change.authorName(), change.authorEmail());
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(tree);
            head.ifPresent(commit::setParentId);
            commit.setAuthor(author);
            commit.setCommitter(author);
            commit.setMessage(change.message());
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            return id;
        }
    }

    private DirCache add() throws IOException {
        List<DirCacheEntry> others = otherRepositories(repository.readDirCache());
        try {
            Git git = Git.wrap(repository);
            git.add().addFilepattern(".").call();
            git.add().setUpdate(true).addFilepattern(".").call();
        } catch (GitAPIException failure) {
            throw new IOException("the changes cannot be taken: " + failure.getMessage(), failure);
        }
        return keep(others);
    }

    /** Submodules are never filled here, so JGit takes their empty folders for removed. */
    private static List<DirCacheEntry> otherRepositories(DirCache index) {
        List<DirCacheEntry> found = new ArrayList<>();
        for (int at = 0; at < index.getEntryCount(); at++) {
            if (index.getEntry(at).getFileMode() == FileMode.GITLINK) {
                found.add(index.getEntry(at));
            }
        }
        return found;
    }

    private DirCache keep(List<DirCacheEntry> others) throws IOException {
        DirCache index = repository.lockDirCache();
        try {
            DirCacheBuilder builder = index.builder();
            if (index.getEntryCount() > 0) {
                builder.keep(0, index.getEntryCount());
            }
            for (DirCacheEntry other : others) {
                String path = other.getPathString();
                if (index.findEntry(path) < 0 && index.getEntriesWithin(path).length == 0) {
                    builder.add(other);
                }
            }
            builder.commit();
            return index;
        } finally {
            index.unlock();
        }
    }
}
