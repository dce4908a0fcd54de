package io.aiops.gitea;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A file, folder, symlink or submodule at a path.
 *
 * @param type {@code file}, {@code dir}, {@code symlink} or {@code submodule}
 * @param name its last name
 * @param path its path from the root
 * @param sha the id of its content
 * @param size its size in bytes
 * @param encoding {@code base64} where content came
 * @param content its content; absent for folders and for what is too large
 * @param target where a symlink leads
 * @param lastCommitSha the commit that changed it last
 */
public record ContentEntry(
        String type,
        String name,
        String path,
        String sha,
        long size,
        String encoding,
        Optional<String> content,
        Optional<String> target,
        String lastCommitSha) {

    /** Takes nothing as empty. */
    public ContentEntry {
        type = Absent.text(type);
        name = Absent.text(name);
        path = Absent.text(path);
        sha = Absent.text(sha);
        encoding = Absent.text(encoding);
        content = Absent.optional(content);
        target = Absent.optional(target);
        lastCommitSha = Absent.text(lastCommitSha);
    }

    /** Its content; empty where none came. The bytes are the caller's. */
    public Optional<byte[]> bytes() {
        return encoding.equals("base64")
                ? content.map(text -> Base64.getMimeDecoder().decode(text))
                : content.map(text -> text.getBytes(StandardCharsets.UTF_8));
    }
}
