package io.aiops.gitea;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** What happens to one file in a commit. Immutable; copies the content it is given. */
public final class FileChange {

    private final String operation;
    private final String path;
    private final Optional<byte[]> content;
    private final Optional<String> sha;
    private final Optional<String> fromPath;

    private FileChange(
            String operation, String path, Optional<byte[]> content, Optional<String> sha, Optional<String> fromPath) {
        PathText.segments("path", path);
        this.operation = operation;
        this.path = path;
        this.content = content.map(byte[]::clone);
        this.sha = sha;
        this.fromPath = fromPath;
    }

    /** A new file; the commit is refused if there is one already. */
    public static FileChange create(String path, byte[] content) {
        return new FileChange("create", path, Optional.of(content), Optional.empty(), Optional.empty());
    }

    /** Another content for a file whose content had that id; the commit is refused if it has another one now. */
    public static FileChange update(String path, byte[] content, String sha) {
        return new FileChange("update", path, Optional.of(content), Optional.of(sha), Optional.empty());
    }

    /** That content, whether the file is there or not. */
    public static FileChange upload(String path, byte[] content) {
        return new FileChange("upload", path, Optional.of(content), Optional.empty(), Optional.empty());
    }

    /** Another path for a file whose content had that id. */
    public static FileChange rename(String fromPath, String path, String sha) {
        PathText.segments("path", fromPath);
        return new FileChange("rename", path, Optional.empty(), Optional.of(sha), Optional.of(fromPath));
    }

    /** No file any more where one with that id was. */
    public static FileChange delete(String path, String sha) {
        return new FileChange("delete", path, Optional.empty(), Optional.of(sha), Optional.empty());
    }

    /** Where the file is afterwards, or was. */
    public String path() {
        return path;
    }

    Map<String, Object> fields() {
        return new JsonFields()
                .with("operation", (Object) operation)
                .with("path", (Object) path)
                .with("content", content.map(bytes -> Base64.getEncoder().encodeToString(bytes)))
                .with("sha", sha)
                .with("from_path", fromPath)
                .values();
    }

    boolean deletes() {
        return operation.equals("delete");
    }

    /** The id of the content afterwards, where it is known. */
    Optional<String> shaAfterwards() {
        return content.map(FileChange::blobId).or(() -> sha);
    }

    long contentBytes() {
        return content.map(bytes -> (long) bytes.length).orElse(0L);
    }

    @Override
    public String toString() {
        return operation + " " + path;
    }

    /** The id that git gives a content: SHA-1 over a header and the bytes. */
    private static String blobId(byte[] bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(("blob " + bytes.length + "\0").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-1", impossible);
        }
    }
}
