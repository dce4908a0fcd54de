package io.aiops.app.gitea;

import io.aiops.service.ServiceId;
import java.util.List;
import java.util.Optional;

/** Where the code of services comes from. Thread-safe. */
public interface ServiceSources {

    /**
     * A service that was deployed from a repository.
     *
     * @param service the service
     * @param repoUrl the repository
     * @param branch the branch; empty for a tag or a commit
     * @param configuration what the request said of the service, as JSON
     */
    record ServiceSource(ServiceId service, String repoUrl, String branch, String configuration) {}

    /** Keeps where a service comes from; the one before is replaced. */
    void save(ServiceSource source, String author);

    /** Where a service comes from. */
    Optional<ServiceSource> find(ServiceId service);

    /** All services that follow a branch. */
    List<ServiceSource> following();
}
