package io.aiops.app.http;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param items what is on it
 * @param nextCursor what to send as {@code cursor} for the next page; null at the end
 * @param <T> of what
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {

    /** All there is. */
    public static <T> Page<T> all(List<T> items) {
        return new Page<>(items, null);
    }

    /** The first {@code limit} of the given items; there is a next page when there are more. */
    public static <T> Page<T> cut(List<T> items, int limit, Function<T, String> cursor) {
        if (items.size() <= limit) {
            return all(items);
        }
        List<T> shown = List.copyOf(items.subList(0, limit));
        return new Page<>(shown, cursor.apply(shown.get(limit - 1)));
    }
}
