package io.aiops.algorithm;

import io.aiops.error.AiOpsException;
import io.aiops.service.ServiceId;
import java.util.List;
import java.util.Optional;

/**
 * Keeps algorithms, their versions and where their code is. Every method is one transaction, may throw
 * {@code DATABASE_UNAVAILABLE}, and is safe for many threads and platforms.
 */
public interface AlgorithmRepository {

    /**
     * Stores a new algorithm.
     *
     * @throws AiOpsException {@code ALGORITHM_EXISTS}
     */
    Algorithm create(AlgorithmId id, AlgorithmChange said, String actor);

    /** Stores an algorithm, or changes what is said of the one with that id. Idempotent. */
    Algorithm save(AlgorithmId id, AlgorithmChange said, String actor);

    /**
     * Stores an algorithm, one version of it and where its code is: all of it, or nothing. Idempotent.
     *
     * @throws AiOpsException {@code ALGORITHM_EXISTS} if the algorithm comes from another repository;
     *     {@code ALGORITHM_VERSION_CONFLICT} as {@link #addVersion}
     */
    RegisteredAlgorithm register(Registration registration);

    /** One algorithm. */
    Optional<Algorithm> find(AlgorithmId id);

    /** Algorithms by id. */
    List<Algorithm> list(AlgorithmQuery query);

    /**
     * Changes an algorithm; what is not said stays.
     *
     * @throws AiOpsException {@code ALGORITHM_NOT_FOUND}
     */
    Algorithm update(AlgorithmId id, AlgorithmChange change);

    /**
     * Deletes an algorithm with its versions and the link to its repository. Services stay, without an algorithm.
     *
     * @param evenIfUsed whether services that use it are no reason to refuse
     * @throws AiOpsException {@code ALGORITHM_NOT_FOUND}; {@code ALGORITHM_IN_USE} with the detail {@code services}
     */
    void delete(AlgorithmId id, boolean evenIfUsed);

    /**
     * Stores a version. A version that is there with the same revision stays as it is and is answered.
     *
     * @throws AiOpsException {@code ALGORITHM_NOT_FOUND}; {@code ALGORITHM_VERSION_CONFLICT} if it is there with another
     *     revision, with the details {@code version} and {@code revision}
     */
    AlgorithmVersion addVersion(AlgorithmVersion version);

    /**
     * Versions, the newest first.
     *
     * @param before only those that are older than this version, for the next page
     * @param limit how many at most
     * @throws AiOpsException {@code ALGORITHM_NOT_FOUND}
     */
    List<AlgorithmVersion> versions(AlgorithmId id, Optional<String> before, int limit);

    /**
     * Says where the code of an algorithm is, whatever was said before.
     *
     * @throws AiOpsException {@code ALGORITHM_NOT_FOUND}
     */
    RepositoryLink link(RepositoryLink link);

    /** Where the code of an algorithm is. */
    Optional<RepositoryLink> linkOf(AlgorithmId id);

    /** The algorithms whose code is at an address, by id; {@code .git} and a slash at its end make no difference. */
    List<RepositoryLink> findByCloneUrl(String url);

    /**
     * Says which algorithm a service runs, whatever was said before.
     *
     * @throws AiOpsException {@code ALGORITHM_NOT_FOUND}; {@code SERVICE_NOT_FOUND}
     */
    void use(AlgorithmId id, ServiceId service);

    /** The services that run an algorithm, by id. */
    List<ServiceId> servicesOf(AlgorithmId id);
}
