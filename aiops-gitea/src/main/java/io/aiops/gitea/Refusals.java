package io.aiops.gitea;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiops.gitea.GiteaException.Archived;
import io.aiops.gitea.GiteaException.AuthFailed;
import io.aiops.gitea.GiteaException.Conflict;
import io.aiops.gitea.GiteaException.Forbidden;
import io.aiops.gitea.GiteaException.Invalid;
import io.aiops.gitea.GiteaException.MissingScope;
import io.aiops.gitea.GiteaException.NotFound;
import io.aiops.gitea.GiteaException.RateLimited;
import io.aiops.gitea.GiteaException.ServerError;
import io.aiops.gitea.GiteaException.SizeRefusal;
import io.aiops.gitea.GiteaException.TooLarge;
import io.aiops.service.Secret;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes an exception of an answer that is a refusal: who refused, why, and what to do. */
final class Refusals {

    private static final Pattern SCOPES = Pattern.compile("required scope\\(s\\)[^\\[]*\\[([^\\]]*)\\]");
    private static final int LONGEST_MESSAGE = 500;

    private final Secret token;
    private final OptionalLong bodyLimit;
    private final Clock clock;

    Refusals(Secret token, OptionalLong bodyLimit, Clock clock) {
        this.token = token;
        this.bodyLimit = bodyLimit;
        this.clock = clock;
    }

    GiteaException of(HttpCall call, Answer answer) {
        JsonNode body = Json.lenient(answer);
        FailedCall failed = new FailedCall(
                call.method(),
                call.shownPath(),
                answer.status(),
                clean(body.path("message").asText("")),
                answer.attempts(),
                "",
                Optional.empty());
        int status = answer.status();
        return switch (status) {
            case 401 ->
                new AuthFailed(failed.withHint(pageOr(
                        answer,
                        "Make a new token in Gitea under Settings, Applications, and enter it in the connection.")));
            case 403 -> forbidden(failed, answer);
            case 404, 410 ->
                new NotFound(failed.withHint(pageOr(
                        answer,
                        "Check the name and the rights; what the token may not see looks as if it did not exist.")));
            case 409, 412 ->
                new Conflict(
                        failed.withHint(
                                "It exists already, the repository is empty, or somebody was faster; read it again and decide."));
            case 413 -> tooLarge(call, failed, answer);
            case 423 -> archived(failed);
            case 429 ->
                new RateLimited(
                        failed.withHint("Wait and ask less often; the limit is set in the proxy before Gitea."),
                        RetryAfter.of(answer, clock));
            default ->
                status >= 500
                        ? new ServerError(failed.withHint(ofServer(answer)))
                        : new Invalid(
                                failed.withHint("Correct what the server names and send it again."), details(body));
        };
    }

    private GiteaException forbidden(FailedCall failed, Answer answer) {
        Matcher scopes = SCOPES.matcher(failed.serverMessage());
        if (scopes.find()) {
            List<String> names = Stream.of(scopes.group(1).split("[ ,]+"))
                    .filter(name -> !name.isBlank())
                    .toList();
            String hint = "Make a token with that scope in Gitea under Settings, Applications, and enter it.";
            return new MissingScope(failed.withHint(hint), names);
        }
        String message = failed.serverMessage().toLowerCase(Locale.ROOT);
        if (message.contains("archived")) {
            return archived(failed);
        }
        String hint = message.contains("public")
                ? "The token sees public repositories only; make one without that bound."
                : "Give the token's user the right in the repository or organisation; mirrors and archived ones take no writes.";
        return new Forbidden(failed.withHint(pageOr(answer, hint)));
    }

    private static Archived archived(FailedCall failed) {
        return new Archived(failed.withHint("Unarchive it in its settings in Gitea, or lift the lock of the branch."));
    }

    private TooLarge tooLarge(HttpCall call, FailedCall failed, Answer answer) {
        boolean ofGitea = !answer.isPage() && Json.lenient(answer).has("message");
        Optional<ProxyName> proxy = ProxyName.of(answer);
        SizeRefusal refusal = ofGitea
                ? new SizeRefusal(SizeRefusal.By.GITEA, Optional.empty(), call.sentBytes(), OptionalLong.empty())
                : new SizeRefusal(SizeRefusal.By.PROXY, proxy.map(ProxyName::shown), call.sentBytes(), bodyLimit);
        String hint = ofGitea
                ? "Raise MAX_SIZE in the section [attachment] of Gitea's app.ini and restart it."
                : ProxyName.lineOf(proxy);
        return new TooLarge(failed.withHint(hint), refusal);
    }

    private static String ofServer(Answer answer) {
        Optional<ProxyName> proxy = ProxyName.of(answer);
        String when = answer.header("Date").map(date -> " at " + date).orElse("");
        if (answer.isPage() || answer.status() == 502 || answer.status() == 504) {
            String who = proxy.map(ProxyName::shown).orElse("a proxy");
            return "The page came from " + who + when + ", which got no answer from Gitea; see whether Gitea runs.";
        }
        return "See Gitea's log" + when + "; it tells reasons only to administrators.";
    }

    private static String pageOr(Answer answer, String hint) {
        return answer.isPage()
                ? "A web page came instead of Gitea's answer; check the sub-path of the server URL and the proxy before it."
                : hint;
    }

    private List<String> details(JsonNode body) {
        List<String> found = new ArrayList<>();
        body.path("errors").forEach(each -> found.add(clean(each.asText())));
        body.path("invalidTopics").forEach(each -> found.add(clean(each.asText())));
        return found;
    }

    /** A server may say anything, also the token it was sent. */
    private String clean(String message) {
        String scrubbed = token.reveal().isEmpty() ? message : message.replace(token.reveal(), "***");
        StringBuilder printable = new StringBuilder();
        scrubbed.codePoints()
                .limit(LONGEST_MESSAGE)
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .forEach(printable::appendCodePoint);
        return printable.toString().strip();
    }
}
