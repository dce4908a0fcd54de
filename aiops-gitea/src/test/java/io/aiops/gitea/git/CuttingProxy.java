package io.aiops.gitea.git;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Passes bytes on, and cuts connections once so many have passed in a direction. */
public final class CuttingProxy implements AutoCloseable {

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final int upstream;
    private final AtomicLong up = new AtomicLong();
    private final AtomicLong down = new AtomicLong();
    private volatile long cutUp = Long.MAX_VALUE;
    private volatile long cutDown = Long.MAX_VALUE;
    private volatile boolean once = true;
    private volatile long stallUp = Long.MAX_VALUE;

    /** Listens before a port of this host. */
    public CuttingProxy(int upstream) throws IOException {
        this.upstream = upstream;
        threads.execute(this::accept);
    }

    /** A repository behind it. */
    public URI url(String name) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/" + name + ".git");
    }

    /** Cuts the connection that sends the byte of that number, the first time only. */
    public void cutOnceAfterSending(long bytes) {
        reset();
        cutUp = bytes;
    }

    /** Cuts the connection that receives the byte of that number, the first time only. */
    public void cutOnceAfterReceiving(long bytes) {
        reset();
        cutDown = bytes;
    }

    /** Cuts every connection from the byte of that number on. */
    public void cutForeverAfterSending(long bytes) {
        reset();
        once = false;
        cutUp = bytes;
    }

    /** Takes no more bytes from that number on, and keeps the connection. */
    public void stallAfterSending(long bytes) {
        reset();
        stallUp = bytes;
    }

    /** Cuts nothing any more. */
    public void reset() {
        up.set(0);
        down.set(0);
        once = true;
        cutUp = Long.MAX_VALUE;
        cutDown = Long.MAX_VALUE;
        stallUp = Long.MAX_VALUE;
    }

    /** Bytes sent to the server since the last setting. */
    public long sent() {
        return up.get();
    }

    /** Bytes received from the server since the last setting. */
    public long received() {
        return down.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), upstream);
                threads.execute(() -> pump(client, server, true));
                threads.execute(() -> pump(server, client, false));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void pump(Socket from, Socket to, boolean upwards) {
        byte[] buffer = new byte[16 * 1024];
        try {
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                AtomicLong count = upwards ? up : down;
                long before = count.getAndAdd(read);
                long limit = upwards ? cutUp : cutDown;
                if (upwards && before + read > stallUp) {
                    continue;
                }
                if (before + read > limit) {
                    to.getOutputStream().write(buffer, 0, (int) Math.max(0, limit - before));
                    if (once) {
                        cutUp = Long.MAX_VALUE;
                        cutDown = Long.MAX_VALUE;
                    }
                    break;
                }
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException gone) {
            // The other side is told below.
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }
}
