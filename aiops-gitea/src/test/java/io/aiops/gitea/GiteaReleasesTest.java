package io.aiops.gitea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiops.error.AiOpsException;
import io.aiops.gitea.HostileServer.Reply;
import io.aiops.gitea.HostileServer.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class GiteaReleasesTest {

    @TempDir
    private Path folder;

    @Test
    void aFileOfAReleaseArrivesByteForByteAsOneFormField() throws IOException {
        byte[] content = new byte[300_000];
        new Random(3).nextBytes(content);
        Path file = Files.write(folder.resolve("model.bin"), content);
        try (HostileServer server = HostileServer.start();
                GiteaClient client = Fixture.once(server.url()).build()) {
            server.then(Reply.status(201, "{\"id\":4,\"name\":\"model ü.bin\",\"size\":300000}"));

            ReleaseAsset asset = client.releases().uploadAsset(Fixture.REPO, 9, "model ü.bin", file);

            assertThat(asset.id()).isEqualTo(4);
            Request request = server.requests().get(0);
            assertThat(request.target()).endsWith("/releases/9/assets?name=model%20%C3%BC.bin");
            String boundary = request.header("Content-Type").replaceFirst(".*boundary=", "");
            String body = new String(request.body(), StandardCharsets.ISO_8859_1);
            assertThat(body).startsWith("--" + boundary + "\r\n").endsWith("\r\n--" + boundary + "--\r\n");
            String sent = body.substring(body.indexOf("\r\n\r\n") + 4, body.length() - boundary.length() - 8);
            assertThat(sent.getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\"b", "a/b", "a\\b", "a\r\nX: y"})
    void aNameThatWouldBreakOutOfTheFormIsRefused(String name) throws IOException {
        Path file = Files.write(folder.resolve("f"), new byte[1]);
        try (HostileServer server = HostileServer.start();
                GiteaClient client = Fixture.once(server.url()).build()) {
            assertThatExceptionOfType(AiOpsException.class)
                    .isThrownBy(() -> client.releases().uploadAsset(Fixture.REPO, 9, name, file));
            assertThatExceptionOfType(AiOpsException.class)
                    .isThrownBy(() -> client.releases().uploadAsset(Fixture.REPO, 9, "x", folder.resolve("none")));
            assertThat(server.requests()).isEmpty();
        }
    }
}
