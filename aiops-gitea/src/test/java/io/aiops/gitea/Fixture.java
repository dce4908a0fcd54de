package io.aiops.gitea;

import io.aiops.service.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Random;

/** Clients of tests, and answers of a server that behaves. */
final class Fixture {

    static final String TOKEN = "0123456789abcdef0123456789abcdef01234567";
    static final RepoName REPO = RepoName.of("team/algo");

    private Fixture() {}

    /** One try, short times. */
    static GiteaClient.Builder once(URI server) {
        return GiteaClient.builder()
                .server(server)
                .token(Secret.of(TOKEN))
                .retry(RetryLimits.none())
                .limits(RequestLimits.standard().withTimes(Duration.ofSeconds(5), Duration.ofSeconds(5)));
    }

    /** Five tries by a clock of the test. */
    static GiteaClient.Builder patient(URI server, TestTime time) {
        return once(server)
                .retry(RetryLimits.standard())
                .clock(time)
                .pause(time)
                .random(new Random(7));
    }

    static String repository(long id, String fullName) {
        return """
                {"id":%d,"name":"%s","full_name":"%s","private":true,"empty":true,"archived":false,"description":"",
                 "default_branch":"main","size":3,"topics":null,"permissions":{"admin":true,"push":true,"pull":true},
                 "a_field_of_tomorrow":{"x":[1]}}""".formatted(id, fullName.substring(fullName.indexOf('/') + 1), fullName);
    }

    static String branch(String name, String commit) {
        return "{\"name\":\"%s\",\"commit\":{\"id\":\"%s\"}}".formatted(name, commit);
    }
}
