package io.aiops.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Answers questions about the files of one project; small files only, and only within its folder. */
final class ProjectFiles {

    private static final int MAX_BYTES = 4 << 20;

    private final Path directory;

    ProjectFiles(Path directory) {
        this.directory = directory;
    }

    /** Whether there is a file of that name in the project; a link out of the project is none. */
    boolean has(String name) {
        try {
            Path file = directory.resolve(name).normalize();
            return file.startsWith(directory.normalize())
                    && Files.isRegularFile(file)
                    && file.toRealPath().startsWith(directory.toRealPath());
        } catch (InvalidPathException odd) {
            return false;
        } catch (IOException failure) {
            throw Storage.failed("cannot look at the project", failure);
        }
    }

    /** Whether a {@code start.sh} of the project's own can start it. */
    boolean startsItself() {
        Path file = directory.resolve("start.sh");
        try {
            return Files.isRegularFile(file)
                    && !LeftOut.isGenerated(file)
                    && (Files.isExecutable(file) || begins(file, "#!"));
        } catch (IOException failure) {
            throw Storage.failed("cannot read start.sh", failure);
        }
    }

    private static boolean begins(Path file, String text) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(text.length()), StandardCharsets.ISO_8859_1).equals(text);
        }
    }

    /** The text of a file, if it is there. */
    Optional<String> text(String name) throws IOException {
        if (!has(name)) {
            return Optional.empty();
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(directory.resolve(name))) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            throw new AiOpsException(ErrorCode.INVALID_MANIFEST, name + " is larger than " + Sizes.inWords(MAX_BYTES));
        }
        return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }

    /** The content of a JSON file, if it is there. */
    Optional<JsonNode> json(String name) throws IOException {
        Optional<String> text = text(name);
        return text.isEmpty() ? Optional.empty() : Optional.ofNullable(new JsonMapper().readTree(text.get()));
    }

    /** The folders of the project, by name, that hold a file. */
    List<String> foldersWith(String name) throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String folder = entry.getFileName().toString();
                if (!LeftOut.byName(folder)
                        && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                        && Files.isRegularFile(entry.resolve(name))) {
                    found.add(folder);
                }
            }
        }
        found.sort(null);
        return found;
    }

    /** The jars in the project's folder, by name, that say which class starts them. */
    List<String> executableJars() {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, "*.jar")) {
            for (Path jar : jars) {
                if (Files.isRegularFile(jar) && hasMainClass(jar)) {
                    found.add(jar.getFileName().toString());
                }
            }
        } catch (IOException failure) {
            throw Storage.failed("cannot read the project", failure);
        }
        found.sort(null);
        return found;
    }

    private static boolean hasMainClass(Path jar) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.getEntry("META-INF/MANIFEST.MF");
            if (entry == null) {
                return false;
            }
            try (InputStream in = zip.getInputStream(entry)) {
                byte[] bytes = in.readNBytes(MAX_BYTES);
                return new Manifest(new ByteArrayInputStream(bytes))
                        .getMainAttributes()
                        .containsKey(Attributes.Name.MAIN_CLASS);
            }
        } catch (IOException damaged) {
            return false;
        }
    }
}
