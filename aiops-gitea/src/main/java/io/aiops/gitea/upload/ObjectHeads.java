package io.aiops.gitea.upload;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.eclipse.jgit.lib.Constants;

/** How an object begins: where its id is made, and in a pack. */
final class ObjectHeads {

    private ObjectHeads() {}

    /** A digest that has taken in the head of an object. */
    static MessageDigest digest(int type, long size) {
        MessageDigest digest = digest("SHA-1");
        digest.update((Constants.typeString(type) + " " + size + "\0").getBytes(StandardCharsets.US_ASCII));
        return digest;
    }

    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The head in a pack: the type, and the size in groups of seven bits, the first of four. */
    static byte[] inPack(int type, long size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(10);
        long rest = size >>> 4;
        int first = type << 4 | (int) (size & 15);
        out.write(rest == 0 ? first : first | 0x80);
        while (rest != 0) {
            int next = (int) (rest & 0x7f);
            rest >>>= 7;
            out.write(rest == 0 ? next : next | 0x80);
        }
        return out.toByteArray();
    }
}
