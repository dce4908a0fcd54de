package io.aiops.gitea.upload;

/**
 * Something that looks like a secret.
 *
 * @param id stays the same as long as file, rule and value do; to be named when the finding is let pass
 * @param rule what it looks like
 * @param path of the file
 * @param line from 1
 * @param masked its first characters, never all
 */
public record SecretFinding(String id, String rule, String path, int line, String masked) {}
