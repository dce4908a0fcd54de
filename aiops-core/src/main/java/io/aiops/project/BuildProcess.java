package io.aiops.project;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs the commands of one build, one after the other, each in a session of its own. Whatever a command started is gone
 * when it ends, however it ends. Works in the thread of its caller.
 */
final class BuildProcess {

    private static final long POLL_MILLIS = 20;
    private static final String MARK = "BUILD_SESSION";

    private final Path directory;
    private final OutputTail output;
    private final Duration timeout;
    private final long deadline;
    private final BooleanSupplier cancelled;
    private final byte[] buffer = new byte[16 * 1024];

    BuildProcess(Path directory, BuildOutput output, Duration timeout, BooleanSupplier cancelled) {
        this.directory = directory;
        this.output = new OutputTail(output);
        this.timeout = timeout;
        this.deadline = System.nanoTime() + timeout.toNanos();
        this.cancelled = cancelled;
    }

    void line(String text) {
        output.line(text);
    }

    /**
     * Runs a command and passes its output on.
     *
     * @param shown the command as people know it
     * @throws AiOpsException {@code BUILD_FAILED} if it does not exit with 0, {@code DEADLINE_EXCEEDED}, {@code CANCELLED}
     */
    void run(String shown, List<String> command, Map<String, String> environment) {
        output.line("$ " + shown);
        int exit = execute(shown, command, environment);
        if (exit != 0) {
            String ending =
                    exit > 128 && exit < 160 ? "was ended by signal " + (exit - 128) : "ended with exit code " + exit;
            throw new AiOpsException(ErrorCode.BUILD_FAILED, "\"" + shown + "\" " + ending + lastLine())
                    .with("exit_code", exit)
                    .with("command", shown)
                    .with("log_tail", output.text());
        }
    }

    private String lastLine() {
        return output.text()
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("$ "))
                .reduce((earlier, later) -> later)
                .map(line -> ": " + Words.printable(line.strip()))
                .orElse("");
    }

    private int execute(String shown, List<String> command, Map<String, String> environment) {
        requireTime(shown);
        String token = UUID.randomUUID().toString();
        Process process = start(shown, command, environment, token);
        BuildTree tree = new BuildTree(process, MARK + "=" + token);
        try {
            return follow(shown, process, tree);
        } finally {
            tree.kill();
        }
    }

    private Process start(String shown, List<String> command, Map<String, String> environment, String token) {
        for (String part : command) {
            if (!nativeCharset().newEncoder().canEncode(part)) {
                throw failure(
                        ErrorCode.BUILD_FAILED,
                        "an argument of \"" + shown + "\" cannot be passed on in the locale of this platform; "
                                + "start it with LC_ALL=C.UTF-8");
            }
        }
        List<String> words = new ArrayList<>();
        HostEnvironment.find("setsid", environment.getOrDefault("PATH", ""))
                .ifPresent(setsid -> words.add(setsid.toString()));
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"));
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put(MARK, token);
        try {
            return builder.start();
        } catch (IOException failure) {
            throw new AiOpsException(
                    ErrorCode.BUILD_FAILED, "\"" + shown + "\" cannot be started: " + Storage.reason(failure), failure);
        }
    }

    private static Charset nativeCharset() {
        return Optional.ofNullable(System.getProperty("sun.jnu.encoding"))
                .filter(Charset::isSupported)
                .map(Charset::forName)
                .orElseGet(Charset::defaultCharset);
    }

    private int follow(String shown, Process process, BuildTree tree) {
        try (InputStream in = process.getInputStream()) {
            while (true) {
                if (pump(in)) {
                    requireTime(shown);
                } else if (!process.isAlive()) {
                    // What it left in the pipe is read; whoever else still holds the pipe is not waited for.
                    tree.kill();
                    while (pump(in)) {
                        requireTime(shown);
                    }
                    return process.exitValue();
                } else {
                    requireTime(shown);
                    process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw failure(ErrorCode.CANCELLED, "\"" + shown + "\" was interrupted");
        } catch (IOException broken) {
            throw new AiOpsException(ErrorCode.BUILD_FAILED, "the output of \"" + shown + "\" cannot be read", broken);
        }
    }

    private boolean pump(InputStream in) throws IOException {
        int available = in.available();
        if (available <= 0) {
            return false;
        }
        int read = in.read(buffer, 0, Math.min(available, buffer.length));
        if (read > 0) {
            output.write(buffer, 0, read);
        }
        return read > 0;
    }

    private void requireTime(String shown) {
        if (Thread.currentThread().isInterrupted()) {
            throw failure(ErrorCode.CANCELLED, "\"" + shown + "\" was interrupted");
        }
        if (cancelled.getAsBoolean()) {
            throw failure(ErrorCode.CANCELLED, "\"" + shown + "\" was cancelled");
        }
        if (System.nanoTime() - deadline > 0) {
            throw failure(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "the build took too long, more than " + Times.inWords(timeout) + "; \"" + shown + "\" was ended");
        }
    }

    private AiOpsException failure(ErrorCode code, String message) {
        return new AiOpsException(code, message).with("log_tail", output.text());
    }
}
