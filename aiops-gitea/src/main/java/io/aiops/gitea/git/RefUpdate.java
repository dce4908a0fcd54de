package io.aiops.gitea.git;

/**
 * Moves a ref, if it still is where it was.
 *
 * @param name full name
 * @param from the id that it has now; {@link #NONE} if it is not there
 * @param to the id that it gets; {@link #NONE} deletes it
 */
public record RefUpdate(String name, String from, String to) {

    /** The id of a ref that is not there. */
    public static final String NONE = Advertisement.NOTHING;

    /** Creates a ref. */
    public static RefUpdate create(String name, String to) {
        return new RefUpdate(name, NONE, to);
    }

    /** Deletes a ref. */
    public static RefUpdate delete(String name, String from) {
        return new RefUpdate(name, from, NONE);
    }

    boolean deletes() {
        return to.equals(NONE);
    }
}
