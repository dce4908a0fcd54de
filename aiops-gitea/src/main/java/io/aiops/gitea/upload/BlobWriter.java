package io.aiops.gitea.upload;

import io.aiops.gitea.git.Cancellation;
import io.aiops.gitea.git.PartsManifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.lib.Constants;

/**
 * Turns files into objects of a spool and into lines of a tree. Sends stages whenever the spool is full; what is too large for
 * a request is taken back and goes in parts. For one thread.
 */
final class BlobWriter {

    private static final int HOPELESS = 4;

    private final PackSpool spool;
    private final Stager stager;
    private final Sender sender;
    private final StageSize size;
    private final TreePlan plan;
    private final UploadMeter meter;
    private final Cancellation cancellation;
    private final FileHash hash;
    private final Set<String> server;
    private final Set<String> made = new LinkedHashSet<>();
    private final Map<String, Set<SourceFile>> owners = new HashMap<>();
    private final Set<SourceFile> waiting = new LinkedHashSet<>();
    private final TreeSet<String> inParts = new TreeSet<>();
    private long resumed;

    /**
     * Writes into a spool.
     *
     * @param server ids of what the server has
     */
    BlobWriter(
            PackSpool spool,
            Stager stager,
            Sender sender,
            TreePlan plan,
            UploadMeter meter,
            Cancellation cancellation,
            Set<String> server) {
        this.spool = spool;
        this.stager = stager;
        this.sender = sender;
        this.size = stager.size();
        this.plan = plan;
        this.meter = meter;
        this.cancellation = cancellation;
        this.hash = new FileHash(cancellation);
        this.server = server;
    }

    void add(SourceFile file) throws IOException {
        cancellation.check();
        if (file.isLink()) {
            byte[] target = Files.readSymbolicLink(file.file()).toString().getBytes(StandardCharsets.UTF_8);
            plan.put(file.path(), file.mode(), whole(file, target.length, () -> new ByteArrayInputStream(target)));
        } else if (size.isKnown() && file.size() / HOPELESS > size.room()) {
            parts(file);
        } else {
            String id = whole(file, file.size(), () -> Files.newInputStream(file.file()));
            plan.put(file.path(), file.mode(), id);
        }
        sendIfFull();
        redo();
        meter.fileDone();
    }

    /** Puts content into the spool unless it is there or on the server. */
    private String whole(SourceFile owner, long length, Content content) throws IOException {
        if (!server.isEmpty()) {
            String id;
            try (InputStream in = content.open()) {
                id = hash.id(owner.path(), length, in);
            }
            if (server.contains(id)) {
                resumed += length;
                meter.prepared(length);
                sender.had(length);
                return id;
            }
        }
        try (InputStream in = content.open()) {
            SpoolEntry entry =
                    spool.append(Constants.OBJ_BLOB, owner.path(), length, in, cancellation, meter::prepared);
            owners.computeIfAbsent(entry.id(), id -> new LinkedHashSet<>()).add(owner);
            if (!made.add(entry.id())) {
                spool.cutTo(spool.entries().size() - 1);
                sender.had(length);
            }
            return entry.id();
        }
    }

    /** Sends all but the last object, and that too if it still is too much, whenever a request would be full. */
    private void sendIfFull() throws IOException {
        if (!stager.fits(spool) && spool.entries().size() > 1) {
            send(spool.entries().size() - 1);
        }
        if (!stager.fits(spool)) {
            send(spool.entries().size());
        }
    }

    /** Sends the first objects in stages. What proves too large is taken out, and waits for {@link #redo}. */
    private void send(int count) throws IOException {
        int rest = spool.entries().size() - count;
        while (spool.entries().size() > rest) {
            try {
                stager.send(spool, spool.entries().size() - rest);
            } catch (TooLargeObject tooLarge) {
                SpoolEntry entry = tooLarge.entry();
                if (entry.type() != Constants.OBJ_BLOB) {
                    throw Stager.tooLargeTree(size);
                }
                spool.keepFrom(1);
                made.remove(entry.id());
                Set<SourceFile> again = owners.remove(entry.id());
                waiting.addAll(again == null ? Set.of() : again);
            }
        }
    }

    /** Sends all that is in the spool in stages; false if files had to be redone, so that trees made before are wrong. */
    boolean sendAll() throws IOException {
        send(spool.entries().size());
        boolean redone = !waiting.isEmpty();
        redo();
        return !redone;
    }

    /** Makes parts of what proved too large. */
    private void redo() throws IOException {
        while (!waiting.isEmpty()) {
            SourceFile file = waiting.iterator().next();
            waiting.remove(file);
            plan.remove(file.path());
            parts(file);
        }
    }

    private void parts(SourceFile file) throws IOException {
        inParts.add(file.path());
        String folder = file.path() + PartsManifest.FOLDER + "/";
        long step = Math.max(1, size.part());
        MessageDigest all = ObjectHeads.digest("SHA-256");
        List<PartsManifest.Part> parts = new ArrayList<>();
        for (long at = 0; at < file.size(); at += step) {
            long offset = at;
            long length = Math.min(step, file.size() - at);
            MessageDigest one = ObjectHeads.digest("SHA-256");
            try (InputStream in = new FileRange(file.file(), offset, length)) {
                hash.id(file.path(), length, in, all, one);
            }
            String name = String.format(Locale.ROOT, "%05d", parts.size() + 1);
            String id = whole(file, length, () -> new FileRange(file.file(), offset, length));
            plan.put(folder + name, SourceFile.PLAIN, id);
            parts.add(new PartsManifest.Part(name, length, HexFormat.of().formatHex(one.digest())));
            sendIfFull();
            if (waiting.contains(file)) {
                return; // the limit proved smaller still, so it begins anew
            }
        }
        PartsManifest manifest = new PartsManifest(
                PartsManifest.FORMAT,
                file.path().substring(file.path().lastIndexOf('/') + 1),
                file.size(),
                HexFormat.of().formatHex(all.digest()),
                file.mode() == SourceFile.PROGRAM,
                parts);
        byte[] json = manifest.json();
        plan.put(
                folder + PartsManifest.FILE,
                SourceFile.PLAIN,
                whole(file, json.length, () -> new ByteArrayInputStream(json)));
    }

    List<String> inParts() {
        return List.copyOf(inParts);
    }

    long resumed() {
        return resumed;
    }

    /** Content that can be read more than once. */
    @FunctionalInterface
    private interface Content {
        InputStream open() throws IOException;
    }
}
