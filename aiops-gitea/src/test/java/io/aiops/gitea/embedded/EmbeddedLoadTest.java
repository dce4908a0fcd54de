package io.aiops.gitea.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large pushes in a small heap. */
final class EmbeddedLoadTest {

    @TempDir
    private Path home;

    @Test
    void aFileLargerThanTheHeapAndManySmallOnesArePushedAndCloned() throws Exception {
        Process server = EmbeddedStorageTest.child(
                "-Xmx48m",
                ServesInLittleMemory.class,
                home.resolve("repositories").toString());
        try (BufferedReader said = server.inputReader()) {
            String url = said.readLine();
            new GitCommand(home).run("clone", "-q", url, "work");
            GitCommand work = new GitCommand(home.resolve("work"));
            Random random = new Random(7);
            byte[] part = new byte[100_000];
            for (int i = 0; i < 500; i++) {
                random.nextBytes(part);
                Path file = work.folder().resolve("d" + i % 50 + "/f" + i);
                Files.createDirectories(file.getParent());
                Files.write(file, part);
            }
            byte[] large = new byte[60_000_000];
            random.nextBytes(large);
            Files.write(work.folder().resolve("large.bin"), large);
            work.run("config", "core.compression", "0");
            String commit = work.commit("last", "1");
            work.run("push", "-q", "origin", "HEAD");
            new GitCommand(home).run("clone", "-q", url, "again");
            assertThat(new GitCommand(home.resolve("again")).run("rev-parse", "HEAD"))
                    .isEqualTo(commit);
            assertThat(Files.mismatch(home.resolve("again/large.bin"), home.resolve("work/large.bin")))
                    .isEqualTo(-1);
            server.getOutputStream().close();
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            server.destroyForcibly();
        }
    }
}
