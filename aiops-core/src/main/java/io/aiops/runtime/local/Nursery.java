package io.aiops.runtime.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Detaches with one small process that forks itself for each start, which costs a fraction of what a process made by the JVM
 * does. It is started when it is first needed, and again after it was killed; what it started never notices.
 */
final class Nursery implements Detachment {

    private final Path folder;
    private final List<String> command;
    private @Nullable Cradle cradle;
    private boolean closed;

    /**
     * A nursery that is yet to be started.
     *
     * @param folder where the script is
     * @param command the interpreter and the script
     */
    Nursery(Path folder, List<String> command) {
        this.folder = folder;
        this.command = List.copyOf(command);
    }

    @Override
    public synchronized long start(Path work, String token, List<String> arguments) throws IOException {
        byte[] order = new EndedTexts()
                .text(Integer.toString(arguments.size() + 2))
                .path(work)
                .text(token)
                .texts(arguments)
                .toBytes();
        // One that was killed is noticed when it is asked. Its end without an answer means that it started nothing.
        Optional<String> answer = ask(order);
        if (answer.isEmpty()) {
            answer = ask(order);
        }
        String said = answer.orElseThrow(() -> new IOException("the keeper did not start: its nursery ended"));
        if (!said.matches("[1-9][0-9]*")) {
            throw new IOException("the keeper did not start: " + said);
        }
        return Long.parseLong(said);
    }

    private Optional<String> ask(byte[] order) throws IOException {
        Cradle asked = cradle();
        boolean answered = false;
        try {
            Optional<String> answer = asked.ask(order);
            answered = answer.isPresent();
            return answer;
        } finally {
            if (!answered) {
                asked.end();
                cradle = null;
            }
        }
    }

    private Cradle cradle() throws IOException {
        if (closed) {
            throw new IOException("the local runtime is closed");
        }
        Cradle present = cradle;
        if (present == null) {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            Map<String, String> environment = builder.environment();
            environment.clear();
            environment.put("PATH", LaunchFile.DEFAULT_PATH);
            present = new Cradle(builder.start());
            cradle = present;
        }
        return present;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (cradle != null) {
            cradle.end();
            cradle = null;
        }
    }

    /** One process, and the thread that reads its answers, since who reads a pipe can neither be interrupted nor give up. */
    private static final class Cradle implements Runnable {

        private final Process process;
        private final BlockingQueue<Optional<String>> answers = new ArrayBlockingQueue<>(2);

        Cradle(Process process) {
            this.process = process;
            Thread reader = new Thread(this, "aiops-local-nursery");
            reader.setDaemon(true);
            reader.start();
        }

        @Override
        public void run() {
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    answers.offer(Optional.of(line));
                }
            } catch (IOException cutOff) {
                // It is over either way.
            }
            answers.offer(Optional.empty());
        }

        /** Empty if the process ended without an answer. */
        Optional<String> ask(byte[] order) throws IOException {
            OutputStream out = process.getOutputStream();
            try {
                out.write(order);
                out.flush();
            } catch (IOException ended) {
                return Optional.empty();
            }
            try {
                return Optional.ofNullable(answers.poll(SECONDS, TimeUnit.SECONDS))
                        .orElseThrow(() -> new IOException("the keeper did not start within " + SECONDS + " s"));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while the keeper was started", interrupted);
            }
        }

        void end() {
            process.destroyForcibly();
        }
    }
}
