package io.aiops.app.algorithms;

import io.aiops.algorithm.RepositoryLink;

/** Where the code of an algorithm is, as callers see it. */
record RepositoryDocument(String fullName, String cloneUrl, String defaultBranch) {

    static RepositoryDocument of(RepositoryLink link) {
        return new RepositoryDocument(link.fullName(), link.cloneUrl(), link.defaultBranch());
    }
}
