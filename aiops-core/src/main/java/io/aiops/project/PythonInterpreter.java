package io.aiops.project;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A Python that environments can be made with.
 *
 * @param executable the interpreter itself, not a shim or a link of another environment that may change or vanish
 * @param minor its version is 3.minor
 * @param hasVenv whether it can make environments
 * @param hasPip whether it can put pip into them
 */
record PythonInterpreter(Path executable, int minor, boolean hasVenv, boolean hasPip) {

    private static final int LEAST_MINOR = 9;
    private static final int NEWEST_MINOR = 15;
    private static final long LIMIT_SECONDS = 10;

    private static final String QUESTION = "import sys, importlib.util as u\n"
            + "base = getattr(sys, '_base_executable', None) or sys.executable\n"
            + "print('aiops', *sys.version_info[:2], int(u.find_spec('venv') is not None),"
            + " int(u.find_spec('ensurepip') is not None), base)";

    /**
     * The first Python on the path that will do.
     *
     * @throws AiOpsException {@code BUILD_FAILED} if there is none, saying what was found
     */
    static PythonInterpreter find(Map<String, String> environment, boolean needsPip) {
        List<String> unfit = new ArrayList<>();
        for (Path candidate : candidates(environment.getOrDefault("PATH", ""))) {
            Optional<PythonInterpreter> found = ask(candidate, environment);
            if (found.isEmpty()) {
                unfit.add(candidate + " does not run or is older than 3." + LEAST_MINOR);
            } else if (!found.get().hasVenv() || (needsPip && !found.get().hasPip())) {
                unfit.add(candidate + " lacks the venv module (on Debian and Ubuntu: apt install python3-venv)");
            } else {
                return found.get();
            }
        }
        throw new AiOpsException(
                ErrorCode.BUILD_FAILED,
                "Python 3.9 or newer is needed and not on this host's PATH; install it and deploy again"
                        + (unfit.isEmpty() ? "" : " (" + String.join("; ", unfit) + ")"));
    }

    private static Set<Path> candidates(String path) {
        Set<Path> found = new LinkedHashSet<>(HostEnvironment.findAll("python3", path));
        for (int minor = NEWEST_MINOR; minor >= LEAST_MINOR; minor--) {
            found.addAll(HostEnvironment.findAll("python3." + minor, path));
        }
        found.addAll(HostEnvironment.findAll("python", path));
        return found;
    }

    private static Optional<PythonInterpreter> ask(Path candidate, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(candidate.toString(), "-I", "-c", QUESTION)
                .redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            try {
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    return Optional.empty();
                }
                return parse(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException cannotRun) {
            return Optional.empty();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new AiOpsException(ErrorCode.CANCELLED, "the build was interrupted", interrupt);
        }
    }

    private static Optional<PythonInterpreter> parse(String answer) {
        String[] words = answer.strip().split(" ", 6);
        if (words.length < 6 || !words[0].equals("aiops") || !words[1].equals("3")) {
            return Optional.empty();
        }
        int minor = Integer.parseInt(words[2]);
        return minor < LEAST_MINOR
                ? Optional.empty()
                : Optional.of(
                        new PythonInterpreter(Path.of(words[5]), minor, words[3].equals("1"), words[4].equals("1")));
    }
}
