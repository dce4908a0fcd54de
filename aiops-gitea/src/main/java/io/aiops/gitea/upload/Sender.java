package io.aiops.gitea.upload;

import io.aiops.gitea.git.Cancellation;
import io.aiops.gitea.git.GitException;
import io.aiops.gitea.git.GitFault;
import io.aiops.gitea.git.PackSource;
import io.aiops.gitea.git.RefUpdate;
import io.aiops.gitea.git.RemoteRefs;
import io.aiops.gitea.git.SafePush;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.eclipse.jgit.lib.Constants;

/** Sends packs for one upload, counts them, and learns what is too large. For one thread. */
final class Sender {

    private final UploadParts parts;
    private final UploadTarget target;
    private final RemoteRefs server;
    private final StageSize size;
    private final UploadMeter meter;
    private final Cancellation cancellation;
    private int requests;
    private long bytesSent;
    private long filesSent;

    Sender(
            UploadParts parts,
            UploadTarget target,
            RemoteRefs server,
            StageSize size,
            UploadMeter meter,
            Cancellation cancellation) {
        this.parts = parts;
        this.target = target;
        this.server = server;
        this.size = size;
        this.meter = meter;
        this.cancellation = cancellation;
    }

    /** Bytes of the files among some objects. */
    static long files(List<SpoolEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.type() == Constants.OBJ_BLOB)
                .mapToLong(SpoolEntry::size)
                .sum();
    }

    /** The server has these bytes of files already. */
    void had(long bytes) {
        filesSent += bytes;
        meter.sentAtLeast(filesSent);
    }

    /** Sends a stage. */
    void send(RefUpdate update, PackSource pack, long fileBytes) {
        send(update, pack, fileBytes, cancellation, sent -> {});
    }

    /** Sends the commit. Once all of it has left, a cancel comes too late: the answer is waited for, and it counts. */
    void sendLast(RefUpdate update, PackSource pack, long fileBytes) {
        Cancellation untilSent = new Cancellation();
        AtomicLong left = new AtomicLong(pack.length());
        try (Cancellation.Registration forward = cancellation.onCancel(() -> {
            if (left.get() > 0) {
                untilSent.cancel();
            }
        })) {
            send(update, pack, fileBytes, untilSent, sent -> left.set(pack.length() - sent));
        }
    }

    private void send(RefUpdate update, PackSource pack, long fileBytes, Cancellation until, LongConsumer sentSoFar) {
        long length = pack.length();
        requests++;
        new SafePush(parts.wire(), target.remote(), target.access(), until)
                .push(server, update, Optional.of(pack), sent -> {
                    sentSoFar.accept(sent);
                    meter.sentAtLeast(filesSent + (long) (fileBytes * Math.min(1.0, (double) sent / length)));
                });
        bytesSent += length;
        size.accepted(length);
        had(fileBytes);
    }

    /** Whether a request failed for its size, so that smaller ones may pass; the limit is lowered and remembered then. */
    boolean isSmallerWorthATry(GitException failure) {
        long sent = failure.sentBytes().orElse(0);
        boolean refused = failure.fault() == GitFault.TOO_LARGE;
        boolean cut = failure.fault() == GitFault.CUT && size.mayBeLimited(sent);
        if (!(refused || cut) || sent == 0 || !size.refused(sent)) {
            return false;
        }
        parts.limits()
                .remember(
                        target.remote().server(),
                        new BodyLimit(
                                size.limit(),
                                BodyLimit.Origin.LEARNT,
                                parts.clock().instant()));
        return true;
    }

    /** Removes a ref; whether that worked is not important enough to fail an upload. */
    boolean delete(String ref, String at) {
        try {
            return parts.wire()
                    .push(
                            target.remote(),
                            target.access(),
                            server,
                            List.of(RefUpdate.delete(ref, at)),
                            Optional.empty(),
                            sent -> {},
                            cancellation)
                    .isOk();
        } catch (GitException left) {
            return false;
        }
    }

    int requests() {
        return requests;
    }

    long bytesSent() {
        return bytesSent;
    }
}
