package io.aiops.runtime.local;

import io.aiops.runtime.Capability;
import io.aiops.runtime.SpecProblem;
import io.aiops.runtime.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Finds everything that keeps this host from running a workload. Names are told, values never. */
final class WorkloadCheck {

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** The kernel takes no single argument or environment entry longer than this. */
    private static final int LONGEST_TEXT = 131_071;

    private final Set<Capability> capabilities;

    WorkloadCheck(Set<Capability> capabilities) {
        this.capabilities = capabilities;
    }

    List<SpecProblem> check(Workload workload) {
        List<SpecProblem> problems = new ArrayList<>();
        if (workload.image().isPresent()) {
            problems.add(missing("image", Capability.IMAGE));
        } else {
            checkCommand(workload, problems);
        }
        if (!Files.isDirectory(workload.workingDirectory())) {
            problems.add(new SpecProblem(
                    "working_directory", workload.workingDirectory() + " is not a folder; create it first"));
        }
        checkEnvironment(workload, problems);
        checkUser(workload, problems);
        checkResources(workload, problems);
        return problems;
    }

    private static SpecProblem missing(String field, Capability capability) {
        return new SpecProblem(field, "the local runtime lacks the capability " + capability + "; leave it out");
    }

    private static void checkCommand(Workload workload, List<SpecProblem> problems) {
        if (workload.command().isEmpty() || workload.command().get(0).isEmpty()) {
            problems.add(new SpecProblem("command", "the command is empty; name the program to start"));
            return;
        }
        for (int index = 0; index < workload.command().size(); index++) {
            checkText("command", "argument " + index, workload.command().get(index), problems);
        }
        String program = workload.command().get(0);
        boolean found = program.indexOf('\0') < 0
                && SearchPath.of(LaunchFile.searchPath(workload), workload.workingDirectory())
                        .find(program)
                        .isPresent();
        if (!found) {
            problems.add(new SpecProblem(
                    "command",
                    "there is no executable file " + printable(program)
                            + (program.contains("/") ? "" : " on the service's PATH or in its folder")));
        }
    }

    private static void checkEnvironment(Workload workload, List<SpecProblem> problems) {
        Set<String> names = new TreeSet<>(workload.environment().keySet());
        names.retainAll(workload.secrets().keySet());
        names.forEach(name -> problems.add(
                new SpecProblem("environment", printable(name) + " is given twice, as a value and as a secret")));
        workload.environment().forEach((name, value) -> checkVariable("environment", name, value, problems));
        workload.secrets().forEach((name, value) -> checkVariable("secrets", name, value.reveal(), problems));
    }

    private static void checkVariable(String field, String name, String value, List<SpecProblem> problems) {
        if (!VARIABLE.matcher(name).matches()) {
            problems.add(new SpecProblem(
                    field, "the name " + printable(name) + " is not allowed; use letters, digits and _"));
        } else if (name.equals(LaunchFile.TOKEN_VARIABLE)) {
            problems.add(new SpecProblem(field, "the name " + name + " belongs to the platform"));
        }
        checkText(field, printable(name), name + "=" + value, problems);
    }

    private static void checkText(String field, String what, String text, List<SpecProblem> problems) {
        if (text.indexOf('\0') >= 0) {
            problems.add(new SpecProblem(field, what + " holds a NUL character, which no process can be given"));
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_TEXT) {
            problems.add(new SpecProblem(
                    field, what + " is longer than the " + LONGEST_TEXT + " bytes that a process can be given"));
        }
    }

    private void checkUser(Workload workload, List<SpecProblem> problems) {
        if (workload.user().isEmpty()) {
            return;
        }
        if (!capabilities.contains(Capability.USER)) {
            problems.add(new SpecProblem(
                    "user", "the local runtime lacks the capability USER here; it needs root and the program setpriv"));
            return;
        }
        String user = workload.user().get();
        try {
            UserPrincipalLookupService users = Path.of("/").getFileSystem().getUserPrincipalLookupService();
            users.lookupPrincipalByName(user);
        } catch (IOException unknown) {
            problems.add(new SpecProblem("user", "there is no user " + printable(user) + " on this host"));
        }
    }

    private void checkResources(Workload workload, List<SpecProblem> problems) {
        if (workload.resources().memoryBytes().isPresent() && !capabilities.contains(Capability.MEMORY_LIMIT)) {
            problems.add(missing("resources.memory", Capability.MEMORY_LIMIT));
        }
        if (workload.resources().cpus().isPresent() && !capabilities.contains(Capability.CPU_LIMIT)) {
            problems.add(missing("resources.cpus", Capability.CPU_LIMIT));
        }
        if (workload.resources().gpus().orElse(0) > 0 && !capabilities.contains(Capability.GPU)) {
            problems.add(missing("resources.gpus", Capability.GPU));
        }
    }

    private static String printable(String name) {
        String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
        StringBuilder out = new StringBuilder();
        shown.codePoints()
                .forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? Character.codePointAt("\uFFFD", 0) : c));
        return out.toString();
    }
}
