package io.aiops.gitea.embedded;

import java.util.Optional;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.ObjectChecker;

/** Paths inside a repository. */
final class TreePath {

    private static final int LONGEST = 4096;

    private TreePath() {}

    /** Without slashes at either end. */
    static String clean(String path) {
        int from = 0;
        int to = path.length();
        while (from < to && path.charAt(from) == '/') {
            from++;
        }
        while (to > from && path.charAt(to - 1) == '/') {
            to--;
        }
        return path.substring(from, to);
    }

    /** Why a file cannot have this path, on any system that may check it out; or empty. */
    static Optional<String> faultOf(String path) {
        if (path.isEmpty() || path.length() > LONGEST || path.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("path contains a malformed path component [path: " + path + "]");
        }
        try {
            new ObjectChecker().setSafeForMacOS(true).checkPath(path);
            return Optional.empty();
        } catch (CorruptObjectException e) {
            return Optional.of("path contains a malformed path component [path: " + path + "]");
        }
    }

    /** 422 unless a file can have this path. */
    static String require(String path) {
        String clean = clean(path);
        faultOf(clean).ifPresent(fault -> {
            throw Refusal.invalid(fault);
        });
        return clean;
    }

    static String parentOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
