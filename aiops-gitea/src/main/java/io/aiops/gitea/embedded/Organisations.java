package io.aiops.gitea.embedded;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The organisations: those of the configuration and those made through the API, which are kept in a file. Thread-safe. */
final class Organisations {

    private final ObjectMapper json = JsonText.mapper();
    private final Path file;
    private final Map<String, Organisation> made = new TreeMap<>();
    private final Map<String, Organisation> configured = new TreeMap<>();

    Organisations(Path file, Collection<String> names) throws IOException {
        this.file = file;
        names.forEach(name -> configured.put(key(name), Organisation.named(name)));
        if (Files.exists(file)) {
            json.readValue(file.toFile(), new TypeReference<List<Organisation>>() {})
                    .forEach(each -> made.put(key(each.name()), each));
        }
    }

    synchronized Optional<Organisation> find(String name) {
        return Optional.ofNullable(configured.getOrDefault(key(name), made.get(key(name))));
    }

    synchronized List<Organisation> all() {
        Map<String, Organisation> both = new TreeMap<>(made);
        both.putAll(configured);
        return List.copyOf(both.values());
    }

    /** Adds one; false if the name is taken. */
    synchronized boolean add(Organisation organisation) throws IOException {
        if (find(organisation.name()).isPresent()) {
            return false;
        }
        List<Organisation> more = new ArrayList<>(made.values());
        more.add(organisation);
        DurableFile.write(file, json.writeValueAsBytes(more));
        made.put(key(organisation.name()), organisation);
        return true;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
