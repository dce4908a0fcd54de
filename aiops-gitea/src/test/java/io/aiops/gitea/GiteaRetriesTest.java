package io.aiops.gitea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aiops.gitea.GiteaException.Unreachable.Reason;
import io.aiops.gitea.HostileServer.Reply;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class GiteaRetriesTest {

    private static final String BUSY = "{\"message\":\"busy\"}";
    private static final String OLD = "a".repeat(40);
    private static final String NEW = "b".repeat(40);
    private static final ChangeFiles CHANGE =
            ChangeFiles.on("main", "Add a").with(FileChange.create("a.txt", "hello\n".getBytes()));
    /** What git calls that content. */
    private static final String HELLO = "ce013625030ba8dba906f756967f9e9ca394464a";

    private static final Reply CUT = Reply.cutAfter(Reply.json("{}"), 10);

    private final TestTime time = new TestTime();
    private HostileServer server;
    private GiteaClient client;

    @BeforeEach
    void start() {
        server = HostileServer.start();
        client = Fixture.patient(server.url(), time).build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void twoTimes503ThenGoodIsGoodAfterWaitsBelowTheirCeilings() {
        server.then(Reply.status(503, BUSY), Reply.status(503, BUSY), Reply.json(Fixture.repository(1, "team/algo")));
        assertThat(client.repos().get(Fixture.REPO).id()).isEqualTo(1);
        assertThat(server.requests()).hasSize(3);
        assertThat(time.waits()).hasSize(2);
        assertThat(time.waits().get(0)).isBetween(Duration.ZERO, Duration.ofMillis(250));
        assertThat(time.waits().get(1)).isBetween(Duration.ZERO, Duration.ofMillis(500));
    }

    @Test
    void aCutConnectionIsTriedAgainForReadingAndNeverForWriting() {
        server.then(CUT, Reply.json(Fixture.repository(1, "team/algo")));
        assertThat(client.repos().get(Fixture.REPO).id()).isEqualTo(1);
        server.requests().clear();
        server.then(CUT);
        assertThatExceptionOfType(GiteaException.Unreachable.class)
                .isThrownBy(() -> client.branches().create(Fixture.REPO, "b", "main"));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aHopelessServerIsGivenUpAfterFiveTries() {
        server.otherwise(request -> Reply.status(504, BUSY));
        GiteaException.ServerError failed = catchThrowableOfType(
                GiteaException.ServerError.class, () -> client.repos().get(Fixture.REPO));
        assertThat(failed.attempts()).isEqualTo(5);
        assertThat(failed).hasMessageContaining("tried 5 times");
        assertThat(server.requests()).hasSize(5);
    }

    @Test
    void a500IsNotTriedAgainSinceItWouldFailAgain() {
        server.otherwise(request -> Reply.status(500, BUSY));
        assertThatExceptionOfType(GiteaException.ServerError.class)
                .isThrownBy(() -> client.repos().get(Fixture.REPO));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void retryAfterIsHonouredInSecondsAndAsADate() {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                time.instant().plusSeconds(37).atOffset(ZoneOffset.UTC));
        server.then(
                Reply.status(429, BUSY, "Retry-After: 7"),
                Reply.status(429, BUSY, "Retry-After: " + date),
                Reply.json(Fixture.repository(1, "team/algo")));
        client.repos().get(Fixture.REPO);
        assertThat(time.waits()).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(30));
    }

    @Test
    void aPostIsRepeatedAfter429SinceTheServerDidNothing() {
        server.then(Reply.status(429, BUSY, "Retry-After: 1"), Reply.status(201, Fixture.branch("b", OLD)));
        assertThat(client.branches().create(Fixture.REPO, "b", "main").commitId())
                .isEqualTo(OLD);
    }

    @Test
    void aRetryAfterBeyondTheDeadlineIsToldAtOnce() {
        server.then(Reply.status(429, BUSY, "Retry-After: 86400"));
        GiteaException.RateLimited failed = catchThrowableOfType(
                GiteaException.RateLimited.class, () -> client.repos().get(Fixture.REPO));
        assertThat(failed.retryAfter()).contains(Duration.ofDays(1));
        assertThat(time.waits()).isEmpty();
    }

    @Test
    void aRetryAfterOfRubbishIsAsIfItWereNotThere() {
        server.then(Reply.status(429, BUSY, "Retry-After: soon"), Reply.json(Fixture.repository(1, "team/algo")));
        client.repos().get(Fixture.REPO);
        assertThat(time.waits().get(0)).isLessThanOrEqualTo(Duration.ofMillis(250));
    }

    @Test
    void aDeletionWhoseAnswerWasLostIsDoneWhenNothingIsThereAnyMore() {
        server.then(CUT, Reply.status(404, "{\"message\":\"not found\"}"));
        client.repos().delete(Fixture.REPO);
        assertThat(server.requests()).hasSize(2);
        server.then(Reply.status(404, "{\"message\":\"not found\"}"));
        assertThatExceptionOfType(GiteaException.NotFound.class)
                .isThrownBy(() -> client.repos().delete(Fixture.REPO));
    }

    @Test
    void aLostAnswerOfCreateMakesOneRepositoryAndFindsIt() {
        server.then(
                Reply.json("{\"id\":1,\"login\":\"me\"}"),
                Reply.status(404, "{}"),
                Reply.json("{\"id\":1,\"login\":\"me\"}"),
                CUT,
                Reply.json(Fixture.repository(9, "me/algo")));
        assertThat(client.repos().create(NewRepository.named("algo")).id()).isEqualTo(9);
        assertThat(posts()).hasSize(1);
    }

    @Test
    void aLostCreateThatDidNotArriveIsSentAgain() {
        server.then(
                Reply.json("{\"id\":1,\"login\":\"me\"}"),
                Reply.status(404, "{}"),
                Reply.json("{\"id\":1,\"login\":\"me\"}"),
                CUT,
                Reply.status(404, "{}"),
                Reply.status(201, Fixture.repository(9, "me/algo")));
        assertThat(client.repos().create(NewRepository.named("algo")).id()).isEqualTo(9);
        assertThat(posts()).hasSize(2);
    }

    @Test
    void aLostCreateIsNotTakenForSomebodyElsesRepositoryOfThatName() {
        server.then(
                Reply.json("{\"id\":1,\"login\":\"me\"}"),
                Reply.status(404, "{}"),
                Reply.json("{\"id\":1,\"login\":\"me\"}"),
                CUT,
                Reply.json(Fixture.repository(9, "me/algo").replace("\"empty\":true", "\"empty\":false")));
        assertThatExceptionOfType(GiteaException.Unreachable.class)
                .isThrownBy(() -> client.repos().create(NewRepository.named("algo")));
        assertThat(posts()).hasSize(1);
    }

    @Test
    void aCommitWhoseAnswerWasLostIsFoundOnTheBranchAndNotRepeated() {
        server.then(
                Reply.json(Fixture.branch("main", OLD)),
                CUT,
                Reply.json(Fixture.branch("main", NEW)),
                Reply.json("{\"sha\":\"%s\",\"commit\":{\"message\":\"Add a\\n\"},\"parents\":[{\"sha\":\"%s\"}]}"
                        .formatted(NEW, OLD)),
                Reply.json("{\"tree\":[{\"path\":\"a.txt\",\"sha\":\"%s\",\"type\":\"blob\"}],\"total_count\":1}"
                        .formatted(HELLO)));
        FilesChanged changed = client.contents().change(Fixture.REPO, CHANGE);
        assertThat(changed.found()).isTrue();
        assertThat(changed.commit()).isEqualTo(NEW);
        assertThat(posts()).hasSize(1);
    }

    @Test
    void aCommitThatDidNotLandIsSentOnceMore() {
        server.then(
                Reply.json(Fixture.branch("main", OLD)),
                CUT,
                Reply.json(Fixture.branch("main", OLD)),
                Reply.status(201, "{\"commit\":{\"sha\":\"%s\"},\"files\":[null]}".formatted(NEW)));
        FilesChanged changed = client.contents().change(Fixture.REPO, CHANGE);
        assertThat(changed.found()).isFalse();
        assertThat(changed.commit()).isEqualTo(NEW);
        assertThat(posts()).hasSize(2);
    }

    @Test
    void aBranchThatSomebodyElseMovedMeanwhileIsNotCommittedToTwice() {
        refusesToTakeForOurs("Other", OLD, HELLO);
        refusesToTakeForOurs("Add a", NEW, HELLO);
        refusesToTakeForOurs("Add a", OLD, OLD);
    }

    /** After a cut the branch is elsewhere, at a commit of that message, parent and content. */
    private void refusesToTakeForOurs(String message, String parent, String blob) {
        server.requests().clear();
        server.otherwise(request -> {
            if (request.method().equals("POST")) {
                return CUT;
            }
            if (request.path().contains("/branches/")) {
                boolean posted = !posts().isEmpty();
                return Reply.json(Fixture.branch("main", posted ? NEW : OLD));
            }
            return request.path().contains("/git/trees/")
                    ? Reply.json("{\"tree\":[{\"path\":\"a.txt\",\"sha\":\"%s\"}],\"total_count\":1}".formatted(blob))
                    : Reply.json("{\"sha\":\"%s\",\"commit\":{\"message\":\"%s\"},\"parents\":[{\"sha\":\"%s\"}]}"
                            .formatted(NEW, message, parent));
        });
        assertThatExceptionOfType(GiteaException.Unreachable.class)
                .as(message)
                .isThrownBy(() -> client.contents().change(Fixture.REPO, CHANGE));
        assertThat(posts()).hasSize(1);
    }

    @Test
    void theCircuitOpensAfterFiveFailuresAndLetsOneThroughAfterHalfAMinute() {
        server.otherwise(request -> Reply.status(502, BUSY));
        assertThatExceptionOfType(GiteaException.ServerError.class)
                .isThrownBy(() -> client.repos().get(Fixture.REPO));
        server.requests().clear();

        GiteaException.Unreachable paused = catchThrowableOfType(
                GiteaException.Unreachable.class, () -> client.repos().get(Fixture.REPO));
        assertThat(paused.reason()).isEqualTo(Reason.PAUSED);
        assertThat(server.requests()).isEmpty();

        time.pass(Circuit.OPEN_FOR);
        assertThatExceptionOfType(GiteaException.class)
                .isThrownBy(() -> client.repos().get(Fixture.REPO));
        assertThat(server.requests()).hasSize(1);

        time.pass(Circuit.OPEN_FOR);
        server.otherwise(request -> Reply.json(Fixture.repository(1, "team/algo")));
        client.repos().get(Fixture.REPO);
        client.repos().get(Fixture.REPO);
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void theBucketGivesFortyAtOnceAndThenTwentyASecond() {
        server.otherwise(request -> Reply.json(Fixture.repository(1, "team/algo")));
        for (int call = 0; call < 60; call++) {
            client.repos().get(Fixture.REPO);
        }
        assertThat(time.waits()).hasSize(20).allSatisfy(wait -> assertThat(wait).isEqualTo(Duration.ofMillis(50)));
    }

    private List<HostileServer.Request> posts() {
        return server.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .toList();
    }
}
