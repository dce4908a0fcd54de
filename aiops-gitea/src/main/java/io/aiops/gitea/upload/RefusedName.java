package io.aiops.gitea.upload;

/**
 * A path that is not uploaded as it is; rename or remove it.
 *
 * @param path as it was found; of strangers, so escape it where it is shown
 * @param why a sentence's part
 */
public record RefusedName(String path, String why) {}
