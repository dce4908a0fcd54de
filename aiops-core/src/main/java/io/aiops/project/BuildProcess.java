package io.aiops.project;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One command of a build: in a session of its own, so that all it started ends with it. */
final class BuildProcess {

    private static final int TAIL_BYTES = 4096;

    /** What of the platform's environment a build may see; secrets of the platform are not among it. */
    private static final List<String> INHERITED = List.of(
            "PATH",
            "HOME",
            "LANG",
            "LC_ALL",
            "TMPDIR",
            "TERM",
            "JAVA_HOME",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "REQUESTS_CA_BUNDLE",
            "NODE_EXTRA_CA_CERTS",
            "XDG_CACHE_HOME");

    private static final List<String> INHERITED_PREFIXES = List.of(
            "PIP_",
            "UV_",
            "npm_config_",
            "NPM_CONFIG_",
            "http_proxy",
            "https_proxy",
            "no_proxy",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "NO_PROXY");

    private final List<String> command;
    private final Path folder;
    private final Map<String, String> more;

    BuildProcess(List<String> command, Path folder, Map<String, String> more) {
        this.command = command;
        this.folder = folder;
        this.more = more;
    }

    /**
     * Runs the command to its end.
     *
     * @throws AiOpsException {@code BUILD_FAILED} with its last lines; {@code CANCELLED}
     */
    void run(BuildOutput output, long deadlineNanos, BooleanSupplier cancelled) {
        String shown = String.join(" ", command);
        output.line("$ " + shown);
        Tail tail = new Tail(output);
        Process process = start(shown);
        Thread reader = new Thread(() -> copy(process.getInputStream(), tail), "aiops-build-output");
        reader.setDaemon(true);
        reader.start();
        try {
            while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
                if (cancelled.getAsBoolean()) {
                    throw new AiOpsException(ErrorCode.CANCELLED, "the deployment was cancelled");
                }
                if (System.nanoTime() - deadlineNanos > 0) {
                    throw failed(shown + " took too long and was ended", tail);
                }
            }
            // What it left running in its session would hold the pipe, and has no business to live on.
            kill(process);
            reader.join(2000);
            if (process.exitValue() != 0) {
                throw failed(shown + " ended with exit code " + process.exitValue(), tail);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AiOpsException(ErrorCode.CANCELLED, "the platform stopped while it built", stopped);
        } finally {
            kill(process);
        }
    }

    private Process start(String shown) {
        List<String> words = new ArrayList<>(List.of("setsid"));
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.environment().clear();
        builder.environment().putAll(inherited());
        builder.environment().putAll(more);
        try {
            return builder.start();
        } catch (IOException missing) {
            throw new AiOpsException(
                    ErrorCode.BUILD_FAILED, "cannot run " + shown + ": " + missing.getMessage(), missing);
        }
    }

    private static Map<String, String> inherited() {
        Map<String, String> environment = new TreeMap<>();
        System.getenv().forEach((name, value) -> {
            if (INHERITED.contains(name) || INHERITED_PREFIXES.stream().anyMatch(name::startsWith)) {
                environment.put(name, value);
            }
        });
        return environment;
    }

    /** Ends the whole session; setsid made the process the leader of its group, so its id is the group's. */
    private static void kill(Process process) {
        List<ProcessHandle> below = process.descendants().toList();
        if (process.isAlive() || !below.isEmpty() || process.pid() > 1) {
            try {
                Process group = new ProcessBuilder("kill", "-KILL", "--", "-" + process.pid())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (!group.waitFor(5, TimeUnit.SECONDS)) {
                    group.destroyForcibly();
                }
            } catch (IOException noKill) {
                process.destroyForcibly();
            } catch (InterruptedException stopped) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        below.forEach(ProcessHandle::destroyForcibly);
    }

    private static void copy(InputStream from, Tail to) {
        byte[] buffer = new byte[8192];
        try (from) {
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                to.write(buffer, read);
            }
        } catch (IOException ended) {
            to.write("\n(its output broke off)\n".getBytes(StandardCharsets.UTF_8), 24);
        }
    }

    private static AiOpsException failed(String message, Tail tail) {
        return new AiOpsException(ErrorCode.BUILD_FAILED, message + "; its last lines tell more")
                .with("log_tail", tail.text());
    }

    /** Passes output on and keeps its end. */
    private static final class Tail {
        private final BuildOutput output;
        private final StringBuilder end = new StringBuilder();

        Tail(BuildOutput output) {
            this.output = output;
        }

        synchronized void write(byte[] bytes, int length) {
            output.write(bytes, 0, length);
            end.append(new String(bytes, 0, length, StandardCharsets.UTF_8));
            if (end.length() > 2 * TAIL_BYTES) {
                end.delete(0, end.length() - TAIL_BYTES);
            }
        }

        synchronized String text() {
            String all = end.toString();
            return all.length() > TAIL_BYTES ? all.substring(all.length() - TAIL_BYTES) : all;
        }
    }
}
