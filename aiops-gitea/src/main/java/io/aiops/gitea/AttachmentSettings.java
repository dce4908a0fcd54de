package io.aiops.gitea;

/**
 * What the server takes as files of releases and issues.
 *
 * @param enabled whether any
 * @param allowedTypes the types, by comma
 * @param maxSize the largest in MiB
 * @param maxFiles how many at once
 */
public record AttachmentSettings(boolean enabled, String allowedTypes, long maxSize, int maxFiles) {

    /** Takes nothing as empty. */
    public AttachmentSettings {
        allowedTypes = Absent.text(allowedTypes);
    }
}
