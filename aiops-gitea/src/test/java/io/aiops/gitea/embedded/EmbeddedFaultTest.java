package io.aiops.gitea.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The knobs for faults. */
final class EmbeddedFaultTest {

    @TempDir
    private Path home;

    private ServerUnderTest server;
    private Caller ada;
    private Faults faults;

    @BeforeEach
    void startServer() {
        server = new ServerUnderTest(home.resolve("repositories"));
        faults = server.server().faults();
        ada = server.as("ada");
        ada.post("/user/repos", "{'name':'model','auto_init':true}");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void aBodyAboveTheLimitGetsThePageOfAnNginx() {
        faults.bodyLimit(1000);
        Answer answer = ada.post("/repos/ada/model/contents/a", "{'content':'" + "MQ".repeat(5_000_000) + "'}");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.header("Content-Type")).hasValue("text/html");
        assertThat(answer.text()).contains("413 Request Entity Too Large", "nginx");
        assertThat(ada.post("/repos/ada/model/contents/a", "{'content':'MQ=='}").status())
                .isEqualTo(201);
        faults.none();
    }

    @Test
    void aBodyOfUnknownLengthMeetsTheSameLimit() throws Exception {
        faults.bodyLimit(1000);
        assertThat(chunked("{\"content\":\"" + "MQ".repeat(100_000) + "\"}", "big"))
                .isEqualTo(413);
        assertThat(chunked("{\"content\":\"MQ==\"}", "small")).isEqualTo(201);
    }

    @Test
    void aPushAboveTheLimitFailsAndTheBranchIsAsBefore() throws Exception {
        faults.bodyLimit(100_000);
        new GitCommand(home).run("clone", "-q", server.cloneUrl("ada", "ada/model"), "work");
        GitCommand work = new GitCommand(home.resolve("work"));
        byte[] random = new byte[3_000_000];
        new Random(1).nextBytes(random);
        Files.write(work.folder().resolve("big"), random);
        work.commit("a", "1");
        GitCommand.Outcome outcome = work.attempt("push", "origin", "HEAD");
        assertThat(outcome.text()).contains("413");
        assertThat(ada.get("/repos/ada/model/commits").header("X-Total")).hasValue("1");
        faults.none();
        work.run("push", "-q", "origin", "HEAD");
    }

    @Test
    void theNextAnswersFailAndThenAllIsWell() {
        faults.failNext(2, 503, Duration.ofSeconds(7));
        assertThat(ada.get("/user").status()).isEqualTo(503);
        Answer second = ada.get("/user");
        assertThat(second.status()).isEqualTo(503);
        assertThat(second.header("Retry-After")).hasValue("7");
        assertThat(second.json().get("message").asText()).isEmpty();
        assertThat(ada.get("/user").status()).isEqualTo(200);
    }

    @Test
    void faultsMeetOnlyThePathsTheyAreMeantFor() {
        faults.failNext(1, 500).onlyFor(path -> path.endsWith("/version"));
        assertThat(ada.get("/user").status()).isEqualTo(200);
        assertThat(ada.get("/version").status()).isEqualTo(500);
    }

    @Test
    void theConnectionIsCutWhileTheRequestIsRead() {
        faults.cutAfter(10_000);
        assertThatThrownBy(() -> ada.trying(
                        "POST", "api/v1/repos/ada/model/contents/a", "{'content':'" + "MQ".repeat(100_000) + "'}"))
                .isInstanceOf(IOException.class);
        faults.none();
        assertThat(ada.get("/repos/ada/model/contents/a").status()).isEqualTo(404);
    }

    @Test
    void theConnectionIsCutWhileTheAnswerIsWritten() {
        faults.cutAfter(500);
        assertThatThrownBy(() -> ada.trying("GET", "api/v1/repos/ada/model", ""))
                .isInstanceOf(IOException.class);
        assertThat(ada.get("/version").status()).isEqualTo(200);
    }

    @Test
    void aPushThatIsCutLeavesNothing() throws Exception {
        new GitCommand(home).run("clone", "-q", server.cloneUrl("ada", "ada/model"), "work");
        GitCommand work = new GitCommand(home.resolve("work"));
        byte[] random = new byte[3_000_000];
        new Random(1).nextBytes(random);
        Files.write(work.folder().resolve("big"), random);
        work.commit("a", "1");
        faults.cutAfter(1_000_000);
        assertThat(work.attempt("push", "origin", "HEAD").exit()).isNotZero();
        faults.none();
        assertThat(ada.get("/repos/ada/model/commits").header("X-Total")).hasValue("1");
        work.run("push", "-q", "origin", "HEAD");
    }

    @Test
    void answersAreLate() {
        faults.latency(Duration.ofMillis(300));
        long start = System.nanoTime();
        assertThat(ada.get("/user").status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void closingDoesNotWaitForALateAnswer() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        faults.latency(Duration.ofHours(1)).onlyFor(path -> {
            arrived.countDown();
            return true;
        });
        var asked = java.util.concurrent.CompletableFuture.runAsync(() -> {
            try {
                ada.trying("GET", "api/v1/user", "");
            } catch (IOException e) {
                // As expected: the server has gone.
            }
        });
        assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
        server.close();
        assertThat(asked).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void linksPointToAWrongHost() {
        ada.post("/user/repos", "{'name':'second'}");
        faults.linkHost("localhost:3000");
        Answer answer = ada.get("/user/repos?limit=1");
        assertThat(answer.header("Link").orElseThrow())
                .startsWith("<http://localhost:3000/api/v1/user/repos?limit=1&page=2>; rel=\"next\"");
        assertThat(answer.json()).hasSize(1);
    }

    @Test
    void aPageToSignInComesInsteadOfJson() {
        faults.htmlInsteadOfJson();
        Answer answer = ada.get("/user");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type").orElseThrow()).startsWith("text/html");
        faults.none();
        assertThat(ada.get("/user").json().get("login").asText()).isEqualTo("ada");
    }

    private int chunked(String body, String file) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(server.url() + "api/v1/repos/ada/model/contents/" + file))
                .header("Authorization", "token " + ServerUnderTest.TOKEN)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)))
                .build();
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
