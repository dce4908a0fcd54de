package io.aiops.gitea;

import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A list that is asked for page by page while it is read; nothing is asked before the first item is. Every iterator begins
 * anew. An item that moves to a later page meanwhile is given once; one that moves to an earlier page may be missed.
 *
 * @param <T> what it lists
 */
public final class Paged<T> implements Iterable<T> {

    private final IntFunction<PageOf<T>> source;
    private final Function<T, Object> id;

    Paged(IntFunction<PageOf<T>> source, Function<T, Object> id) {
        this.source = source;
        this.id = id;
    }

    /**
     * Reads from the first item on.
     *
     * @throws GiteaException from its methods, where a page cannot be read
     */
    @Override
    public Iterator<T> iterator() {
        return new PageIterator<>(source, id);
    }

    /**
     * Reads from the first item on; a stream that is cut short asks for no more pages.
     *
     * @throws GiteaException while it runs, where a page cannot be read
     */
    public Stream<T> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    /**
     * All items at once; for lists that are known to be short.
     *
     * @throws GiteaException where a page cannot be read
     */
    public List<T> all() {
        return stream().toList();
    }

    /**
     * Asks how many there are; empty where the server does not tell.
     *
     * @throws GiteaException where the first page cannot be read
     */
    public OptionalLong total() {
        return source.apply(1).total();
    }

    /**
     * One page as the server cuts it; empty beyond the end.
     *
     * @param number from 1 on
     * @throws GiteaException where it cannot be read
     */
    public List<T> page(int number) {
        return List.copyOf(source.apply(number).items());
    }
}
