package io.aiops.config;

/** What a writer believes of a value before the write; the write is refused when it is not so. */
public sealed interface Expectation {

    /** Whatever is there. */
    Expectation ANY = new Anything();

    /** Nothing is there. */
    Expectation ABSENT = new Revision(0);

    /** It was changed last in this revision; 0 means that it is not there. */
    static Expectation of(long revision) {
        return new Revision(revision);
    }

    /** Whatever is there. */
    record Anything() implements Expectation {}

    /**
     * Changed last in a revision.
     *
     * @param number the revision, 0 for a value that is not there
     */
    record Revision(long number) implements Expectation {

        /** Refuses negative numbers. */
        public Revision {
            if (number < 0) {
                throw new IllegalArgumentException("a revision is 0 or more, not " + number);
            }
        }
    }
}
