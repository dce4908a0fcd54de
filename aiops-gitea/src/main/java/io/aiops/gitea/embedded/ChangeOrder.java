package io.aiops.gitea.embedded;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.PersonIdent;

/**
 * A commit that is wanted: its steps, and where it goes.
 *
 * @param branch where it starts; the default branch if empty
 * @param newBranch where it goes; to {@code branch} if empty
 */
record ChangeOrder(
        List<FileChange> changes,
        String message,
        Optional<String> branch,
        Optional<String> newBranch,
        boolean force,
        PersonIdent author,
        PersonIdent committer) {

    static ChangeOrder of(List<FileChange> changes, Fields body, GitAccount account, Instant now) {
        PersonIdent committer = person(body, "committer", account, now);
        PersonIdent author = person(body, "author", account, now);
        String message = body.text("message").filter(text -> !text.isBlank()).orElseGet(() -> describe(changes));
        if (body.flag("signoff", false)) {
            message = message.stripTrailing() + "\n\nSigned-off-by: " + committer.getName() + " <"
                    + committer.getEmailAddress() + ">\n";
        }
        return new ChangeOrder(
                changes,
                message,
                body.text("branch").filter(text -> !text.isEmpty()),
                body.text("new_branch").filter(text -> !text.isEmpty()),
                body.flag("force_push", false),
                author,
                committer);
    }

    private static PersonIdent person(Fields body, String role, GitAccount account, Instant now) {
        Optional<Fields> identity = body.object(role).or(() -> body.object("author"));
        String name = identity.flatMap(each -> each.text("name"))
                .filter(text -> !text.isBlank())
                .orElseGet(() -> account.fullName().isBlank() ? account.login() : account.fullName());
        String email = identity.flatMap(each -> each.text("email"))
                .filter(text -> !text.isBlank())
                .orElse(account.email());
        Optional<OffsetDateTime> date =
                body.object("dates").flatMap(each -> each.text(role)).map(text -> time(role, text));
        ZoneId zone = date.<ZoneId>map(OffsetDateTime::getOffset).orElse(ZoneOffset.UTC);
        return new PersonIdent(name, email, date.map(OffsetDateTime::toInstant).orElse(now), zone);
    }

    private static OffsetDateTime time(String role, String text) {
        try {
            return OffsetDateTime.parse(text);
        } catch (DateTimeParseException e) {
            throw Refusal.invalid("[dates." + role + "]: must be a time such as 2026-01-31T12:00:00Z");
        }
    }

    private static String describe(List<FileChange> changes) {
        FileChange first = changes.get(0);
        String verb = switch (first.kind()) {
            case CREATE, UPLOAD -> "Add ";
            case UPDATE -> "Update ";
            case RENAME -> "Rename to ";
            case DELETE -> "Delete ";
        };
        String more = changes.size() == 1 ? "" : " and " + (changes.size() - 1) + " more";
        return verb + first.path() + more + "\n";
    }
}
