package io.aiops.project;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.Secret;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the platform adds to a release: {@code config.py}, {@code config.json}, {@code config.env} and
 * {@code start.sh}. A project that has a {@code config} module or file of its own keeps it, and all three are called
 * {@code aiops_config.*} instead; a {@code start.sh} of the project's own is kept too. No file holds what the request added
 * to the environment or a secret: these reach the process through its environment alone.
 */
public final class ReleaseFiles {

    private static final List<String> OWN_CONFIG =
            List.of("config", "config.py", "config.js", "config.ts", "config.json", "config.env");
    private static final String NOTE = "replaced with each release";

    private final HostEnvironment host;

    /** Finds programs on this process's {@code PATH}. */
    public ReleaseFiles() {
        this(System.getenv());
    }

    /** Finds programs as if these were this process's variables. */
    public ReleaseFiles(Map<String, String> hostVariables) {
        this.host = new HostEnvironment(hostVariables);
    }

    /**
     * Writes the files of a release whose environment was built; writing them again gives the same.
     *
     * @return the command that starts the release in its folder: a program by its absolute path where one was found, or
     *     {@code ./start.sh}, and its arguments; empty for an image that starts itself
     * @throws AiOpsException {@code STORAGE_FAILED}; {@code INVALID_REQUEST} if the project has files of every name that
     *     could be used
     */
    public List<String> write(Project project, ReleaseFacts facts) {
        Path directory = project.directory();
        try {
            write(directory, facts);
            if (project.startCommand().isEmpty()) {
                return List.of();
            }
            Path start = directory.resolve("start.sh");
            if (isOwn(start)) {
                if (isStartScript(project.startCommand())) {
                    Files.setPosixFilePermissions(start, Storage.PROGRAM_FILE);
                }
            } else {
                Storage.write(start, startScript(directory, project), Storage.PROGRAM_FILE);
            }
            return command(project);
        } catch (IOException failure) {
            throw Storage.failed(
                    "cannot write the files of release " + facts.release() + " of "
                            + facts.spec().id(),
                    failure);
        }
    }

    /**
     * Writes the configuration of a release anew, as after a change of its port.
     *
     * @throws AiOpsException as {@link #write(Project, ReleaseFacts)}
     */
    public void write(Path directory, ReleaseFacts facts) {
        try {
            String name = "config";
            for (String own : OWN_CONFIG) {
                if (isOwn(directory.resolve(own))) {
                    name = "aiops_config";
                }
            }
            Map<String, @Nullable Object> values = values(facts);
            ConfigText text = new ConfigText(NOTE);
            put(directory.resolve(name + ".json"), text.json(values));
            put(directory.resolve(name + ".py"), python(text, values));
            put(directory.resolve(name + ".env"), text.variables(values));
        } catch (IOException failure) {
            throw Storage.failed(
                    "cannot write the configuration of release " + facts.release() + " of "
                            + facts.spec().id(),
                    failure);
        }
    }

