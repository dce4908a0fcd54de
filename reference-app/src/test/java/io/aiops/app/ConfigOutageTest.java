package io.aiops.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiops.app.PlatformExtension.Running;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Configuration by REST while the database is down. */
@ExtendWith(PlatformExtension.class)
class ConfigOutageTest {

    private static final String KEY = "/api/v1/config/outage.size";

    private Running running;

    @AfterEach
    void bringUp() {
        running.database().bringUp();
    }

    @Test
    @Timeout(120)
    void readsGoOnMarkedAsStaleAndWritesFailUntilTheDatabaseIsBack(Running platform) {
        running = platform;
        Api admin = platform.admin();
        Api leaver = platform.user("config-leaver");
        assertThat(admin.post(KEY, Map.of("value", 1)).status()).isEqualTo(200);
        assertThat(leaver.get(KEY).status()).isEqualTo(200);
        assertThat(leaver.post("/api/v1/auth/logout", "").status()).isEqualTo(204);
        assertThat(admin.get(KEY).status()).isEqualTo(200);
        platform.database().takeDown();

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(admin.get(KEY).status()).isEqualTo(200);
            assertThat(admin.get(KEY).json().path("stale").asBoolean()).isTrue();
        });
        assertThat(admin.get(KEY).json().path("value").asInt()).isEqualTo(1);
        assertThat(admin.get("/api/v1/config/status").json().path("state").asText())
                .isEqualTo("stale");
        assertThat(admin.post(KEY, Map.of("value", 2)).status()).isEqualTo(503);
        assertThat(leaver.get(KEY).status())
                .as("whose session was ended before")
                .isEqualTo(503);
        assertThat(platform.nobody().get(KEY).status()).isEqualTo(401);

        platform.database().bringUp();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(admin.post(KEY, Map.of("value", 3)).status()).isEqualTo(200));
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(admin.get(KEY).json().path("stale").asBoolean(true)).isFalse();
            assertThat(leaver.get(KEY).status()).isEqualTo(401);
        });
    }
}
