package io.aiops.gitea;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * A repository as the server describes it.
 *
 * @param id its number, which survives a rename
 * @param name its name below the owner
 * @param fullName owner and name
 * @param description what it is for
 * @param isPrivate whether only members see it
 * @param empty whether it has no commit yet
 * @param archived whether it takes no writes
 * @param mirror whether it follows another one and takes no writes
 * @param defaultBranch the branch that is shown first
 * @param cloneUrl the address for git by the server's own idea of its name
 * @param sshUrl the address for git over SSH
 * @param htmlUrl the page
 * @param size its size in KiB
 * @param permissions what the token's user may do
 * @param topics its topics
 * @param objectFormatName {@code sha1} or {@code sha256}
 * @param createdAt when it was made
 * @param updatedAt when it last changed
 */
public record Repository(
        long id,
        String name,
        String fullName,
        String description,
        @JsonProperty("private") boolean isPrivate,
        boolean empty,
        boolean archived,
        boolean mirror,
        String defaultBranch,
        String cloneUrl,
        String sshUrl,
        String htmlUrl,
        long size,
        Optional<Permissions> permissions,
        List<String> topics,
        String objectFormatName,
        Optional<OffsetDateTime> createdAt,
        Optional<OffsetDateTime> updatedAt) {

    /** Takes nothing as empty. */
    public Repository {
        name = Absent.text(name);
        fullName = Absent.text(fullName);
        description = Absent.text(description);
        defaultBranch = Absent.text(defaultBranch);
        cloneUrl = Absent.text(cloneUrl);
        sshUrl = Absent.text(sshUrl);
        htmlUrl = Absent.text(htmlUrl);
        permissions = Absent.optional(permissions);
        topics = Absent.list(topics);
        objectFormatName = Absent.text(objectFormatName);
        createdAt = Absent.optional(createdAt);
        updatedAt = Absent.optional(updatedAt);
    }

    /**
     * Owner and name.
     *
     * @throws io.aiops.error.AiOpsException {@code INVALID_REQUEST} if the server sent none
     */
    public RepoName repoName() {
        return RepoName.of(fullName);
    }
}
