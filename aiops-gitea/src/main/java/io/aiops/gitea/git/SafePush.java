package io.aiops.gitea.git;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Moves one ref from where it is said to be, exactly once, whatever the connection does: after every unclear end it reads the
 * ref, and sends again only where the ref did not move. For one thread.
 */
public final class SafePush {

    private static final int TRIES = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private final GitWire wire;
    private final GitRemote remote;
    private final GitAccess access;
    private final Cancellation cancellation;

    /** Pushes to one repository. */
    public SafePush(GitWire wire, GitRemote remote, GitAccess access, Cancellation cancellation) {
        this.wire = wire;
        this.remote = remote;
        this.access = access;
        this.cancellation = cancellation;
    }

    /**
     * Pushes and returns once the ref is where it was wanted.
     *
     * @throws GitException {@code CONFLICT} if the ref is, or went, somewhere else; {@code REJECTED} if the server refuses to
     *     move it; {@code TOO_LARGE} for a body over a limit; {@code CUT} or {@code TIMEOUT} after the last try, and then the
     *     ref did not move; else what the server, a proxy or the network did
     */
    public void push(RemoteRefs server, RefUpdate update, Optional<PackSource> pack, LongConsumer sent) {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                PushReport report = wire.push(remote, access, server, List.of(update), pack, sent, cancellation);
                if (!report.isOk()) {
                    settleRefused(update, report);
                }
                return;
            } catch (GitException unclear) {
                if (!isUnclear(unclear) || cancellation.isCancelled()) {
                    throw unclear;
                }
                if (isThere(update, unclear)) {
                    return;
                }
                if (attempt == TRIES || (attempt == 2 && looksLikeLimit(unclear))) {
                    throw unclear;
                }
            }
            cancellation.pause(pause);
            pause = pause.multipliedBy(4);
        }
    }

    /** Whether a cut may come from a proxy that refuses a large body without reading it. */
    private static boolean looksLikeLimit(GitException unclear) {
        return unclear.fault() == GitFault.CUT && unclear.sentBytes().orElse(0) > 64 << 10;
    }

    private static boolean isUnclear(GitException failure) {
        return switch (failure.fault()) {
            case CUT, TIMEOUT, UNAVAILABLE, SERVER -> true;
            default -> false;
        };
    }

    private void settleRefused(RefUpdate update, PushReport report) {
        String now = current(update);
        if (now.equals(update.to())) {
            return;
        }
        if (!now.equals(update.from())) {
            throw moved(update, now);
        }
        throw new GitException(
                GitFault.REJECTED,
                remote + " took the objects but does not move " + update.name() + ": " + access.masked(report.why())
                        + "; is the branch protected, or does a hook forbid it?");
    }

    private boolean isThere(RefUpdate update, GitException unclear) {
        String now;
        try {
            now = current(update);
        } catch (GitException alsoBroken) {
            unclear.addSuppressed(alsoBroken);
            return false;
        }
        if (now.equals(update.to())) {
            return true;
        }
        if (!now.equals(update.from())) {
            throw moved(update, now);
        }
        return false;
    }

    private String current(RefUpdate update) {
        return wire.refs(remote, access, GitWire.Service.PUSH, cancellation)
                .find(update.name())
                .orElse(RefUpdate.NONE);
    }

    private GitException moved(RefUpdate update, String now) {
        return new GitException(
                GitFault.CONFLICT,
                update.name() + " of " + remote + " moved to "
                        + (now.equals(RefUpdate.NONE) ? "nothing" : now.substring(0, 10))
                        + " meanwhile; nothing was changed there: look at it and try again");
    }
}
