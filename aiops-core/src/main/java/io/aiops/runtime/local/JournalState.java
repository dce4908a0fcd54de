package io.aiops.runtime.local;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a replica's journal says, up to some line. Lines that are torn or unknown change nothing.
 *
 * @param phase what was written last
 * @param boot the boot of the host in which the keeper began
 * @param keeper the keeper
 * @param process the process of the last attempt
 * @param attempt the last attempt, 0 before the first
 * @param exit how the last process that ended did so
 * @param pause in {@code BACKOFF}, how long it waits, in hundredths of a second
 */
record JournalState(
        Phase phase,
        String boot,
        @Nullable ProcessIdentity keeper,
        @Nullable ProcessIdentity process,
        int attempt,
        @Nullable Exit exit,
        long pause) {

    /** A journal without a line. */
    static final JournalState EMPTY = new JournalState(Phase.NONE, "", null, null, 0, null, 0);

    /** What a keeper did last. */
    enum Phase {
        NONE,
        KEPT,
        STARTED,
        EXITED,
        BACKOFF,
        STOPPED,
        ENDED,
        FATAL;

        /** Whether the keeper has ended by itself after this. */
        boolean isFinal() {
            return switch (this) {
                case STOPPED, ENDED, FATAL -> true;
                case NONE, KEPT, STARTED, EXITED, BACKOFF -> false;
            };
        }
    }

    /**
     * The end of a process.
     *
     * @param attempt which attempt it was
     * @param status what the shell saw: the exit code, or 128 and the signal; empty where nobody saw it
     * @param lived how long it lived, in hundredths of a second
     * @param at when, in hundredths of a second since boot
     * @param expected whether a stop had been asked for
     */
    record Exit(int attempt, Optional<Integer> status, long lived, long at, boolean expected) {}

    /** The state after one more line. */
    JournalState after(String line) {
        String[] words = line.trim().split(" +", -1);
        if (!words[words.length - 1].equals(";")) {
            return this;
        }
        try {
            return switch (words.length + " " + words[0]) {
                case "5 keeper" -> kept(identity(words[1], words[2]), words[3]);
                case "5 started" -> started(Integer.parseInt(words[1]), identity(words[2], words[3]));
                case "6 exited" ->
                    exited(Integer.parseInt(words[1]), words[2], Long.parseLong(words[3]), Long.parseLong(words[4]));
                case "5 backoff" -> backingOff(Long.parseLong(words[2]));
                case "4 stopped" -> over(Phase.STOPPED);
                case "4 ended" -> over(Phase.ENDED);
                case "4 fatal" -> over(Phase.FATAL);
                default -> this;
            };
        } catch (NumberFormatException damaged) {
            return this;
        }
    }

    private JournalState kept(ProcessIdentity by, String inBoot) {
        // A keeper that takes over a running process finds it as it is.
        Phase now = phase == Phase.STARTED ? phase : Phase.KEPT;
        return new JournalState(now, inBoot, by, process, attempt, exit, 0);
    }

    private JournalState started(int number, ProcessIdentity identity) {
        return new JournalState(Phase.STARTED, boot, keeper, identity, number, exit, 0);
    }

    private JournalState exited(int number, String status, long lived, long at) {
        Optional<Integer> seen = status.equals("?") ? Optional.empty() : Optional.of(Integer.valueOf(status));
        return new JournalState(
                Phase.EXITED, boot, keeper, process, number, new Exit(number, seen, lived, at, false), 0);
    }

    private JournalState backingOff(long howLong) {
        return new JournalState(Phase.BACKOFF, boot, keeper, process, attempt, exit, howLong);
    }

    private JournalState over(Phase end) {
        Exit last = exit;
        if (end == Phase.STOPPED && phase == Phase.EXITED && last != null) {
            last = new Exit(last.attempt(), last.status(), last.lived(), last.at(), true);
        }
        return new JournalState(end, boot, keeper, process, attempt, last, 0);
    }

    private static ProcessIdentity identity(String pid, String born) {
        return new ProcessIdentity(Long.parseLong(pid), Long.parseLong(born));
    }
}
