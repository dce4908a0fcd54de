package io.aiops.gitea.git;

import java.io.IOException;

/** Carries an error through code that lets only {@link IOException} pass. */
final class GitFailure extends IOException {

    private final GitException error;

    GitFailure(GitException error) {
        super(error.message(), error);
        this.error = error;
    }

    GitException error() {
        return error;
    }
}
