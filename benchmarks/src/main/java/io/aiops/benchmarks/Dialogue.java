package io.aiops.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A child process that is asked by lines of JSON on its standard input and answers likewise; its errors go to a file. */
final class Dialogue implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final OutputStream requests;
    private final BufferedReader replies;
    private final Path errors;

    private Dialogue(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        requests = process.getOutputStream();
        replies = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts the child with exactly this environment. */
    static Dialogue with(List<String> command, Map<String, String> environment, Path errors) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new Dialogue(builder.start(), errors);
    }

    static ObjectNode request(String operation) {
        return JSON.createObjectNode().put("op", operation);
    }

    /** Sends a request and waits for its reply. */
    JsonNode ask(ObjectNode request) throws IOException {
        requests.write((JSON.writeValueAsString(request) + "\n").getBytes(StandardCharsets.UTF_8));
        requests.flush();
        while (true) {
            String line = replies.readLine();
            if (line == null) {
                throw new IOException("the child ended; see " + errors);
            }
            if (line.startsWith("{")) {
                JsonNode reply = JSON.readTree(line);
                if (!reply.path("ok").asBoolean()) {
                    throw new IOException(request.path("op").asText() + " failed: "
                            + reply.path("error").asText());
                }
                return reply;
            }
        }
    }

    @Override
    public void close() throws IOException {
        requests.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
