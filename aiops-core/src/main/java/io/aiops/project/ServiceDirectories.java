package io.aiops.project;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.ServiceId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Where everything lies below the platform's home, as the service contract draws it. Finding a path never touches the disk;
 * what does says so. Work on one service is expected to be serialised by the caller; {@code current} is safe without.
 */
public final class ServiceDirectories {

    /** Names of the platform's own folders and logs, so that no service may be called so. */
    private static final Set<String> RESERVED = Set.of(
            "cache",
            "config",
            "database",
            "deployments",
            "gateway",
            "git",
            "gitea",
            "logs",
            "platform",
            "postgres",
            "run",
            "server",
            "storage",
            "tmp",
            "uploads");

    private static final Pattern DEPLOYMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,127}");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");
    private static final String SWITCHING = ".current-";

    private final Path home;

    /** The standard below a home, which need not exist yet. */
    public ServiceDirectories(Path home) {
        this.home = home.toAbsolutePath().normalize();
    }

    /** The platform's folder, absolute. */
    public Path home() {
        return home;
    }

    /** Common configuration, written by the platform. */
    public Path config() {
        return home.resolve("config");
    }

    /** Output of services and deployments. */
    public Path logs() {
        return home.resolve("logs");
    }

    /** What runtimes must remember; readable by its owner only. */
    public Path run() {
        return home.resolve("run");
    }

    /**
     * The folder of a service.
     *
     * @throws AiOpsException {@code INVALID_SERVICE_ID} if the platform uses that name itself
     */
    public Path service(ServiceId id) {
        if (RESERVED.contains(id.value())) {
            throw new AiOpsException(
                    ErrorCode.INVALID_SERVICE_ID,
                    "service id \"" + id + "\" is not allowed: the platform uses that name itself; choose another");
        }
        return home.resolve(id.value());
    }

    /** The folder of one release; immutable once it was built. */
    public Path release(ServiceId id, int number) {
        return releases(id).resolve(Integer.toString(number));
    }

    /** The link to the release that serves. */
    public Path current(ServiceId id) {
        return service(id).resolve("current");
    }

    /** What a service keeps across its releases. */
    public Path data(ServiceId id) {
        return service(id).resolve("data");
    }

    /** A service's standard output. */
    public Path stdoutLog(ServiceId id) {
        return logs().resolve(id + ".log");
    }

    /** A service's standard error. */
    public Path stderrLog(ServiceId id) {
        return logs().resolve(id + "_error.log");
    }

    /**
     * The output of one deployment.
     *
     * @throws AiOpsException {@code INVALID_REQUEST} if the text cannot be a deployment's id
     */
    public Path deploymentLog(String deploymentId) {
        if (!DEPLOYMENT.matcher(deploymentId).matches()) {
            throw new AiOpsException(
                    ErrorCode.INVALID_REQUEST, "not a deployment id: " + Words.printable(deploymentId));
        }
        return logs().resolve("deployments").resolve(deploymentId + ".log");
    }

    /**
     * Creates the platform's own folders where they are missing.
     *
     * @throws AiOpsException {@code STORAGE_FAILED}
     */
    public void create() {
        try {
            Storage.createFolder(home, Storage.OPEN_FOLDER);
            Storage.createFolder(config(), Storage.OPEN_FOLDER);
            Storage.createFolder(logs(), Storage.OPEN_FOLDER);
            Storage.createFolder(logs().resolve("deployments"), Storage.OWNER_FOLDER);
            Storage.createFolder(run(), Storage.OWNER_FOLDER);
        } catch (IOException failure) {
            throw Storage.failed("cannot create the folders of " + home, failure);
        }
    }

    /**
     * Creates the empty folder of a new release, and the service's data folder where it is missing.
     *
     * @throws AiOpsException {@code STORAGE_FAILED} if it exists or cannot be created, {@code INVALID_SERVICE_ID} if the
     *     service's folder is there but belongs to something else
     */
    public Path createRelease(ServiceId id, int number) {
        Path folder = release(id, number);
        if (number < 1) {
            throw new IllegalArgumentException("release of " + id + " must be 1 or more, not " + number);
        }
        create();
        try {
            requireOurs(id);
            Storage.createFolder(service(id), Storage.OPEN_FOLDER);
            Storage.createFolder(releases(id), Storage.OPEN_FOLDER);
            Storage.createFolder(data(id), Storage.OWNER_FOLDER);
            Files.createDirectory(folder);
            Files.setPosixFilePermissions(folder, Storage.OPEN_FOLDER);
            return folder;
        } catch (FileAlreadyExistsException exists) {
            throw new AiOpsException(
                    ErrorCode.STORAGE_FAILED, "release " + number + " of " + id + " exists already: " + folder, exists);
        } catch (IOException failure) {
            throw Storage.failed("cannot create release " + number + " of " + id, failure);
        }
    }

    /**
     * Makes the data folder of a service, and what is in it, a host user's, as whom the service runs.
     *
     * @throws AiOpsException {@code STORAGE_FAILED} if this process may not, or there is no such user
     */
    public void giveData(ServiceId id, String user) {
        try {
            DataOwner.give(data(id), user);
        } catch (IOException failure) {
            throw Storage.failed("cannot give the data folder of " + id + " to user " + user, failure);
        }
    }

    /** The releases that are on the disk, ascending. */
    public List<Integer> releaseNumbers(ServiceId id) {
        List<Integer> numbers = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(releases(id))) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (NUMBER.matcher(name).matches()) {
                    numbers.add(Integer.valueOf(name));
                }
            }
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException failure) {
            throw Storage.failed("cannot list the releases of " + id, failure);
        }
        numbers.sort(null);
        return List.copyOf(numbers);
    }

    /** The release that {@code current} points at. */
    public OptionalInt currentRelease(ServiceId id) {
        Path link = current(id);
        try {
            if (!Files.isSymbolicLink(link)) {
                return OptionalInt.empty();
            }
            String name = String.valueOf(Files.readSymbolicLink(link).getFileName());
            return NUMBER.matcher(name).matches() ? OptionalInt.of(Integer.parseInt(name)) : OptionalInt.empty();
        } catch (NoSuchFileException gone) {
            return OptionalInt.empty();
        } catch (IOException failure) {
            throw Storage.failed("cannot read " + link, failure);
        }
    }

    /**
     * Points {@code current} at a release in one step: whoever looks sees the old release or the new one.
     *
     * @throws AiOpsException {@code NO_RELEASE} if that release is not on the disk, {@code STORAGE_FAILED}
     */
    public void switchCurrent(ServiceId id, int number) {
        if (!Files.isDirectory(release(id, number), LinkOption.NOFOLLOW_LINKS)) {
            throw new AiOpsException(ErrorCode.NO_RELEASE, "release " + number + " of " + id + " is not on the disk");
        }
        Path temporary = service(id).resolve(SWITCHING + UUID.randomUUID());
        try {
            try {
                Files.createSymbolicLink(temporary, Path.of("releases", Integer.toString(number)));
                Storage.move(temporary, current(id));
            } finally {
                Files.deleteIfExists(temporary);
            }
            Storage.sync(service(id));
        } catch (IOException failure) {
            throw Storage.failed("cannot switch " + id + " to release " + number, failure);
        }
    }

    /**
     * Deletes a release; {@code current} goes with it if it points there. What a failed first deployment leaves goes too: the
     * service's folder, if no release and no data are in it. Nothing there is fine.
     *
     * @throws AiOpsException {@code STORAGE_FAILED}
     */
    public void deleteRelease(ServiceId id, int number) {
        try {
            OptionalInt current = currentRelease(id);
            if (current.isPresent() && current.getAsInt() == number) {
                Files.deleteIfExists(current(id));
            }
            FileTree.delete(release(id, number));
            deleteIfEmpty(id);
        } catch (IOException failure) {
            throw Storage.failed("cannot delete release " + number + " of " + id, failure);
        }
    }

    /**
     * Deletes a service with its releases, data and logs. The output of its deployments stays. Nothing there is fine.
     *
     * @throws AiOpsException {@code STORAGE_FAILED}
     */
    public void deleteService(ServiceId id) {
        try {
            requireOurs(id);
            Files.deleteIfExists(current(id));
            FileTree.delete(service(id));
            deleteLogs(id);
        } catch (IOException failure) {
            throw Storage.failed("cannot delete the folder of " + id, failure);
        }
    }

    /**
     * Deletes one file, or a link and not what it means. Nothing there is fine.
     *
     * @throws AiOpsException {@code STORAGE_FAILED}
     */
    public static void deleteFile(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw Storage.failed("cannot delete " + file, failure);
        }
    }

    private void deleteIfEmpty(ServiceId id) throws IOException {
        Path folder = service(id);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        deleteLeftLinks(folder);
        if (Files.isSymbolicLink(current(id)) || !isEmpty(releases(id)) || !isEmpty(data(id))) {
            return;
        }
        Files.deleteIfExists(data(id));
        Files.deleteIfExists(releases(id));
        if (isEmpty(folder)) {
            Files.deleteIfExists(folder);
        }
    }

    private Path releases(ServiceId id) {
        return service(id).resolve("releases");
    }

    private void requireOurs(ServiceId id) throws IOException {
        Path folder = service(id);
        boolean ours = !Files.exists(folder, LinkOption.NOFOLLOW_LINKS)
                || (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                        && (Files.isDirectory(releases(id), LinkOption.NOFOLLOW_LINKS) || isEmpty(folder)));
        if (!ours) {
            throw new AiOpsException(
                    ErrorCode.INVALID_SERVICE_ID,
                    "service id \"" + id + "\" cannot be used: " + folder + " is there and holds something else");
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        } catch (NoSuchFileException none) {
            return true;
        }
    }

    private static void deleteLeftLinks(Path folder) throws IOException {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(folder, SWITCHING + "*")) {
            for (Path link : links) {
                Files.deleteIfExists(link);
            }
        }
    }

    private void deleteLogs(ServiceId id) throws IOException {
        if (!Files.isDirectory(logs())) {
            return;
        }
        // An id has neither a dot nor an underscore, so this cannot match the log of another service.
        Pattern own = Pattern.compile(Pattern.quote(id.value()) + "(_error)?(\\.\\d+)?\\.log(\\.\\d+)?");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                logs(), file -> own.matcher(file.getFileName().toString()).matches())) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }
}
