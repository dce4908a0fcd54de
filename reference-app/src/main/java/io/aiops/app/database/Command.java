package io.aiops.app.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs one program to its end, with a limit. */
final class Command {

    private Command() {}

    /**
     * What came of a program.
     *
     * @param exit its exit code
     * @param output its output and errors, at most the last 8000 characters
     */
    record Result(int exit, String output) {}

    /**
     * Runs a program in a folder, without the variables of this process that PostgreSQL would obey.
     *
     * @throws IOException if it cannot be started, or does not end in time
     */
    static Result run(List<String> command, Path folder, Duration limit) throws IOException {
        // A file, not a pipe: a daemon that the program leaves behind would keep a pipe open for ever.
        Path output = Files.createTempFile("aiops-", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
            builder.environment().putAll(Map.of("LC_ALL", "C", "TZ", "UTC"));
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.get(0) + " did not end within " + limit.toSeconds() + " s");
            }
            String text = Files.readString(output);
            return new Result(process.exitValue(), text.substring(Math.max(0, text.length() - 8000)));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + command.get(0), interrupted);
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
