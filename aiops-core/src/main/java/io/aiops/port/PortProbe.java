package io.aiops.port;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * Tries whether a port can be bound. The socket is bound but never listens, so nobody can connect to it by accident. The
 * wildcard address collides with a listener on any address of this machine, in both families.
 */
final class PortProbe {

    private static final boolean LINUX = System.getProperty("os.name", "").equals("Linux");

    /** Whether nobody uses the port, and nobody did in the last minute. */
    boolean isFresh(int port) {
        return addresses(port).stream().allMatch(address -> canBind(address, false));
    }

    /**
     * Whether nobody listens on the port; connections of an earlier listener may still fade away. Only Linux tells a listener
     * from such a connection when addresses are reused; elsewhere this is {@link #isFresh}.
     */
    boolean isFree(int port) {
        if (isFresh(port)) {
            return true;
        }
        return LINUX && addresses(port).stream().allMatch(address -> canBind(address, true));
    }

    private static List<SocketAddress> addresses(int port) {
        return List.of(new InetSocketAddress(port), new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static boolean canBind(SocketAddress address, boolean reuse) {
        try (SocketChannel socket = SocketChannel.open()) {
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, reuse);
            socket.bind(address);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