    /**
     * The environment of a release's processes, without {@code HOST} and {@code PORT}, which differ between replicas, and
     * without the platform's secrets: who it is and where it may write, its own programs first on the {@code PATH}, what its
     * specification adds, which cannot change the facts; then every configured value as {@code SERVICE_<KEY>}.
     *
     * @param secrets configured values that no file may hold
     */
    public Map<String, String> environment(Path directory, ReleaseFacts facts, Map<String, Secret> secrets) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("LANG", "C.UTF-8");
        environment.put("HOME", facts.dataDirectory().toString());
        environment.put("PYTHONUNBUFFERED", "1");
        Path venv = directory.resolve("venv");
        if (Files.isDirectory(venv, LinkOption.NOFOLLOW_LINKS)) {
            environment.put("VIRTUAL_ENV", venv.toString());
        }
        environment.putAll(facts.spec().environment());
        environment.put(
                "SERVICE_TIMEOUT",
                BigDecimal.valueOf(facts.spec().timeout().toMillis(), 3)
                        .stripTrailingZeros()
                        .toPlainString());
        facts.configuration()
                .forEach((key, value) ->
                        ServiceVariables.of(key).ifPresent(name -> environment.put(name, value.plainText())));
        secrets.forEach(
                (key, secret) -> ServiceVariables.of(key).ifPresent(name -> environment.put(name, secret.reveal())));
        environment.keySet().removeIf(ServiceVariables::isPlatformOwned);
        environment.put("PATH", ReleasePrograms.path(directory, environment.getOrDefault("PATH", host.path())));
        environment.put("SERVICE_ID", facts.spec().id().value());
        environment.put("SERVICE_NAME", facts.spec().name());
        environment.put("SERVICE_RELEASE", Integer.toString(facts.release()));
        environment.put("SERVICE_DATA_DIR", facts.dataDirectory().toString());
        environment.put("SERVICE_LOG_DIR", facts.logDirectory().toString());
        return Map.copyOf(environment);
    }

    private static void put(Path file, String text) throws IOException {
        if (isOwn(file)) {
            throw new AiOpsException(
                    ErrorCode.INVALID_REQUEST,
                    "the project has a " + file.getFileName()
                            + " of its own, where the platform must write; rename it");
        }
        Storage.write(file, text, Storage.PLAIN_FILE);
    }

    private static boolean isOwn(Path file) throws IOException {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !LeftOut.isGenerated(file);
    }

    private static Map<String, @Nullable Object> values(ReleaseFacts facts) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("service_id", facts.spec().id().value());
        values.put("service_name", facts.spec().name());
        values.put("service_release", facts.release());
        values.put("service_data_dir", facts.dataDirectory().toString());
        values.put("service_log_dir", facts.logDirectory().toString());
        values.put("host", facts.endpoint().host());
        values.put("port", facts.endpoint().port());
        values.put("timeout", facts.spec().timeout().toMillis() / 1000.0);
        values.put("health_path", facts.spec().health().path());
        facts.configuration()
                .forEach((key, value) -> ServiceVariables.of(key)
                        .ifPresent(name -> values.put(name.toLowerCase(Locale.ROOT), value.toJava())));
        return values;
    }

    /** The address is read from the environment, for each replica has its own; the file's is what a start by hand gets. */
    private static String python(ConfigText text, Map<String, @Nullable Object> values) {
        return text.python(values)
                + "\nimport os as _os\n\nHOST = _os.environ.get(\"HOST\", HOST)\n"
                + "PORT = int(_os.environ.get(\"PORT\", PORT))\n";
    }

    private List<String> command(Project project) {
        List<String> words = project.startCommand();
        if (isStartScript(words)) {
            return List.of("./start.sh");
        }
        String path = ReleasePrograms.path(project.directory(), host.path());
        String program = ReleasePrograms.locate(project.directory(), words.get(0), path)
                .map(Path::toString)
                .orElse(words.get(0));
        return Stream.concat(Stream.of(program), words.stream().skip(1)).toList();
    }

    private static boolean isStartScript(List<String> command) {
        return command.equals(List.of("./start.sh")) || command.equals(List.of("start.sh"));
    }

    /** Does by hand what the platform does: own folder, own values unless they are set, own environment's programs. */
    private String startScript(Path directory, Project project) {
        List<String> words = new ArrayList<>(command(project));
        String own = directory + "/";
        if (words.get(0).startsWith(own)) {
            words.set(0, words.get(0).substring(own.length()));
            if (!words.get(0).contains("/")) {
                words.set(0, "./" + words.get(0));
            }
        }
        String config = Files.exists(directory.resolve("aiops_config.env"), LinkOption.NOFOLLOW_LINKS)
                ? "aiops_config.env"
                : "config.env";
        return """
                #!/bin/sh
                # %s; starts the release by hand as the platform does
                case $0 in */*) cd -- "${0%%/*}" || exit 1 ;; esac
                if [ -z "${SERVICE_ID:-}" ]; then
                    given_host=${HOST:-} given_port=${PORT:-}
                    set -a
                    . ./%s
                    HOST=${given_host:-$HOST} PORT=${given_port:-$PORT}
                    PATH="$PWD/venv/bin:$PWD/node_modules/.bin:$PATH"
                    set +a
                fi
                exec %s
                """.formatted(
                        LeftOut.MARK + "; " + NOTE,
                        config,
                        words.stream().map(ReleaseFiles::quoted).collect(Collectors.joining(" ")));
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
