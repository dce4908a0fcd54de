package io.aiops.gitea.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks: what is sent, how it is signed, and that it arrives. */
final class EmbeddedWebhookTest {

    private static final String KEY = "the-key-of-the-hook";
    private static final WebhookRetries QUICK =
            new WebhookRetries(4, Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofSeconds(5));
    private static final WebhookRetries PATIENT =
            new WebhookRetries(9, Duration.ofMinutes(5), Duration.ofMinutes(9), Duration.ofSeconds(5));

    @TempDir
    private Path home;

    private HookReceiver receiver;
    private ServerUnderTest server;

    @BeforeEach
    void start() throws Exception {
        receiver = new HookReceiver();
        server = new ServerUnderTest(home, builder -> builder.webhookRetries(QUICK));
        server.as("ada").post("/user/repos", "{'name':'model','auto_init':true}");
    }

    @AfterEach
    void stop() {
        server.close();
        receiver.close();
    }

    @Test
    void aPushIsSignedOverItsRawBytes() throws Exception {
        hook("'push','create','delete'", "");
        put("a.txt");
        HookReceiver.Received push = first("push");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signature = HexFormat.of().formatHex(mac.doFinal(push.body()));
        assertThat(push.header("X-Gitea-Signature")).isEqualTo(signature);
        assertThat(push.header("X-Hub-Signature-256")).isEqualTo("sha256=" + signature);
        assertThat(push.header("X-Gitea-Event")).isEqualTo("push");
        assertThat(push.header("Content-Type")).isEqualTo("application/json");
        assertThat(UUID.fromString(push.header("X-Gitea-Delivery"))).isNotNull();
    }

    @Test
    void aPushSaysWhatMovedAndWhatChanged() throws Exception {
        hook("'push'", "");
        String before = tip();
        put("dir/a.txt");
        JsonNode payload = JsonText.mapper().readTree(first("push").body());
        assertThat(payload.get("ref").asText()).isEqualTo("refs/heads/main");
        assertThat(payload.get("before").asText()).isEqualTo(before);
        assertThat(payload.get("after").asText()).isEqualTo(tip());
        assertThat(payload.get("total_commits").asInt()).isEqualTo(1);
        assertThat(payload.at("/commits/0/added/0").asText()).isEqualTo("dir/a.txt");
        assertThat(payload.at("/head_commit/id").asText()).isEqualTo(tip());
        assertThat(payload.at("/repository/full_name").asText()).isEqualTo("ada/model");
        assertThat(payload.at("/pusher/login").asText()).isEqualTo("ada");
        assertThat(payload.get("compare_url").asText()).startsWith(server.url() + "ada/model/compare/");
        GiteaSwagger swagger = new GiteaSwagger();
        assertThat(swagger.faultsOf("Repository", payload.get("repository"))).isEmpty();
        assertThat(swagger.faultsOf("User", payload.get("sender"))).isEmpty();
        assertThat(swagger.faultsOf("PayloadCommit", payload.get("head_commit")))
                .isEmpty();
    }

    @Test
    void aNewBranchIsACreateAndAPushAndADeletedOneADelete() {
        hook("'push','create','delete'", "");
        server.as("ada").post("/repos/ada/model/branches", "{'new_branch_name':'feature/x'}");
        assertThat(first("create").text()).contains("\"ref\":\"feature/x\"").contains("\"ref_type\":\"branch\"");
        assertThat(first("push").text()).contains("\"before\":\"" + "0".repeat(40) + "\"");
        server.as("ada").delete("/repos/ada/model/branches/feature/x");
        assertThat(first("delete").text()).contains("\"pusher_type\":\"user\"");
        server.as("ada").post("/repos/ada/model/tags", "{'tag_name':'v1'}");
        await().until(() ->
                receiver.received().stream().anyMatch(each -> each.text().contains("\"ref_type\":\"tag\"")));
        assertThat(receiver.received()).hasSizeBetween(4, 5);
    }

    @Test
    void inactiveHooksOtherEventsAndFilteredBranchesAreSilent() {
        hook("'delete'", "");
        hook("'push'", ",'branch_filter':'release/*'");
        hook("'push'", ",'active':false");
        put("a.txt");
        assertThat(server.gitea().deliveries()).isEmpty();
        server.as("ada").post("/repos/ada/model/branches", "{'new_branch_name':'release/1'}");
        assertThat(server.gitea().deliveries()).hasSize(1);
    }

