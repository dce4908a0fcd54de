package io.aiops.runtime.local;

import io.aiops.runtime.Workload;
import io.aiops.service.Endpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a replica runs, in the bytes in which it runs it: texts that each end with a NUL. The launchers read it. It holds the
 * secrets, so only its owner may read it.
 */
final class LaunchFile {

    /** Its name in the folder of a replica. */
    static final String NAME = "launch";

    /** The variable that proves a process ours. */
    static final String TOKEN_VARIABLE = "AIOPS_TOKEN";

    /** The PATH of a workload that names none. */
    static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private LaunchFile() {}

    /** The content for one replica; the user's change, where one is asked for, is part of the command. */
    static byte[] of(Workload workload, int replica, String token, Path stdout, Path stderr, List<String> prefix) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(workload.command());
        List<String> entries = environment(workload, replica).entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
        return new EndedTexts()
                .text("aiops-launch-1")
                .text(token)
                .path(workload.workingDirectory())
                .path(stdout)
                .path(stderr)
                .counted(command)
                .counted(entries)
                .toBytes();
    }

    /** The PATH that a workload's command is looked up in. */
    static String searchPath(Workload workload) {
        return Optional.ofNullable(workload.environment().get("PATH")).orElse(DEFAULT_PATH);
    }

    private static Map<String, String> environment(Workload workload, int replica) {
        Map<String, String> entries = new TreeMap<>(workload.environment());
        entries.putIfAbsent("PATH", DEFAULT_PATH);
        workload.secrets().forEach((name, secret) -> entries.put(name, secret.reveal()));
        Endpoint endpoint = workload.endpoints().get(replica);
        entries.put("HOST", endpoint.host());
        entries.put("PORT", Integer.toString(endpoint.port()));
        return entries;
    }
}
