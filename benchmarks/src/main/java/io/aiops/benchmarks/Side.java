package io.aiops.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One of those that are compared. Used by one thread. */
interface Side extends AutoCloseable {

    /** What the tables call it. */
    String name();

    /** Its version, and how it was set up, in a few words. */
    String version();

    /** The folder that the command line or the environment of each of its processes names, or of an ancestor. */
    Path home();

    /** Starts the side itself, with no service, and waits until it answers. */
    void open() throws IOException;

    /** Hands over the services and starts them, in the way that is the fastest for this side. Need not wait for them. */
    void start(List<Slot> slots, Program program) throws IOException;

    /** Asks for the status of all services, one call after the other, and says how long each call took. */
    List<Duration> timeStatus(int calls, int expectedRunning) throws IOException;

    /** Stops and forgets all services. */
    void removeAll() throws IOException;

    /** Ends the side. What it leaves running is ended by the {@link Workspace}. */
    @Override
    void close() throws IOException;
}
