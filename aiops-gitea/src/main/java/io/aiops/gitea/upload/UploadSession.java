package io.aiops.gitea.upload;

import io.aiops.gitea.git.Cancellation;
import io.aiops.gitea.git.GitException;
import io.aiops.gitea.git.GitFault;
import io.aiops.gitea.git.GitWire;
import io.aiops.gitea.git.GitWork;
import io.aiops.gitea.git.RefUpdate;
import io.aiops.gitea.git.RemoteRefs;
import io.aiops.gitea.git.TreeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One upload from its first question to its last cleaning. */
final class UploadSession {

    private static final Duration LAST_CLEANING = Duration.ofMillis(700);
    private static final Duration CLEANING = Duration.ofSeconds(10);
    private static final int MOST_LEFTOVERS = 20;

    private final UploadParts parts;

    private final Upload upload;
    private final UploadTarget target;
    private final UploadMeter meter;
    private final Cancellation cancellation;
    private final Journal journal;
    private final Path scratch;
    private final StageSize size;

    UploadSession(
            UploadParts parts,
            Upload upload,
            UploadTarget target,
            StageSize size,
            UploadMeter meter,
            Cancellation cancellation,
            Journal journal,
            Path scratch) {
        this.parts = parts;
        this.upload = upload;
        this.target = target;
        this.meter = meter;
        this.cancellation = cancellation;
        this.journal = journal;
        this.scratch = scratch;
        this.size = size;
    }

    UploadResult run(Preflight preflight) throws IOException {
        RemoteRefs server = refs(GitWire.Service.PUSH);
        String base = server.find(target.ref()).orElse(RefUpdate.NONE);
        requireExpected(base);
        if (preflight.route() == UploadRoute.CONTENTS) {
            Optional<UploadResult> done = byContents(base);
            if (done.isPresent()) {
                return done.get();
            }
        }
        Sender sender = new Sender(parts, target, server, size, meter, cancellation);
        List<Journal.Stage> earlier = earlierStages(server);
        Stager stager = new Stager(sender, journal, size, meter, stagingRef(earlier));
        Set<String> resumed = new HashSet<>();
        if (!earlier.isEmpty()) {
            stager.resume(earlier);
            earlier.forEach(stage -> resumed.addAll(stage.objects()));
        }
        try (PackSpool spool = new PackSpool(scratch.resolve("spool"))) {
            UploadResult result = new UploadRun(
                            upload,
                            target,
                            base,
                            baseFiles(base),
                            resumed,
                            sender,
                            stager,
                            meter,
                            parts.clock(),
                            cancellation)
                    .run(spool);
            meter.phase(UploadProgress.Phase.FINISH);
            finish(server, stager);
            return result;
        } catch (GitException failure) {
            if (failure.fault() == GitFault.CANCELLED) {
                takeBack(server, stager);
            }
            throw failure;
        }
    }

    private RemoteRefs refs(GitWire.Service service) {
        return parts.wire().refs(target.remote(), target.access(), service, cancellation);
    }

    private void requireExpected(String base) {
        if (target.expected().isPresent() && !target.expected().get().equals(base)) {
            throw new GitException(
                    GitFault.CONFLICT,
                    "branch " + target.branch() + " of " + target.remote() + " is at "
                            + (base.equals(RefUpdate.NONE) ? "nothing" : base.substring(0, 10)) + " and not at "
                            + target.expected().get() + "; look at it and try again");
        }
    }

    private Optional<UploadResult> byContents(String base) {
        List<ContentsCommit.ContentFile> files = upload.files().stream()
                .map(file -> new ContentsCommit.ContentFile(file.path(), file.file(), file.size()))
                .toList();
        meter.phase(UploadProgress.Phase.SEND);
        try {
            String commit = parts.contents()
                    .orElseThrow()
                    .commit(new ContentsCommit.Request(
                            target.remote(),
                            target.branch(),
                            Optional.of(base).filter(id -> !id.equals(RefUpdate.NONE)),
                            target.commit(),
                            files));
            return Optional.of(new UploadResult(
                    commit,
                    target.branch(),
                    !commit.equals(base),
                    files.size(),
                    upload.bytes(),
                    UploadRoute.CONTENTS,
                    1,
                    0,
                    upload.bytes(),
                    0,
                    List.of()));
        } catch (GitException failure) {
            if (failure.fault() == GitFault.TOO_LARGE || failure.fault() == GitFault.UNSUPPORTED) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /** What an earlier upload of this host sent to a ref that is still there. */
    private List<Journal.Stage> earlierStages(RemoteRefs server) throws IOException {
        Optional<Journal.Head> head = journal.head(target);
        if (head.isPresent()) {
            Optional<String> tip = server.find(head.get().ref());
            List<Journal.Stage> stages = tip.isPresent() ? journal.stagesUpTo(tip.get()) : List.of();
            if (!stages.isEmpty()) {
                return stages;
            }
        }
        return List.of();
    }

    private String stagingRef(List<Journal.Stage> earlier) throws IOException {
        Optional<Journal.Head> head = journal.head(target);
        if (!earlier.isEmpty() && head.isPresent()) {
            return head.get().ref();
        }
        String ref = StagingRef.fresh(parts.clock());
        journal.begin(target, ref);
        return ref;
    }

    /** The files of the branch: needed where they stay, and worth it where the server sends their names alone. */
    private Map<String, TreeFile> baseFiles(String base) {
        if (base.equals(RefUpdate.NONE)) {
            return Map.of();
        }
        if (target.mode() == UploadTarget.Mode.REPLACE
                && !refs(GitWire.Service.FETCH).can("filter")) {
            return Map.of();
        }
        return new GitWork(parts.wire(), scratch).tree(target.remote(), target.access(), base, cancellation);
    }

    /** The branch has the commit: from here on a cancel comes too late, and what cannot be removed waits for the next time. */
    private void finish(RemoteRefs server, Stager stager) throws IOException {
        Sender last = new Sender(parts, target, server, size, meter, endingAfter(CLEANING));
        boolean removed = stager.remove(last);
        server.refs().entrySet().stream()
                .filter(ref -> StagingRef.isLeftover(ref.getKey(), parts.clock().instant()))
                .limit(MOST_LEFTOVERS)
                .forEach(ref -> last.delete(ref.getKey(), ref.getValue()));
        if (removed) {
            journal.forget();
        }
    }

    /** After a cancel: removes the staging ref, if the server answers soon; else the next upload does. */
    private void takeBack(RemoteRefs server, Stager stager) throws IOException {
        Cancellation soon = endingAfter(LAST_CLEANING);
        boolean interrupted = Thread.interrupted();
        try {
            Optional<String> tip = parts.wire()
                    .refs(target.remote(), target.access(), GitWire.Service.PUSH, soon)
                    .find(stager.ref());
            Sender last = new Sender(parts, target, server, size, meter, soon);
            if (tip.isEmpty() || last.delete(stager.ref(), tip.get())) {
                journal.forget();
            }
        } catch (GitException unreachable) {
            // The journal stays, so the next upload finds the ref and removes it.
            return;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Cancellation endingAfter(Duration time) {
        Cancellation cancellation = new Cancellation();
        CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS)
                .execute(cancellation::cancel);
        return cancellation;
    }
}
