package io.aiops.gitea.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The git command line in a folder, without anything the machine has set for it. */
record GitCommand(Path folder) {

    record Outcome(int exit, String text) {}

    /** Runs git and expects it to succeed. */
    String run(String... arguments) {
        Outcome outcome = attempt(arguments);
        assertThat(outcome.exit())
                .as(String.join(" ", arguments) + "\n" + outcome.text())
                .isZero();
        return outcome.text().strip();
    }

    Outcome attempt(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile("git", ".out");
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
            builder.environment().put("HOME", folder.toString());
            builder.environment().put("GIT_TERMINAL_PROMPT", "0");
            builder.environment().put("GIT_AUTHOR_NAME", "Test");
            builder.environment().put("GIT_AUTHOR_EMAIL", "test@example.invalid");
            builder.environment().put("GIT_COMMITTER_NAME", "Test");
            builder.environment().put("GIT_COMMITTER_EMAIL", "test@example.invalid");
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("git ended").isTrue();
            String text = Files.readString(output, StandardCharsets.UTF_8);
            Files.delete(output);
            return new Outcome(process.exitValue(), text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Writes a file, adds it and commits; returns the commit's id. */
    String commit(String file, String content) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, content);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        run("add", "-A");
        run("commit", "-q", "-m", "Change " + file);
        return run("rev-parse", "HEAD");
    }
}
