package io.aiops.gitea.embedded;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;

/**
 * A repository on disk: its objects and refs, and the little files beside them. Reading needs no lock; whoever moves a ref or
 * changes the record does it in {@link #locked}, so that a push and a request to the API never cross.
 */
final class StoredRepository implements AutoCloseable {

    private static final String RECORD_FILE = "repository.json";

    /** Work that is done while nobody else changes the repository. */
    interface Work<T> {
        T run() throws IOException;
    }

    private final ReentrantLock lock = new ReentrantLock(true);
    private final ObjectMapper json = JsonText.mapper();
    private final Path folder;
    private final BareRepository git;
    private final HookBook hooks;
    private final StatusBook statuses;
    private volatile RepositoryRecord record;
    private volatile long size = -1;
    private volatile boolean gone;

    StoredRepository(Path folder, RepositoryRecord record) throws IOException {
        this.folder = folder;
        this.record = record;
        this.hooks = new HookBook(folder.resolve("hooks.json"));
        this.statuses = new StatusBook(folder.resolve("statuses.jsonl"));
        this.git = BareRepository.open(folder);
    }

    /** Whether a folder has a record, that is: was made by this server. */
    static boolean isComplete(Path folder) {
        return Files.isRegularFile(folder.resolve(RECORD_FILE));
    }

    static StoredRepository open(Path folder) throws IOException {
        RepositoryRecord record =
                JsonText.mapper().readValue(folder.resolve(RECORD_FILE).toFile(), RepositoryRecord.class);
        return new StoredRepository(folder, record);
    }

    static void writeRecord(Path folder, RepositoryRecord record) throws IOException {
        DurableFile.write(folder.resolve(RECORD_FILE), JsonText.mapper().writeValueAsBytes(record));
    }

    RepositoryRecord record() {
        return record;
    }

    Repository git() {
        return git;
    }

    HookBook hooks() {
        return hooks;
    }

    StatusBook statuses() {
        return statuses;
    }

    Path folder() {
        return folder;
    }

    /** Whether it was deleted or renamed after somebody got hold of it. */
    boolean gone() {
        return gone;
    }

    void markGone() {
        gone = true;
    }

    <T> T locked(Work<T> work) throws IOException {
        lock.lock();
        try {
            return work.run();
        } finally {
            lock.unlock();
        }
    }

    /** Changes the record, on disk first. */
    RepositoryRecord update(UnaryOperator<RepositoryRecord> change) throws IOException {
        return locked(() -> {
            RepositoryRecord next = change.apply(record);
            if (!next.equals(record)) {
                DurableFile.write(folder.resolve(RECORD_FILE), json.writeValueAsBytes(next));
                record = next;
            }
            return next;
        });
    }

    /** Points HEAD to a branch, which need not be there yet. */
    void pointHeadTo(String branch) throws IOException {
        var head = git.updateRef(Constants.HEAD);
        head.disableRefLog();
        head.link(Constants.R_HEADS + branch);
    }

    boolean isEmpty() throws IOException {
        return git.getRefDatabase().getRefsByPrefix(Constants.R_HEADS).isEmpty();
    }

    int countOf(String prefix) throws IOException {
        return git.getRefDatabase().getRefsByPrefix(prefix).size();
    }

    Iterable<Ref> refs(String prefix) throws IOException {
        return git.getRefDatabase().getRefsByPrefix(prefix);
    }

    /** The bytes on disk in KiB; counted once, until {@link #forgetSize}. */
    long kibibytes() throws IOException {
        long known = size;
        if (known < 0) {
            try (Stream<Path> files = Files.walk(folder)) {
                known = files.mapToLong(StoredRepository::bytesOf).sum() / 1024;
            } catch (UncheckedIOException e) {
                return 0;
            }
            size = known;
        }
        return known;
    }

    void forgetSize() {
        size = -1;
    }

    @Override
    public void close() {
        git.close();
    }

    private static long bytesOf(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
