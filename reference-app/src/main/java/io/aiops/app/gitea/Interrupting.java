package io.aiops.app.gitea;

import io.aiops.gitea.git.Cancellation;
import java.util.function.Supplier;

/** Ends calls that know interrupts alone. */
final class Interrupting {

    private Interrupting() {}

    /**
     * Calls, and interrupts the call if somebody cancels.
     *
     * @throws io.aiops.gitea.git.GitException {@code CANCELLED} if somebody did before or meanwhile
     */
    static <T> T call(Cancellation cancellation, Supplier<T> call) {
        Thread thread = Thread.currentThread();
        cancellation.check();
        try (Cancellation.Registration registration = cancellation.onCancel(thread::interrupt)) {
            return call.get();
        } catch (RuntimeException failed) {
            cancellation.check();
            throw failed;
        } finally {
            if (cancellation.isCancelled()) {
                // It has done what it was for; what cleans up must not be disturbed.
                Thread.interrupted();
            }
        }
    }
}
