package io.aiops.testkit.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/** A process of its own that listens on a port of the loopback address until its input ends. */
final class ListeningProgram {

    private ListeningProgram() {}

    static Process start(int port) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ListeningProgram.class.getName(),
                        Integer.toString(port),
                        "--password=s3cret")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        // It writes one byte when it listens.
        if (process.getInputStream().read() < 0) {
            throw new IOException("the program does not listen on " + port);
        }
        return process;
    }

    public static void main(String[] arguments) throws IOException {
        try (ServerSocket socket =
                new ServerSocket(Integer.parseInt(arguments[0]), 1, InetAddress.getLoopbackAddress())) {
            System.out.write('!');
            System.out.flush();
            while (System.in.read() >= 0) {
                assert socket.isBound();
            }
        }
    }
}
