package io.aiops.project;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Builds a release's own environment in its folder: {@code venv} for Python, {@code node_modules} for Node. Builds see a
 * small part of the platform's environment and read nothing from standard input. Stateless and safe for many threads; a
 * build works in its caller's thread.
 */
public final class EnvironmentBuilder {

    private final HostEnvironment host;

    /** Builds with the programs of this process's {@code PATH}. */
    public EnvironmentBuilder() {
        this(System.getenv());
    }

    /** Builds as if these were this process's variables. */
    public EnvironmentBuilder(Map<String, String> hostVariables) {
        this.host = new HostEnvironment(hostVariables);
    }

    /**
     * Builds the environment and then runs the manifest's {@code build} command. When this returns or throws, no process of
     * the build is left.
     *
     * @param project the release
     * @param output gets each command and what it prints, in order, in the caller's thread
     * @param timeout for the whole build
     * @param cancelled asked often, in the caller's thread; true ends the build
     * @throws AiOpsException {@code BUILD_FAILED} with the details {@code command}, {@code exit_code} and {@code log_tail};
     *     {@code DEADLINE_EXCEEDED}; {@code CANCELLED} also after an interrupt
     */
    public void build(Project project, BuildOutput output, Duration timeout, BooleanSupplier cancelled) {
        BuildProcess process = new BuildProcess(project.directory(), output, timeout, cancelled);
        try {
            switch (project.kind()) {
                case PYTHON -> buildPython(project, process);
                case NODE -> buildNode(project, process);
                case JAVA, COMMAND, DOCKERFILE -> {
                    // nothing of its own to build
                }
            }
            if (project.manifest().build().isPresent()) {
                runOwnBuild(project, process, project.manifest().build().get());
            }
        } catch (IOException failure) {
            throw Storage.failed("cannot build the project", failure);
        }
    }

    private void buildPython(Project project, BuildProcess process) throws IOException {
        PythonRequirements requirements = PythonRequirements.of(new ProjectFiles(project.directory()));
        Map<String, String> environment = environment();
        Path venv = project.directory().resolve("venv");
        FileTree.delete(venv);
        Optional<Path> uv = HostEnvironment.find("uv", host.path());
        boolean none = requirements == PythonRequirements.NONE;
        PythonInterpreter python = PythonInterpreter.find(environment, !none && uv.isEmpty());
        String executable = python.executable().toString();
        process.line("Python 3." + python.minor() + " at " + executable);
        if (none) {
            process.run(
                    "python -m venv --without-pip venv",
                    List.of(executable, "-m", "venv", "--without-pip", "venv"),
                    environment);
            return;
        }
        String inside = venv.resolve("bin").resolve("python").toString();
        if (uv.isPresent()) {
            String program = uv.get().toString();
            process.run(
                    "uv venv venv",
                    List.of(program, "venv", "--no-project", "--python", executable, "venv"),
                    environment);
            List<String> install = requirements.forUv();
            process.run(
                    "uv pip install " + String.join(" ", install),
                    concat(List.of(program, "pip", "install", "--python", inside), install),
                    environment);
            return;
        }
        process.run("python -m venv venv", List.of(executable, "-m", "venv", "venv"), environment);
        if (requirements == PythonRequirements.PYPROJECT_DEPENDENCIES) {
            process.run(
                    "read the dependencies of pyproject.toml",
                    List.of(inside, "-c", PythonRequirements.READ_PYPROJECT),
                    environment);
        }
        List<String> install = requirements.forPip();
        process.run(
                "pip install " + String.join(" ", install),
                concat(List.of(inside, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"), install),
                environment);
    }

    private void buildNode(Project project, BuildProcess process) throws IOException {
        Path node = HostEnvironment.find("node", host.path()).orElseThrow(() -> missing("Node.js (node)"));
        process.line("Node.js at " + node);
        ProjectFiles files = new ProjectFiles(project.directory());
        if (!needsPackages(files)) {
            process.line("no packages to install");
            return;
        }
        String npm = HostEnvironment.find("npm", host.path())
                .orElseThrow(() -> missing("npm"))
                .toString();
        List<String> quiet = List.of("--no-audit", "--no-fund", "--no-update-notifier");
        if (files.has("package-lock.json") || files.has("npm-shrinkwrap.json")) {
            process.run("npm ci", concat(List.of(npm, "ci"), quiet), environment());
        } else {
            process.run("npm install --omit=dev", concat(List.of(npm, "install", "--omit=dev"), quiet), environment());
        }
    }

    private static boolean needsPackages(ProjectFiles files) throws IOException {
        JsonNode described;
        try {
            described = files.json("package.json").orElse(null);
        } catch (JsonProcessingException broken) {
            throw new AiOpsException(
                    ErrorCode.BUILD_FAILED,
                    "package.json is no JSON: " + Words.printable(broken.getOriginalMessage()),
                    broken);
        }
        if (described == null) {
            return false;
        }
        JsonNode found = described;
        return Stream.of("dependencies", "devDependencies", "optionalDependencies", "workspaces")
                        .anyMatch(part -> !found.path(part).isEmpty())
                || Stream.of("preinstall", "install", "postinstall", "prepare")
                        .anyMatch(script -> found.path("scripts").has(script));
    }

    private void runOwnBuild(Project project, BuildProcess process, List<String> command) {
        Map<String, String> environment = environment();
        environment.putAll(project.manifest().environment());
        String path = ReleasePrograms.path(project.directory(), environment.getOrDefault("PATH", host.path()));
        environment.put("PATH", path);
        environment.put("PYTHONUNBUFFERED", "1");
        String shown = String.join(" ", command);
        Path program = ReleasePrograms.locate(project.directory(), command.get(0), path)
                .orElseThrow(() -> new AiOpsException(
                                ErrorCode.BUILD_FAILED,
                                "\"" + shown + "\" cannot be run: there is no program \"" + command.get(0)
                                        + "\" in the project or on the PATH")
                        .with("command", shown));
        process.run(shown, concat(List.of(program.toString()), command.subList(1, command.size())), environment);
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(host.forBuilds());
        environment.put("PIP_NO_INPUT", "1");
        environment.put("PIP_DISABLE_PIP_VERSION_CHECK", "1");
        environment.put("PIP_ROOT_USER_ACTION", "ignore");
        environment.put("PYTHONUNBUFFERED", "1");
        environment.put("CI", "1");
        return environment;
    }

    private static AiOpsException missing(String what) {
        return new AiOpsException(
                ErrorCode.BUILD_FAILED, what + " is needed and not on this host's PATH; install it and deploy again");
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
