package io.aiops.testkit.backend;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of the host that some tests need and some hosts lack. */
public enum Backend {
    /** A real Python 3, not a wrapper that looks for one. */
    PYTHON("python3 python") {
        @Override
        public Optional<Path> find() {
            return Stream.of("/usr/bin/python3", "/usr/local/bin/python3", "python3", "python")
                    .flatMap(name -> onPath(name).stream())
                    .flatMap(found -> behindWrapper(found).stream())
                    .findFirst();
        }
    },
    /** Chromium or Google Chrome. */
    CHROMIUM("chromium chromium-browser google-chrome google-chrome-stable"),
    /** The process manager supervisord. */
    SUPERVISOR("supervisord"),
    /** The Docker Engine. */
    DOCKER("dockerd"),
    /** The Redis server. */
    REDIS("redis-server"),
    /** The web server nginx. */
    NGINX("nginx"),
    /** Node.js. */
    NODE("node");

    private static final int SECONDS = 20;

    /** What its program may be called, separated by blanks. */
    private final String programs;

    Backend(String programs) {
        this.programs = programs;
    }

    /** Its program on this host. */
    public Optional<Path> find() {
        return Stream.of(programs.split(" ", -1))
                .flatMap(name -> onPath(name).stream())
                .findFirst();
    }

    /**
     * Its program on this host, for tests that are marked with {@link RequiresBackend}.
     *
     * @throws IllegalStateException if there is none
     */
    public Path require() {
        return find().orElseThrow(() -> new IllegalStateException(missing()));
    }

    /** Why a test that needs it cannot run here. */
    public String missing() {
        return "this host has no " + name() + ": none of " + programs + " is on the PATH";
    }

    private static Optional<Path> onPath(String name) {
        if (name.startsWith("/")) {
            return Optional.of(Path.of(name)).filter(Files::isExecutable);
        }
        String folders = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        return Stream.concat(
                        Stream.of(folders.split(File.pathSeparator, -1)), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A version switcher's wrapper costs much more than the interpreter that it ends up in; this asks for that one. */
    private static Optional<Path> behindWrapper(Path python) {
        try {
            Process process = new ProcessBuilder(python.toString(), "-ISc", "import sys; print(sys.executable)")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            return process.exitValue() == 0 && !answer.isEmpty() ? Optional.of(Path.of(answer)) : Optional.empty();
        } catch (IOException broken) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
