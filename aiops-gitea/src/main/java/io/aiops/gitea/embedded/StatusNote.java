package io.aiops.gitea.embedded;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/** One word about one commit, said by one account under one context. */
@JsonIgnoreProperties(ignoreUnknown = true)
record StatusNote(
        long id,
        String sha,
        CommitState state,
        String context,
        String description,
        String targetUrl,
        String creator,
        Instant at) {}
