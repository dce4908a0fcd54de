package io.aiops.app.gitea;

import io.aiops.app.http.ProblemException;
import io.aiops.app.http.Request;
import io.aiops.app.http.Uploads;
import io.aiops.gitea.upload.RefusedName;
import io.aiops.gitea.upload.UploadSource;
import io.aiops.gitea.upload.UploadTarget;
import io.aiops.project.FileTree;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Takes forms with code: many files with their paths, or one archive. */
final class UploadForms {

    private static final Pattern ARCHIVE = Pattern.compile("(?i).+\\.(zip|tar|tar\\.gz|tgz)");

    private final Uploads uploads;

    UploadForms(Uploads uploads) {
        this.uploads = uploads;
    }

    /**
     * Reads the form of a request onto the disk.
     *
     * @throws ProblemException 400 naming what is missing or wrong, 413, 415
     */
    UploadForm read(Request request) throws IOException {
        if (!request.mediaType().equals("multipart/form-data")) {
            throw new ProblemException(415, "UNSUPPORTED_MEDIA_TYPE", "send a form of type multipart/form-data");
        }
        Collection<Part> parts = uploads.partsOf(request.context());
        Path folder = uploads.freshFolder();
        boolean read = false;
        try {
            UploadForm form = read(request, parts, folder);
            read = true;
            return form;
        } finally {
            if (!read) {
                FileTree.delete(folder);
            }
        }
    }

    private UploadForm read(Request request, Collection<Part> parts, Path folder) throws IOException {
        String algorithm =
                text(parts, "algorithm_id").orElseThrow(() -> ProblemException.ofField("algorithm_id", "is required"));
        String message =
                text(parts, "message").orElse("Upload by " + request.caller().username());
        UploadTarget.Mode mode = modeOf(text(parts, "mode").orElse("add"));
        Map<String, String> allowed = allowed(request, text(parts, "allow"));
        List<RefusedName> refused = new ArrayList<>();
        UploadSource source = source(parts, folder, refused);
        return new UploadForm(algorithm, message, text(parts, "branch"), mode, allowed, source, refused, folder);
    }

    private UploadSource source(Collection<Part> parts, Path folder, List<RefusedName> refused) throws IOException {
        List<Part> files = parts.stream()
                .filter(part -> part.getName().equals("files") && part.getSubmittedFileName() != null)
                .filter(part -> !part.getSubmittedFileName().isEmpty())
                .toList();
        List<Part> archives = parts.stream()
                .filter(part -> part.getName().equals("archive") && part.getSubmittedFileName() != null)
                .toList();
        if (archives.size() + (files.isEmpty() ? 0 : 1) > 1) {
            throw ProblemException.ofField("archive", "send one archive, or files, not both");
        }
        boolean single = files.size() == 1
                && ARCHIVE.matcher(String.valueOf(files.get(0).getSubmittedFileName()))
                        .matches()
                && !text(parts, "unpack").orElse("true").equals("false");
        if (!archives.isEmpty() || single) {
            Path file = folder.resolve("archive");
            (single ? files : archives).get(0).write(file.toString());
            return UploadSource.archive(file);
        }
        if (files.isEmpty()) {
            throw ProblemException.ofField("files", "is required: files with their paths as names, or one archive");
        }
        SentFiles sent = new SentFiles(Files.createDirectory(folder.resolve("files")), refused);
        for (Part part : files) {
            sent.take(part);
        }
        return UploadSource.folder(sent.folder());
    }

    private Optional<String> text(Collection<Part> parts, String name) throws IOException {
        return uploads.text(parts, name).filter(text -> !text.isEmpty());
    }

    private static UploadTarget.Mode modeOf(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "add" -> UploadTarget.Mode.ADD;
            case "replace" -> UploadTarget.Mode.REPLACE;
            default -> throw ProblemException.ofField("mode", "must be add or replace");
        };
    }

    private static Map<String, String> allowed(Request request, Optional<String> text) {
        if (text.isEmpty()) {
            return Map.of();
        }
        byte[] wrapped = ("{\"allow\":" + text.get() + "}").getBytes(StandardCharsets.UTF_8);
        Map<String, String> allowed =
                request.json().read(wrapped, AllowField.class, "").allow();
        if (allowed.values().stream().anyMatch(reason -> String.valueOf(reason).isBlank() || reason == null)) {
            throw ProblemException.ofField("allow", "needs a reason for every finding");
        }
        return allowed;
    }

    /** The findings that may pass. */
    record AllowField(Map<String, String> allow) {}
}
