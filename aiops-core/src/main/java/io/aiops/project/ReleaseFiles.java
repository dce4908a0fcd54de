package io.aiops.project;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes what the platform adds to a release: {@code config.py}, {@code config.json}, {@code config.env} and
 * {@code start.sh}. A file of that name that the project brings is left alone; the configuration then gets the prefix
 * {@code aiops_}. Nothing written here holds what a request put into the environment, since that may be secret.
 */
public final class ReleaseFiles {

    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final String MARK = "Written by the platform for release ";

    /** A writer. */
    public ReleaseFiles() {}

    /** Writes the files of a release; returns the argument list that starts it in its folder. */
    public List<String> write(Project project, ReleaseFacts facts) {
        Path folder = project.directory();
        write(folder, facts);
        Path script = folder.resolve("start.sh");
        if (!Files.exists(script)) {
            FileTree.write(script, startScript(project.startCommand(), facts), "rwxr-xr-x");
        }
        return project.startCommand();
    }

    /** Writes the configuration of a release anew, as after a change of its port. */
    public void write(Path folder, ReleaseFacts facts) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("host", facts.endpoint().host());
        values.put("port", facts.endpoint().port());
        values.put("service_id", facts.spec().id().value());
        values.put("service_name", facts.spec().name());
        values.put("service_release", facts.release());
        values.put("service_data_dir", facts.dataDirectory().toString());
        values.put("service_log_dir", facts.logDirectory().toString());
        values.put("timeout", facts.spec().timeout().toMillis() / 1000.0);
        String comment = MARK + facts.release() + " of " + facts.spec().id() + "; changes are lost.";
        writeOwn(folder, "config.json", Literals.json(values), "\"service_release\"");
        writeOwn(folder, "config.py", Literals.pythonModule(comment, values), MARK);
        writeOwn(folder, "config.env", Literals.shellVariables(comment, values), MARK);
    }

    /**
     * The environment of a release's processes, apart from {@code HOST} and {@code PORT}: who it is and where it may write,
     * its own programs first on the path, then what its manifest and the request added.
     */
    public Map<String, String> environment(Path folder, ReleaseFacts facts) {
        Map<String, String> environment = new HashMap<>();
        environment.put("LANG", "C.UTF-8");
        environment.put("PYTHONUNBUFFERED", "1");
        environment.put("HOME", facts.dataDirectory().toString());
        environment.put("PATH", programs(folder) + System.getenv().getOrDefault("PATH", DEFAULT_PATH));
        if (Files.isDirectory(folder.resolve("venv"))) {
            environment.put("VIRTUAL_ENV", folder.resolve("venv").toString());
        }
        environment.putAll(facts.spec().environment());
        environment.put("SERVICE_ID", facts.spec().id().value());
        environment.put("SERVICE_NAME", facts.spec().name());
        environment.put("SERVICE_RELEASE", Integer.toString(facts.release()));
        environment.put("SERVICE_DATA_DIR", facts.dataDirectory().toString());
        environment.put("SERVICE_LOG_DIR", facts.logDirectory().toString());
        return environment;
    }

    /** The folders of a release's own programs as the beginning of a path; empty if it has none. */
    static String programs(Path folder) {
        return List.of(folder.resolve("venv/bin"), folder.resolve("node_modules/.bin")).stream()
                .filter(Files::isDirectory)
                .map(own -> own + ":")
                .collect(Collectors.joining());
    }

    private static void writeOwn(Path folder, String name, String text, String mark) {
        Path file = folder.resolve(name);
        boolean projects = Files.exists(file) && !holds(file, mark);
        FileTree.write(projects ? folder.resolve("aiops_" + name) : file, text, "rw-r--r--");
    }

    private static boolean holds(Path file, String mark) {
        try {
            return Files.readString(file).contains(mark);
        } catch (java.io.IOException unreadable) {
            return false;
        }
    }

    private static String startScript(List<String> command, ReleaseFacts facts) {
        String words = command.stream().map(Literals::shellWord).collect(Collectors.joining(" "));
        return """
                #!/bin/sh
                # Written by the platform: starts %s as the platform does, for a look by hand.
                cd "$(dirname "$0")" || exit 1
                set -a
                [ -f ./aiops_config.env ] && . ./aiops_config.env || . ./config.env
                set +a
                PATH="$PWD/venv/bin:$PWD/node_modules/.bin:$PATH"
                export PATH
                exec %s
                """.formatted(facts.spec().id(), words);
    }
}
