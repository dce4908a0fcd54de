package io.aiops.testkit.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stands between a program and a server on the loopback address, and can swallow everything, as a cut cable does. */
final class Pipe implements AutoCloseable {

    private final ServerSocket door;
    private final int behind;
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private volatile boolean swallowing;

    Pipe(int behind) throws IOException {
        this.behind = behind;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** From now on nothing arrives any more, and nothing is closed. */
    void swallow() {
        swallowing = true;
    }

    /** New connections work again; what was swallowed is lost. */
    void flow() {
        swallowing = false;
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket each : open) {
            each.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket near = door.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), behind);
                open.add(near);
                open.add(far);
                start(() -> copy(near, far));
                start(() -> copy(far, near));
            }
        } catch (IOException closed) {
            return;
        }
    }

    /** A connection that lost something is dead: it must not go on in the middle. */
    private void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] bytes = new byte[8192];
            boolean lost = false;
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                lost = lost || swallowing;
                if (!lost) {
                    out.write(bytes, 0, read);
                }
            }
        } catch (IOException closed) {
            return;
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "test-pipe");
        thread.setDaemon(true);
        thread.start();
    }
}
