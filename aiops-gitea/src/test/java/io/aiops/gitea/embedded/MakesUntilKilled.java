package io.aiops.gitea.embedded;

import java.nio.file.Path;

/** A process that makes repositories until somebody kills it. */
final class MakesUntilKilled {

    private MakesUntilKilled() {}

    public static void main(String[] arguments) {
        ServerUnderTest server = new ServerUnderTest(Path.of(arguments[0]));
        Caller ada = server.as("ada");
        for (int i = 0; i < 40; i++) {
            ada.post("/user/repos", "{'name':'r" + i + "','auto_init':true}");
        }
    }
}
