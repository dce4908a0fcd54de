package io.aiops.gitea.upload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * A small object as it stands in a pack.
 *
 * @param id 40 hex digits
 * @param packed its head and its compressed content
 */
record MemoryObject(String id, byte[] packed) {

    static MemoryObject of(int type, byte[] content) {
        String id = HexFormat.of()
                .formatHex(ObjectHeads.digest(type, content.length).digest(content));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ObjectHeads.inPack(type, content.length));
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream packed = new DeflaterOutputStream(out, deflater)) {
            packed.write(content);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            deflater.end();
        }
        return new MemoryObject(id, out.toByteArray());
    }
}
