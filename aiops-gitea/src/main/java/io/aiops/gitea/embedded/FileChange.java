package io.aiops.gitea.embedded;

import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * One step of a change: what to do with one file.
 *
 * @param from where the file was, for a rename
 * @param content the new bytes; a rename without content keeps the old ones
 * @param sha the blob id that the file must have now
 */
record FileChange(Kind kind, String path, Optional<String> from, Optional<Content> content, Optional<String> sha) {

    /** What is done. */
    enum Kind {
        CREATE,
        UPDATE,
        UPLOAD,
        RENAME,
        DELETE;

        static Kind named(String text) {
            return Arrays.stream(values())
                    .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst()
                    .orElseThrow(() -> Refusal.invalid("[operation]: In(create,update,upload,rename,delete)"));
        }
    }

    /** Bytes of a file. */
    static final class Content {

        private final byte[] bytes;

        private Content(byte[] bytes) {
            this.bytes = bytes;
        }

        static Content ofBase64(String text) {
            try {
                return new Content(
                        Base64.getDecoder().decode(text.replace("\n", "").replace("\r", "")));
            } catch (IllegalArgumentException e) {
                throw Refusal.invalid("content is no base64: " + e.getMessage());
            }
        }

        byte[] bytes() {
            return bytes;
        }
    }

    static FileChange of(Kind kind, String path, Fields fields) {
        Optional<String> from = fields.text("from_path").filter(text -> !text.isEmpty());
        if (kind == Kind.RENAME && from.isEmpty()) {
            throw Refusal.invalid("[from_path]: Required to rename " + path);
        }
        return new FileChange(
                kind,
                TreePath.require(path),
                from.map(TreePath::require),
                content(kind, fields),
                fields.text("sha").filter(text -> !text.isEmpty()));
    }

    private static Optional<Content> content(Kind kind, Fields fields) {
        return switch (kind) {
            case DELETE -> Optional.empty();
            case RENAME ->
                fields.text("content").filter(text -> !text.isEmpty()).map(Content::ofBase64);
            case CREATE, UPDATE, UPLOAD -> Optional.of(Content.ofBase64(fields.text("content", "")));
        };
    }
}
