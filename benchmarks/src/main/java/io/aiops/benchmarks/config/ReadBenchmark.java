package io.aiops.benchmarks.config;

import com.netflix.archaius.DefaultPropertyFactory;
import com.netflix.archaius.api.Property;
import com.netflix.archaius.api.exceptions.ConfigException;
import com.netflix.archaius.config.DefaultCompositeConfig;
import com.netflix.archaius.config.MapConfig;
import io.aiops.config.ConfigHandle;
import io.aiops.config.ConfigKey;
import io.aiops.config.ConfigRegistry;
import io.aiops.config.ConfigResolver;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * A whole number read by its key from the weakest of three layers (environment, a thousand keys, a thousand keys), one that
 * nobody sets, and one through a handle that was got before. All sides hold the same keys and values.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 12, time = 80, timeUnit = TimeUnit.MILLISECONDS)
public class ReadBenchmark {

    private static final int KEYS = 1000;
    private static final String NAME = "bench.key-500";
    private static final String ABSENT = "bench.absent";

    private static final ConfigKey<Integer> KEY = key(NAME);
    private static final ConfigKey<Integer> NOBODYS = key(ABSENT);

    private final ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
    private final ConfigResolver aiops;
    private final ConfigHandle<Integer> aiopsHandle;
    private final SmallRyeConfig smallRye;
    private final DefaultPropertyFactory archaius;
    private final Property<Integer> archaiusHandle;
    private final StandardEnvironment spring = new StandardEnvironment();

    /** The same three layers for everybody. */
    public ReadBenchmark() {
        Map<String, String> weakest = new HashMap<>();
        Map<String, String> middle = new HashMap<>();
        for (int i = 0; i < KEYS; i++) {
            weakest.put("bench.key-" + i, Integer.toString(i));
            middle.put("bench.other-" + i, Integer.toString(i));
            map.put("bench.key-" + i, i);
        }
        try {
            aiops = aiops(middle, weakest);
            archaius = archaius(middle, weakest);
        } catch (IOException | ConfigException failed) {
            throw new IllegalStateException("the layers cannot be made", failed);
        }
        aiopsHandle = aiops.handle(KEY);
        archaiusHandle = archaius.get(NAME, Integer.class);
        smallRye = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(
                        new EnvConfigSource(System.getenv(), 300),
                        new PropertiesConfigSource(middle, "middle", 200),
                        new PropertiesConfigSource(weakest, "weakest", 100))
                .build();
        spring.getPropertySources().addLast(new MapPropertySource("middle", new HashMap<>(middle)));
        spring.getPropertySources().addLast(new MapPropertySource("weakest", new HashMap<>(weakest)));
    }

    private static ConfigKey<Integer> key(String name) {
        return ConfigKey.integer(name).build();
    }

    private static ConfigResolver aiops(Map<String, String> middle, Map<String, String> weakest) throws IOException {
        ConfigRegistry.Builder registry = ConfigRegistry.builder().add(KEY, NOBODYS);
        Stream.concat(middle.keySet().stream(), weakest.keySet().stream())
                .filter(name -> !name.equals(NAME))
                .forEach(name -> registry.add(key(name)));
        Map<String, String> variables = new HashMap<>();
        middle.forEach((name, value) -> variables.put(ConfigRegistry.variableOf(name), value));
        Path dotenv = write(variables, "=", ".env");
        Path yaml = write(weakest, ": ", ".yaml");
        try {
            return ConfigResolver.builder(registry.build())
                    .environment(System.getenv())
                    .envFile(dotenv)
                    .file(yaml)
                    .open();
        } finally {
            Files.delete(dotenv);
            Files.delete(yaml);
        }
    }

    private static DefaultPropertyFactory archaius(Map<String, String> middle, Map<String, String> weakest)
            throws ConfigException {
        DefaultCompositeConfig layers = new DefaultCompositeConfig();
        layers.addConfig("environment", MapConfig.from(System.getenv()));
        layers.addConfig("middle", MapConfig.from(middle));
        layers.addConfig("weakest", MapConfig.from(weakest));
        return DefaultPropertyFactory.from(layers);
    }

    private static Path write(Map<String, String> values, String between, String ending) throws IOException {
        Path file = Files.createTempFile("aiops-benchmark", ending);
        Files.write(
                file,
                values.entrySet().stream()
                        .map(entry -> entry.getKey() + between + entry.getValue())
                        .toList());
        return file;
    }

    /** Ends our threads. */
    @TearDown
    public void close() {
        aiops.close();
    }

    /** A plain map: what cannot be beaten by key. */
    @Benchmark
    public @Nullable Integer typedGet_map() {
        return map.get(NAME);
    }

    /** Ours. */
    @Benchmark
    public Integer typedGet_aiops() {
        return aiops.get(KEY);
    }

    /** SmallRye Config. */
    @Benchmark
    public Integer typedGet_smallrye() {
        return smallRye.getValue(NAME, Integer.class);
    }

    /** Archaius 2, by key. */
    @Benchmark
    public Integer typedGet_archaius() {
        return archaius.get(NAME, Integer.class).get();
    }

    /** Spring's environment. */
    @Benchmark
    public @Nullable Integer typedGet_spring() {
        return spring.getProperty(NAME, Integer.class);
    }

    /** A plain map. */
    @Benchmark
    public @Nullable Integer absentGet_map() {
        return map.get(ABSENT);
    }

    /** Ours. */
    @Benchmark
    public Optional<Integer> absentGet_aiops() {
        return aiops.find(NOBODYS);
    }

    /** SmallRye Config. */
    @Benchmark
    public Optional<Integer> absentGet_smallrye() {
        return smallRye.getOptionalValue(ABSENT, Integer.class);
    }

    /** Archaius 2. */
    @Benchmark
    public @Nullable Integer absentGet_archaius() {
        return archaius.get(ABSENT, Integer.class).get();
    }

    /** Spring's environment. */
    @Benchmark
    public @Nullable Integer absentGet_spring() {
        return spring.getProperty(ABSENT, Integer.class);
    }

    /** Ours. */
    @Benchmark
    public Integer handleGet_aiops() {
        return aiopsHandle.get();
    }

    /** Archaius 2's property. */
    @Benchmark
    public Integer handleGet_archaius() {
        return archaiusHandle.get();
    }
}
