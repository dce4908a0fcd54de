package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.Secret;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key that a program knows: what its value may be, who may set it where, and the Java type it is read as. Immutable, and
 * compared by identity, so that a look-up costs one step in a hash table: keep keys in constants.
 *
 * @param <T> what a value is read as
 */
public final class ConfigKey<T> {

    private final String name;
    private final ValueType type;
    private final Function<JsonValue, T> conversion;
    private final Builder<T> said;
    private final Optional<JsonValue> fallback;

    private ConfigKey(Builder<T> said) {
        this.said = said.copy();
        this.name = said.name;
        this.type = said.type;
        this.conversion = said.conversion;
        this.fallback = said.fallback.map(JsonValue::of);
        fallback.ifPresent(value -> {
            List<String> wrong = problems(value);
            if (!wrong.isEmpty()) {
                throw new IllegalArgumentException("the default of " + name + " " + String.join("; ", wrong));
            }
        });
    }

    /** Begins a key whose values are texts. */
    public static Builder<String> text(String name) {
        return new Builder<>(name, ValueType.STRING, value -> (String) present(value));
    }

    /** Begins a key whose values are whole numbers that fit an {@code int}. */
    public static Builder<Integer> integer(String name) {
        return new Builder<>(name, ValueType.INTEGER, value -> ((Number) present(value)).intValue())
                .range(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** Begins a key whose values are whole numbers that fit a {@code long}. */
    public static Builder<Long> longInteger(String name) {
        return new Builder<>(name, ValueType.INTEGER, value -> ((Number) present(value)).longValue())
                .range(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** Begins a key whose values are exact numbers. */
    public static Builder<BigDecimal> number(String name) {
        return new Builder<>(name, ValueType.NUMBER, value -> new BigDecimal(value.text()));
    }

    /** Begins a key whose values are true or false. */
    public static Builder<Boolean> flag(String name) {
        return new Builder<>(name, ValueType.BOOLEAN, value -> (Boolean) present(value));
    }

    /** Begins a key whose values are seconds, fractions allowed, up to 30 days; read as a duration of milliseconds. */
    public static Builder<Duration> seconds(String name) {
        return new Builder<>(
                        name,
                        ValueType.NUMBER,
                        value -> Duration.ofMillis(
                                new BigDecimal(value.text()).movePointRight(3).longValue()))
                .range(0, Duration.ofDays(30).toSeconds());
    }

    /** Begins a key of any JSON. */
    public static Builder<JsonValue> json(String name, ValueType type) {
        return new Builder<>(name, type, value -> value);
    }

    /** Begins a key whose values are texts that are stored as ciphertext and shown to nobody. */
    public static Builder<Secret> secret(String name) {
        return new Builder<>(name, ValueType.STRING, value -> Secret.of((String) present(value))).sensitive();
    }

    /** Begins a key of a type of the program's own, made from text; what the conversion throws is a refusal. */
    public static <T> Builder<T> of(String name, Function<String, T> conversion) {
        return new Builder<>(name, ValueType.STRING, value -> conversion.apply((String) present(value)));
    }

    private static Object present(JsonValue value) {
        Object plain = value.toJava();
        if (plain == null) {
            throw new AiOpsException(ErrorCode.INVALID_CONFIG_VALUE, "must not be null");
        }
        return plain;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** The kind of its values. */
    public ValueType type() {
        return type;
    }

    /** The value that counts when nobody sets one. */
    public Optional<JsonValue> fallback() {
        return fallback;
    }

    /** For whom values of their own may be set. */
    public Set<ScopeType> scopes() {
        return Collections.unmodifiableSet(said.scopes);
    }

    /** The layers that may set it. */
    public Set<ConfigSource> sources() {
        return Collections.unmodifiableSet(said.sources);
    }

    /** The least value of a number. */
    public Optional<BigDecimal> minimum() {
        return Optional.ofNullable(said.minimum);
    }

    /** The greatest value of a number. */
    public Optional<BigDecimal> maximum() {
        return Optional.ofNullable(said.maximum);
    }

    /** What a text must match as a whole. */
    public Optional<Pattern> pattern() {
        return Optional.ofNullable(said.pattern);
    }

    /** The values that are allowed; empty if it is not a choice. */
    public List<JsonValue> choices() {
        return said.choices;
    }

    /** Whether the program cannot do without it. */
    public boolean required() {
        return said.required;
    }

    /** Whether its value is a secret. */
    public boolean isSensitive() {
        return said.sensitive;
    }

    /** Whether a change counts at once; otherwise it counts from the next start of what it is about. */
    public boolean isDynamic() {
        return said.dynamic;
    }

    /** Whether an empty text is a value; otherwise an empty variable counts as unset. */
    public boolean emptyIsValue() {
        return said.emptyIsValue;
    }

    /** Other keys that mean the same on the command line and in files. */
    public List<String> aliases() {
        return said.aliases;
    }

    /** Environment variables that mean the same, beside the one that follows from the key. */
    public List<String> variables() {
        return said.variables;
    }

    /** What it is for, in one sentence. */
    public String description() {
        return said.description;
    }

    /** Everything that is wrong with a value, each to be read after the key; the value of a secret is not repeated. */
    public List<String> problems(JsonValue value) {
        if (!type.fits(value)) {
            return List.of("must be " + type.inWords());
        }
        List<String> wrong = new ArrayList<>();
        if (value.toJava() instanceof Number) {
            BigDecimal number = new BigDecimal(value.text());
            boolean tooLittle = said.minimum != null && number.compareTo(said.minimum) < 0;
            boolean tooMuch = said.maximum != null && number.compareTo(said.maximum) > 0;
            if (tooLittle || tooMuch) {
                wrong.add("must be " + bounds() + shown(value));
            }
        }
        if (value.toJava() instanceof String text
                && said.pattern != null
                && !said.pattern.matcher(text).matches()) {
            wrong.add("must match " + said.pattern + shown(value));
        }
        if (!said.choices.isEmpty() && !said.choices.contains(value)) {
            wrong.add("must be one of "
                    + String.join(
                            ", ",
                            said.choices.stream().map(JsonValue::plainText).toList())
                    + shown(value));
        }
        if (wrong.isEmpty()) {
            refusal(value).ifPresent(wrong::add);
        }
        return wrong;
    }

    /**
     * Reads a value as the type of this key.
     *
     * @throws AiOpsException {@code INVALID_CONFIG_VALUE} naming the key and everything that is wrong
     */
    public T convert(JsonValue value) {
        List<String> wrong = problems(value);
        if (!wrong.isEmpty()) {
            throw new AiOpsException(ErrorCode.INVALID_CONFIG_VALUE, name + " " + String.join("; ", wrong));
        }
        return conversion.apply(value);
    }

    private Optional<String> refusal(JsonValue value) {
        try {
            T converted = conversion.apply(value);
            said.check.accept(converted);
            return Optional.empty();
        } catch (IllegalArgumentException | AiOpsException refused) {
            String message = String.valueOf(refused.getMessage());
            boolean tells = said.sensitive && message.contains(value.plainText());
            return Optional.of(tells ? "is not allowed" : message);
        }
    }

    private String bounds() {
        if (said.minimum == null || said.maximum == null) {
            return said.minimum != null
                    ? "at least " + said.minimum.toPlainString()
                    : "at most " + (said.maximum == null ? "" : said.maximum.toPlainString());
        }
        return "from " + said.minimum.toPlainString() + " to " + said.maximum.toPlainString();
    }

    private String shown(JsonValue value) {
        return said.sensitive ? "" : ", not " + Shown.of(value.plainText());
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }

    /**
     * Collects what is said of a key.
     *
     * @param <T> what a value is read as
     */
    public static final class Builder<T> {
        private final String name;
        private final ValueType type;
        private final Function<JsonValue, T> conversion;
        private Optional<Object> fallback = Optional.empty();
        private EnumSet<ScopeType> scopes = EnumSet.of(ScopeType.SYSTEM);
        private EnumSet<ConfigSource> sources = EnumSet.allOf(ConfigSource.class);
        private @Nullable BigDecimal minimum;
        private @Nullable BigDecimal maximum;
        private @Nullable Pattern pattern;
        private List<JsonValue> choices = List.of();
        private boolean required;
        private boolean sensitive;
        private boolean dynamic;
        private boolean emptyIsValue;
        private List<String> aliases = List.of();
        private List<String> variables = List.of();
        private Consumer<? super T> check = value -> {};
        private String description = "";

        private Builder(String name, ValueType type, Function<JsonValue, T> conversion) {
            this.name = ConfigId.requireKey(name);
            this.type = type;
            this.conversion = conversion;
        }

        private Builder<T> copy() {
            Builder<T> copy = new Builder<>(name, type, conversion);
            copy.fallback = fallback;
            copy.scopes = EnumSet.copyOf(scopes);
            copy.sources = EnumSet.copyOf(sources);
            copy.minimum = minimum;
            copy.maximum = maximum;
            copy.pattern = pattern;
            copy.choices = choices;
            copy.required = required;
            copy.sensitive = sensitive;
            copy.dynamic = dynamic;
            copy.emptyIsValue = emptyIsValue;
            copy.aliases = aliases;
            copy.variables = variables;
            copy.check = check;
            copy.description = description;
            return copy;
        }

        /** The value that counts when nobody sets one, as JSON writes it. */
        public Builder<T> orElse(Object value) {
            fallback = Optional.of(value);
            return this;
        }

        /** For whom values of their own may be set; everybody only, if not said. */
        public Builder<T> scopes(ScopeType first, ScopeType... more) {
            scopes = EnumSet.of(first, more);
            return this;
        }

        /** Must be known before the database is, so it is refused there. */
        public Builder<T> beforeDatabase() {
            sources.remove(ConfigSource.DATABASE);
            return this;
        }

        /** Must be known before the file is, so it is refused there and in the database. */
        public Builder<T> beforeFile() {
            sources.remove(ConfigSource.FILE);
            return beforeDatabase();
        }

        /** The least and the greatest value of a number. */
        public Builder<T> range(long least, long most) {
            minimum = BigDecimal.valueOf(least);
            maximum = BigDecimal.valueOf(most);
            return this;
        }

        /** The least value of a number. */
        public Builder<T> atLeast(BigDecimal least) {
            minimum = least;
            return this;
        }

        /** The greatest value of a number. */
        public Builder<T> atMost(long most) {
            maximum = BigDecimal.valueOf(most);
            return this;
        }

        /** What a text must match as a whole. */
        public Builder<T> pattern(String regex) {
            pattern = Pattern.compile(regex);
            return this;
        }

        /** The only values allowed. */
        public Builder<T> oneOf(Object... values) {
            choices = Arrays.stream(values).map(JsonValue::of).toList();
            return this;
        }

        /** The program cannot do without it. */
        public Builder<T> required() {
            required = true;
            return this;
        }

        /** Its value is a secret. */
        public Builder<T> sensitive() {
            sensitive = true;
            return this;
        }

        /** A change counts at once. */
        public Builder<T> dynamic() {
            dynamic = true;
            return this;
        }

        /** An empty text is a value. */
        public Builder<T> emptyIsValue() {
            emptyIsValue = true;
            return this;
        }

        /** Other keys that mean the same on the command line and in files. */
        public Builder<T> alias(String... keys) {
            aliases = List.of(keys);
            return this;
        }

        /** Environment variables that mean the same. */
        public Builder<T> variable(String... names) {
            variables = List.of(names);
            return this;
        }

        /** A further rule; it throws an {@link IllegalArgumentException} with what a value must be. */
        public Builder<T> checked(Consumer<? super T> rule) {
            check = rule;
            return this;
        }

        /** What it is for, in one sentence. */
        public Builder<T> describedAs(String text) {
            description = text;
            return this;
        }

        /**
         * The key.
         *
         * @throws IllegalArgumentException if its default breaks its own rules
         */
        public ConfigKey<T> build() {
            return new ConfigKey<>(this);
        }
    }
}