    @Test
    void aHookWithoutASecretSendsEmptySignatures() {
        server.as("ada").post("/repos/ada/model/hooks", body("'push'", "").replace(KEY, ""));
        put("a.txt");
        assertThat(first("push").header("X-Gitea-Signature")).isEmpty();
        assertThat(first("push").header("X-Hub-Signature-256")).isEmpty();
    }

    @Test
    void aDeliveryIsTriedAgainUnderTheSameIdUntilItArrives() {
        hook("'push'", "");
        receiver.refuseNext(2);
        put("a.txt");
        await().until(() -> server.gitea().deliveries().get(0).state() == DeliveryState.DELIVERED);
        WebhookDelivery delivery = server.gitea().deliveries().get(0);
        assertThat(delivery.attempts()).isEqualTo(3);
        assertThat(receiver.received())
                .extracting(each -> each.header("X-Gitea-Delivery"))
                .containsOnly(delivery.id());
    }

    @Test
    void aDeliveryThatNeverArrivesIsGivenUp() throws Exception {
        hook("'push'", "");
        receiver.refuseNext(100);
        put("a.txt");
        await().until(() -> server.gitea().deliveries().get(0).state() == DeliveryState.GIVEN_UP);
        assertThat(server.gitea().deliveries().get(0).attempts()).isEqualTo(4);
        assertThat(server.gitea().deliveries().get(0).outcome()).isEqualTo("502");
        assertThat(Files.list(home.resolve(".aiops/outbox"))).isEmpty();
    }

    @Test
    void whatWaitsIsDeliveredAfterARestart() throws Exception {
        server.close();
        server = new ServerUnderTest(home, builder -> builder.webhookRetries(PATIENT));
        hook("'push'", "");
        int port = receiver.port();
        receiver.close();
        put("a.txt");
        await().until(() -> server.gitea().deliveries().get(0).attempts() == 1);
        String id = server.gitea().deliveries().get(0).id();
        server.close();
        receiver = new HookReceiver(port);
        java.time.Clock later = java.time.Clock.offset(java.time.Clock.systemUTC(), Duration.ofHours(1));
        server = new ServerUnderTest(
                home, builder -> builder.webhookRetries(QUICK).clock(later));
        assertThat(first("push").header("X-Gitea-Delivery")).isEqualTo(id);
    }

    @Test
    void aDeliveryOfADeletedHookIsGivenUp() {
        String id = hook("'push'", "");
        receiver.refuseNext(100);
        put("a.txt");
        server.as("ada").delete("/repos/ada/model/hooks/" + id);
        await().until(() -> server.gitea().deliveries().get(0).state() == DeliveryState.GIVEN_UP);
    }

    @Test
    void metadataAddressesAreNeverCalled() {
        server.as("ada")
                .post(
                        "/repos/ada/model/hooks",
                        body("'push'", "").replace("127.0.0.1:" + receiver.port(), "169.254.169.254"));
        put("a.txt");
        await().until(() -> server.gitea().deliveries().get(0).attempts() > 0);
        assertThat(server.gitea().deliveries().get(0).outcome()).contains("may not call");
    }

    @Test
    void noSecretTokenOrPasswordLiesReadableInAnyFile() throws Exception {
        hook("'push'", ",'authorization_header':'Bearer hidden-header'");
        receiver.refuseNext(1);
        put("a.txt");
        try (Stream<Path> files = Files.walk(home)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .doesNotContain(KEY, "hidden-header", ServerUnderTest.PASSWORD, ServerUnderTest.TOKEN));
        }
        assertThat(Files.getPosixFilePermissions(home.resolve(".aiops/key"))).hasSize(2);
    }

    private String hook(String events, String more) {
        Answer answer = server.as("ada").post("/repos/ada/model/hooks", body(events, more));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().get("id").asText();
    }

    private String body(String events, String more) {
        return "{'type':'gitea','config':{'url':'http://127.0.0.1:" + receiver.port()
                + "/hook','content_type':'json','secret':'" + KEY + "'},'events':[" + events + "]"
                + (more.contains("'active'") ? "" : ",'active':true") + more + "}";
    }

    private void put(String file) {
        Answer answer = server.as("ada").post("/repos/ada/model/contents/" + file, "{'content':'MQ=='}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    private String tip() {
        return server.as("ada")
                .get("/repos/ada/model/branches/main")
                .json()
                .at("/commit/id")
                .asText();
    }

    private HookReceiver.Received first(String event) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> receiver.received().stream().anyMatch(each -> event.equals(each.header("X-Gitea-Event"))));
        return receiver.received().stream()
                .filter(each -> event.equals(each.header("X-Gitea-Event")))
                .findFirst()
                .orElseThrow();
    }
}
