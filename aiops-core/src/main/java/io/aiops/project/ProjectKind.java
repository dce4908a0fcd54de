package io.aiops.project;

import java.util.Locale;

/** What kind of project a source tree is; decides how its environment is built and how it is started. */
public enum ProjectKind {
    /** {@code requirements.txt}, {@code pyproject.toml} or {@code main.py}. */
    PYTHON,
    /** {@code package.json}. */
    NODE,
    /** One executable jar. */
    JAVA,
    /** A command of the manifest's own, or a {@code start.sh}; nothing is built. */
    COMMAND,
    /** A {@code Dockerfile}; needs a runtime that runs images. */
    DOCKERFILE;

    /** The word used in manifests. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
