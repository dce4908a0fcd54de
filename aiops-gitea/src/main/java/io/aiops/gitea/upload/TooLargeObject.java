package io.aiops.gitea.upload;

/** The first object of a spool is larger than what a request may have. */
final class TooLargeObject extends Exception {

    private final SpoolEntry entry;

    TooLargeObject(SpoolEntry entry) {
        super(entry.id());
        this.entry = entry;
    }

    SpoolEntry entry() {
        return entry;
    }
}
