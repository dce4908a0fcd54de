package io.aiops.project;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at a source tree: reads its manifest, finds out what kind of project it is and what starts it. Reads only, runs
 * nothing; stateless and safe for many threads.
 */
public final class ProjectInspector {

    private static final Set<ProjectKind> ALL = Set.copyOf(EnumSet.allOf(ProjectKind.class));

    /** An inspector; it has no state. */
    public ProjectInspector() {}

    /**
     * Looks at a project, a {@code Dockerfile} counting for more than what else is there.
     *
     * @throws AiOpsException {@code INVALID_MANIFEST} with the detail {@code errors}, a list of {@code field} and
     *     {@code message}; {@code NOTHING_TO_START}; {@code STORAGE_FAILED}
     */
    public Project inspect(Path directory) {
        return inspect(directory, ALL);
    }

    /**
     * Looks at a project and detects only the given kinds, so that a project with a {@code Dockerfile} and a
     * {@code main.py} is a Python project where no image can be run. A kind that the manifest names is taken as it is.
     *
     * @throws AiOpsException as {@link #inspect(Path)}
     */
    public Project inspect(Path directory, Set<ProjectKind> detectable) {
        Manifest manifest = new ManifestReader().read(directory);
        try {
            ProjectFiles files = new ProjectFiles(directory);
            ProjectKind kind = manifest.runtime().orElseGet(() -> detect(files, manifest, detectable));
            return new Project(directory, kind, manifest, command(files, manifest, kind));
        } catch (IOException failure) {
            throw Storage.failed("cannot read the project", failure);
        }
    }

    /**
     * Looks at a project and collects everything that is wrong with it instead of ending at the first: its manifest, what
     * would start it, and whether that is in the project.
     *
     * @throws AiOpsException {@code STORAGE_FAILED}
     */
    public ProjectSurvey survey(Path directory) {
        ManifestProblems problems = new ManifestProblems();
        Manifest manifest = new ManifestReader().read(directory, problems);
        Optional<Project> project = Optional.empty();
        // Without the command that was meant, whatever else would be found misleads.
        if (!problems.concern(ManifestReader.FILE) && !problems.concern("aiops.yml") && !problems.concern("command")) {
            project = startable(directory, manifest, problems);
        }
        return new ProjectSurvey(manifest, project, problems.all());
    }

    private static Optional<Project> startable(Path directory, Manifest manifest, ManifestProblems problems) {
        try {
            ProjectFiles files = new ProjectFiles(directory);
            ProjectKind kind = manifest.runtime().orElseGet(() -> detect(files, manifest, ALL));
            Project project = new Project(directory, kind, manifest, command(files, manifest, kind));
            new EntryPoint(project).missing(files).ifPresent(what -> problems.add("command", what));
            return Optional.of(project);
        } catch (AiOpsException refused) {
            if (refused.code() != ErrorCode.NOTHING_TO_START && refused.code() != ErrorCode.INVALID_MANIFEST) {
                throw refused;
            }
            problems.addAll(refused, "command");
            return Optional.empty();
        } catch (IOException failure) {
            throw Storage.failed("cannot read the project", failure);
        }
    }

    private static ProjectKind detect(ProjectFiles files, Manifest manifest, Set<ProjectKind> detectable) {
        if (detectable.contains(ProjectKind.DOCKERFILE) && files.has("Dockerfile")) {
            return ProjectKind.DOCKERFILE;
        }
        if (detectable.contains(ProjectKind.PYTHON)
                && (files.has("requirements.txt") || files.has("pyproject.toml") || files.has("main.py"))) {
            return ProjectKind.PYTHON;
        }
        if (detectable.contains(ProjectKind.NODE) && files.has("package.json")) {
            return ProjectKind.NODE;
        }
        if (detectable.contains(ProjectKind.JAVA) && files.executableJars().size() == 1) {
            return ProjectKind.JAVA;
        }
        if (detectable.contains(ProjectKind.COMMAND) && (manifest.command().isPresent() || files.startsItself())) {
            return ProjectKind.COMMAND;
        }
        throw nothing("there is no aiops.yaml with a command, no start.sh, "
                + "no requirements.txt, pyproject.toml or main.py, no package.json, and not exactly one executable jar"
                + (files.has("Dockerfile") ? "; its Dockerfile needs a runtime that runs images" : ""));
    }

