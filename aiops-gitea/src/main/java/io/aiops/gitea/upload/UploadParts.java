package io.aiops.gitea.upload;

import io.aiops.gitea.git.GitWire;
import java.time.Clock;
import java.util.Optional;

/** What all uploads of an engine share. */
record UploadParts(GitWire wire, KnownLimits limits, Optional<ContentsCommit> contents, Clock clock) {}
