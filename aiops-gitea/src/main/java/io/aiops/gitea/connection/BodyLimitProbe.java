package io.aiops.gitea.connection;

import io.aiops.gitea.connection.RawHttp.Head;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the largest body that a proxy lets through, without sending one: it announces a size and sees whether it is refused
 * at once. At most {@value #MOST_PROBES} connections, each closed after the headers. One probe a thread.
 */
public final class BodyLimitProbe {

    /** How many connections it makes at most. */
    public static final int MOST_PROBES = 12;

    private static final long MIB = 1024L * 1024;
    private static final long LARGEST = 4096 * MIB;
    /** 1 MiB to 2 GiB by doubling. */
    private static final int RUNGS = 12;

    private static final Duration SILENCE = Duration.ofMillis(500);
    private static final int REFUSED = 413;
    /** They take the whole body before they say anything. */
    private static final List<String> BUFFERING =
            List.of("cloudflare", "cloudfront", "akamai", "google frontend", "gws", "awselb", "fastly", "varnish");

    private final GiteaConnection connection;
    private final RawHttp http;
    private final String path;
    private int probes;
    private Optional<String> proxy = Optional.empty();

    /** Prepares a probe; its requests name a repository of the default owner that need not exist. */
    public BodyLimitProbe(GiteaConnection connection) {
        this(connection, new RawHttp(connection, Duration.ofSeconds(10)));
    }

    BodyLimitProbe(GiteaConnection connection, RawHttp http) {
        this.connection = connection;
        this.http = http;
        this.path = connection.server().subPath() + "/" + connection.defaultOwner()
                + "/aiops-body-limit.git/git-receive-pack";
    }

    /** Finds the limit; never throws, and takes half a second a probe where nobody answers early. */
    public BodyLimit find() {
        probes = 0;
        try {
            Optional<Head> largest = probe(LARGEST);
            if (!isRefusal(largest)) {
                return withoutRefusal(largest);
            }
            proxy = largest.flatMap(head -> head.header("server")).map(BodyLimitProbe::name);
            return search();
        } catch (IOException failed) {
            return new BodyLimit.Unknown("a connection for the probe failed: " + failed.getMessage());
        }
    }

    /** How many connections the last search made. */
    public int probes() {
        return probes;
    }

    private BodyLimit withoutRefusal(Optional<Head> largest) throws IOException {
        Optional<String> server = largest.flatMap(head -> head.header("server")).or(this::serverOfAnAnswer);
        String lower = server.orElse("").toLowerCase(Locale.ROOT);
        if (BUFFERING.stream().anyMatch(lower::contains)) {
            return new BodyLimit.Unknown(server.get() + " takes a whole body before it answers");
        }
        if (largest.isPresent() && largest.get().status() >= 500) {
            return new BodyLimit.Unknown(
                    "the probe was answered with status " + largest.get().status());
        }
        return new BodyLimit.Unlimited();
    }

    /** First the power of two below the limit, then the span up to the next one in halves. */
    private BodyLimit search() throws IOException {
        int good = -1;
        int bad = RUNGS;
        while (bad - good > 1) {
            int middle = (good + bad) >>> 1;
            if (passes(MIB << middle)) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        long passing = good < 0 ? 0 : MIB << good;
        long refused = bad == RUNGS ? LARGEST : MIB << bad;
        long step = Math.max(8 * 1024, good < 0 ? 0 : Math.min(MIB, refused - passing));
        while (probes < MOST_PROBES && refused - passing > step) {
            long middle = roundTo(step, passing + (refused - passing) / 2);
            if (middle <= passing || middle >= refused) {
                break;
            }
            if (passes(middle)) {
                passing = middle;
            } else {
                refused = middle;
            }
        }
        return passing == 0
                ? new BodyLimit.Unknown("even a body of " + refused + " bytes is refused")
                : new BodyLimit.Limited(passing, proxy);
    }

    private static long roundTo(long step, long value) {
        return value / step * step;
    }

    private boolean passes(long size) throws IOException {
        return !isRefusal(probe(size));
    }

    private static boolean isRefusal(Optional<Head> head) {
        return head.isPresent() && head.get().status() == REFUSED;
    }

    private Optional<Head> probe(long size) throws IOException {
        probes++;
        return http.head(
                "POST",
                path,
                Map.of(
                        "Content-Type", "application/x-git-receive-pack-request",
                        "Content-Length", Long.toString(size),
                        "Authorization", basic()),
                SILENCE);
    }

    private Optional<String> serverOfAnAnswer() {
        try {
            return http.head("GET", connection.server().subPath() + "/api/v1/version", Map.of(), Duration.ofSeconds(5))
                    .flatMap(head -> head.header("server"));
        } catch (IOException unanswered) {
            return Optional.empty();
        }
    }

    private String basic() {
        byte[] pair = ("token:" + connection.token().reveal()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static String name(String server) {
        int slash = server.indexOf('/');
        return (slash < 0 ? server : server.substring(0, slash)).toLowerCase(Locale.ROOT);
    }
}
