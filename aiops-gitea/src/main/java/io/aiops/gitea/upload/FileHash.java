package io.aiops.gitea.upload;

import io.aiops.gitea.git.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.eclipse.jgit.lib.Constants;

/** Reads content once to know what it is. */
final class FileHash {

    private final Cancellation cancellation;
    private final byte[] buffer = new byte[64 * 1024];

    FileHash(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    /** The id that content has in git, while other digests take it in too. */
    String id(String path, long size, InputStream content, MessageDigest... others) throws IOException {
        MessageDigest digest = ObjectHeads.digest(Constants.OBJ_BLOB, size);
        long count = 0;
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            cancellation.check();
            count += read;
            digest.update(buffer, 0, read);
            for (MessageDigest other : others) {
                other.update(buffer, 0, read);
            }
        }
        if (count != size) {
            throw new SourceChanged(path);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
