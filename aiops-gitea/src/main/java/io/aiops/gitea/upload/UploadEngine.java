package io.aiops.gitea.upload;

import io.aiops.gitea.git.Cancellation;
import io.aiops.gitea.git.GitException;
import io.aiops.gitea.git.GitFault;
import io.aiops.gitea.git.GitWire;
import io.aiops.gitea.git.ProgressTicker;
import io.aiops.project.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Uploads: one commit by whatever way gets through. Afterwards the branch has the commit, or it is as before; a ref that held
 * objects meanwhile is removed. An upload that was killed or failed goes on where it was when it is run again with the same
 * home. Thread-safe; uploads to different branches run side by side.
 */
public final class UploadEngine {

    private final Path home;
    private final UploadParts parts;

    /**
     * Uploads with the given parts.
     *
     * @param home folder of this host for packs of a running upload and journals of unfinished ones; created where missing
     * @param contents the way for a few small files; empty to push them too
     */
    public UploadEngine(GitWire wire, Path home, KnownLimits limits, Optional<ContentsCommit> contents, Clock clock) {
        this.home = home;
        this.parts = new UploadParts(wire, limits, contents, clock);
    }

    /** Says what an upload would do; asks nobody and sends nothing. */
    public Preflight preflight(Upload upload, UploadTarget target) {
        return new PreflightCheck(parts.contents().isPresent()).check(upload, target, size(target));
    }

    /**
     * Uploads and waits for the end.
     *
     * @throws GitException {@code BLOCKED} if preflight does not let it pass; {@code CONFLICT} if the branch is not, or no
     *     longer, where it is expected, or another upload to it is under way on this host; {@code SOURCE_CHANGED} if a file
     *     changed meanwhile; {@code CANCELLED}, and then nothing is left; else what the server, a proxy, the network or the
     *     disk did, and then running it again goes on
     */
    public UploadResult run(Upload upload, UploadTarget target, UploadWatch watch) {
        UploadMeter meter = new UploadMeter(upload.bytes(), upload.files().size());
        ProgressTicker<UploadProgress> ticker =
                new ProgressTicker<>("aiops-upload-progress", meter::now, watch.progress());
        UploadProgress.Phase end = UploadProgress.Phase.FAILED;
        try {
            Preflight preflight = preflight(upload, target);
            requirePassed(preflight);
            UploadResult result = locked(upload, target, preflight, meter, watch.cancellation());
            meter.sentAtLeast(upload.bytes());
            end = UploadProgress.Phase.DONE;
            return result;
        } catch (GitException failure) {
            end = failure.fault() == GitFault.CANCELLED ? UploadProgress.Phase.CANCELLED : end;
            throw failure;
        } catch (SourceChanged changed) {
            throw new GitException(
                    GitFault.SOURCE_CHANGED, changed.getMessage() + "; let nobody write there, and try again", changed);
        } catch (IOException disk) {
            throw new GitException(
                    GitFault.STORAGE, "the disk failed during an upload: " + disk.getMessage() + "; make room", disk);
        } finally {
            meter.phase(end);
            ticker.end(meter.now());
        }
    }

    private static void requirePassed(Preflight preflight) {
        if (!preflight.isBlocked()) {
            return;
        }
        StringBuilder why = new StringBuilder("nothing was uploaded: ");
        if (preflight.files() == 0) {
            why.append("there is no file in it; ");
        }
        preflight.findings().stream()
                .limit(3)
                .forEach(finding -> why.append(finding.path())
                        .append(" line ")
                        .append(finding.line())
                        .append(" has what looks like a secret (")
                        .append(finding.rule())
                        .append("); "));
        preflight.refused().stream()
                .limit(3)
                .forEach(name -> why.append("\"")
                        .append(name.path().replaceAll("\\p{C}", "?"))
                        .append("\" is refused: ")
                        .append(name.why())
                        .append("; "));
        why.append(preflight.findings().size())
                .append(" findings and ")
                .append(preflight.refused().size())
                .append(" names in all: remove them, or let a finding pass with a reason");
        throw new GitException(GitFault.BLOCKED, why.toString());
    }

    private UploadResult locked(
            Upload upload, UploadTarget target, Preflight preflight, UploadMeter meter, Cancellation cancellation)
            throws IOException {
        Path scratch = home.resolve("running").resolve(Journal.key(target));
        try (Journal journal = Journal.open(home.resolve("journal"), target)) {
            FileTree.delete(scratch);
            Files.createDirectories(scratch);
            try {
                return new UploadSession(parts, upload, target, size(target), meter, cancellation, journal, scratch)
                        .run(preflight);
            } finally {
                FileTree.delete(scratch);
            }
        }
    }

    private StageSize size(UploadTarget target) {
        if (target.bodyLimit().isPresent()) {
            return new StageSize(target.bodyLimit());
        }
        return new StageSize(parts.limits()
                .of(target.remote().server())
                .map(limit -> OptionalLong.of(limit.bytes()))
                .orElse(OptionalLong.empty()));
    }
}
