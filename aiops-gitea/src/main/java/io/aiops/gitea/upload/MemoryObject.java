package io.aiops.gitea.upload;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** A small object as it stands in a pack. */
final class MemoryObject {

    private final String id;
    private final byte[] packed;

    private MemoryObject(String id, byte[] packed) {
        this.id = id;
        this.packed = packed;
    }

    static MemoryObject of(int type, byte[] content) {
        String id = HexFormat.of()
                .formatHex(ObjectHeads.digest(type, content.length).digest(content));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ObjectHeads.inPack(type, content.length));
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream compressed = new DeflaterOutputStream(out, deflater)) {
            compressed.write(content);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            deflater.end();
        }
        return new MemoryObject(id, out.toByteArray());
    }

    /** 40 hex digits. */
    String id() {
        return id;
    }

    int length() {
        return packed.length;
    }

    /** Its head and its compressed content. */
    InputStream open() {
        return new ByteArrayInputStream(packed);
    }
}
