package io.aiops.gitea.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jgit.lib.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All repositories below one folder: {@code <folder>/<owner>/<name>.git}. One store at a time has the folder. A repository is
 * made aside and renamed into place when it is whole; what a kill left aside is removed at the next start.
 */
final class RepositoryStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RepositoryStore.class);
    private static final String ENDING = ".git";

    private final Path root;
    private final Path aside;
    private final Clock clock;
    private final Sequence ids;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final Map<RepositoryKey, StoredRepository> repositories = new ConcurrentHashMap<>();
    private final Map<RepositoryKey, RepositoryKey> formerNames = new ConcurrentHashMap<>();
    private final Set<RepositoryKey> taken = ConcurrentHashMap.newKeySet();

    RepositoryStore(Path root, Path inner, Sequence ids, Clock clock) throws IOException {
        this.root = root;
        this.aside = inner.resolve("aside");
        this.clock = clock;
        this.ids = ids;
        this.lockFile = FileChannel.open(inner.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            this.lock = acquire();
            DurableFile.deleteTree(aside);
            Files.createDirectories(aside);
            load();
        } catch (IOException | RuntimeException e) {
            repositories.values().forEach(StoredRepository::close);
            lockFile.close();
            throw e;
        }
    }

    Optional<StoredRepository> find(String owner, String name) {
        return Optional.ofNullable(repositories.get(new RepositoryKey(owner, name)));
    }

    /** The repository that had this name once, if the name is free now. */
    Optional<StoredRepository> findByFormerName(String owner, String name) {
        return Optional.ofNullable(formerNames.get(new RepositoryKey(owner, name)))
                .map(repositories::get);
    }

    /** All, by id. */
    List<StoredRepository> all() {
        return repositories.values().stream()
                .sorted(Comparator.comparingLong(each -> each.record().id()))
                .toList();
    }

    /**
     * Makes an empty repository.
     *
     * @return empty if the name is taken, whoever takes it at the same moment
     */
    Optional<StoredRepository> create(RepositoryRecord draft) throws IOException {
        RepositoryKey key = draft.key();
        if (!taken.add(key)) {
            return Optional.empty();
        }
        boolean made = false;
        try {
            StoredRepository repository = make(draft);
            repositories.put(key, repository);
            formerNames.remove(key);
            made = true;
            return Optional.of(repository);
        } finally {
            if (!made) {
                taken.remove(key);
            }
        }
    }

    /** A record with an id of its own. */
    RepositoryRecord draft(String owner, String name, String defaultBranch) {
        return RepositoryRecord.of(ids.next(), owner, name, defaultBranch, now());
    }

    void delete(StoredRepository repository) throws IOException {
        RepositoryKey key = repository.record().key();
        Path away = aside.resolve(UUID.randomUUID() + ENDING);
        boolean moved = repository.locked(() -> {
            if (repository.gone()) {
                return false;
            }
            Files.move(repository.folder(), away, StandardCopyOption.ATOMIC_MOVE);
            repository.markGone();
            return true;
        });
        if (moved) {
            repositories.remove(key);
            formerNames.values().removeIf(key::equals);
            taken.remove(key);
            repository.close();
            DurableFile.deleteTree(away);
        }
    }

    /**
     * Gives a repository another name within its owner. Its old name leads to it until somebody takes it.
     *
     * @return empty if the new name is taken
     */
    Optional<StoredRepository> rename(StoredRepository repository, String name) throws IOException {
        RepositoryKey before = repository.record().key();
        RepositoryKey after = new RepositoryKey(repository.record().owner(), name);
        if (!before.equals(after) && !taken.add(after)) {
            return Optional.empty();
        }
        boolean done = false;
        try {
            StoredRepository renamed = repository.locked(() -> {
                Path target = root.resolve(repository.record().owner()).resolve(name + ENDING);
                RepositoryRecord record = repository.update(old -> old.renamed(name));
                Files.move(repository.folder(), target, StandardCopyOption.ATOMIC_MOVE);
                repository.markGone();
                return new StoredRepository(target, record);
            });
            repositories.remove(before);
            repositories.put(after, renamed);
            formerNames.remove(after);
            formerNames.replaceAll((former, now) -> now.equals(before) ? after : now);
            if (!before.equals(after)) {
                formerNames.put(before, after);
                taken.remove(before);
            }
            repository.close();
            done = true;
            return Optional.of(renamed);
        } finally {
            if (!done && !before.equals(after)) {
                taken.remove(after);
            }
        }
    }

    @Override
    public void close() throws IOException {
        repositories.values().forEach(StoredRepository::close);
        repositories.clear();
        if (lock.isValid()) {
            lock.release();
        }
        lockFile.close();
    }

    private FileLock acquire() throws IOException {
        try {
            FileLock acquired = lockFile.tryLock();
            if (acquired != null) {
                return acquired;
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("another server of this process has {}", root);
        }
        throw new IOException("another server has the folder " + root + "; stop it or choose another folder");
    }

    private StoredRepository make(RepositoryRecord draft) throws IOException {
        Path fresh = aside.resolve(UUID.randomUUID() + ENDING);
        try {
            BareRepository.create(fresh, draft.defaultBranch()).close();
            StoredRepository.writeRecord(fresh, draft);
            Path owner = Files.createDirectories(root.resolve(draft.owner()));
            Path folder = owner.resolve(draft.name() + ENDING);
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
            DurableFile.flushFolder(owner);
            return new StoredRepository(folder, draft);
        } finally {
            DurableFile.deleteTree(fresh);
        }
    }

    private void load() throws IOException {
        try (DirectoryStream<Path> owners = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (Path owner : owners) {
                if (NameRules.faultOfOwner(owner.getFileName().toString()).isEmpty()) {
                    loadOwner(owner);
                }
            }
        }
        for (StoredRepository repository : all()) {
            for (String former : repository.record().formerNames()) {
                RepositoryKey key = new RepositoryKey(former.split("/")[0], former.split("/")[1]);
                if (!repositories.containsKey(key)) {
                    formerNames.put(key, repository.record().key());
                }
            }
        }
    }

    private void loadOwner(Path owner) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(owner, "*" + ENDING)) {
            for (Path folder : folders) {
                loadRepository(owner.getFileName().toString(), folder);
            }
        }
    }

    private void loadRepository(String owner, Path folder) throws IOException {
        String file = folder.getFileName().toString();
        String name = file.substring(0, file.length() - ENDING.length());
        if (NameRules.faultOfRepository(name).isPresent()) {
            return;
        }
        if (!StoredRepository.isComplete(folder)) {
            if (!Files.isRegularFile(folder.resolve(Constants.HEAD))) {
                LOG.warn("{} is no repository and is left alone", folder);
                return;
            }
            LOG.info("{} had no record and gets one", folder);
            StoredRepository.writeRecord(folder, draft(owner, name, "main"));
        }
        StoredRepository repository = StoredRepository.open(folder);
        RepositoryRecord record = repository.record();
        if (!record.owner().equals(owner) || !record.name().equals(name)) {
            // Killed between the record and the move of a rename: the folder's name counts.
            repository.update(old -> new RepositoryRecord(
                    old.id(),
                    owner,
                    name,
                    old.description(),
                    old.website(),
                    old.closed(),
                    old.template(),
                    old.defaultBranch(),
                    old.topics(),
                    old.formerNames(),
                    old.createdAt(),
                    old.updatedAt(),
                    old.archivedAt()));
        }
        repositories.put(repository.record().key(), repository);
        taken.add(repository.record().key());
    }

    private Instant now() {
        return clock.instant();
    }
}
