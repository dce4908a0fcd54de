package io.aiops.gitea.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.gitea.RepoName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Somebody pushed. {@code after} is what counts: the list of commits is a sample that the server cuts.
 *
 * @param ref the full ref, such as {@code refs/heads/main}
 * @param before the commit it was at, all zeros for a new ref
 * @param after the commit it is at, all zeros for a deleted ref
 * @param repository the repository by the name it has now
 * @param pusher who pushed, empty if it is not told
 * @param commits the first commits, at most {@value #MOST_COMMITS}
 * @param totalCommits how many there are in all
 */
public record PushEvent(
        String ref,
        String before,
        String after,
        RepoName repository,
        String pusher,
        List<PushedCommit> commits,
        long totalCommits) {

    /** How large a body is read at most, in bytes. */
    public static final int LARGEST_BODY = 5 * 1024 * 1024;

    /** How many commits are kept of a push. */
    public static final int MOST_COMMITS = 100;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEADS = "refs/heads/";
    private static final String TAGS = "refs/tags/";
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    /**
     * One commit of a push.
     *
     * @param id its id
     * @param message its message
     * @param author who made it
     */
    public record PushedCommit(String id, String message, String author) {}

    /** Copies the commits. */
    public PushEvent {
        commits = List.copyOf(commits);
    }

    /**
     * Reads the body of a push; to be verified before. A body in the form format is refused, since its signature covers
     * other bytes than its own.
     *
     * @throws AiOpsException {@code INVALID_REQUEST} if it is too large, no JSON, or lacks ref, after or repository
     */
    public static PushEvent parse(byte[] body) {
        if (body.length > LARGEST_BODY) {
            throw refused("it has " + body.length + " bytes; " + LARGEST_BODY + " are read at most");
        }
        JsonNode push = read(body);
        String after = push.path("after").asText("");
        String before = push.path("before").asText("");
        String ref = push.path("ref").asText("");
        if (!ref.startsWith("refs/") || !COMMIT.matcher(after).matches()) {
            throw refused("it names no ref and commit; send the events push, create and delete only");
        }
        return new PushEvent(
                ref,
                COMMIT.matcher(before).matches() ? before : "0".repeat(after.length()),
                after,
                RepoName.of(push.path("repository").path("full_name").asText("")),
                login(push.path("pusher")),
                commits(push.path("commits")),
                push.path("total_commits").asLong(push.path("commits").size()));
    }

    /** The branch, if it is one. */
    public Optional<String> branch() {
        return ref.startsWith(HEADS) ? Optional.of(ref.substring(HEADS.length())) : Optional.empty();
    }

    /** The tag, if it is one. */
    public Optional<String> tag() {
        return ref.startsWith(TAGS) ? Optional.of(ref.substring(TAGS.length())) : Optional.empty();
    }

    /** Whether the ref is new. */
    public boolean creates() {
        return zeros(before);
    }

    /** Whether the ref is gone; then there is nothing to deploy. */
    public boolean deletes() {
        return zeros(after);
    }

    private static boolean zeros(String id) {
        return id.chars().allMatch(c -> c == '0');
    }

    @SuppressWarnings("UnusedException") // its message quotes the body
    private static JsonNode read(byte[] body) {
        try {
            JsonNode node = JSON.readTree(body);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (IOException unreadable) {
            throw refused("it is no JSON; set the content type of the webhook to application/json");
        }
        throw refused("it is no JSON object; set the content type of the webhook to application/json");
    }

    private static String login(JsonNode user) {
        String login = user.path("login").asText("");
        return login.isEmpty() ? user.path("username").asText("") : login;
    }

    private static List<PushedCommit> commits(JsonNode sample) {
        List<PushedCommit> kept = new ArrayList<>();
        for (JsonNode commit : sample) {
            if (kept.size() == MOST_COMMITS) {
                break;
            }
            kept.add(new PushedCommit(
                    commit.path("id").asText(""),
                    commit.path("message").asText(""),
                    commit.path("author").path("name").asText("")));
        }
        return kept;
    }

    private static AiOpsException refused(String why) {
        return new AiOpsException(ErrorCode.INVALID_REQUEST, "the webhook cannot be read: " + why);
    }
}
