package io.aiops.app.gitea;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.gitea.RepoName;
import io.aiops.gitea.git.GitAccess;
import io.aiops.gitea.git.GitPin;
import io.aiops.gitea.git.GitPull;
import io.aiops.gitea.git.GitRemote;
import io.aiops.gitea.git.GitRevision;
import io.aiops.gitea.git.GitWatch;
import io.aiops.gitea.git.GitWork;
import io.aiops.project.FileTree;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

/** Working copies of repositories in a folder of this host, one an algorithm. Thread-safe: one call at a time for each. */
final class WorkingCopies {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final int LOCKS = 64;

    private final Path folder;
    private final CodeServers servers;
    private final GitWork work;
    private final Lock[] locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(Lock[]::new);

    WorkingCopies(Path folder, CodeServers servers, GitWork work) {
        this.folder = folder;
        this.servers = servers;
        this.work = work;
    }

    /** A copy and its repository. */
    private record Copy(Path path, GitRemote remote, GitAccess access) {}

    /** A copy that was made. */
    record Cloned(Path path, GitPin pin) {}

    /**
     * Clones.
     *
     * @param depth commits of history; 0 for all
     * @param replace whether a copy that is there is replaced
     * @throws AiOpsException {@code CODE_CONFLICT} if there is one, or another call works in it
     */
    Cloned clone(String algorithm, GitRevision revision, int depth, boolean replace) {
        return alone(algorithm, copy -> {
            boolean there = Files.exists(copy.path());
            if (there && !replace) {
                throw new AiOpsException(
                        ErrorCode.CODE_CONFLICT, algorithm + " is cloned already; pull it, or clone with replace=true");
            }
            Path fresh = there ? beside(copy.path()) : copy.path();
            GitPin pin = work.clone(copy.remote(), copy.access(), revision, depth, fresh, GitWatch.none());
            if (there) {
                swap(fresh, copy.path());
            }
            return new Cloned(copy.path(), pin);
        });
    }

    /** Pulls; see {@link GitWork#pull}. */
    GitPull pull(String algorithm) {
        return alone(
                algorithm, copy -> work.pull(copy.remote(), copy.access(), there(algorithm, copy), GitWatch.none()));
    }

    /** Commits and pushes; see {@link GitWork#push}. */
    String push(String algorithm, String message, String author) {
        return alone(
                algorithm,
                copy -> work.push(
                        copy.remote(),
                        copy.access(),
                        there(algorithm, copy),
                        UploadWork.change(message, author),
                        GitWatch.none()));
    }

    private <T> T alone(String algorithm, Function<Copy, T> call) {
        CodeServer server = servers.current();
        RepoName name = server.repositoryOf(algorithm);
        URI url = server.cloneUrl(name);
        Copy copy = new Copy(folder.resolve(algorithm), server.remote(url), server.access(url));
        // Two algorithms may share a lock; then one of them waits, and the number of locks has a bound.
        Lock lock = locks[Math.floorMod(algorithm.hashCode(), LOCKS)];
        if (!taken(lock)) {
            throw new AiOpsException(
                    ErrorCode.CODE_CONFLICT, "another call works in the copy of " + algorithm + "; try again later");
        }
        try {
            return call.apply(copy);
        } finally {
            lock.unlock();
        }
    }

    private static boolean taken(Lock lock) {
        try {
            return lock.tryLock(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Path there(String algorithm, Copy copy) {
        if (!Files.isDirectory(copy.path().resolve(".git"))) {
            throw new AiOpsException(ErrorCode.CODE_NOT_FOUND, algorithm + " is not cloned yet; clone it first");
        }
        return copy.path();
    }

    private Path beside(Path path) {
        return folder.resolve("." + path.getFileName() + "." + UUID.randomUUID());
    }

    private void swap(Path fresh, Path path) {
        Path old = beside(path);
        try {
            Files.move(path, old, StandardCopyOption.ATOMIC_MOVE);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
            FileTree.delete(old);
        } catch (IOException disk) {
            throw new AiOpsException(ErrorCode.STORAGE_FAILED, path + " cannot be replaced; look at its folder", disk);
        }
    }
}
