package io.aiops.gitea.embedded;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a repository beside its objects and refs; the content of its {@code repository.json}.
 *
 * @param formerNames {@code owner/name} under which it was found before
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record RepositoryRecord(
        long id,
        String owner,
        String name,
        String description,
        String website,
        boolean closed,
        boolean template,
        String defaultBranch,
        List<String> topics,
        List<String> formerNames,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant archivedAt) {

    RepositoryRecord {
        topics = List.copyOf(topics);
        formerNames = List.copyOf(formerNames);
    }

    static RepositoryRecord of(long id, String owner, String name, String defaultBranch, Instant now) {
        return new RepositoryRecord(
                id, owner, name, "", "", false, false, defaultBranch, List.of(), List.of(), now, now, null);
    }

    String fullName() {
        return owner + "/" + name;
    }

    RepositoryKey key() {
        return new RepositoryKey(owner, name);
    }

    boolean archived() {
        return archivedAt != null;
    }

    Optional<Instant> archivedSince() {
        return Optional.ofNullable(archivedAt);
    }

    RepositoryRecord renamed(String to) {
        List<String> former = new ArrayList<>(formerNames);
        former.remove(owner + "/" + to);
        former.add(fullName());
        return new RepositoryRecord(
                id,
                owner,
                to,
                description,
                website,
                closed,
                template,
                defaultBranch,
                topics,
                former,
                createdAt,
                updatedAt,
                archivedAt);
    }

    RepositoryRecord described(String description, String website, boolean closed, boolean template) {
        return new RepositoryRecord(
                id,
                owner,
                name,
                description,
                website,
                closed,
                template,
                defaultBranch,
                topics,
                formerNames,
                createdAt,
                updatedAt,
                archivedAt);
    }

    RepositoryRecord withDefaultBranch(String branch) {
        return new RepositoryRecord(
                id,
                owner,
                name,
                description,
                website,
                closed,
                template,
                branch,
                topics,
                formerNames,
                createdAt,
                updatedAt,
                archivedAt);
    }

    RepositoryRecord withTopics(List<String> named) {
        return new RepositoryRecord(
                id,
                owner,
                name,
                description,
                website,
                closed,
                template,
                defaultBranch,
                named,
                formerNames,
                createdAt,
                updatedAt,
                archivedAt);
    }

    RepositoryRecord touched(Instant now) {
        return new RepositoryRecord(
                id,
                owner,
                name,
                description,
                website,
                closed,
                template,
                defaultBranch,
                topics,
                formerNames,
                createdAt,
                now,
                archivedAt);
    }

    RepositoryRecord archivedAt(@Nullable Instant since) {
        return new RepositoryRecord(
                id,
                owner,
                name,
                description,
                website,
                closed,
                template,
                defaultBranch,
                topics,
                formerNames,
                createdAt,
                updatedAt,
                since);
    }
}
