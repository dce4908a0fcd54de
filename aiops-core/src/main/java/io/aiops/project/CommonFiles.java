package io.aiops.project;

import io.aiops.error.AiOpsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes what all services may read: the port table and the common configuration. Each file is replaced in one step and left
 * alone where nothing changed; equal input makes equal bytes. Safe for many threads; of two that write at once one wins.
 */
public final class CommonFiles {

    private static final String NOTE = "replaced whenever something changes";

    private final ServiceDirectories directories;

    /** Writes below {@link ServiceDirectories#config()}. */
    public CommonFiles(ServiceDirectories directories) {
        this.directories = directories;
    }

    /**
     * Writes {@code ports.json} and {@code ports.py}, sorted by service id.
     *
     * @throws AiOpsException {@code STORAGE_FAILED}
     */
    public void writePortTable(List<PortRow> rows) {
        List<PortRow> sorted =
                rows.stream().sorted(Comparator.comparing(PortRow::service)).toList();
        Map<String, Integer> ports = new LinkedHashMap<>();
        sorted.forEach(row -> ports.put(row.service().value(), row.ports().get(0)));
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("ports", ports);
        table.put("services", sorted.stream().map(CommonFiles::row).toList());
        ConfigText text = new ConfigText(NOTE);
        write("ports.json", text.json(table));
        write("ports.py", text.python(table));
    }

    /**
     * Writes {@code common.json}, {@code common.py} and {@code common.env}, sorted by key.
     *
     * @param values texts, numbers, truth values, lists and maps of these, or null; never a secret
     * @throws AiOpsException {@code STORAGE_FAILED}; {@code INVALID_SETTING} if two keys would be the same variable
     */
    public void writeCommon(Map<String, ?> values) {
        Map<String, @Nullable Object> named = ConfigText.byVariable(values);
        ConfigText text = new ConfigText(NOTE);
        write("common.json", text.json(new TreeMap<>(values)));
        write("common.py", text.python(named));
        write("common.env", text.variables(named));
    }

    private static Map<String, Object> row(PortRow row) {
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("service_id", row.service().value());
        columns.put("name", row.name());
        columns.put("host", row.host());
        columns.put("port", row.ports().get(0));
        columns.put("ports", row.ports());
        columns.put("release", row.release());
        return columns;
    }

    private void write(String name, String text) {
        Path file = directories.config().resolve(name);
        try {
            Storage.createFolder(directories.config(), Storage.OPEN_FOLDER);
            Storage.write(file, text, Storage.PLAIN_FILE);
        } catch (IOException failure) {
            throw Storage.failed("cannot write " + file, failure);
        }
    }
}
