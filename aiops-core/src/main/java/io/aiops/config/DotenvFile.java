package io.aiops.config;

import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvEntry;
import io.github.cdimascio.dotenv.DotenvException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a {@code .env} file, whose lines are variables of the environment; lines that are none of ours are left alone. */
final class DotenvFile {

    private static final Pattern NAME = Pattern.compile("\\s*([\\w.-]+)\\s*=");

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
            refuseRepeated(file, problems);
            Dotenv dotenv = Dotenv.configure()
                    .directory(String.valueOf(absolute.getParent()))
                    .filename(String.valueOf(absolute.getFileName()))
                    .load();
            // Without the filter the environment of this process would be among them.
            for (DotenvEntry entry : dotenv.entries(Dotenv.Filter.DECLARED_IN_ENV_FILE)) {
                variables.put(entry.getKey(), entry.getValue());
            }
        } catch (DotenvException broken) {
            // The parser's own message quotes the line, and the line may hold a secret.
            problems.add(file + ": must hold one NAME=value to a line, and can hold nothing else but comments");
        } catch (IOException unreadable) {
            problems.add(file + ": cannot be read (" + unreadable.getClass().getSimpleName() + ")");
        }
        return variables;
    }

    /** The parser takes the last of several lines of one name, which is never what was meant. */
    private static void refuseRepeated(Path file, List<String> problems) throws IOException {
        Set<String> seen = new HashSet<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            Matcher name = NAME.matcher(line);
            if (name.lookingAt() && !seen.add(name.group(1))) {
                problems.add(file + ": " + Shown.of(name.group(1)) + ": given twice (line " + number + ")");
            }
        }
    }
}
