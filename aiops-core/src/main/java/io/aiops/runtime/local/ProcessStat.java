package io.aiops.runtime.local;

import java.util.Optional;

/**
 * What the kernel says of a process in {@code /proc/<pid>/stat}.
 *
 * @param identity the process
 * @param state the kernel's letter, {@code Z} and {@code X} are dead
 * @param parent its parent's number
 * @param session its session's number
 * @param threads how many threads it has
 */
record ProcessStat(ProcessIdentity identity, char state, long parent, long session, int threads) {

    private static final int FIELDS = 20;

    /** Reads the kernel's line; the program's name in it may hold anything, parentheses and line ends too. */
    static Optional<ProcessStat> parse(long pid, String line) {
        int nameEnd = line.lastIndexOf(')');
        if (nameEnd < 0) {
            return Optional.empty();
        }
        String[] fields = line.substring(nameEnd + 1).trim().split(" ", FIELDS + 1);
        if (fields.length < FIELDS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ProcessStat(
                    new ProcessIdentity(pid, Long.parseLong(fields[19])),
                    fields[0].charAt(0),
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[3]),
                    Integer.parseInt(fields[17])));
        } catch (NumberFormatException damaged) {
            return Optional.empty();
        }
    }

    /** Whether it still runs. A process whose first thread alone has ended is shown as a zombie, but lives. */
    boolean lives() {
        return (state != 'Z' && state != 'X') || threads > 1;
    }

    long pid() {
        return identity.pid();
    }
}
