package io.aiops.runtime.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Detaches with the programs {@code sh} and {@code setsid}, one of each for every start. */
final class DetachingShell implements Detachment {

    /** Starts the shell in a session of its own, tells its number, and ends, so that nobody has to wait for it. */
    private static final String DETACH = "setsid sh \"$0\" \"$@\" </dev/null >>keeper.log 2>&1 & echo $!";

    @Override
    public long start(Path folder, String token, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", DETACH));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", LaunchFile.DEFAULT_PATH);
        environment.put(KeeperStarter.TOKEN_VARIABLE, token);
        return numberFrom(builder.start());
    }

    private static long numberFrom(Process detaching) throws IOException {
        try (InputStream in = detaching.getInputStream()) {
            detaching.getOutputStream().close();
            if (!detaching.waitFor(SECONDS, TimeUnit.SECONDS)) {
                detaching.destroyForcibly();
                throw new IOException("the keeper did not start within " + SECONDS + " s");
            }
            String answer = new String(in.readAllBytes(), StandardCharsets.US_ASCII).trim();
            if (!answer.matches("[1-9][0-9]*")) {
                throw new IOException("the keeper did not start: " + answer);
            }
            return Long.parseLong(answer);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the keeper was started", interrupted);
        }
    }

    @Override
    public void close() {
        // Each start ends by itself.
    }
}
