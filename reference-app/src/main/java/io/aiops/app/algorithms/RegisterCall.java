package io.aiops.app.algorithms;

import io.aiops.algorithm.Algorithms;
import io.aiops.algorithm.RegisteredAlgorithm;
import io.aiops.algorithm.RepositoryCode;
import io.aiops.app.http.Access;
import io.aiops.app.http.ProblemException;
import io.aiops.app.http.Reply;
import io.aiops.app.http.Request;
import io.aiops.app.http.Route;
import io.aiops.app.http.Route.Shape;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Registers the algorithm that a repository holds. */
final class RegisterCall {

    private final Algorithms algorithms;
    private final RepositoryCode code;

    RegisterCall(Algorithms algorithms, RepositoryCode code) {
        this.algorithms = algorithms;
        this.code = code;
    }

    Route route() {
        return Route.of(
                        HandlerType.POST,
                        AlgorithmCalls.ALGORITHMS + "/register-from-repo",
                        Access.USER,
                        "Registers the algorithm of a repository by its aiops.yaml: 201 when it is new, 200 when it was known",
                        Shape.one(RegistrationDocument.class).status(201),
                        this::run)
                .takes(RegisterBody.class);
    }

    private Reply run(Request request) throws IOException {
        RegisterBody wanted = request.body(RegisterBody.class);
        if (wanted.branch() != null && wanted.revision() != null) {
            throw ProblemException.ofField("revision", "give at most one of branch and revision");
        }
        RegisteredAlgorithm registered = algorithms.registerFromRepository(
                wanted.repoUrl(),
                Optional.ofNullable(wanted.revision()).or(() -> Optional.ofNullable(wanted.branch())),
                request.caller().username(),
                code);
        return Reply.of(registered.created() ? 201 : 200, RegistrationDocument.of(registered))
                .header(
                        "Location",
                        AlgorithmCalls.ALGORITHMS + "/" + registered.algorithm().id());
    }

    record RegisterBody(
            String repoUrl,
            @Nullable String branch,
            @Nullable String revision) {}

    record RegistrationDocument(
            AlgorithmDocument algorithm,
            VersionDocument version,
            @Nullable RepositoryDocument repository,
            boolean created) {

        static RegistrationDocument of(RegisteredAlgorithm registered) {
            return new RegistrationDocument(
                    AlgorithmDocument.of(registered.algorithm()),
                    VersionDocument.of(registered.version()),
                    registered.link().map(RepositoryDocument::of).orElse(null),
                    registered.created());
        }
    }
}
