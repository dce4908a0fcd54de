package io.aiops.gitea.upload;

import io.aiops.project.Sizes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides what an upload would do. */
final class PreflightCheck {

    static final int MOST_CONTENTS_FILES = 20;

    private static final long MOST_CONTENTS_BYTES = 4 << 20;
    private static final double CONTENTS_SHARE = 0.7;

    private final boolean hasContents;

    PreflightCheck(boolean hasContents) {
        this.hasContents = hasContents;
    }

    Preflight check(Upload upload, UploadTarget target, StageSize size) {
        List<SourceFile> files = upload.files();
        long bytes = upload.bytes();
        Map<SecretFinding, String> allowed = new LinkedHashMap<>();
        List<SecretFinding> blocking = new ArrayList<>();
        for (SecretFinding finding : upload.findings()) {
            String reason = target.allowed().get(finding.id());
            if (reason == null) {
                blocking.add(finding);
            } else {
                allowed.put(finding, reason);
            }
        }
        Optional<SourceFile> largest = files.stream().max(Comparator.comparingLong(SourceFile::size));
        List<String> inParts = size.isKnown()
                ? files.stream()
                        .filter(file -> file.size() > size.room())
                        .map(SourceFile::path)
                        .toList()
                : List.of();
        UploadRoute route = route(files, bytes, target, size);
        return new Preflight(
                files.size(),
                bytes,
                largest.map(SourceFile::path).orElse(""),
                largest.map(SourceFile::size).orElse(0L),
                upload.leftOut(),
                blocking,
                allowed,
                upload.refused(),
                route,
                why(route, size),
                requests(route, bytes, size),
                inParts);
    }

    private UploadRoute route(List<SourceFile> files, long bytes, UploadTarget target, StageSize size) {
        if (hasContents && target.mode() == UploadTarget.Mode.ADD && fitsContents(files, bytes, size)) {
            return UploadRoute.CONTENTS;
        }
        return bytes + 200L * files.size() <= size.room() ? UploadRoute.PUSH : UploadRoute.STAGED;
    }

    private static boolean fitsContents(List<SourceFile> files, long bytes, StageSize size) {
        long most = (long) (Math.min(size.limit(), MOST_CONTENTS_BYTES) * CONTENTS_SHARE);
        return files.size() <= MOST_CONTENTS_FILES
                && bytes <= most
                && files.stream().allMatch(file -> file.mode() == SourceFile.PLAIN);
    }

    private static String why(UploadRoute route, StageSize size) {
        String limit = size.isKnown()
                ? size.limit() == Long.MAX_VALUE
                        ? "requests have no limit"
                        : "a request may have " + Sizes.inWords(size.limit())
                : "the limit of a request is not known yet, so it begins with " + Sizes.inWords(size.limit());
        return switch (route) {
            case CONTENTS -> "a few small files fit into one request to the server's API";
            case PUSH -> "all fits into one push: " + limit;
            case STAGED -> "it does not fit into one push: " + limit;
        };
    }

    private static int requests(UploadRoute route, long bytes, StageSize size) {
        return switch (route) {
            case CONTENTS, PUSH -> 2;
            case STAGED -> (int) Math.min(1_000_000, 4 + (bytes + size.room() - 1) / size.room());
        };
    }
}
