package io.aiops.gitea.upload;

import io.aiops.gitea.git.GitException;
import io.aiops.gitea.git.GitFault;
import io.aiops.gitea.git.RefUpdate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.TreeFormatter;

/**
 * Sends objects ahead of the commit that will need them. Each stage is a tree with its objects; the staging ref names a tree
 * of all stages, so that the server keeps everything and sends nothing back. For one thread.
 */
final class Stager {

    private static final int AROUND = 1024;
    private static final int PER_STAGE = 40;

    private final Sender sender;
    private final Journal journal;
    private final StageSize size;
    private final UploadMeter meter;
    private final String ref;
    private final List<String> trees = new ArrayList<>();
    private final Set<String> sent = new HashSet<>();
    private String tip = RefUpdate.NONE;
    private int sentStages;

    Stager(Sender sender, Journal journal, StageSize size, UploadMeter meter, String ref) {
        this.sender = sender;
        this.journal = journal;
        this.size = size;
        this.meter = meter;
        this.ref = ref;
    }

    /** Goes on where an earlier upload ended. */
    void resume(List<Journal.Stage> stages) {
        stages.forEach(stage -> trees.add(stage.tree()));
        tip = stages.get(stages.size() - 1).tip();
    }

    String ref() {
        return ref;
    }

    StageSize size() {
        return size;
    }

    /** Ids of what was sent in stages. */
    Set<String> sent() {
        return sent;
    }

    int sentStages() {
        return sentStages;
    }

    /** Whether one request can take all of the spool. */
    boolean fits(PackSpool spool) {
        return spool.bytes() + around() <= size.room();
    }

    /**
     * Sends the first objects of a spool, in as many stages as they need, and takes them out of it.
     *
     * @throws TooLargeObject if the first object that is left is too large for a request
     */
    void send(PackSpool spool, int count) throws IOException, TooLargeObject {
        for (int left = count; left > 0; ) {
            int some = fitting(spool, left);
            if (some == 1 && size.isKnown() && spool.entries().get(0).length() > size.room()) {
                throw new TooLargeObject(spool.entries().get(0));
            }
            if (sendStage(spool, some)) {
                spool.keepFrom(some);
                left -= some;
            }
        }
    }

    private long around() {
        return AROUND + (long) PER_STAGE * (trees.size() + 1);
    }

    private int fitting(PackSpool spool, int count) {
        long room = size.room() - around();
        int some = 0;
        for (SpoolEntry entry : spool.entries().subList(0, count)) {
            room -= entry.length() + SpoolEntry.OVERHEAD;
            if (room < 0) {
                break;
            }
            some++;
        }
        return Math.max(some, 1);
    }

    /** Whether it was taken; if not, the size is smaller now. */
    private boolean sendStage(PackSpool spool, int count) throws IOException {
        List<SpoolEntry> entries = spool.entries().subList(0, count);
        MemoryObject tree = tree(entries);
        trees.add(tree.id());
        MemoryObject root = root();
        journal.append(new Journal.Stage(
                tip, root.id(), tree.id(), entries.stream().map(SpoolEntry::id).toList()));
        meter.phase(UploadProgress.Phase.SEND);
        try {
            sender.send(
                    new RefUpdate(ref, tip, root.id()), spool.pack(count, List.of(tree, root)), Sender.files(entries));
        } catch (GitException failure) {
            trees.remove(trees.size() - 1);
            if (!sender.isSmallerWorthATry(failure)) {
                throw failure;
            }
            return false;
        }
        tip = root.id();
        entries.forEach(entry -> sent.add(entry.id()));
        sentStages++;
        meter.stageDone();
        meter.phase(UploadProgress.Phase.PACK);
        return true;
    }

    private static MemoryObject tree(List<SpoolEntry> entries) {
        TreeFormatter tree = new TreeFormatter();
        for (int at = 0; at < entries.size(); at++) {
            SpoolEntry entry = entries.get(at);
            tree.append(
                    String.format(Locale.ROOT, "%07d", at),
                    entry.type() == Constants.OBJ_TREE ? FileMode.TREE : FileMode.REGULAR_FILE,
                    ObjectId.fromString(entry.id()));
        }
        return MemoryObject.of(Constants.OBJ_TREE, tree.toByteArray());
    }

    private MemoryObject root() {
        TreeFormatter root = new TreeFormatter();
        for (int at = 0; at < trees.size(); at++) {
            root.append(String.format(Locale.ROOT, "%07d", at), FileMode.TREE, ObjectId.fromString(trees.get(at)));
        }
        return MemoryObject.of(Constants.OBJ_TREE, root.toByteArray());
    }

    /** Removes the staging ref; whether it is gone. */
    boolean remove(Sender last) {
        if (!tip.equals(RefUpdate.NONE) && !last.delete(ref, tip)) {
            return false;
        }
        tip = RefUpdate.NONE;
        return true;
    }

    /** Why a tree cannot go: there is no smaller form of it. */
    static GitException tooLargeTree(StageSize size) {
        return new GitException(
                GitFault.TOO_LARGE,
                "a folder has so many files that its list alone is larger than a request of " + size.limit()
                        + " bytes; spread them over folders, or raise the limit of the proxy");
    }
}
