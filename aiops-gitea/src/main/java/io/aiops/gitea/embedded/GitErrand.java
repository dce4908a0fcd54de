package io.aiops.gitea.embedded;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** For whom a git request is at work, on which repository; it travels with the request. */
record GitErrand(StoredRepository repository, GitAccount account, Links links) {

    private static final String ATTRIBUTE = GitErrand.class.getName();

    static Optional<GitErrand> of(HttpServletRequest request) {
        return Optional.ofNullable((GitErrand) request.getAttribute(ATTRIBUTE));
    }

    void attachTo(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }
}
