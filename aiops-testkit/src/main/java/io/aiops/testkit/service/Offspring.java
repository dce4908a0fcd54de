package io.aiops.testkit.service;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Kinds of processes that a test service leaves around. */
public enum Offspring {
    /** A child. */
    CHILD,
    /** A child of a child. */
    GRANDCHILD,
    /** A child in a session of its own. */
    SESSION,
    /** Forked twice, in a session of its own, adopted by init. */
    DAEMON,
    /** A child whose environment is empty. */
    BARE,
    /** A child that ignores TERM. */
    IGNORING;

    /** The word by which the test service knows it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static String words(Offspring... kinds) {
        return Arrays.stream(kinds).map(Offspring::word).collect(Collectors.joining(","));
    }
}
