package io.aiops.algorithm;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.project.ProjectInspector;
import io.aiops.service.ServiceId;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Registers algorithms and says what is known of them. Every method may throw {@code DATABASE_UNAVAILABLE}. Thread-safe, also
 * across platforms on one database.
 */
public final class Algorithms {

    private final AlgorithmRepository repository;
    private final ProjectInspector inspector;
    private final CodeFolders folders;
    private final Clock clock;

    /**
     * Algorithms of this repository. What an earlier platform left in the work folder is deleted.
     *
     * @param repository where they are kept
     * @param inspector looks at their code
     * @param workFolder where code is put while it is looked at; made when it is needed, nobody else's
     * @param clock the time
     */
    public Algorithms(AlgorithmRepository repository, ProjectInspector inspector, Path workFolder, Clock clock) {
        this.repository = repository;
        this.inspector = inspector;
        this.folders = new CodeFolders(workFolder);
        this.clock = clock;
        folders.clear();
    }

    /**
     * Registers a new algorithm.
     *
     * @throws AiOpsException {@code INVALID_REQUEST} naming every wrong field in the detail {@code errors};
     *     {@code ALGORITHM_EXISTS}
     */
    public Algorithm create(AlgorithmDraft draft, String actor) {
        return repository.create(draft.check(), draft.change(), actor);
    }

    /**
     * Registers an algorithm, or changes what is said of the one with that id. Idempotent.
     *
     * @throws AiOpsException {@code INVALID_REQUEST} naming every wrong field in the detail {@code errors}
     */
    public Algorithm register(AlgorithmDraft draft, String actor) {
        return repository.save(draft.check(), draft.change(), actor);
    }

    /**
     * Registers the algorithm that a repository holds, by its {@code aiops.yaml}: the algorithm, its version and its
     * repository, or nothing. Without a version of its own it is called by the beginning of its commit. Idempotent; takes as
     * long as the code takes to come.
     *
     * @param repoUrl the repository's address, without credentials
     * @param revision a branch, a tag or a commit; the default branch if not said
     * @param actor who registers it
     * @param code brings the code
     * @throws AiOpsException {@code INVALID_REQUEST} naming every wrong field; {@code INVALID_MANIFEST} naming everything
     *     that is wrong with the code in the detail {@code errors}; {@code ALGORITHM_EXISTS} if the algorithm comes from
     *     another repository; {@code ALGORITHM_VERSION_CONFLICT} if the version is there with another commit;
     *     {@code STORAGE_FAILED}; what {@code code} throws
     */
    public RegisteredAlgorithm registerFromRepository(
            String repoUrl, Optional<String> revision, String actor, RepositoryCode code) {
        Texts texts = new Texts();
        texts.faults("repo_url", CloneUrl.fault(repoUrl));
        texts.faults("revision", revision.flatMap(FetchedCode::faultOfRevision));
        texts.throwIfAny();
        return folders.with(
                folder -> registerFromFolder(folder, code.fetch(repoUrl, revision, folder), Optional.empty(), actor));
    }

    /**
     * Registers the algorithm whose code was brought already, as {@link #registerFromRepository} does.
     *
     * @param folder where the code is
     * @param code where it came from
     * @param id the algorithm's id, whatever its manifest says; else the manifest must say one
     * @param actor who registers it
     * @throws AiOpsException as {@link #registerFromRepository}
     */
    public RegisteredAlgorithm registerFromFolder(
            Path folder, FetchedCode code, Optional<AlgorithmId> id, String actor) {
        AlgorithmManifest manifest = AlgorithmManifest.read(folder, inspector, id);
        AlgorithmVersion version = new AlgorithmVersion(
                manifest.id(),
                manifest.version().orElseGet(code::shortCommit),
                code.commit(),
                "",
                AlgorithmStatus.ACTIVE,
                actor,
                clock.instant());
        RepositoryLink link =
                new RepositoryLink(manifest.id(), code.fullName(), code.cloneUrl(), code.branch(), Optional.empty());
        return repository.register(new Registration(manifest.id(), manifest.said(), version, Optional.of(link)));
    }

    /**
     * One algorithm.
     *
     * @throws AiOpsException {@code ALGORITHM_NOT_FOUND}
     */
    public Algorithm get(AlgorithmId id) {
        return repository.find(id).orElseThrow(() -> unknown(id));
    }

    /** Algorithms by id. */
    public List<Algorithm> list(AlgorithmQuery query) {
        return repository.list(query);
    }

    /**
     * Changes an algorithm; what is not said stays.
     *
     * @throws AiOpsException {@code INVALID_REQUEST} naming every wrong field; {@code ALGORITHM_NOT_FOUND}
     */
    public Algorithm change(AlgorithmId id, AlgorithmChange change) {
        change.check();
        return repository.update(id, change);
    }

    /**
     * Deletes an algorithm with its versions and the link to its repository; neither code nor a service is touched.
     *
     * @param evenIfUsed whether services that use it are no reason to refuse
     * @throws AiOpsException {@code ALGORITHM_NOT_FOUND}; {@code ALGORITHM_IN_USE} with the detail {@code services}
     */
    public void delete(AlgorithmId id, boolean evenIfUsed) {
        repository.delete(id, evenIfUsed);
    }

    /**
     * Stores a version, such as one that came as an archive. A version that is there with the same revision stays as it is.
     *
     * @throws AiOpsException {@code ALGORITHM_NOT_FOUND}; {@code ALGORITHM_VERSION_CONFLICT}
     */
    public AlgorithmVersion addVersion(AlgorithmVersion version) {
        return repository.addVersion(version);
    }

    /**
     * Versions, the newest first.
     *
     * @param before only those that are older than this version, for the next page
     * @param limit how many at most
     * @throws AiOpsException {@code ALGORITHM_NOT_FOUND}
     */
    public List<AlgorithmVersion> versions(AlgorithmId id, Optional<String> before, int limit) {
        return repository.versions(id, before, limit);
    }

    /**
     * Says where the code of an algorithm is, whatever was said before.
     *
     * @throws AiOpsException {@code ALGORITHM_NOT_FOUND}
     */
    public RepositoryLink link(RepositoryLink link) {
        return repository.link(link);
    }

    /** Where the code of an algorithm is. */
    public Optional<RepositoryLink> linkOf(AlgorithmId id) {
        return repository.linkOf(id);
    }

    /** The algorithms whose code is at an address, by id; {@code .git} and a slash at its end make no difference. */
    public List<RepositoryLink> findByCloneUrl(String url) {
        return repository.findByCloneUrl(url);
    }

    /**
     * Says which algorithm a service runs, whatever was said before.
     *
     * @throws AiOpsException {@code ALGORITHM_NOT_FOUND}; {@code SERVICE_NOT_FOUND}
     */
    public void use(AlgorithmId id, ServiceId service) {
        repository.use(id, service);
    }

    /** The services that run an algorithm, by id. */
    public List<ServiceId> servicesOf(AlgorithmId id) {
        return repository.servicesOf(id);
    }

    private static AiOpsException unknown(AlgorithmId id) {
        return new AiOpsException(ErrorCode.ALGORITHM_NOT_FOUND, "there is no algorithm " + id);
    }
}
