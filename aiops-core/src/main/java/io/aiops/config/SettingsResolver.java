package io.aiops.config;

import io.aiops.config.SettingExplanation.Layer;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a program from its arguments, its environment, its file and its defaults, in this order. Everything is read
 * once; what is wrong anywhere is refused at once, all of it together. Immutable.
 *
 * <p>An empty variable or value counts as unset. Keys under {@code services.} belong to services and need not be declared.
 */
public final class SettingsResolver {

    private static final String SERVICES = "services.";

    private final Map<String, Setting> known;
    private final Map<String, String> arguments;
    private final Map<String, String> environment;
    private final Map<String, String> file;
    private final String fileName;

    private SettingsResolver(Builder from, List<String> problems) {
        known = Map.copyOf(from.known);
        environment = from.environment;
        arguments = parse(from.arguments, problems);
        file = from.file.map(path -> SettingsFile.read(path, problems)).orElse(Map.of());
        fileName = from.file.map(Path::toString).orElse("file");
    }

    /** Begins with the settings that the program knows. */
    public static Builder builder(List<Setting> known) {
        return new Builder(known);
    }

    /** The value of a setting, declared or of a service; empty if nobody sets it and it has no default. */
    public Optional<String> value(String key) {
        return values(key).map(Found::value).flatMap(Optional::stream).findFirst();
    }

    /**
     * The value of a setting that has a default.
     *
     * @throws NoSuchElementException if it has none
     */
    public String required(String key) {
        return value(key).orElseThrow(() -> new NoSuchElementException("setting " + key + " has no value"));
    }

    /** Every layer of a setting, and by that which one won. */
    public SettingExplanation explain(String key) {
        boolean secret =
                Optional.ofNullable(known.get(key)).map(Setting::secret).orElse(false);
        return new SettingExplanation(
                key,
                values(key)
                        .map(found -> new Layer(
                                found.source(), found.name(), found.value().map(value -> secret ? "***" : value)))
                        .toList());
    }

    private Stream<Found> values(String key) {
        Optional<Setting> setting = Optional.ofNullable(known.get(key));
        List<String> keys = Stream.concat(Stream.of(key), setting.stream().flatMap(known -> known.aliases().stream()))
                .toList();
        List<String> variables = Stream.concat(
                        keys.stream().map(Setting::variableOf),
                        setting.stream().flatMap(known -> known.variables().stream()))
                .toList();
        return Stream.of(
                        keys.stream().map(name -> found(SettingSource.ARGUMENT, "--" + name, arguments.get(name))),
                        variables.stream().map(name -> found(SettingSource.ENVIRONMENT, name, environment.get(name))),
                        keys.stream().map(name -> found(SettingSource.FILE, fileName + ": " + name, file.get(name))),
                        setting.stream().map(known -> new Found(SettingSource.DEFAULT, known.key(), known.fallback())))
                .flatMap(layer -> layer);
    }

    private static Found found(SettingSource source, String name, @Nullable String value) {
        return new Found(source, name, Optional.ofNullable(value).filter(text -> !text.isEmpty()));
    }

    private Map<String, String> parse(List<String> given, List<String> problems) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String argument : given) {
            int equals = argument.indexOf('=');
            if (!argument.startsWith("--") || equals < 3) {
                // Whatever is not --key=value may be a secret typed in the wrong place.
                String shown = argument.startsWith("--") ? argument.split("[= ]", 2)[0] : "an argument";
                problems.add(shown + ": arguments look like --key=value");
                continue;
            }
            String key = argument.substring(2, equals);
            if (!isKnown(key)) {
                problems.add("--" + key + ": no such setting");
            } else if (values.put(key, argument.substring(equals + 1)) != null) {
                problems.add("--" + key + ": given twice");
            }
        }
        return values;
    }

    private boolean isKnown(String key) {
        return key.startsWith(SERVICES)
                || known.containsKey(key)
                || known.values().stream().anyMatch(setting -> setting.aliases().contains(key));
    }

    private void check(List<String> problems) {
        known.values().stream()
                .sorted(Comparator.comparing(Setting::key))
                .forEach(setting -> values(setting.key())
                        .filter(found -> found.source() != SettingSource.DEFAULT)
                        .forEach(found -> found.value().ifPresent(value -> check(setting, found, value, problems))));
        file.keySet().stream()
                .filter(key -> !isKnown(key))
                .forEach(key -> problems.add(fileName + ": " + key + ": no such setting"));
    }

    private static void check(Setting setting, Found found, String value, List<String> problems) {
        if (setting.fixedAtStart() && found.source() == SettingSource.FILE) {
            problems.add(found.name() + ": can be set by argument or environment only");
            return;
        }
        try {
            setting.check().accept(value);
        } catch (IllegalArgumentException | AiOpsException wrong) {
            problems.add(found.name() + ": " + messageOf(wrong, setting.secret(), value));
        }
    }

    private static String messageOf(RuntimeException wrong, boolean secret, String value) {
        String message = String.valueOf(wrong.getMessage());
        return secret && message.contains(value) ? "is not allowed" : message;
    }

    private record Found(SettingSource source, String name, Optional<String> value) {}

    /** Collects the layers. */
    public static final class Builder {
        private final Map<String, Setting> known = new LinkedHashMap<>();
        private List<String> arguments = List.of();
        private Map<String, String> environment = Map.of();
        private Optional<Path> file = Optional.empty();

        private Builder(List<Setting> settings) {
            settings.forEach(setting -> known.put(setting.key(), setting));
        }

        /** The arguments of the program, each {@code --key=value}. */
        public Builder arguments(List<String> given) {
            arguments = List.copyOf(given);
            return this;
        }

        /** The variables of the environment. */
        public Builder environment(Map<String, String> variables) {
            environment = Map.copyOf(variables);
            return this;
        }

        /** The YAML file; it need not exist. */
        public Builder file(Path path) {
            file = Optional.of(path);
            return this;
        }

        /** What one setting is so far, nothing checked; to find the file. */
        public Optional<String> peek(String key) {
            return new SettingsResolver(this, new ArrayList<>()).value(key);
        }

        /**
         * Reads and checks everything.
         *
         * @throws AiOpsException {@code INVALID_SETTING} naming everything that is wrong, one to a line, with
         *     {@code problems} as a list; no secret's value is in it
         */
        public SettingsResolver build() {
            List<String> problems = new ArrayList<>();
            SettingsResolver resolver = new SettingsResolver(this, problems);
            resolver.check(problems);
            if (!problems.isEmpty()) {
                throw new AiOpsException(ErrorCode.INVALID_SETTING, String.join("\n", problems))
                        .with("problems", List.copyOf(problems));
            }
            return resolver;
        }
    }
}
