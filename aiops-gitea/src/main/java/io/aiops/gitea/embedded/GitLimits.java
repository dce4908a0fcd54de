package io.aiops.gitea.embedded;

import java.time.Duration;

/**
 * How much the server takes.
 *
 * @param objectBytes the largest single object of a push, inflated
 * @param packBytes the largest pack of a push
 * @param bodyBytes the largest JSON body of a request to the API
 * @param blobBytes the largest file whose content the API puts into JSON
 * @param uploadRefAge after how long a leftover ref outside branches and tags is removed
 */
public record GitLimits(long objectBytes, long packBytes, long bodyBytes, long blobBytes, Duration uploadRefAge) {

    private static final long MIB = 1L << 20;

    /** Checks that every limit is positive. */
    public GitLimits {
        if (objectBytes <= 0 || packBytes <= 0 || bodyBytes <= 0 || blobBytes <= 0) {
            throw new IllegalArgumentException("a limit must be positive");
        }
        if (uploadRefAge.isNegative() || uploadRefAge.isZero()) {
            throw new IllegalArgumentException("the age of upload refs must be positive");
        }
    }

    /** Objects below 2 GiB, packs up to 20 GiB, bodies up to 32 MiB, files in JSON up to 10 MiB, upload refs for 7 days. */
    public static GitLimits standard() {
        return new GitLimits(2048 * MIB - 1, 20 * 1024 * MIB, 32 * MIB, 10 * MIB, Duration.ofDays(7));
    }

    /** The same with other limits for an object and for a pack. */
    public GitLimits withPush(long object, long pack) {
        return new GitLimits(object, pack, bodyBytes, blobBytes, uploadRefAge);
    }

    /** The same with another limit for a JSON body. */
    public GitLimits withBody(long bytes) {
        return new GitLimits(objectBytes, packBytes, bytes, blobBytes, uploadRefAge);
    }

    /** The same with another limit for a file in JSON. */
    public GitLimits withBlob(long bytes) {
        return new GitLimits(objectBytes, packBytes, bodyBytes, bytes, uploadRefAge);
    }

    /** The same with another age for leftover refs. */
    public GitLimits withUploadRefAge(Duration age) {
        return new GitLimits(objectBytes, packBytes, bodyBytes, blobBytes, age);
    }
}
