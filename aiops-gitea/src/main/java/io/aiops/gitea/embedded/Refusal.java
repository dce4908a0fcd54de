package io.aiops.gitea.embedded;

import java.util.List;
import java.util.Optional;

/** A request that is answered with an error, in Gitea's status codes and words that say what to do. */
final class Refusal extends RuntimeException {

    private final int status;
    private final transient List<String> invalidTopics;
    private final transient Optional<String> location;

    private Refusal(int status, String message, List<String> invalidTopics, Optional<String> location) {
        super(message, null, false, false);
        this.status = status;
        this.invalidTopics = List.copyOf(invalidTopics);
        this.location = location;
    }

    static Refusal of(int status, String message) {
        return new Refusal(status, message, List.of(), Optional.empty());
    }

    static Refusal badRequest(String message) {
        return of(400, message);
    }

    /** The target has another name now. */
    static Refusal moved(String location) {
        return new Refusal(307, "", List.of(), Optional.of(location));
    }

    static Refusal forbidden(String message) {
        return of(403, message);
    }

    /** Not there, or not for these eyes: the answer is the same. */
    static Refusal notFound() {
        return of(404, "The target couldn't be found.");
    }

    static Refusal notFound(String message) {
        return of(404, message);
    }

    static Refusal conflict(String message) {
        return of(409, message);
    }

    static Refusal invalid(String message) {
        return of(422, message);
    }

    static Refusal invalidTopics(List<String> topics) {
        return new Refusal(422, "Topic names are invalid", topics, Optional.empty());
    }

    static Refusal archived(RepositoryRecord repository) {
        return of(423, repository.fullName() + " is archived");
    }

    int status() {
        return status;
    }

    String message() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    /** Where the target is now, if it has moved. */
    Optional<String> location() {
        return location;
    }

    List<String> invalidTopics() {
        return invalidTopics;
    }
}
