package io.aiops.runtime.local;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Asks the host for the number of a user's own group. */
final class PrimaryGroup {

    private static final int SECONDS = 10;

    private PrimaryGroup() {}

    static String of(String user) {
        try {
            Process id = new ProcessBuilder("id", "-g", "--", user)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(id.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim();
            if (id.waitFor(SECONDS, TimeUnit.SECONDS) && id.exitValue() == 0) {
                return answer;
            }
            throw new AiOpsException(ErrorCode.INVALID_SPEC, "user " + user + " has no group on this host");
        } catch (IOException failed) {
            throw StateFolder.failed("the group of user " + user + " cannot be looked up", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AiOpsException(
                    ErrorCode.CANCELLED, "interrupted while user " + user + " was looked up", interrupted);
        }
    }
}
