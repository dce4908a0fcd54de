package io.aiops.project;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One mapping of a manifest. Each getter takes its key; what nobody took is unknown. A null counts as absent. */
final class ManifestSection {

    private static final Duration LONGEST = Duration.ofDays(7);

    private final String prefix;
    private final Map<String, YamlNode> entries;
    private final ManifestProblems problems;
    private final Set<String> known = new LinkedHashSet<>();

    private ManifestSection(String prefix, Map<String, YamlNode> entries, ManifestProblems problems) {
        this.prefix = prefix;
        this.entries = entries;
        this.problems = problems;
    }

    static ManifestSection root(YamlNode node, ManifestProblems problems) {
        if (node instanceof YamlNode.Mapping mapping) {
            return new ManifestSection("", mapping.entries(), problems);
        }
        problems.add(ManifestReader.FILE, "must hold keys and values, such as \"name: my service\"");
        return new ManifestSection("", Map.of(), problems);
    }

    ManifestSection section(String key) {
        YamlNode node = take(key);
        if (node == null) {
            return new ManifestSection(prefix + key + ".", Map.of(), problems);
        }
        if (node instanceof YamlNode.Mapping mapping) {
            return new ManifestSection(prefix + key + ".", mapping.entries(), problems);
        }
        problem(key, "must hold keys and values");
        return new ManifestSection(prefix + key + ".", Map.of(), problems);
    }

    Optional<String> text(String key) {
        YamlNode node = take(key);
        if (node == null) {
            return Optional.empty();
        }
        if (node instanceof YamlNode.Scalar scalar && scalar.text().indexOf('\0') < 0) {
            return Optional.of(scalar.text());
        }
        problem(key, "must be a text");
        return Optional.empty();
    }

    Optional<List<String>> arguments(String key) {
        YamlNode node = take(key);
        if (node == null) {
            return Optional.empty();
        }
        if (!(node instanceof YamlNode.Sequence sequence)) {
            problem(key, "must be a list of arguments, such as [python, main.py]; no shell reads it");
            return Optional.empty();
        }
        List<String> arguments = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            if (item instanceof YamlNode.Scalar scalar
                    && !scalar.isNull()
                    && scalar.text().indexOf('\0') < 0) {
                arguments.add(scalar.text());
            } else {
                problem(key, "must be a list of texts and numbers; argument " + (arguments.size() + 1) + " is not one");
                return Optional.empty();
            }
        }
        if (arguments.isEmpty() || arguments.get(0).isBlank()) {
            problem(key, "must begin with a program");
            return Optional.empty();
        }
        return Optional.of(arguments);
    }

    Map<String, String> texts(String key) {
        ManifestSection section = section(key);
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : section.entries.keySet()) {
            YamlNode node = section.entries.get(name);
            if (node instanceof YamlNode.Scalar scalar && scalar.text().indexOf('\0') < 0) {
                texts.put(name, scalar.isNull() ? "" : scalar.text());
            } else {
                section.problem(name, "must be a text");
            }
        }
        return texts;
    }

    OptionalInt wholeNumber(String key, int least, int most) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= least && value <= most) {
                return OptionalInt.of(value);
            }
        } catch (NumberFormatException notWhole) {
            // said below
        }
        problem(key, "must be a whole number from " + least + " to " + most + ", not " + Words.printable(text.get()));
        return OptionalInt.empty();
    }

    OptionalDouble number(String key) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return OptionalDouble.empty();
        }
        if (text.get().matches("\\d{1,9}(\\.\\d{1,9})?")) {
            return OptionalDouble.of(Double.parseDouble(text.get()));
        }
        problem(key, "must be a number, not " + Words.printable(text.get()));
        return OptionalDouble.empty();
    }

    OptionalLong size(String key) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong bytes = Sizes.parse(text.get());
        if (bytes.isEmpty()) {
            problem(key, "must be a size such as 512m or 2g, not " + Words.printable(text.get()));
        }
        return bytes;
    }

    Optional<Duration> duration(String key, boolean zeroAllowed) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> found = Times.parse(text.get());
        if (found.isPresent()
                && found.get().compareTo(LONGEST) <= 0
                && (zeroAllowed || !found.get().isZero())) {
            return found;
        }
        problem(
                key,
                "must be seconds or a time such as 30s or 2m, " + (zeroAllowed ? "0 or more" : "more than 0")
                        + " and at most 7 days, not " + Words.printable(text.get()));
        return Optional.empty();
    }

    /** Names every key that no getter asked for, with the one that was most likely meant. */
    void refuseOthers() {
        for (String key : entries.keySet()) {
            if (!known.contains(key)) {
                String hint = Words.nearest(key, known)
                        .map(near -> "; did you mean " + prefix + near + "?")
                        .orElse("; known are " + String.join(", ", known));
                problem(Words.printable(key), "is not known" + hint);
            }
        }
    }

    private @Nullable YamlNode take(String key) {
        known.add(key);
        YamlNode node = entries.get(key);
        return node instanceof YamlNode.Scalar scalar && scalar.isNull() ? null : node;
    }

    private void problem(String key, String message) {
        problems.add(prefix + key, message);
    }
}
