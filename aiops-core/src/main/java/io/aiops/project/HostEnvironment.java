package io.aiops.project;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What of the platform's own environment builds and services may see, and where its programs are. */
final class HostEnvironment {

    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final Set<String> FOR_BUILDS = Set.of(
            "PATH",
            "HOME",
            "LANG",
            "TMPDIR",
            "JAVA_HOME",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "REQUESTS_CA_BUNDLE",
            "CURL_CA_BUNDLE",
            "NODE_EXTRA_CA_CERTS",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "ALL_PROXY",
            "NO_PROXY");
    private static final List<String> FOR_BUILDS_BEGINNING = List.of("PIP_", "UV_", "NPM_CONFIG_");

    private final Map<String, String> variables;

    HostEnvironment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /** The folders programs are looked for in. */
    String path() {
        String path = variables.getOrDefault("PATH", "");
        return path.isBlank() ? DEFAULT_PATH : path;
    }

    /** What a build inherits: enough for proxies, package indexes and certificates, and nothing that is the platform's. */
    Map<String, String> forBuilds() {
        Map<String, String> allowed = new TreeMap<>();
        variables.forEach((name, value) -> {
            String upper = name.toUpperCase(Locale.ROOT);
            boolean proxy = upper.endsWith("_PROXY") && FOR_BUILDS.contains(upper);
            if (FOR_BUILDS.contains(name)
                    || proxy
                    || FOR_BUILDS_BEGINNING.stream().anyMatch(upper::startsWith)) {
                allowed.put(name, value);
            }
        });
        allowed.put("PATH", path());
        allowed.putIfAbsent("LANG", "C.UTF-8");
        return allowed;
    }

    /** The first program of that name in a list of folders such as {@code PATH}. */
    static Optional<Path> find(String name, String path) {
        List<Path> all = findAll(name, path);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(0));
    }

    /** All programs of that name, in the order of the folders. */
    static List<Path> findAll(String name, String path) {
        List<Path> found = new ArrayList<>();
        if (name.isEmpty() || name.contains("/")) {
            return found;
        }
        for (String folder : path.split(File.pathSeparator, -1)) {
            try {
                Path program = Path.of(folder).resolve(name);
                if (program.isAbsolute() && Files.isRegularFile(program) && Files.isExecutable(program)) {
                    found.add(program);
                }
            } catch (InvalidPathException odd) {
                // a folder that cannot be one holds no program
            }
        }
        return found;
    }
}
