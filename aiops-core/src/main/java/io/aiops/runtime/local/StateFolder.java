package io.aiops.runtime.local;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.WorkloadId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder in which this runtime remembers its workloads, one folder each; locked against a second platform as long as it
 * is open. A name that begins with a dot is a draft or a leftover and means nothing.
 */
final class StateFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateFolder.class);
    private static final String DEFINITION = "workload.json";

    private final Path root;
    private final Path holder;
    private final FileChannel channel;
    private final ObjectMapper json = new ObjectMapper();

    private StateFolder(Path root, Path holder, FileChannel channel) {
        this.root = root;
        this.holder = holder;
        this.channel = channel;
    }

    /**
     * Opens and locks a folder, making it where it is missing.
     *
     * @throws AiOpsException {@code STATE_IN_USE}; {@code STORAGE_FAILED}
     */
    static StateFolder open(Path root, ProcessTable table) {
        try {
            StateFiles.createFolder(root);
            // Closing a second channel on the lock file would let go of this process's own lock; so who holds it is
            // asked first.
            Path holder = root.resolve("holder");
            String self = holderText(root, table);
            if (Files.exists(holder) && Files.readString(holder).equals(self)) {
                throw inUse(root, "this process");
            }
            FileChannel channel =
                    FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!lock(channel)) {
                channel.close();
                throw inUse(root, "another process");
            }
            StateFiles.write(holder, self.getBytes(StandardCharsets.UTF_8));
            StateFolder folder = new StateFolder(root, holder, channel);
            folder.sweep();
            folder.sweepAfterReboot(table.bootId());
            return folder;
        } catch (IOException failed) {
            throw failed("the state folder " + root + " cannot be opened", failed);
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            @Nullable FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException ownedByThisProcess) {
            return false;
        }
    }

    /** Names this process and this very folder, so that a copy of the folder is not thought to be in use. */
    private static String holderText(Path root, ProcessTable table) throws IOException {
        long pid = ProcessHandle.current().pid();
        long born = table.find(pid).map(stat -> stat.identity().born()).orElse(0L);
        return pid + " " + born + " " + table.bootId() + " " + key(root);
    }

    private static AiOpsException inUse(Path root, String who) {
        return new AiOpsException(
                ErrorCode.STATE_IN_USE,
                "the state folder " + root + " is in use by another platform in " + who
                        + "; stop it, or give this one another home");
    }

    /** An error of the disk. */
    static AiOpsException failed(String what, IOException cause) {
        return new AiOpsException(ErrorCode.STORAGE_FAILED, what + ": " + cause, cause);
    }

    private void sweep() throws IOException {
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(root, ".*")) {
            for (Path draft : drafts) {
                StateFiles.deleteFolder(draft);
            }
        }
    }

    Path root() {
        return root;
    }

    Path folderOf(WorkloadId id) {
        return root.resolve(id.toString());
    }

    /** Where the state of log files is kept. */
    Path logs() {
        return root.resolve("logs");
    }

    /** A new empty folder that becomes a workload's with {@link #commit}. */
    Path draft(WorkloadId id, String nonce) throws IOException {
        Path draft = root.resolve("." + id + "." + nonce);
        StateFiles.createFolder(draft);
        return draft;
    }

    /** Gives a draft the place of the workload's folder, and removes what was there. */
    void commit(Path draft, WorkloadId id) throws IOException {
        Path folder = folderOf(id);
        Path former = root.resolve(draft.getFileName() + ".former");
        boolean replaces = Files.exists(folder);
        if (replaces) {
            Files.move(folder, former);
        }
        Files.move(draft, folder);
        if (replaces) {
            StateFiles.deleteFolder(former);
        }
    }

    /** Removes a workload's folder; it disappears at once, whatever happens to its content. */
    void delete(WorkloadId id) throws IOException {
        Path folder = folderOf(id);
        Path leftover = root.resolve("." + id + ".removed");
        StateFiles.deleteFolder(leftover);
        try {
            Files.move(folder, leftover);
        } catch (NoSuchFileException gone) {
            return;
        }
        StateFiles.deleteFolder(leftover);
    }

    /**
     * Writes a definition and what its replicas run into a draft. Nothing is waited for: what a loss of power tears is known by
     * its sums, and removed when the folder is opened after it.
     *
     * @return the definition with the sums
     */
    Definition write(Path draft, Definition definition, List<byte[]> launches) throws IOException {
        for (int index = 0; index < launches.size(); index++) {
            Path folder = draft.resolve(Integer.toString(index));
            StateFiles.createFolder(folder);
            StateFiles.create(folder.resolve(LaunchFile.NAME), launches.get(index));
        }
        Definition summed = definition.withLaunches(
                launches.stream().map(KeeperStarter::shortHash).toList());
        StateFiles.create(
                draft.resolve(DEFINITION), json.writerWithDefaultPrettyPrinter().writeValueAsBytes(summed));
        return summed;
    }

    private void sweepAfterReboot(String boot) throws IOException {
        Path file = root.resolve("boot");
        boolean known = Files.exists(file);
        if (known && Files.readString(file).equals(boot)) {
            return;
        }
        for (WorkloadId id : known ? ids() : List.<WorkloadId>of()) {
            if (isTorn(id)) {
                LOG.warn("workload {}: its definition was torn when the host went down and is removed", id);
                delete(id);
            }
        }
        StateFiles.write(file, boot.getBytes(StandardCharsets.UTF_8));
    }

    private boolean isTorn(WorkloadId id) throws IOException {
        try {
            @Nullable
            Definition definition =
                    json.readValue(Files.readAllBytes(folderOf(id).resolve(DEFINITION)), Definition.class);
            if (definition == null) {
                return true;
            }
            List<String> sums = Objects.requireNonNull(definition.launches());
            for (int index = 0; index < sums.size(); index++) {
                Path launch = folderOf(id).resolve(Integer.toString(index)).resolve(LaunchFile.NAME);
                if (!KeeperStarter.shortHash(Files.readAllBytes(launch)).equals(sums.get(index))) {
                    return true;
                }
            }
            return false;
        } catch (NoSuchFileException | JacksonException torn) {
            return true;
        }
    }

    /** Whether there is a folder of that workload, readable or not. */
    boolean holds(WorkloadId id) {
        return Files.exists(folderOf(id));
    }

    /** The definition in the folder of a workload; empty when it is missing, damaged or of a later version. */
    Optional<Definition> read(WorkloadId id) {
        Path file = folderOf(id).resolve(DEFINITION);
        try {
            @Nullable Definition definition = json.readValue(Files.readAllBytes(file), Definition.class);
            if (definition == null
                    || definition.version() != Definition.VERSION
                    || !definition.id().equals(id.toString())) {
                LOG.warn("workload {}: {} is of another version or of another workload and is left alone", id, file);
                return Optional.empty();
            }
            return Optional.of(definition);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (JacksonException damaged) {
            LOG.warn("workload {}: {} is damaged and is left alone: {}", id, file, damaged.getOriginalMessage());
            return Optional.empty();
        } catch (IOException unreadable) {
            throw failed("the definition of " + id + " cannot be read", unreadable);
        }
    }

    /** Every workload with a folder here. */
    List<WorkloadId> ids() {
        List<WorkloadId> ids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, "[a-z0-9]*.[0-9]*")) {
            for (Path entry : entries) {
                try {
                    ids.add(WorkloadId.parse(String.valueOf(entry.getFileName())));
                } catch (AiOpsException stranger) {
                    LOG.warn("{} is not a workload's folder and is left alone", entry);
                }
            }
        } catch (IOException unreadable) {
            throw failed("the state folder " + root + " cannot be read", unreadable);
        }
        return ids;
    }

    /** What names a folder on its disk, whatever path leads to it. */
    static String key(Path folder) throws IOException {
        return Objects.toString(
                Files.readAttributes(folder, BasicFileAttributes.class).fileKey(), "");
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(holder);
            channel.close();
        } catch (IOException leftover) {
            LOG.warn("the state folder {} was not closed cleanly", root, leftover);
        }
    }
}
