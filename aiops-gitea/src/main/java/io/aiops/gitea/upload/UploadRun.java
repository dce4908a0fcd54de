package io.aiops.gitea.upload;

import io.aiops.gitea.git.Cancellation;
import io.aiops.gitea.git.GitException;
import io.aiops.gitea.git.GitFault;
import io.aiops.gitea.git.RefUpdate;
import io.aiops.gitea.git.TreeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;

/** Packs the files of one upload, sends them, and moves the branch to the commit. For one thread. */
final class UploadRun {

    private final Upload upload;
    private final UploadTarget target;
    private final String base;
    private final Map<String, TreeFile> baseFiles;
    private final Sender sender;
    private final Stager stager;
    private final UploadMeter meter;
    private final Clock clock;
    private final Cancellation cancellation;
    private final Set<String> server;

    /**
     * Prepares a run.
     *
     * @param base the commit of the branch, or {@link RefUpdate#NONE}
     * @param baseFiles its files, as far as they were looked at
     * @param resumed ids of objects that an earlier try sent
     */
    UploadRun(
            Upload upload,
            UploadTarget target,
            String base,
            Map<String, TreeFile> baseFiles,
            Set<String> resumed,
            Sender sender,
            Stager stager,
            UploadMeter meter,
            Clock clock,
            Cancellation cancellation) {
        this.upload = upload;
        this.target = target;
        this.base = base;
        this.baseFiles = baseFiles;
        this.sender = sender;
        this.stager = stager;
        this.meter = meter;
        this.clock = clock;
        this.cancellation = cancellation;
        this.server = new HashSet<>(resumed);
        baseFiles.values().forEach(file -> server.add(file.id()));
    }

    UploadResult run(PackSpool spool) throws IOException {
        meter.phase(UploadProgress.Phase.PACK);
        TreePlan plan = new TreePlan(target.mode() == UploadTarget.Mode.ADD ? baseFiles : Map.of());
        BlobWriter blobs = new BlobWriter(spool, stager, sender, plan, meter, cancellation, server);
        for (SourceFile file : upload.files()) {
            blobs.add(file);
        }
        String commit = commit(spool, plan, blobs);
        return new UploadResult(
                commit,
                target.branch(),
                !commit.equals(base),
                upload.files().size(),
                upload.bytes(),
                stager.sentStages() > 0 ? UploadRoute.STAGED : UploadRoute.PUSH,
                sender.requests(),
                stager.sentStages(),
                sender.bytesSent(),
                blobs.resumed(),
                blobs.inParts());
    }

    private String commit(PackSpool spool, TreePlan plan, BlobWriter blobs) throws IOException {
        while (true) {
            int files = spool.entries().size();
            Set<String> known = new HashSet<>(server);
            known.addAll(stager.sent());
            ObjectId tree = plan.write(new SpoolInserter(spool, known, cancellation));
            if (isBase(tree)) {
                return base;
            }
            if (!stager.fits(spool) && !blobs.sendAll()) {
                continue;
            }
            MemoryObject commit = MemoryObject.of(Constants.OBJ_COMMIT, commitOf(tree));
            try {
                meter.phase(UploadProgress.Phase.SEND);
                sender.sendLast(
                        new RefUpdate(target.ref(), base, commit.id()),
                        spool.pack(spool.entries().size(), List.of(commit)),
                        Sender.files(spool.entries()));
                return commit.id();
            } catch (GitException failure) {
                if (spool.entries().isEmpty() || !sender.isSmallerWorthATry(failure)) {
                    throw failure;
                }
                spool.cutTo(Math.min(files, spool.entries().size()));
                blobs.sendAll();
            }
        }
    }

    private boolean isBase(ObjectId tree) throws IOException {
        return !baseFiles.isEmpty() && TreePlan.id(baseFiles).equals(tree);
    }

    private byte[] commitOf(ObjectId tree) {
        PersonIdent author = new PersonIdent(
                target.commit().authorName(), target.commit().authorEmail(), clock.instant(), clock.getZone());
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(tree);
        if (!base.equals(RefUpdate.NONE)) {
            commit.setParentId(ObjectId.fromString(base));
        }
        commit.setAuthor(author);
        commit.setCommitter(author);
        commit.setMessage(target.commit().message());
        commit.setEncoding(StandardCharsets.UTF_8);
        try {
            return commit.build();
        } catch (IOException impossible) {
            throw new GitException(
                    GitFault.PROTOCOL, "the commit cannot be written: " + impossible.getMessage(), impossible);
        }
    }
}
