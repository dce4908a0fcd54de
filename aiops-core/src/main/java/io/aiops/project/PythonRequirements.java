package io.aiops.project;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** What a Python project wants installed. */
enum PythonRequirements {
    /** Nothing; the standard library is enough. */
    NONE,
    /** The lines of {@code requirements.txt}; they win over a {@code pyproject.toml}. */
    REQUIREMENTS,
    /** The project itself, which {@code pyproject.toml} says how to build. */
    PROJECT,
    /** Only what {@code pyproject.toml} lists: a service of a few modules is no package that could be built. */
    PYPROJECT_DEPENDENCIES;

    /** Writes the dependencies where pip can read them. Older Pythons have no TOML reader, but pip carries one. */
    static final String READ_PYPROJECT = """
            try:
                import tomllib
            except ImportError:
                from pip._vendor import tomli as tomllib
            with open('pyproject.toml', 'rb') as source:
                wanted = tomllib.load(source).get('project', {}).get('dependencies', [])
            with open('venv/requirements.txt', 'w', encoding='utf-8') as target:
                target.write(''.join(line + '\\n' for line in wanted))
            """;

    private static final Pattern LISTED = Pattern.compile("^\\s*[^#\\s]", Pattern.MULTILINE);
    private static final Pattern BUILDABLE =
            Pattern.compile("^\\s*\\[\\s*(build-system|tool\\.poetry)\\s*]", Pattern.MULTILINE);
    private static final Pattern DEPENDENCIES =
            Pattern.compile("^\\s*dependencies\\s*=\\s*\\[\\s*[^\\]\\s]", Pattern.MULTILINE);

    static PythonRequirements of(ProjectFiles files) throws IOException {
        if (LISTED.matcher(files.text("requirements.txt").orElse("")).find()) {
            return REQUIREMENTS;
        }
        String pyproject = files.text("pyproject.toml").orElse("");
        if (BUILDABLE.matcher(pyproject).find()) {
            return PROJECT;
        }
        return DEPENDENCIES.matcher(pyproject).find() ? PYPROJECT_DEPENDENCIES : NONE;
    }

    List<String> forPip() {
        return switch (this) {
            case NONE -> List.of();
            case REQUIREMENTS -> List.of("-r", "requirements.txt");
            case PROJECT -> List.of(".");
            case PYPROJECT_DEPENDENCIES -> List.of("-r", "venv/requirements.txt");
        };
    }

    List<String> forUv() {
        return switch (this) {
            case NONE -> List.of();
            case REQUIREMENTS -> List.of("-r", "requirements.txt");
            case PROJECT -> List.of(".");
            case PYPROJECT_DEPENDENCIES -> List.of("-r", "pyproject.toml");
        };
    }
}
