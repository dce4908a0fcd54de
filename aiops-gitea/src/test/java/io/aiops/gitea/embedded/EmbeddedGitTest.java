package io.aiops.gitea.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedGitTest {

    @TempDir
    private Path home;

    private ServerUnderTest server;

    @BeforeEach
    void startServer() {
        server = new ServerUnderTest(home.resolve("repositories"));
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void gitClonesAnEmptyRepositoryPushesAndClonesAgain() {
        server.as("ada").post("/user/repos", "{'name':'model'}");
        GitCommand work = cloned("model", "work");

        String commit = work.commit("src/main.py", "print(1)\n");
        work.run("push", "-q", "origin", "HEAD");

        assertThat(cloned("model", "again").run("rev-parse", "HEAD")).isEqualTo(commit);
        assertThat(home.resolve("again/src/main.py")).hasContent("print(1)\n");
        assertThat(work.run("branch", "--show-current")).isEqualTo("main");
        assertThat(server.as("bob").get("/repos/ada/model").json().get("empty").asBoolean())
                .isFalse();
    }

    private GitCommand cloned(String name, String folder, String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "clone";
        System.arraycopy(options, 0, arguments, 1, options.length);
        arguments[options.length + 1] = server.cloneUrl("ada", "ada/" + name);
        arguments[options.length + 2] = folder;
        new GitCommand(home).run(arguments);
        assertThat(Files.isDirectory(home.resolve(folder))).isTrue();
        return new GitCommand(home.resolve(folder));
    }
}
