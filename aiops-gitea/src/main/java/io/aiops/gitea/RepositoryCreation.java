package io.aiops.gitea;

import com.fasterxml.jackson.core.type.TypeReference;
import io.aiops.gitea.GiteaException.Conflict;
import io.aiops.gitea.GiteaException.NotFound;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Makes repositories so that a lost answer makes neither none nor two. */
final class RepositoryCreation {

    private static final TypeReference<Repository> REPOSITORY = new TypeReference<>() {};
    /** How far the clocks of both sides may be apart. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final Calls calls;
    private final Server server;
    private final Naming naming;
    private final Clock clock;

    RepositoryCreation(Calls calls, Server server, Naming naming, Clock clock) {
        this.calls = calls;
        this.server = server;
        this.naming = naming;
        this.clock = clock;
    }

    RepoName nameOf(NewRepository wanted) {
        String owner = wanted.owner()
                .or(naming::owner)
                .orElseGet(() -> server.currentUser().login());
        return new RepoName(owner, naming.prefixed(wanted.name()));
    }

    Repository create(NewRepository wanted, Function<RepoName, Optional<Repository>> find) {
        RepoName name = nameOf(wanted);
        HttpCall call = HttpCall.of("POST", path(name.owner())).sending(Json.content(wanted.fields(name.name())));
        Instant begun = clock.instant();
        try {
            return calls.read(call, REPOSITORY);
        } catch (GiteaException lost) {
            if (!Sender.unknownOutcome(lost)) {
                throw lost;
            }
            Optional<Repository> made = ours(wanted, name, find, begun, lost);
            return made.orElseGet(() -> again(call, wanted, name, find, begun));
        }
    }

    /** Nothing is there, so it is asked for once more; the first request may still arrive meanwhile. */
    private Repository again(
            HttpCall call,
            NewRepository wanted,
            RepoName name,
            Function<RepoName, Optional<Repository>> find,
            Instant begun) {
        try {
            return calls.read(call, REPOSITORY);
        } catch (Conflict arrived) {
            return ours(wanted, name, find, begun, arrived).orElseThrow(() -> arrived);
        }
    }

    private static Optional<Repository> ours(
            NewRepository wanted,
            RepoName name,
            Function<RepoName, Optional<Repository>> find,
            Instant begun,
            GiteaException lost) {
        Optional<Repository> there;
        try {
            there = find.apply(name);
        } catch (GiteaException unknown) {
            lost.addSuppressed(unknown);
            throw lost;
        }
        if (there.isPresent() && !(wanted.matches(there.get()) && madeSince(there.get(), begun))) {
            throw lost;
        }
        return there;
    }

    private static boolean madeSince(Repository there, Instant begun) {
        return there.createdAt()
                .map(created -> !created.toInstant().isBefore(begun.minus(SKEW)))
                .orElse(true);
    }

    private String path(String owner) {
        return switch (server.ownerKind(owner)) {
            case ORGANIZATION -> "/orgs/" + PathText.segment(owner) + "/repos";
            case USER -> "/user/repos";
            case NONE ->
                throw new NotFound(FailedCall.unanswered(
                        "POST",
                        "/api/v1/orgs/" + PathText.segment(owner) + "/repos",
                        "There is no user or organisation " + owner + " that the token may see; check the owner."));
        };
    }
}
