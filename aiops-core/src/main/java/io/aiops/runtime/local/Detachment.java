package io.aiops.runtime.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Starts shells that belong to no session, no terminal and no parent that could die with them. Thread-safe. */
interface Detachment extends AutoCloseable {

    /** How long one start may take. */
    int SECONDS = 20;

    /**
     * Starts a shell in a session of its own, with the token in its environment.
     *
     * @param folder where it works
     * @param token the value of {@link KeeperStarter#TOKEN_VARIABLE}
     * @param arguments the script and its arguments
     * @return its number
     * @throws IOException if it did not start
     */
    long start(Path folder, String token, List<String> arguments) throws IOException;

    /** Ends what is needed to start more; nothing that was started. */
    @Override
    void close();
}
