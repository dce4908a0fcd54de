package io.aiops.benchmarks.config;

import io.aiops.config.Author;
import io.aiops.config.CommitCheck;
import io.aiops.config.ConfigCommit;
import io.aiops.config.ConfigHandle;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigKey;
import io.aiops.config.ConfigOperation;
import io.aiops.config.ConfigRegistry;
import io.aiops.config.ConfigResolver;
import io.aiops.config.ConfigScope;
import io.aiops.config.EntryChange;
import io.aiops.config.EntryStatus;
import io.aiops.config.Expectation;
import io.aiops.config.JsonValue;
import io.aiops.config.StoredValue;
import io.aiops.error.AiOpsException;
import io.aiops.testkit.config.MemoryConfigStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A stored whole number, read while the store answers and while it does not. It is polled a hundred times as often as by
 * default, so that every iteration meets failures.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 12, time = 80, timeUnit = TimeUnit.MILLISECONDS)
public class OutageBenchmark {

    private static final int KEYS = 1000;
    private static final ConfigKey<Integer> KEY =
            ConfigKey.integer("bench.key-500").build();

    private final MemoryConfigStore store = new MemoryConfigStore();
    private final ConfigResolver resolver;
    private final ConfigHandle<Integer> handle;

    /** Whether the store answers: up or down. */
    @Param({"up", "down"})
    public String state = "up";

    /** A store with a thousand values. */
    public OutageBenchmark() {
        List<EntryChange> changes = IntStream.range(0, KEYS)
                .mapToObj(i -> new EntryChange(
                        new ConfigId(ConfigScope.SYSTEM, "bench.key-" + i),
                        Expectation.ANY,
                        ConfigOperation.CREATE,
                        Optional.of(new EntryChange.AfterImage(
                                new StoredValue.Plain(JsonValue.of(i)), "", EntryStatus.ACTIVE)),
                        OptionalLong.empty()))
                .toList();
        store.commit(new ConfigCommit(changes, Author.of("benchmark")), CommitCheck.NONE);
        resolver = ConfigResolver.builder(ConfigRegistry.builder().add(KEY).build())
                .store(store)
                .pollInterval(Duration.ofMillis(20))
                .open();
        handle = resolver.handle(KEY);
    }

    /** Takes the store down, and sees to it that this is noticed. */
    @Setup
    public void takeDown() {
        if (state.equals("down")) {
            store.goDown();
            try {
                resolver.refresh();
                throw new IllegalStateException("the store still answers");
            } catch (AiOpsException expected) {
                if (resolver.health().staleSince().isEmpty()) {
                    throw new IllegalStateException("the outage is not noticed", expected);
                }
            }
        }
    }

    /** Ends the thread that follows the store. */
    @TearDown
    public void close() {
        resolver.close();
    }

    /** By key. */
    @Benchmark
    public Integer typedGet() {
        return resolver.get(KEY);
    }

    /** Through a handle. */
    @Benchmark
    public Integer handleGet() {
        return handle.get();
    }
}
