package io.aiops.gitea;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiops.gitea.HostileServer.Reply;
import io.aiops.gitea.HostileServer.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class GiteaPagingTest {

    private HostileServer server;
    private GiteaClient client;
    private final List<Long> repositories = Collections.synchronizedList(
            new ArrayList<>(LongStream.rangeClosed(1, 120).boxed().toList()));

    @BeforeEach
    void start() {
        server = HostileServer.start();
        client = Fixture.once(server.url()).build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private static int number(Request request, String name) {
        Matcher found = Pattern.compile("[?&]" + name + "=(\\d+)").matcher(request.target());
        return found.find() ? Integer.parseInt(found.group(1)) : 1;
    }

    private Reply page(Request request, int cap, String link) {
        int page = number(request, "page");
        int from = Math.min(repositories.size(), (page - 1) * cap);
        int to = Math.min(repositories.size(), page * cap);
        String body = repositories.subList(from, to).stream()
                .map(id -> Fixture.repository(id, "team/r" + id))
                .collect(Collectors.joining(",", "[", "]"));
        String header = link.isEmpty() || to >= repositories.size()
                ? "X-Nothing: x"
                : "Link: <" + link + "?limit=" + cap + "&page=" + (page + 1) + ">; rel=\"next\",<" + link
                        + "?page=9>; rel=\"last\"";
        String total = link.isEmpty() ? "X-Nothing: y" : "X-Total-Count: " + repositories.size();
        return Reply.status(200, body, header, total);
    }

    @Test
    void aHundredAndTwentyRepositoriesOnPagesCutToThirtyAreAllThereOnce() {
        server.otherwise(request -> page(request, 30, server.url() + "/api/v1/user/repos"));
        assertThat(client.repos().own().stream().map(Repository::id))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 120).boxed().toList());
        assertThat(client.repos().own().total()).hasValue(120);
    }

    @Test
    void withoutAnyHeaderAShortPageIsNotTakenForTheLast() {
        server.otherwise(request -> page(request, 30, ""));
        assertThat(client.repos().own().all()).hasSize(120);
        assertThat(client.repos().own().total()).isEmpty();
    }

    @Test
    void fourRequestsAreEnoughForAHundredAndTwenty() {
        server.otherwise(request -> page(request, 50, server.url() + "/api/v1/user/repos"));
        assertThat(client.repos().own().all()).hasSize(120);
        assertThat(server.requests()).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void theHostOfALinkIsNeverCalled() {
        try (HostileServer wrong = HostileServer.start()) {
            server.otherwise(request -> page(request, 50, wrong.url() + "/api/v1/user/repos"));
            assertThat(client.repos().own().all()).hasSize(120);
            assertThat(wrong.requests()).isEmpty();
        }
    }

    @Test
    void pagesThatShiftWhileTheyAreReadGiveNoIdTwice() {
        server.otherwise(request -> {
            Reply reply = page(request, 30, server.url() + "/api/v1/user/repos");
            repositories.add(0, 1000L + repositories.size());
            return reply;
        });
        List<Long> ids =
                client.repos().own().stream().map(Repository::id).limit(200).toList();
        assertThat(ids).doesNotHaveDuplicates().contains(1L, 60L, 120L);
    }

    @Test
    void nothingIsAskedBeforeTheFirstItemIsAndNoMoreThanIsRead() {
        server.otherwise(request -> page(request, 50, server.url() + "/api/v1/user/repos"));
        Paged<Repository> lazy = client.repos().own();
        assertThat(server.requests()).isEmpty();
        assertThat(lazy.stream().limit(3).count()).isEqualTo(3);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aNextLinkThatPointsBackwardsDoesNotLoopForEver() {
        server.otherwise(request -> number(request, "page") > 3
                ? Reply.json("[]")
                : Reply.status(
                        200,
                        "[" + Fixture.repository(number(request, "page"), "team/x") + "]",
                        "Link: <http://x/?page=1>; rel=\"next\""));
        assertThat(client.repos().own().all()).hasSize(3);
    }

    @Test
    void aSearchIsUnwrapped() {
        server.then(
                Reply.json("{\"ok\":true,\"data\":[" + Fixture.repository(5, "team/x") + "]}"),
                Reply.json("{\"ok\":true,\"data\":[]}"));
        assertThat(client.repos().search("x y&z").all()).hasSize(1);
        assertThat(server.requests().get(0).target()).contains("q=x%20y%26z");
    }
}
