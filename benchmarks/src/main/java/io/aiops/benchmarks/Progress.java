package io.aiops.benchmarks;

import java.util.Locale;

/** What the run is doing, for whoever waits for it. */
public final class Progress {

    private Progress() {}

    /** Says it on the standard error. */
    public static void say(String format, Object... values) {
        System.err.println(String.format(Locale.ROOT, format, values));
    }
}
