package io.aiops.orchestration;

import io.aiops.error.AiOpsException;
import io.aiops.service.DesiredState;
import io.aiops.service.ServiceId;
import java.util.List;
import java.util.Optional;

/** Stores services and their releases. Thread-safe; every call is one transaction or one question. */
public interface ServiceRepository {

    /**
     * Makes sure that the service exists, with desired state {@code RUNNING} if it is new; an existing one keeps everything
     * but a changed name.
     *
     * @throws AiOpsException {@code FOREIGN_SERVICE} if another platform runs it
     */
    ServiceRecord register(ServiceId id, String name, String platformId);

    /** The service with its current release. */
    Optional<ServiceRecord> find(ServiceId id);

    /** All services with their current releases, by id; one query. */
    List<ServiceRecord> list();

    /** Changes what is asked for; nothing if the service is unknown. */
    void desire(ServiceId id, DesiredState desired);

    /** Stores a release or replaces the one of that number. */
    void saveRelease(Release release);

    /** One release. */
    Optional<Release> findRelease(ServiceId id, int number);

    /** All releases of a service, newest first. */
    List<Release> releases(ServiceId id);

    /** Forgets a release that is not the current one. Idempotent. */
    void deleteRelease(ServiceId id, int number);

    /** Makes a stored release the current one. */
    void makeCurrent(ServiceId id, int number);

    /** Forgets a service with its releases and deployments. Idempotent. */
    void delete(ServiceId id);
}
