package io.aiops.gitea.embedded;

import java.util.ArrayList;
import java.util.List;

/**
 * Which part of a list is asked for.
 *
 * @param number from 1
 * @param size 1 to 50
 */
record Page(int number, int size) {

    static final int LARGEST = 50;
    static final int STANDARD = 30;

    /** What was asked for, cut to what is allowed, silently as Gitea does. */
    static Page of(int number, int size) {
        return new Page(Math.max(1, number), size <= 0 ? STANDARD : Math.min(size, LARGEST));
    }

    long first() {
        return (number - 1L) * size;
    }

    <T> List<T> of(List<T> all) {
        int from = (int) Math.min(all.size(), first());
        return all.subList(from, (int) Math.min(all.size(), first() + size));
    }

    /** The Link header in Gitea's order; empty when there is one page only. */
    String links(String url, String otherParameters, long total) {
        long last = (total + size - 1) / size;
        List<String> links = new ArrayList<>();
        if (number < last) {
            links.add(link(url, otherParameters, number + 1L, "next"));
            links.add(link(url, otherParameters, last, "last"));
        }
        if (number > 1) {
            links.add(link(url, otherParameters, 1, "first"));
            links.add(link(url, otherParameters, number - 1L, "prev"));
        }
        return String.join(",", links);
    }

    private String link(String url, String otherParameters, long to, String relation) {
        return "<" + url + "?" + otherParameters + "limit=" + size + "&page=" + to + ">; rel=\"" + relation + "\"";
    }
}
