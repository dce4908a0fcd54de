package io.aiops.project;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Takes the entries of one archive into one empty folder. Every name is checked before it becomes a path, every byte is
 * counted as it arrives, and nothing but plain files and folders is ever created.
 */
final class Intake {

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);
    private static final long RATIO_FLOOR = 16L << 20;
    private static final int MAX_NAME = 4096;
    private static final int MAX_SEGMENT = 255;

    private final Path target;
    private final long packedBytes;
    private final ArchiveLimits limits;
    private final Map<String, String> taken = new HashMap<>();
    private final Map<String, Boolean> isFile = new HashMap<>();
    private final Map<String, Integer> leftOut = new TreeMap<>();
    private final byte[] buffer = new byte[64 * 1024];
    private int entries;
    private int files;
    private long total;

    Intake(Path target, long packedBytes, ArchiveLimits limits) {
        this.target = target;
        this.packedBytes = packedBytes;
        this.limits = limits;
    }

    int files() {
        return files;
    }

    /** Entries that stay behind, by the rule. */
    Map<String, Integer> leftOut() {
        return leftOut;
    }

    long totalBytes() {
        return total;
    }

    /** Counts an entry before anything of it is looked at. */
    void countEntry() {
        if (Thread.currentThread().isInterrupted()) {
            throw new AiOpsException(ErrorCode.CANCELLED, "unpacking was interrupted");
        }
        entries++;
        if (entries > limits.maxEntries()) {
            throw tooMany(limits);
        }
    }

    static AiOpsException tooMany(ArchiveLimits limits) {
        return refused("it has more than " + limits.maxEntries() + " entries");
    }

    /** The parts of a name that is safe; empty for the root itself. */
    List<String> segments(String name) {
        if (name.isEmpty()) {
            throw refused("entry " + entries + " has no name");
        }
        if (name.length() > MAX_NAME) {
            throw refused(name, "its name is longer than " + MAX_NAME + " characters");
        }
        if (name.indexOf('\uFFFD') >= 0) {
            throw refused(name, "its name is not UTF-8; pack it again with UTF-8 names");
        }
        if (name.startsWith("/")) {
            throw refused(name, "its path is absolute");
        }
        if (DRIVE.matcher(name).matches()) {
            throw refused(name, "its path begins with a drive letter");
        }
        if (name.indexOf('\\') >= 0) {
            throw refused(name, "its name has a backslash");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw refused(name, "its name has a control character");
        }
        String plain = name.startsWith("./") ? name.substring(2) : name;
        plain = plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
        if (plain.isEmpty() || plain.equals(".")) {
            return List.of();
        }
        List<String> segments = List.of(plain.split("/", -1));
        for (String segment : segments) {
            if (segment.equals("..")) {
                throw refused(name, "its path has \"..\" and could leave the folder");
            }
            if (segment.isEmpty() || segment.equals(".")) {
                throw refused(name, "its path is not plain");
            }
            if (segment.length() > MAX_SEGMENT) {
                throw refused(name, "a part of its name is longer than " + MAX_SEGMENT + " characters");
            }
        }
        if (segments.size() > limits.maxDepth()) {
            throw refused(name, "it lies more than " + limits.maxDepth() + " folders deep");
        }
        return segments;
    }

    /** Whether an entry stays behind; it is then not looked at further. */
    boolean leavesOut(List<String> segments) {
        Optional<String> rule = LeftOut.byPath(segments);
        rule.ifPresent(name -> leftOut.merge(name, 1, Integer::sum));
        return rule.isPresent();
    }

    void folder(List<String> segments, String name) throws IOException {
        claim(segments, name, false);
        createFolders(segments, name);
    }

    void file(List<String> segments, String name, InputStream content, boolean executable) throws IOException {
        if (segments.isEmpty()) {
            throw refused(name, "a file needs a name");
        }
        claim(segments, name, true);
        createFolders(segments.subList(0, segments.size() - 1), name);
        Path path = resolve(segments, name);
        long size = 0;
        try (OutputStream out = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                size += read;
                count(name, size, read);
                out.write(buffer, 0, read);
            }
        }
        Files.setPosixFilePermissions(path, executable ? Storage.PROGRAM_FILE : Storage.PLAIN_FILE);
        files++;
    }

    /** Reads over what stays behind; its bytes count all the same, for they cost the same time. */
    void skip(String name, InputStream content) throws IOException {
        long size = 0;
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            size += read;
            count(name, size, read);
        }
    }

    private void count(String name, long size, int read) {
        total += read;
        if (size > limits.maxFileBytes()) {
            throw refused(name, "it is larger than " + Sizes.inWords(limits.maxFileBytes()));
        }
        if (total > limits.maxTotalBytes()) {
            throw refused(name, "the archive unpacks to more than " + Sizes.inWords(limits.maxTotalBytes()));
        }
        if (total > RATIO_FLOOR && total / limits.maxRatio() > packedBytes) {
            throw refused(
                    name, "the archive unpacks to more than " + limits.maxRatio() + " times its size, as a bomb does");
        }
    }

    /** Takes a name and those of the folders above it, so that no two entries meet on any file system. */
    private void claim(List<String> segments, String name, boolean file) {
        StringBuilder path = new StringBuilder();
        for (int depth = 0; depth < segments.size(); depth++) {
            path.append(depth == 0 ? "" : "/").append(segments.get(depth));
            boolean last = depth == segments.size() - 1;
            claimOne(path.toString(), name, last && file, last);
        }
    }

    private void claimOne(String path, String name, boolean file, boolean last) {
        String folded = fold(path);
        String earlier = taken.putIfAbsent(folded, path);
        if (earlier == null) {
            isFile.put(folded, file);
            return;
        }
        if (!earlier.equals(path)) {
            throw refused(
                    name,
                    "the archive has \"" + Words.printable(earlier)
                            + "\" too, so twice the same name in another case or form");
        }
        boolean earlierFile = isFile.getOrDefault(folded, false);
        if (file && last) {
            throw refused(name, "the archive has it twice");
        }
        if (earlierFile) {
            throw refused(name, "\"" + Words.printable(earlier) + "\" is a file and a folder");
        }
    }

    private static String fold(String path) {
        return Normalizer.normalize(path.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFKC);
    }

    private void createFolders(List<String> segments, String name) throws IOException {
        Path folder = target;
        for (String segment : segments) {
            folder = resolve(folder, segment, name);
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(folder);
                Files.setPosixFilePermissions(folder, Storage.OPEN_FOLDER);
            }
        }
    }

    private Path resolve(List<String> segments, String name) {
        Path path = target;
        for (String segment : segments) {
            path = resolve(path, segment, name);
        }
        if (!path.startsWith(target) || !path.equals(path.normalize())) {
            throw refused(name, "its path leaves the folder");
        }
        return path;
    }

    private static Path resolve(Path folder, String segment, String name) {
        try {
            return folder.resolve(segment);
        } catch (InvalidPathException unmappable) {
            throw new AiOpsException(
                    ErrorCode.STORAGE_FAILED,
                    "the name \"" + Words.printable(name)
                            + "\" cannot be written in the locale of this platform; start it with LC_ALL=C.UTF-8",
                    unmappable);
        }
    }

    /** Where all lies in one folder, lifts its content up. */
    void liftSingleFolder() throws IOException {
        List<Path> top = list(target);
        if (top.size() != 1 || !Files.isDirectory(top.get(0), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Path wrapper = Files.createTempDirectory(target, ".lift-");
        Path inner = wrapper.resolve("content");
        Files.move(top.get(0), inner);
        for (Path child : list(inner)) {
            Files.move(child, target.resolve(child.getFileName()));
        }
        Files.delete(inner);
        Files.delete(wrapper);
    }

    private static List<Path> list(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(found::add);
        }
        return found;
    }

    static AiOpsException refused(String why) {
        return new AiOpsException(ErrorCode.INVALID_ARCHIVE, "the archive is refused: " + why);
    }

    static AiOpsException refused(String entry, String why) {
        String shown = Words.printable(entry);
        return new AiOpsException(
                        ErrorCode.INVALID_ARCHIVE, "the archive is refused at entry \"" + shown + "\": " + why)
                .with("entry", shown);
    }
}
