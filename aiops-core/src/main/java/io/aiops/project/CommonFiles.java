package io.aiops.project;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the common configuration of all services: the port table and the common values. Each file changes at once. */
public final class CommonFiles {

    private static final String COMMENT = "Written by the platform; changes are lost.";

    private final ServiceDirectories directories;

    /** Writes below the {@code config} folder of a home. */
    public CommonFiles(ServiceDirectories directories) {
        this.directories = directories;
    }

    /** Writes {@code ports.json} and {@code ports.py}, one row a service. */
    public void writePortTable(List<PortRow> rows) {
        List<Object> table = new ArrayList<>();
        Map<String, Object> first = new TreeMap<>();
        for (PortRow row : rows) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("service_id", row.service().value());
            one.put("name", row.name());
            one.put("host", row.host());
            one.put("port", row.ports().get(0));
            one.put("ports", row.ports());
            one.put("release", row.release());
            table.add(one);
            first.put(row.service().value(), row.ports().get(0));
        }
        FileTree.write(directories.config().resolve("ports.json"), Literals.json(table), "rw-r--r--");
        Map<String, Object> module = new LinkedHashMap<>();
        module.put("ports", first);
        module.put("services", table);
        FileTree.write(directories.config().resolve("ports.py"), Literals.pythonModule(COMMENT, module), "rw-r--r--");
    }

    /** Writes {@code common.json}, {@code common.py} and {@code common.env}. */
    public void writeCommon(Map<String, Object> values) {
        Map<String, Object> sorted = new TreeMap<>(values);
        FileTree.write(directories.config().resolve("common.json"), Literals.json(sorted), "rw-r--r--");
        FileTree.write(directories.config().resolve("common.py"), Literals.pythonModule(COMMENT, sorted), "rw-r--r--");
        FileTree.write(
                directories.config().resolve("common.env"), Literals.shellVariables(COMMENT, sorted), "rw-r--r--");
    }
}
