package io.aiops.gitea.upload;

import io.aiops.gitea.git.Cancellation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.transport.PackParser;

/** Puts the trees that JGit makes into a spool, each once, less those that the server has. */
final class SpoolInserter extends ObjectInserter {

    private final PackSpool spool;
    private final Set<String> known;
    private final Cancellation cancellation;
    private final Set<String> made = new HashSet<>();

    SpoolInserter(PackSpool spool, Set<String> known, Cancellation cancellation) {
        this.spool = spool;
        this.known = known;
        this.cancellation = cancellation;
    }

    @Override
    public ObjectId insert(int type, byte[] data, int offset, int length) throws IOException {
        SpoolEntry entry = spool.append(
                type, "", length, new ByteArrayInputStream(data, offset, length), cancellation, read -> {});
        if (known.contains(entry.id()) || !made.add(entry.id())) {
            spool.cutTo(spool.entries().size() - 1);
        }
        return ObjectId.fromString(entry.id());
    }

    @Override
    public ObjectId insert(int type, long length, InputStream in) throws IOException {
        return insert(type, in.readNBytes((int) length), 0, (int) length);
    }

    @Override
    public PackParser newPackParser(InputStream in) {
        throw new UnsupportedOperationException("a spool takes single objects");
    }

    @Override
    public ObjectReader newReader() {
        throw new UnsupportedOperationException("a spool is not read back");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
