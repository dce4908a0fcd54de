package io.aiops.app.gitea;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiops.gitea.upload.BodyLimit;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitFileTest {

    private static final URI SERVER = URI.create("https://git.example.org:8443");

    @TempDir
    Path folder;

    @Test
    void aLimitIsKnownAfterARestartAndALaterOneTakesItsPlace() {
        Path file = folder.resolve("limits");
        LimitFile first = LimitFile.open(file);
        first.remember(SERVER, new BodyLimit(1 << 20, BodyLimit.Origin.LEARNT, Instant.EPOCH));
        BodyLimit probed =
                new BodyLimit(Long.MAX_VALUE, BodyLimit.Origin.PROBED, Instant.parse("2026-01-02T03:04:05Z"));
        first.remember(SERVER, probed);

        assertThat(LimitFile.open(file).of(SERVER)).contains(probed);
        assertThat(LimitFile.open(file).of(URI.create("https://other.example.org")))
                .isEmpty();
    }

    @Test
    void aDamagedLineIsAsGoodAsNone() throws IOException {
        Path file = folder.resolve("limits");
        LimitFile.open(file).remember(SERVER, new BodyLimit(5, BodyLimit.Origin.GIVEN, Instant.EPOCH));
        Files.writeString(file, "http://x many LEARNT now\nhttp://y 0 LEARNT", StandardOpenOption.APPEND);

        assertThat(LimitFile.open(file).of(SERVER)).isPresent();
        assertThat(LimitFile.open(file).of(URI.create("http://x"))).isEmpty();
    }
}
