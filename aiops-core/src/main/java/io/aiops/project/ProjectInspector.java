package io.aiops.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds out what kind of project a source tree is and what starts it. Reads only. */
public final class ProjectInspector {

    private static final Pattern NODE_START = Pattern.compile("node\\s+([A-Za-z0-9._/-]+)");

    private final ObjectMapper json = new ObjectMapper();

    /** An inspector. */
    public ProjectInspector() {}

    /**
     * Looks at a folder: its manifest first, then its files, in the order of the service contract.
     *
     * @throws AiOpsException {@code INVALID_MANIFEST}; {@code NOTHING_TO_START} saying what was looked for
     */
    public Project inspect(Path directory) {
        Path manifestFile = directory.resolve("aiops.yaml");
        Manifest manifest = isFile(manifestFile) ? ManifestReader.read(manifestFile) : Manifest.EMPTY;
        ProjectKind kind = manifest.runtime()
                .or(() -> detect(directory))
                .or(() -> manifest.command().map(command -> ProjectKind.COMMAND))
                .orElseThrow(() -> nothing("neither a Dockerfile, requirements.txt, pyproject.toml, main.py, "
                        + "package.json, one executable jar, start.sh nor a command in aiops.yaml"));
        return new Project(directory, kind, manifest, startCommand(directory, kind, manifest));
    }

    private static Optional<ProjectKind> detect(Path folder) {
        if (isFile(folder.resolve("Dockerfile"))) {
            return Optional.of(ProjectKind.DOCKERFILE);
        }
        if (isFile(folder.resolve("requirements.txt"))
                || isFile(folder.resolve("pyproject.toml"))
                || isFile(folder.resolve("main.py"))) {
            return Optional.of(ProjectKind.PYTHON);
        }
        if (isFile(folder.resolve("package.json"))) {
            return Optional.of(ProjectKind.NODE);
        }
        if (executableJars(folder).size() == 1) {
            return Optional.of(ProjectKind.JAVA);
        }
        return isFile(folder.resolve("start.sh")) ? Optional.of(ProjectKind.COMMAND) : Optional.empty();
    }

    private List<String> startCommand(Path folder, ProjectKind kind, Manifest manifest) {
        if (manifest.command().isPresent()) {
            return manifest.command().get();
        }
        if (kind == ProjectKind.DOCKERFILE) {
            return List.of();
        }
        if (isFile(folder.resolve("start.sh"))) {
            return List.of("/bin/sh", "./start.sh");
        }
        return switch (kind) {
            case PYTHON -> {
                if (!isFile(folder.resolve("main.py"))) {
                    throw nothing("a Python project without main.py; add it, or a command in aiops.yaml");
                }
                yield List.of("python", "main.py");
            }
            case NODE -> nodeCommand(folder);
            case JAVA -> {
                List<Path> jars = executableJars(folder);
                if (jars.size() != 1) {
                    throw nothing("a Java project with " + jars.size() + " executable jars instead of one");
                }
                yield List.of("java", "-jar", jars.get(0).getFileName().toString());
            }
            case COMMAND, DOCKERFILE -> throw nothing("neither a command in aiops.yaml nor a start.sh");
        };
    }

    private List<String> nodeCommand(Path folder) {
        JsonNode description;
        try {
            description = json.readTree(folder.resolve("package.json").toFile());
        } catch (IOException unreadable) {
            throw nothing("a package.json that cannot be read: " + unreadable.getMessage());
        }
        String script = description.path("scripts").path("start").asText("");
        Matcher plain = NODE_START.matcher(script.strip());
        if (plain.matches()) {
            return List.of("node", plain.group(1));
        }
        if (!script.isBlank()) {
            return List.of("npm", "run", "start");
        }
        String main = description.path("main").asText("index.js");
        if (!isFile(folder.resolve(main).normalize())) {
            throw nothing("a Node project without scripts.start in package.json and without " + main);
        }
        return List.of("node", main);
    }

    private static List<Path> executableJars(Path folder) {
        try (Stream<Path> content = Files.list(folder)) {
            return content.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .filter(ProjectInspector::hasMain)
                    .toList();
        } catch (IOException failure) {
            throw FileTree.failed("read", folder, failure);
        }
    }

    private static boolean hasMain(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            return jar.getManifest() != null
                    && jar.getManifest().getMainAttributes().getValue("Main-Class") != null;
        } catch (IOException notAJar) {
            return false;
        }
    }

    private static boolean isFile(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static AiOpsException nothing(String what) {
        return new AiOpsException(ErrorCode.NOTHING_TO_START, "nothing to start: the project has " + what);
    }
}
