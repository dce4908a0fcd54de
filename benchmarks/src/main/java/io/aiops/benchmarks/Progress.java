package io.aiops.benchmarks;

import java.util.Locale;

/** What the run is doing, for whoever waits for it. */
final class Progress {

    private Progress() {}

    static void say(String format, Object... values) {
        System.err.println(String.format(Locale.ROOT, format, values));
    }
}
