package io.aiops.gitea.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiops.error.AiOpsException;
import io.aiops.gitea.RepoName;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PushEventTest {

    private static final String A = "a".repeat(40);
    private static final String B = "b".repeat(40);
    private static final String NONE = "0".repeat(40);

    private static PushEvent parse(String ref, String before, String after, String commits) {
        return PushEvent.parse("""
                {"ref":"%s","before":"%s","after":"%s","commits":%s,"total_commits":250,"new_field":{},
                 "repository":{"id":1,"full_name":"team/algo"},"pusher":{"login":"ann"}}""".formatted(ref, before, after, commits).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aPushToABranchWithASlashIsRead() {
        PushEvent push = parse(
                "refs/heads/feature/x",
                A,
                B,
                "[{\"id\":\"%s\",\"message\":\"m\",\"author\":{\"name\":\"Ann\"}}]".formatted(B));
        assertThat(push.branch()).contains("feature/x");
        assertThat(push.tag()).isEmpty();
        assertThat(push.after()).isEqualTo(B);
        assertThat(push.repository()).isEqualTo(RepoName.of("team/algo"));
        assertThat(push.pusher()).isEqualTo("ann");
        assertThat(push.totalCommits()).isEqualTo(250);
        assertThat(push.commits()).containsExactly(new PushEvent.PushedCommit(B, "m", "Ann"));
        assertThat(push.deletes() || push.creates()).isFalse();
    }

    @Test
    void aDeletedBranchDeploysNothingAndANewOneIsNew() {
        assertThat(parse("refs/heads/x", A, NONE, "null").deletes()).isTrue();
        assertThat(parse("refs/heads/x", NONE, A, "[]").creates()).isTrue();
        assertThat(parse("refs/tags/v1", NONE, A, "[]").tag()).contains("v1");
    }

    @Test
    void onlyASampleOfManyCommitsIsKept() {
        String many = IntStream.range(0, 500)
                .mapToObj(number -> "{\"id\":\"" + number + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
        assertThat(parse("refs/heads/x", A, B, many).commits()).hasSize(PushEvent.MOST_COMMITS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "payload=%7B%7D",
                "{\"ref\":\"refs/heads/x\"}",
                "{\"ref\":\"x\",\"after\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"repository\":{\"full_name\":\"a/b\"}}",
                "{\"ref\":\"refs/heads/x\",\"after\":\"HEAD; rm -rf\",\"repository\":{\"full_name\":\"a/b\"}}",
                "{\"ref\":\"refs/heads/x\",\"after\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"repository\":{\"full_name\":\"../b\"}}"
            })
    void whatIsNoPushIsRefusedWithoutRepeatingIt(String body) {
        assertThatExceptionOfType(AiOpsException.class)
                .isThrownBy(() -> PushEvent.parse(body.getBytes(StandardCharsets.UTF_8)))
                .withMessageNotContaining("rm -rf");
    }

    @Test
    void aBodyAboveTheBoundIsRefusedUnread() {
        assertThatExceptionOfType(AiOpsException.class)
                .isThrownBy(() -> PushEvent.parse(new byte[PushEvent.LARGEST_BODY + 1]))
                .withMessageContaining("bytes");
    }
}
