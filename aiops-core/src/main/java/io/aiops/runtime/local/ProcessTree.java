package io.aiops.runtime.local;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds every process of a workload, however far it strayed from the one that was started. */
final class ProcessTree {

    private final ProcessTable table;
    private final String token;

    /** The tree of a workload or, with the token of one, of a replica. */
    ProcessTree(ProcessTable table, String token) {
        this.table = table;
        this.token = token;
    }

    /**
     * The living processes of the workload: those of the proven ones and all that descend from them or share their session,
     * and each whose environment carries the token, with its descendants. Keepers are left out.
     *
     * @param keepers the keepers that are proven ours
     * @param proven other processes that are proven ours
     */
    List<ProcessIdentity> members(Set<ProcessIdentity> keepers, Collection<ProcessIdentity> proven) {
        List<ProcessStat> all = table.scan();
        Map<Long, List<ProcessStat>> children = new HashMap<>();
        all.forEach(stat -> children.computeIfAbsent(stat.parent(), parent -> new ArrayList<>())
                .add(stat));

        Map<Long, ProcessStat> members = new LinkedHashMap<>();
        Set<ProcessIdentity> roots = new HashSet<>(keepers);
        roots.addAll(proven);
        Set<Long> sessions = new HashSet<>();
        for (ProcessStat stat : all) {
            if (roots.contains(stat.identity())) {
                include(stat, children, members);
                if (proven.contains(stat.identity()) && stat.session() == stat.pid()) {
                    sessions.add(stat.pid());
                }
            }
        }
        for (ProcessStat stat : all) {
            if (!members.containsKey(stat.pid()) && (sessions.contains(stat.session()) || carriesToken(stat))) {
                include(stat, children, members);
            }
        }
        members.remove(ProcessHandle.current().pid());
        return members.values().stream()
                .map(ProcessStat::identity)
                .filter(identity -> !keepers.contains(identity))
                .toList();
    }

    private boolean carriesToken(ProcessStat stat) {
        ProcessTable.Environment environment = table.environment(stat.identity());
        return environment.has(LaunchFile.TOKEN_VARIABLE + "=" + token + ".")
                || environment.has(KeeperStarter.TOKEN_VARIABLE + "=" + token + ".")
                || environment.has(KeeperStarter.TOKEN_VARIABLE + "=" + token + "\0");
    }

    private static void include(
            ProcessStat root, Map<Long, List<ProcessStat>> children, Map<Long, ProcessStat> members) {
        List<ProcessStat> waiting = new ArrayList<>(List.of(root));
        while (!waiting.isEmpty()) {
            ProcessStat next = waiting.remove(waiting.size() - 1);
            if (members.putIfAbsent(next.pid(), next) == null) {
                waiting.addAll(children.getOrDefault(next.pid(), List.of()));
            }
        }
    }
}