    private static List<String> command(ProjectFiles files, Manifest manifest, ProjectKind kind) throws IOException {
        if (manifest.command().isPresent()) {
            return manifest.command().get();
        }
        if (kind == ProjectKind.DOCKERFILE) {
            if (!files.has("Dockerfile")) {
                throw nothing("aiops.yaml says runtime: dockerfile, but there is no Dockerfile");
            }
            return List.of();
        }
        if (files.startsItself()) {
            return List.of("./start.sh");
        }
        return switch (kind) {
            case PYTHON -> python(files);
            case NODE -> node(files);
            case JAVA -> java(files);
            case COMMAND, DOCKERFILE ->
                throw nothing(
                        "aiops.yaml names no command, and there is no start.sh that is executable or begins with #!");
        };
    }

    private static List<String> python(ProjectFiles files) throws IOException {
        for (String name : List.of("main.py", "app.py")) {
            if (files.has(name)) {
                return List.of("python", name);
            }
        }
        List<String> packages = files.foldersWith("__main__.py");
        if (packages.size() == 1) {
            return List.of("python", "-m", packages.get(0));
        }
        throw nothing(
                "it is a Python project, but aiops.yaml names no command and there is no start.sh, main.py, app.py, "
                        + "and not exactly one package with a __main__.py");
    }

    private static List<String> node(ProjectFiles files) {
        Optional<JsonNode> described = packageJson(files);
        Optional<String> start = described
                .map(json -> json.path("scripts").path("start"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .filter(script -> !script.isBlank());
        if (start.isPresent()) {
            return plainNode(start.get()).orElse(List.of("npm", "run", "start"));
        }
        Optional<String> main = described
                .map(json -> json.path("main"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .filter(files::has);
        if (main.isPresent()) {
            return List.of("node", main.get());
        }
        for (String name : List.of("main.js", "index.js", "server.js")) {
            if (files.has(name)) {
                return List.of("node", name);
            }
        }
        throw nothing(
                "it is a Node project, but aiops.yaml names no command, package.json has neither scripts.start nor a "
                        + "main that is there, and there is no start.sh, main.js, index.js or server.js");
    }

    /** A start script that is nothing but {@code node} and plain words needs no shell and no npm in between. */
    private static Optional<List<String>> plainNode(String script) {
        List<String> words = Arrays.asList(script.strip().split("\\s+", -1));
        boolean plain = words.size() > 1
                && words.get(0).equals("node")
                && words.stream().allMatch(word -> word.matches("[A-Za-z0-9_./=:@,+-]+"));
        return plain ? Optional.of(words) : Optional.empty();
    }

    private static Optional<JsonNode> packageJson(ProjectFiles files) {
        try {
            return files.json("package.json");
        } catch (JsonProcessingException broken) {
            throw new AiOpsException(
                            ErrorCode.INVALID_MANIFEST,
                            "the project's package.json is no JSON: " + Words.printable(broken.getOriginalMessage()),
                            broken)
                    .with("errors", List.of(Map.of("field", "package.json", "message", "is no JSON")));
        } catch (IOException failure) {
            throw Storage.failed("cannot read package.json", failure);
        }
    }

    private static List<String> java(ProjectFiles files) {
        List<String> jars = files.executableJars();
        if (jars.size() == 1) {
            return List.of("java", "-jar", jars.get(0));
        }
        throw nothing("it is a Java project, but aiops.yaml names no command, there is no start.sh, and "
                + (jars.isEmpty() ? "no jar with a Main-Class" : "more than one executable jar: " + jars));
    }

    private static AiOpsException nothing(String why) {
        return new AiOpsException(
                ErrorCode.NOTHING_TO_START,
                "nothing in the project can be started: " + why + "; add an aiops.yaml with a command");
    }
}
