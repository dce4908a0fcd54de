package io.aiops.gitea;

/**
 * The server's bounds on answers.
 *
 * @param maxResponseItems the longest page
 * @param defaultPagingNum the page if none is asked for
 * @param defaultGitTreesPerPage the page of trees
 * @param defaultMaxBlobSize the largest file in JSON, in bytes
 * @param defaultMaxResponseSize the largest batch of files in JSON, in bytes
 */
public record ApiSettings(
        int maxResponseItems,
        int defaultPagingNum,
        int defaultGitTreesPerPage,
        long defaultMaxBlobSize,
        long defaultMaxResponseSize) {}
