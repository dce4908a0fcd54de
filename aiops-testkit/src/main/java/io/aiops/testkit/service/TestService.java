package io.aiops.testkit.service;

import io.aiops.testkit.backend.Backend;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The program of the test service, put into a folder. It needs Python and nothing else, answers within some 20 ms of its
 * start, and does what {@link Misbehaviour} tells it.
 */
public final class TestService {

    private static final String SCRIPT = "misbehave.py";

    private final Path python;
    private final Path script;

    private TestService(Path python, Path script) {
        this.python = python;
        this.script = script;
    }

    /** Puts the program into a folder. Tests that call this are marked {@code @RequiresBackend(PYTHON)}. */
    public static TestService in(Path folder) {
        Path script = folder.resolve(SCRIPT);
        try (InputStream in = Objects.requireNonNull(TestService.class.getResourceAsStream(SCRIPT))) {
            Files.createDirectories(folder);
            Files.write(script, in.readAllBytes());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return new TestService(Backend.PYTHON.require(), script);
    }

    /** The command that starts it, with further arguments that it echoes. */
    public List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(python.toString(), "-ISE", script.toString()));
        command.addAll(List.of(arguments));
        return command;
    }
}
