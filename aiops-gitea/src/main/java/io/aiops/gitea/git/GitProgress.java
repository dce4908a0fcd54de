package io.aiops.gitea.git;

/**
 * How far a clone, a pull or a checkout is.
 *
 * @param phase what is done now
 * @param bytes received from the server so far
 * @param done units of the phase
 * @param total units of the phase; 0 where it is not known
 */
public record GitProgress(Phase phase, long bytes, long done, long total) {

    /** What git work does, in this order; the last three end it. */
    public enum Phase {
        /** Asks the server for its refs. */
        ASK,
        /** Receives objects. */
        RECEIVE,
        /** Sends objects. */
        SEND,
        /** Writes files. */
        WRITE,
        /** It is done. */
        DONE,
        /** It failed. */
        FAILED,
        /** It was cancelled. */
        CANCELLED
    }
}
