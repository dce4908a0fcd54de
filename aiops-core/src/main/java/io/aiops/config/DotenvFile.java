package io.aiops.config;

import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvEntry;
import io.github.cdimascio.dotenv.DotenvException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a {@code .env} file, whose lines are variables of the environment; lines that are none of ours are left alone. */
final class DotenvFile {

    private DotenvFile() {}

    /** The values of a file; a missing one has none. */
    static StaticLayer read(Path file, ConfigRegistry registry, List<String> unknown, List<String> problems) {
        Map<String, String> variables = Files.exists(file) ? variables(file, problems) : Map.of();
        return Variables.read(ConfigSource.FILE, variables, file + ": ", registry, unknown, problems);
    }

    private static Map<String, String> variables(Path file, List<String> problems) {
        Map<String, String> variables = new HashMap<>();
        Path absolute = file.toAbsolutePath();
        try {
            for (DotenvEntry entry : Dotenv.configure()
                    .directory(String.valueOf(absolute.getParent()))
                    .filename(String.valueOf(absolute.getFileName()))
                    .load()
                    .entries(Dotenv.Filter.DECLARED_IN_ENV_FILE)) {
                variables.put(entry.getKey(), entry.getValue());
            }
        } catch (DotenvException broken) {
            // The parser's own message quotes the line, and the line may hold a secret.
            problems.add(file + ": must hold one NAME=value to a line, and can hold nothing else but comments");
        } catch (IllegalStateException twice) {
            problems.add(file + ": a variable is given twice");
        }
        return variables;
    }
}
