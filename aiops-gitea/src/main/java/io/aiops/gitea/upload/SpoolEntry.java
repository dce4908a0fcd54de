package io.aiops.gitea.upload;

/**
 * An object as it stands in a pack.
 *
 * @param id 40 hex digits
 * @param type as git numbers it
 * @param size of the object
 * @param offset in the spool
 * @param length in the spool
 */
record SpoolEntry(String id, int type, long size, long offset, long length) {

    /** What an object costs at most in the tree of a stage, beside itself. */
    static final int OVERHEAD = 40;

    SpoolEntry movedTo(long place) {
        return new SpoolEntry(id, type, size, place, length);
    }
}
