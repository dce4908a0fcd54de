package io.aiops.gitea;

/** The formats in which a server packs a commit's files. */
public enum ArchiveFormat {
    /** A zip archive. */
    ZIP(".zip"),
    /** A gzipped tar archive. */
    TAR_GZ(".tar.gz"),
    /** A git bundle. */
    BUNDLE(".bundle");

    private final String ending;

    ArchiveFormat(String ending) {
        this.ending = ending;
    }

    /** The ending of a file's name, with its dot. */
    public String ending() {
        return ending;
    }
}
