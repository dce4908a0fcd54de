package io.aiops.gitea.embedded;

import java.util.List;

/** A request that is answered with an error, in Gitea's status codes and words that say what to do. */
final class Refusal extends RuntimeException {

    private final int status;
    private final List<String> invalidTopics;

    private Refusal(int status, String message, List<String> invalidTopics) {
        super(message, null, false, false);
        this.status = status;
        this.invalidTopics = List.copyOf(invalidTopics);
    }

    static Refusal of(int status, String message) {
        return new Refusal(status, message, List.of());
    }

    static Refusal badRequest(String message) {
        return of(400, message);
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
        return new Refusal(422, "Topic names are invalid", topics);
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

    List<String> invalidTopics() {
        return invalidTopics;
    }
}
