package io.aiops.gitea.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process that serves until its input ends; it says where. */
final class ServesInLittleMemory {

    private ServesInLittleMemory() {}

    public static void main(String[] arguments) throws IOException {
        try (ServerUnderTest server = new ServerUnderTest(Path.of(arguments[0]))) {
            server.as("ada").post("/user/repos", "{'name':'big'}");
            say(server.cloneUrl("ada", "ada/big"));
            while (System.in.read() >= 0) {
                // Until whoever started this has seen enough.
            }
        }
    }

    private static void say(String line) throws IOException {
        System.out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        System.out.flush();
    }
}
