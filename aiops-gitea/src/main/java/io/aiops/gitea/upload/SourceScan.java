package io.aiops.gitea.upload;

import io.aiops.gitea.git.Cancellation;
import io.aiops.gitea.git.GitException;
import io.aiops.gitea.git.GitFault;
import io.aiops.gitea.git.PathRules;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks at a source once: what goes, what stays behind and why, what cannot go. */
final class SourceScan extends SimpleFileVisitor<Path> {

    private static final int MOST_REFUSED = 100;

    private final Path root;
    private final Cancellation cancellation;
    private final IgnoreRules rules;
    private final Deque<IgnoreRules.Node> nodes = new ArrayDeque<>();
    private final TreeMap<String, SourceFile> files = new TreeMap<>();
    private final TreeMap<String, Integer> leftOut = new TreeMap<>();
    private final List<RefusedName> refused = new ArrayList<>();
    private final Map<String, String> folded = new HashMap<>();

    private SourceScan(Path root, Cancellation cancellation, IgnoreRules rules) {
        this.root = root;
        this.cancellation = cancellation;
        this.rules = rules;
    }

    static SourceScan ofFolder(Path folder, Cancellation cancellation) throws IOException {
        Path root = folder.toRealPath();
        SourceScan scan = new SourceScan(root, cancellation, IgnoreRules.of(root));
        Files.walkFileTree(root, scan);
        return scan;
    }

    static SourceScan ofFiles(List<UploadSource.NamedFile> named, Cancellation cancellation) throws IOException {
        Path nowhere = Path.of("").toAbsolutePath();
        SourceScan scan = new SourceScan(nowhere, cancellation, IgnoreRules.of(nowhere.resolve("\u0001")));
        for (UploadSource.NamedFile one : named) {
            scan.named(one);
        }
        return scan;
    }

    private void named(UploadSource.NamedFile one) throws IOException {
        if (!Files.isRegularFile(one.file())) {
            refuse(one.path(), "it is no file of this host");
        } else if (files.containsKey(one.path())) {
            refuse(one.path(), "it is there twice");
        } else {
            take(one.path(), one.file(), Files.size(one.file()), SourceFile.PLAIN);
        }
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
        cancellation.check();
        String path = path(folder);
        if (!path.isEmpty()) {
            if (folder.getFileName().toString().equals(".git")) {
                return skip(".git/");
            }
            if (Files.exists(folder.resolve("pyvenv.cfg"), LinkOption.NOFOLLOW_LINKS)) {
                return skip("a Python environment (pyvenv.cfg)");
            }
            Optional<String> rule = rules.leavesOut(path, true, List.copyOf(nodes));
            if (rule.isPresent()) {
                return skip(rule.get());
            }
        }
        IgnoreRules.ofFolder(folder, path).ifPresent(nodes::push);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
        if (failure != null) {
            throw failure;
        }
        IgnoreRules.Node top = nodes.peek();
        if (top != null && top.folder().equals(path(folder))) {
            nodes.pop();
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        cancellation.check();
        String path = path(file);
        if (path.equals(".git")) {
            return skip(".git");
        }
        Optional<String> rule = rules.leavesOut(path, false, List.copyOf(nodes));
        if (rule.isPresent()) {
            return skip(rule.get());
        }
        if (attributes.isSymbolicLink()) {
            link(path, file);
        } else if (attributes.isRegularFile()) {
            boolean program = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)
                    .contains(PosixFilePermission.OWNER_EXECUTE);
            take(path, file, attributes.size(), program ? SourceFile.PROGRAM : SourceFile.PLAIN);
        } else {
            refuse(path, "it is a device, pipe or socket");
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
        refuse(path(file), "it cannot be read");
        return FileVisitResult.CONTINUE;
    }

    private void link(String path, Path file) throws IOException {
        Path target = Files.readSymbolicLink(file);
        boolean inside = !target.isAbsolute()
                && Files.exists(file)
                && file.toRealPath().startsWith(root)
                && file.resolveSibling(target).normalize().startsWith(root);
        if (inside) {
            take(
                    path,
                    file,
                    target.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8).length,
                    SourceFile.LINK);
        } else {
            refuse(path, "it is a link that leads out of the folder, or to nothing");
        }
    }

    private void take(String path, Path file, long size, int mode) {
        Optional<String> why = PathRules.refusal(path);
        if (why.isPresent()) {
            refuse(path, why.get());
            return;
        }
        if (!Files.isReadable(file)) {
            refuse(path, "it cannot be read");
            return;
        }
        if (claim(path)) {
            files.put(path, new SourceFile(path, file, size, mode));
        }
    }

    /** Takes a path and the folders above it, so that no two names meet on any file system. */
    private boolean claim(String path) {
        for (int slash = path.indexOf('/'); ; slash = path.indexOf('/', slash + 1)) {
            String part = slash < 0 ? path : path.substring(0, slash);
            String earlier = folded.putIfAbsent(PathRules.folded(part), part);
            if (earlier != null && !earlier.equals(part)) {
                refuse(path, "\"" + earlier + "\" is there too, the same name in another case or form");
                return false;
            }
            if (slash < 0) {
                return true;
            }
        }
    }

    private FileVisitResult skip(String rule) {
        leftOut.merge(rule, 1, Integer::sum);
        return FileVisitResult.SKIP_SUBTREE;
    }

    private void refuse(String path, String why) {
        if (refused.size() < MOST_REFUSED) {
            refused.add(new RefusedName(path, why));
        }
    }

    private String path(Path file) {
        return file.equals(root) ? "" : root.relativize(file).toString();
    }

    List<SourceFile> files() {
        return List.copyOf(files.values());
    }

    Map<String, Integer> leftOut() {
        return leftOut;
    }

    List<RefusedName> refused() {
        return refused;
    }

    static GitException unreadable(Path source, IOException failure) {
        return new GitException(
                GitFault.STORAGE,
                source + " cannot be read: " + failure.getMessage() + "; check path and rights",
                failure);
    }
}
