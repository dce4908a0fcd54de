package io.aiops.config;

import io.aiops.config.ConfigEvent.Change;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What differs in effect between two snapshots.
 *
 * @param before the earlier one
 * @param after the later one
 */
record Differences(ConfigSnapshot before, ConfigSnapshot after) {

    /** The effective values of a filter that are not the same; only keys of which a stored value differs can be. */
    List<Change> of(ConfigFilter filter, boolean stale) {
        Set<String> keys = new TreeSet<>();
        after.stored().differencesFrom(before.stored()).stream()
                .map(ConfigId::key)
                .filter(filter::matches)
                .forEach(keys::add);
        List<Change> changes = new ArrayList<>();
        if (keys.isEmpty()) {
            return changes;
        }
        for (ConfigContext context : contexts(filter)) {
            keys.forEach(key -> change(key, context, stale).ifPresent(changes::add));
        }
        return changes;
    }

    private Set<ConfigContext> contexts(ConfigFilter filter) {
        Set<ConfigContext> contexts = new LinkedHashSet<>(filter.contexts());
        if (filter.everyScope()) {
            Stream.of(before, after)
                    .flatMap(snapshot -> snapshot.stored().all().stream())
                    .map(judged -> judged.entry().id().scope())
                    .distinct()
                    .sorted()
                    .map(ConfigContext::of)
                    .forEach(contexts::add);
        }
        return contexts;
    }

    private Optional<Change> change(String key, ConfigContext context, boolean stale) {
        Lookup earlier = Lookup.of(before, key, context);
        Lookup later = Lookup.of(after, key, context);
        Optional<Hit> was = earlier.winner();
        Optional<Hit> is = later.winner();
        boolean same = was.isPresent() == is.isPresent()
                && was.flatMap(one -> is.map(one::sameValueAs)).orElse(true);
        return same
                ? Optional.empty()
                : Optional.of(new Change(
                        key, context, was.map(hit -> earlier.show(hit, stale)), is.map(hit -> later.show(hit, stale))));
    }
}
