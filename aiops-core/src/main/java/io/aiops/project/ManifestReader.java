package io.aiops.project;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.HealthCheck;
import io.aiops.service.Resources;
import io.aiops.service.RestartPolicy;
import io.aiops.service.ServiceId;
import io.aiops.service.StopSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads {@code aiops.yaml} and names every problem in it at once. */
final class ManifestReader {

    static final String FILE = "aiops.yaml";

    private static final int MAX_BYTES = 256 * 1024;
    private static final String VERSION = "[A-Za-z0-9][A-Za-z0-9._+-]{0,99}";
    private static final int MAX_DESCRIPTION = 4000;
    private static final int MAX_CATEGORY = 100;

    private final YamlReader yaml = new YamlReader();

    /** What the project says of itself; the empty manifest if it says nothing. */
    Manifest read(Path directory) {
        ManifestProblems problems = new ManifestProblems();
        Manifest manifest = read(directory, problems);
        problems.throwIfAny();
        return manifest;
    }

    /** The same, but what is wrong is collected, and what of it is right is answered. */
    Manifest read(Path directory, ManifestProblems problems) {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.exists(directory.resolve("aiops.yml"), LinkOption.NOFOLLOW_LINKS)) {
                problems.add("aiops.yml", "must be called aiops.yaml to be read");
            }
            return Manifest.EMPTY;
        }
        if (!new ProjectFiles(directory).has(FILE)) {
            problems.add(FILE, "is no file of the project");
            return Manifest.EMPTY;
        }
        try {
            Optional<YamlNode> root = yaml.read(text(file));
            return root.isEmpty() || isNull(root.get()) ? Manifest.EMPTY : manifest(root.get(), problems);
        } catch (YamlReader.Malformed malformed) {
            problems.add(FILE, String.valueOf(malformed.getMessage()));
            return Manifest.EMPTY;
        } catch (IOException failure) {
            throw Storage.failed("cannot read " + file, failure);
        }
    }

    private static boolean isNull(YamlNode node) {
        return node instanceof YamlNode.Scalar scalar && scalar.isNull();
    }

    private static String text(Path file) throws IOException, YamlReader.Malformed {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            throw new YamlReader.Malformed("is larger than " + Sizes.inWords(MAX_BYTES));
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException malformed) {
            throw new YamlReader.Malformed("is not UTF-8");
        }
    }

    private static Manifest manifest(YamlNode root, ManifestProblems problems) {
        ManifestSection all = ManifestSection.root(root, problems);
        Optional<String> id = all.text("id");
        id.ifPresent(value -> {
            if (!value.matches(ServiceId.PATTERN)) {
                problems.add(
                        "id",
                        "is no service id; it must be 1 to 63 of a-z, 0-9 and -, beginning and ending with a letter or digit");
            }
        });
        Optional<String> name = all.text("name");
        name.ifPresent(value -> {
            if (value.isBlank() || value.length() > 200) {
                problems.add("name", "must have 1 to 200 characters");
            }
        });
        Manifest manifest = new Manifest(
                id,
                name,
                all.text("runtime").flatMap(word -> kind(word, problems)),
                all.arguments("command"),
                all.arguments("build"),
                all.wholeNumber("port", 1, 65535),
                all.duration("timeout", false),
                health(all.section("health"), problems),
                resources(all.section("resources"), problems),
                restart(all.section("restart"), problems),
                stop(all.section("stop"), problems),
                environment(all.texts("env"), problems),
                about(all, problems));
        all.refuseOthers();
        return manifest;
    }

    private static Optional<ProjectKind> kind(String word, ManifestProblems problems) {
        Optional<ProjectKind> found = Arrays.stream(ProjectKind.values())
                .filter(kind -> kind.word().equals(word))
                .findFirst();
        if (found.isEmpty()) {
            problems.add("runtime", "must be one of " + words(ProjectKind.values()) + ", not " + Words.printable(word));
        }
        return found;
    }

    private static String words(ProjectKind[] kinds) {
        return String.join(", ", Arrays.stream(kinds).map(ProjectKind::word).toList());
    }

    private static Manifest.HealthPart health(ManifestSection section, ManifestProblems problems) {
        Optional<String> path = section.text("path");
        path.ifPresent(value -> problems.check(
                "health.path",
                () -> new HealthCheck(
                        value,
                        HealthCheck.DEFAULT.interval(),
                        HealthCheck.DEFAULT.timeout(),
                        HealthCheck.DEFAULT.startTimeout())));
        Manifest.HealthPart part = new Manifest.HealthPart(
                path,
                section.duration("interval", false),
                section.duration("timeout", false),
                section.duration("start_timeout", false));
        section.refuseOthers();
        return part;
    }

    private static Resources resources(ManifestSection section, ManifestProblems problems) {
        OptionalLong memory = section.size("memory");
        OptionalDouble cpus = section.number("cpus");
        OptionalInt gpus = section.wholeNumber("gpus", 0, 1024);
        section.refuseOthers();
        problems.check("resources.memory", () -> new Resources(memory, OptionalDouble.empty(), OptionalInt.empty()));
        problems.check("resources.cpus", () -> new Resources(OptionalLong.empty(), cpus, OptionalInt.empty()));
        return problems.isEmpty() ? new Resources(memory, cpus, gpus) : Resources.UNLIMITED;
    }

    private static Manifest.RestartPart restart(ManifestSection section, ManifestProblems problems) {
        Optional<String> policy = section.text("policy");
        policy.ifPresent(word -> {
            List<String> known = Arrays.stream(RestartPolicy.Mode.values())
                    .map(RestartPolicy.Mode::word)
                    .toList();
            if (!known.contains(word)) {
                problems.add(
                        "restart.policy",
                        "must be one of " + String.join(", ", known) + ", not " + Words.printable(word));
            }
        });
        Manifest.RestartPart part = new Manifest.RestartPart(
                policy, section.duration("start_seconds", true), section.wholeNumber("retries", 0, 1000));
        section.refuseOthers();
        return part;
    }

    private static Manifest.StopPart stop(ManifestSection section, ManifestProblems problems) {
        Optional<String> signal = section.text("signal");
        signal.ifPresent(name -> problems.check("stop.signal", () -> new StopSpec(name, StopSpec.DEFAULT.grace())));
        Optional<Duration> grace = section.duration("grace", true);
        section.refuseOthers();
        return new Manifest.StopPart(signal, grace);
    }

    private static Map<String, String> environment(Map<String, String> entries, ManifestProblems problems) {
        for (String name : entries.keySet()) {
            if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                problems.add("env." + Words.printable(name), "is no variable name");
            } else if (ServiceVariables.isPlatformOwned(name)) {
                problems.add("env." + name, "is set by the platform; choose another name");
            }
        }
        return entries;
    }

    private static Manifest.AboutPart about(ManifestSection section, ManifestProblems problems) {
        Optional<String> version = section.text("version");
        version.ifPresent(text -> {
            if (!text.matches(VERSION)) {
                problems.add(
                        "version",
                        "must be 1 to 100 letters, digits, and . _ + -, such as 1.2.0, not " + Words.printable(text));
            }
        });
        Optional<String> description = section.text("description");
        description.ifPresent(text -> limit("description", text, MAX_DESCRIPTION, problems));
        Optional<String> category = section.text("category");
        category.ifPresent(text -> limit("category", text, MAX_CATEGORY, problems));
        return new Manifest.AboutPart(version, description, category);
    }

    private static void limit(String field, String text, int most, ManifestProblems problems) {
        if (text.length() > most) {
            problems.add(field, "must have at most " + most + " characters");
        }
    }

    /** The error of a manifest that is wrong in the ways that were collected. */
    static AiOpsException invalid(List<Map<String, String>> errors) {
        StringBuilder message = new StringBuilder("the project's " + FILE + " is wrong: ");
        for (int at = 0; at < errors.size(); at++) {
            Map<String, String> error = errors.get(at);
            message.append(at == 0 ? "" : "; ")
                    .append(error.get("field"))
                    .append(' ')
                    .append(error.get("message"));
        }
        String shown = message.length() > 2000 ? message.substring(0, 2000) + "…" : message.toString();
        return new AiOpsException(ErrorCode.INVALID_MANIFEST, shown).with("errors", List.copyOf(errors));
    }
}
