package io.aiops.project;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deletes folders with all that is in them. Links are removed, never followed, also when somebody swaps a folder for a link
 * while the deletion runs: every step is relative to an open folder. Folders without write permission are opened up first.
 */
public final class FileTree {

    private FileTree() {}

    /**
     * Deletes whatever is at the path; nothing there is fine.
     *
     * @throws IOException if something of it could not be deleted
     */
    public static void delete(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(path);
            return;
        }
        try (DirectoryStream<Path> parent = Files.newDirectoryStream(Storage.folderOf(path))) {
            if (parent instanceof SecureDirectoryStream<Path> secure) {
                deleteFolder(secure, path.getFileName(), path);
                return;
            }
        }
        deleteByName(path);
    }

    private static void deleteFolder(SecureDirectoryStream<Path> parent, Path name, Path shown) throws IOException {
        try (SecureDirectoryStream<Path> folder = open(parent, name, shown)) {
            List<Path> folders = new ArrayList<>();
            for (Path entry : folder) {
                Path child = entry.getFileName();
                if (isFolder(folder, child)) {
                    folders.add(child);
                } else {
                    deleteFile(parent, name, folder, child);
                }
            }
            for (Path child : folders) {
                openUp(parent, name);
                deleteFolder(folder, child, shown.resolve(child));
            }
        } catch (NoSuchFileException gone) {
            return;
        } catch (DirectoryIteratorException wrapped) {
            throw wrapped.getCause();
        }
        parent.deleteDirectory(name);
    }

    private static void deleteFile(
            SecureDirectoryStream<Path> parent, Path name, SecureDirectoryStream<Path> folder, Path child)
            throws IOException {
        try {
            folder.deleteFile(child);
        } catch (NoSuchFileException gone) {
            return;
        } catch (AccessDeniedException readOnly) {
            openUp(parent, name);
            folder.deleteFile(child);
        }
    }

    private static SecureDirectoryStream<Path> open(SecureDirectoryStream<Path> parent, Path name, Path shown)
            throws IOException {
        try {
            return parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
        } catch (AccessDeniedException closed) {
            // A folder that cannot even be read cannot be opened to change it; by its name it can.
            if (Files.isDirectory(shown, LinkOption.NOFOLLOW_LINKS)) {
                Files.setPosixFilePermissions(shown, Storage.OWNER_FOLDER);
            }
            return parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static boolean isFolder(SecureDirectoryStream<Path> folder, Path child) throws IOException {
        try {
            return folder.getFileAttributeView(child, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes()
                    .isDirectory();
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private static void openUp(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        PosixFileAttributeView view =
                parent.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (!view.readAttributes().permissions().containsAll(Storage.OWNER_FOLDER)) {
            view.setPermissions(Storage.OWNER_FOLDER);
        }
    }

    private static void deleteByName(Path path) throws IOException {
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.setPosixFilePermissions(folder, Storage.OWNER_FOLDER);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
