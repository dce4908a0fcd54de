package io.aiops.gitea;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Reads page after page. An empty page ends it, as does a header without a next one; a short page does not. */
final class PageIterator<T> implements Iterator<T> {

    private static final int MOST_PAGES = 100_000;

    private final IntFunction<PageOf<T>> source;
    private final Function<T, Object> id;
    private final Set<Object> seen = new HashSet<>();
    private final Deque<T> waiting = new ArrayDeque<>();
    private OptionalInt next = OptionalInt.of(1);
    private long received;

    PageIterator(IntFunction<PageOf<T>> source, Function<T, Object> id) {
        this.source = source;
        this.id = id;
    }

    @Override
    public boolean hasNext() {
        while (waiting.isEmpty() && next.isPresent()) {
            read(next.getAsInt());
        }
        return !waiting.isEmpty();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the list has ended");
        }
        return waiting.removeFirst();
    }

    private void read(int number) {
        PageOf<T> page = source.apply(number);
        received += page.items().size();
        for (T item : page.items()) {
            if (seen.add(id.apply(item))) {
                waiting.add(item);
            }
        }
        next = following(page, number);
    }

    private OptionalInt following(PageOf<T> page, int number) {
        if (page.items().isEmpty() || number >= MOST_PAGES) {
            return OptionalInt.empty();
        }
        if (page.links().told()) {
            OptionalInt told = page.links().next();
            return told.isPresent() ? OptionalInt.of(Math.max(told.getAsInt(), number + 1)) : told;
        }
        boolean complete = page.total().isPresent() && received >= page.total().getAsLong();
        return complete ? OptionalInt.empty() : OptionalInt.of(number + 1);
    }
}
