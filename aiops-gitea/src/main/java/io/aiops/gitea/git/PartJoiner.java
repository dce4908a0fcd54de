package io.aiops.gitea.git;

import io.aiops.project.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/** Joins files that were uploaded in parts. Every part and the whole are checked by their hashes. */
public final class PartJoiner {

    private static final long LARGEST_MANIFEST = 16 << 20;

    private final Cancellation cancellation;
    private final byte[] buffer = new byte[64 * 1024];

    /** Can be cancelled between any two blocks. */
    public PartJoiner(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    /**
     * Puts the file in the place of every folder of parts below the root. A folder of that name without a manifest is left
     * alone. After an exception the tree is not to be used.
     *
     * @return how many files were joined
     * @throws GitException {@code PART_DAMAGED} if a part misses, is not what it was, or was not asked for; {@code STORAGE};
     *     {@code CANCELLED}
     */
    public int join(Path root) {
        try {
            List<Path> folders = new ArrayList<>();
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    if (!folder.equals(root)
                            && folder.getFileName().toString().endsWith(PartsManifest.FOLDER)
                            && Files.isRegularFile(folder.resolve(PartsManifest.FILE), LinkOption.NOFOLLOW_LINKS)) {
                        folders.add(folder);
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
            for (Path folder : folders) {
                joinOne(root, folder);
            }
            return folders.size();
        } catch (IOException disk) {
            throw JGitErrors.storage(disk);
        }
    }

    private void joinOne(Path root, Path folder) throws IOException {
        String shown = ShownText.of(root.relativize(folder).toString());
        PartsManifest manifest = manifest(folder, shown);
        String stem = folder.getFileName().toString();
        stem = stem.substring(0, stem.length() - PartsManifest.FOLDER.length());
        if (!manifest.name().equals(stem)) {
            throw damaged(shown, "its manifest is of another file");
        }
        requireExactly(folder, manifest, shown);
        Path whole = folder.resolveSibling(stem);
        if (Files.exists(whole, LinkOption.NOFOLLOW_LINKS)) {
            throw damaged(shown, "the whole file is there too; remove one of them");
        }
        MessageDigest all = sha256();
        long size = 0;
        try (OutputStream out = Files.newOutputStream(whole, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (PartsManifest.Part part : manifest.parts()) {
                size += append(folder.resolve(part.name()), part, all, out, shown);
            }
        }
        if (size != manifest.size() || !hex(all).equals(manifest.sha256())) {
            throw damaged(shown, "the joined file is not what was uploaded");
        }
        Files.setPosixFilePermissions(
                whole, PosixFilePermissions.fromString(manifest.executable() ? "rwxr-xr-x" : "rw-r--r--"));
        FileTree.delete(folder);
    }

    private static PartsManifest manifest(Path folder, String shown) throws IOException {
        Path file = folder.resolve(PartsManifest.FILE);
        if (Files.size(file) > LARGEST_MANIFEST) {
            throw damaged(shown, "its manifest is too large");
        }
        return PartsManifest.read(Files.readAllBytes(file))
                .orElseThrow(() -> damaged(shown, "its manifest cannot be read"));
    }

    private static void requireExactly(Path folder, PartsManifest manifest, String shown) throws IOException {
        TreeSet<String> wanted = new TreeSet<>();
        for (PartsManifest.Part part : manifest.parts()) {
            if (!part.name().matches("[0-9]{5,9}") || !wanted.add(part.name())) {
                throw damaged(shown, "its manifest names a part wrongly");
            }
        }
        wanted.add(PartsManifest.FILE);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS) || !wanted.remove(name)) {
                    throw damaged(shown, "\"" + ShownText.of(name) + "\" is not one of its parts");
                }
            }
        }
        if (!wanted.isEmpty()) {
            throw damaged(shown, "part " + wanted.first() + " misses");
        }
    }

    private long append(Path file, PartsManifest.Part part, MessageDigest all, OutputStream out, String shown)
            throws IOException {
        MessageDigest one = sha256();
        long size = 0;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                cancellation.check();
                one.update(buffer, 0, read);
                all.update(buffer, 0, read);
                out.write(buffer, 0, read);
                size += read;
            }
        }
        if (size != part.size() || !hex(one).equals(part.sha256())) {
            throw damaged(shown, "part " + part.name() + " is not what was uploaded");
        }
        return size;
    }

    private static GitException damaged(String shown, String why) {
        return new GitException(GitFault.PART_DAMAGED, shown + " cannot be joined: " + why + "; upload the file again");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
