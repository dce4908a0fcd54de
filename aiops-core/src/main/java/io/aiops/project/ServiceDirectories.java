package io.aiops.project;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.ServiceId;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * The directory standard of the service contract: where everything of a platform and its services lies. Folders are made
 * when they are first needed. Thread-safe for different services.
 */
public final class ServiceDirectories {

    private final Path home;

    /** The standard below a home, which must be an absolute path. */
    public ServiceDirectories(Path home) {
        if (!home.isAbsolute()) {
            throw new IllegalArgumentException("home must be an absolute path, not " + home);
        }
        this.home = home;
    }

    /** The platform's own folder. */
    public Path home() {
        return home;
    }

    /** Common configuration. */
    public Path config() {
        return home.resolve("config");
    }

    /** The logs of all services. */
    public Path logs() {
        return FileTree.make(home.resolve("logs"));
    }

    /** What runtimes remember. */
    public Path run() {
        return home.resolve("run");
    }

    /** The folder of a service. */
    public Path service(ServiceId id) {
        return home.resolve(id.value());
    }

    /** The folder of a release. */
    public Path release(ServiceId id, int number) {
        return service(id).resolve("releases").resolve(Integer.toString(number));
    }

    /** What a service keeps across releases. */
    public Path data(ServiceId id) {
        return FileTree.make(service(id).resolve("data"));
    }

    /** The log of a service's standard output. */
    public Path stdoutLog(ServiceId id) {
        return logs().resolve(id + ".log");
    }

    /** The log of a service's standard error. */
    public Path stderrLog(ServiceId id) {
        return logs().resolve(id + "_error.log");
    }

    /** The output of a deployment. */
    public Path deploymentLog(String deploymentId) {
        return home.resolve("logs").resolve("deployments").resolve(deploymentId + ".log");
    }

    /**
     * Makes the empty folder of a new release.
     *
     * @throws AiOpsException {@code STORAGE_FAILED} if it exists or cannot be made
     */
    public Path createRelease(ServiceId id, int number) {
        Path folder = release(id, number);
        FileTree.make(service(id).resolve("releases"));
        try {
            return Files.createDirectory(folder);
        } catch (FileAlreadyExistsException there) {
            throw new AiOpsException(ErrorCode.STORAGE_FAILED, "the folder of a new release exists: " + folder, there);
        } catch (IOException failure) {
            throw FileTree.failed("make", folder, failure);
        }
    }

    /** Lets {@code current} point at a release, at once. */
    public void switchCurrent(ServiceId id, int number) {
        Path link = service(id).resolve("current");
        Path draft = service(id).resolve(".current.new");
        try {
            Files.deleteIfExists(draft);
            Files.createSymbolicLink(draft, Path.of("releases", Integer.toString(number)));
            Files.move(draft, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw FileTree.failed("switch", link, failure);
        }
    }

    /** Deletes the folder of a release, and the service's folder if nothing else is in it. Idempotent. */
    public void deleteRelease(ServiceId id, int number) {
        FileTree.delete(release(id, number));
        deleteIfEmpty(service(id).resolve("releases"));
        deleteIfEmpty(service(id).resolve("data"));
        deleteIfEmpty(service(id));
    }

    /** Deletes all of a service: releases, data and logs. Idempotent. */
    public void deleteService(ServiceId id) {
        FileTree.delete(service(id));
        if (!Files.isDirectory(home.resolve("logs"))) {
            return;
        }
        try (Stream<Path> logs = Files.list(home.resolve("logs"))) {
            // Rotated files too: text-classify.log.1, text-classify_error.log.2; never those of text-classify-2.
            String names = "\\Q" + id + "\\E(_error)?(\\.\\d+)?\\.log(\\.\\d+)?";
            logs.filter(log -> log.getFileName().toString().matches(names)).forEach(FileTree::delete);
        } catch (IOException failure) {
            throw FileTree.failed("delete logs in", home.resolve("logs"), failure);
        }
    }

    /** Deletes one file. Nothing there is fine. */
    public static void deleteFile(Path file) {
        FileTree.delete(file);
    }

    private static void deleteIfEmpty(Path folder) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> content = Files.list(folder)) {
            if (content.findAny().isEmpty()) {
                Files.delete(folder);
            }
        } catch (IOException failure) {
            throw FileTree.failed("delete", folder, failure);
        }
    }
}
