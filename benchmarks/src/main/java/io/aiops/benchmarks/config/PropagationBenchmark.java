package io.aiops.benchmarks.config;

import io.aiops.benchmarks.Progress;
import io.aiops.benchmarks.Samples;
import io.aiops.config.Author;
import io.aiops.config.ConfigEditor;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigResolver;
import io.aiops.config.ConfigScope;
import io.aiops.config.ConfigSecrets;
import io.aiops.config.ConfigWrite;
import io.aiops.config.JsonValue;
import io.aiops.postgres.Database;
import io.aiops.secret.Keyring;
import io.aiops.secret.SecretCipher;
import io.aiops.testkit.postgres.PostgresServer;
import io.aiops.testkit.postgres.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * From the return of a write in this process to the call of a listener in another one. Both read {@link System#nanoTime},
 * which on Linux is CLOCK_MONOTONIC: one clock for all processes of a host.
 */
final class PropagationBenchmark {

    static final String NOTIFY = "PostgreSQL `NOTIFY`";
    static final String REDIS = "Redis";
    static final String POLL = "no hints: asked every 2 s";

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final int writes;
    private final Random random = new Random(1);

    PropagationBenchmark(int writes) {
        this.writes = writes;
    }

    /** Milliseconds of each write, by what told of it; less than nothing where the listener was called before the return. */
    Map<String, Samples> measure(PostgresServer server) throws IOException, InterruptedException {
        Map<String, Samples> millis = new LinkedHashMap<>();
        millis.put(NOTIFY, measure(server, "notify", Duration.ofMillis(20)));
        Optional<RedisProcess> redis = RedisProcess.startIfThere();
        if (redis.isPresent()) {
            try (RedisProcess running = redis.get()) {
                millis.put(REDIS, measure(server, running.address().toString(), Duration.ofMillis(20)));
            }
        } else {
            Progress.say("no redis-server on the PATH");
        }
        millis.put(POLL, measure(server, "none", Duration.ofMillis(60)));
        return millis;
    }

    private Samples measure(PostgresServer server, String mode, Duration pause)
            throws IOException, InterruptedException {
        String environment = "told";
        try (TestDatabase place = server.database();
                Database database = place.open()) {
            Process listener = listen(place, environment, mode);
            try {
                BufferedReader told =
                        new BufferedReader(new InputStreamReader(listener.getInputStream(), StandardCharsets.UTF_8));
                awaitReady(told);
                ConcurrentNavigableMap<Long, Long> heard = new ConcurrentSkipListMap<>();
                Thread reader = new Thread(() -> read(told, heard), "reader-of-the-listener");
                reader.setDaemon(true);
                reader.start();
                try (ConfigResolver resolver = PropagationListener.resolver(
                        database, environment, PropagationListener.hints(place.settings(), environment, mode))) {
                    return compare(write(resolver, database, environment, pause, heard), heard);
                }
            } finally {
                listener.getOutputStream().close();
                if (!listener.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    listener.destroyForcibly();
                }
            }
        }
    }

    private static void awaitReady(BufferedReader told) throws IOException {
        String line = told.readLine();
        while (!PropagationListener.READY.equals(line)) {
            if (line == null) {
                throw new IOException("the listener ended");
            }
            line = told.readLine();
        }
    }

    /** When each revision was written; returns when the last one was heard. */
    private NavigableMap<Long, Long> write(
            ConfigResolver resolver,
            Database database,
            String environment,
            Duration pause,
            NavigableMap<Long, Long> heard) {
        ConfigEditor editor = new ConfigEditor(
                resolver,
                PropagationListener.store(database, environment),
                new ConfigSecrets(SecretCipher.of(() -> Keyring.EMPTY), environment),
                List.of());
        ConfigId id = new ConfigId(ConfigScope.SYSTEM, PropagationListener.KEY.name());
        NavigableMap<Long, Long> written = new TreeMap<>();
        int warmUp = writes / 2;
        for (int i = 0; i < warmUp + writes; i++) {
            // Not in step with the poll, nor with the driver.
            LockSupport.parkNanos((long) (pause.toNanos() * (0.5 + random.nextDouble())));
            long revision = editor.write(ConfigWrite.put(id, JsonValue.of(i)), Author.of("benchmark"))
                    .revision();
            if (i >= warmUp) {
                written.put(revision, System.nanoTime());
            }
        }
        long last = written.lastKey();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (heard.ceilingKey(last) == null) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("revision " + last + " was never told");
            }
            LockSupport.parkNanos(5_000_000);
        }
        return written;
    }

    private static Samples compare(NavigableMap<Long, Long> written, NavigableMap<Long, Long> heard) {
        Samples millis = new Samples();
        written.forEach(
                (revision, returned) -> millis.add((heard.ceilingEntry(revision).getValue() - returned) / 1e6));
        return millis;
    }

    private static void read(BufferedReader told, Map<Long, Long> heard) {
        told.lines().map(line -> line.split(" ", 2)).forEach(words -> {
            heard.put(Long.parseLong(words[0]), Long.parseLong(words[1]));
        });
    }

    private static Process listen(TestDatabase place, String environment, String mode) throws IOException {
        String address = place.settings()
                .url()
                .replace(
                        "jdbc:postgresql://",
                        "postgresql://" + place.settings().user().orElseThrow() + "@");
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PropagationListener.class.getName(),
                        address,
                        environment,
                        mode)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
