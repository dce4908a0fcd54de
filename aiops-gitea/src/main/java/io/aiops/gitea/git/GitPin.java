package io.aiops.gitea.git;

import java.util.Optional;

/**
 * A revision at the moment somebody looked: whatever moves later, the commit stays.
 *
 * @param revision what was asked for
 * @param ref full name of the branch or tag; empty where a commit was asked for
 * @param commit 40 hex digits
 */
public record GitPin(GitRevision revision, Optional<String> ref, String commit) {}
