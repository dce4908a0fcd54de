package io.aiops.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiops.app.Api.Answer;
import io.aiops.app.PlatformExtension.Running;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A platform whose code server is set by its arguments. */
@ExtendWith(PlatformExtension.class)
@PlatformSettings({
    "--gitea.server-url=http://127.0.0.1:1",
    "--gitea.access-token=token-of-the-arguments",
    "--gitea.default-owner=fixed"
})
class GiteaShadowedTest {

    @Test
    void argumentsWinOverASavedConnectionWhichSaysSo(Running running) {
        Api admin = running.admin();

        Answer saved = admin.post(
                "/api/v1/gitea/config?test=false",
                Map.of(
                        "server_url",
                        "http://127.0.0.1:2",
                        "access_token",
                        "token-of-the-database",
                        "default_owner",
                        "o"));

        assertThat(saved.status()).as(saved.toString()).isEqualTo(200);
        assertThat(saved.json().path("shadowed").asBoolean()).isTrue();
        assertThat(saved.json().path("message").asText()).contains("gitea.server-url");
        JsonNode config = admin.get("/api/v1/gitea/config").json();
        assertThat(config.path("source").asText()).isEqualTo("env");
        assertThat(config.path("default_owner").asText()).isEqualTo("fixed");
        JsonNode test = admin.get("/api/v1/gitea/test-connection").json();
        assertThat(test.path("success").asBoolean()).isFalse();
        assertThat(test.path("server_version").isNull()).isTrue();
        assertThat(test.toString()).doesNotContain("token-of-the-arguments");
        assertThat(admin.get("/api/v1/gitea/repos").status()).isEqualTo(503);
    }
}
