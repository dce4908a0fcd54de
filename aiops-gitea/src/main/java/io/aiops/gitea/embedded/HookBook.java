package io.aiops.gitea.embedded;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The webhooks of one repository, in its folder. Thread-safe. */
final class HookBook {

    private final ObjectMapper json = JsonText.mapper();
    private final Path file;
    private List<Hook> hooks;

    HookBook(Path file) throws IOException {
        this.file = file;
        this.hooks = Files.exists(file) ? json.readValue(file.toFile(), new TypeReference<List<Hook>>() {}) : List.of();
    }

    synchronized List<Hook> all() {
        return hooks;
    }

    synchronized Optional<Hook> find(long id) {
        return hooks.stream().filter(hook -> hook.id() == id).findFirst();
    }

    /** Adds a hook, or replaces the one of its id. */
    synchronized void put(Hook hook) throws IOException {
        List<Hook> more = new ArrayList<>(hooks);
        int at = -1;
        for (int i = 0; i < more.size(); i++) {
            if (more.get(i).id() == hook.id()) {
                at = i;
            }
        }
        if (at < 0) {
            more.add(hook);
        } else {
            more.set(at, hook);
        }
        replace(more);
    }

    /** Removes a hook; false if there was none of that id. */
    synchronized boolean remove(long id) throws IOException {
        List<Hook> fewer = new ArrayList<>(hooks);
        boolean was = fewer.removeIf(hook -> hook.id() == id);
        if (was) {
            replace(fewer);
        }
        return was;
    }

    private void replace(List<Hook> next) throws IOException {
        DurableFile.write(file, json.writeValueAsBytes(next));
        hooks = List.copyOf(next);
    }
}
