package io.aiops.app.http;

import io.aiops.config.ConfigHandle;
import io.javalin.http.Context;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files that come with a form, streamed to disk. Thread-safe. */
public final class Uploads {

    /** The most parts of one form. */
    static final int MOST_PARTS = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
    private static final int MAX_FIELD = 1 << 20;
    private static final int KEPT_IN_MEMORY = 0;

    private final Path folder;
    private final ConfigHandle<Long> mostBytes;

    /** Uploads into a folder, each of at most so many bytes. */
    public Uploads(Path folder, ConfigHandle<Long> mostBytes) {
        this.folder = folder;
        this.mostBytes = mostBytes;
    }

    /**
     * A file on disk.
     *
     * @param file where it is; whoever takes it deletes it
     * @param name what its sender calls it, without folders
     * @param sha256 its hash in hexadecimal
     */
    public record Upload(Path file, String name, String sha256) {}

    /**
     * The parts of the form, which the server has on disk already; what nobody took is gone when the request has ended.
     *
     * @throws ProblemException 400 for a broken form, 413
     */
    public Collection<Part> partsOf(Context context) throws IOException {
        long maxBytes = mostBytes.get();
        context.req()
                .setAttribute(
                        ServletContextRequest.MULTIPART_CONFIG_ELEMENT,
                        new MultipartConfigElement(
                                folder.toString(), maxBytes, maxBytes + 4L * MAX_FIELD, KEPT_IN_MEMORY));
        try {
            return context.req().getParts();
        } catch (ServletException | IOException | RuntimeException failed) {
            throw refusalOf(failed);
        }
    }

    /**
     * The text of a field; empty if the form has none.
     *
     * @throws ProblemException 400 for more than 1 MiB
     */
    public Optional<String> text(Collection<Part> parts, String name) throws IOException {
        for (Part part : parts) {
            if (part.getName().equals(name)) {
                try (InputStream in = part.getInputStream()) {
                    byte[] bytes = in.readNBytes(MAX_FIELD + 1);
                    if (bytes.length > MAX_FIELD) {
                        throw ProblemException.ofField(name, "is too long");
                    }
                    return Optional.of(new String(bytes, StandardCharsets.UTF_8).strip());
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The file of a field, moved to a place of its own.
     *
     * @throws ProblemException 400 without such a file, 413
     */
    public Upload file(Collection<Part> parts, String name) throws IOException {
        Part part = parts.stream()
                .filter(each -> each.getName().equals(name) && each.getSubmittedFileName() != null)
                .findFirst()
                .orElseThrow(() -> ProblemException.ofField(name, "is required: the archive to deploy"));
        if (part.getSize() > mostBytes.get()) {
            throw tooLarge();
        }
        String given = String.valueOf(part.getSubmittedFileName());
        String shown = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        Path target = Files.createTempFile(folder, "upload-", ".bin");
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(part.getInputStream(), digest)) {
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            Files.deleteIfExists(target);
            throw failed;
        } finally {
            part.delete();
        }
        return new Upload(
                target,
                shown.length() > 200 ? shown.substring(shown.length() - 200) : shown,
                HexFormat.of().formatHex(digest.digest()));
    }

    /** A folder of its own for one upload; whoever takes it deletes it. */
    public Path freshFolder() throws IOException {
        return Files.createTempDirectory(folder, "upload-");
    }

    /** Jetty tells a form that is too large from a broken one by its words only. */
    private ProblemException refusalOf(Exception failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).matches("(?is).*\\bparts\\b.*")) {
                return new ProblemException(
                        413, "TOO_LARGE", "the form has more than " + MOST_PARTS + " parts; send an archive instead");
            }
            if (String.valueOf(cause.getMessage()).matches("(?is).*\\b(max|exceed|large).*")) {
                return tooLarge();
            }
        }
        LOG.info("a form was refused", failed);
        return ProblemException.ofField("", "is no valid multipart/form-data");
    }

    private ProblemException tooLarge() {
        return new ProblemException(
                413,
                "TOO_LARGE",
                "the upload has more than " + mostBytes.get() + " bytes, the limit of upload.max-bytes");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
