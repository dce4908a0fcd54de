package io.aiops.testkit.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a test service shall do wrong, as the environment that tells it so. Immutable; each wish gives a new one. */
public final class Misbehaviour {

    private final Map<String, String> wishes;

    private Misbehaviour(Map<String, String> wishes) {
        this.wishes = wishes;
    }

    /** A service that does all it should. */
    public static Misbehaviour none() {
        return new Misbehaviour(Map.of());
    }

    private Misbehaviour with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(wishes);
        more.put("MISBEHAVE_" + name, value);
        return new Misbehaviour(more);
    }

    private static String seconds(Duration duration) {
        return Double.toString(duration.toMillis() / 1000.0);
    }

    /** Listens only after this time. */
    public Misbehaviour listensAfter(Duration delay) {
        return with("BEFORE_BIND", seconds(delay));
    }

    /** Ends by itself after this time. */
    public Misbehaviour exitsAfter(Duration delay, int code) {
        return with("EXIT_AFTER", seconds(delay)).with("EXIT_CODE", Integer.toString(code));
    }

    /** Ends itself by a signal after this time. */
    public Misbehaviour diesAfter(Duration delay, int signal) {
        return with("EXIT_AFTER", seconds(delay)).with("DIE_BY", Integer.toString(signal));
    }

    /** Does so only if this file does not exist, which it then creates. */
    public Misbehaviour onlyOnce(Path marker) {
        return with("ONLY_ONCE", marker.toString());
    }

    /** Ignores signals, such as {@code TERM}. */
    public Misbehaviour ignores(String... signals) {
        return with("IGNORE", String.join(",", signals));
    }

    /** Takes this time to tidy up when it is told to end. */
    public Misbehaviour tidiesUpFor(Duration time) {
        return with("ON_TERM", seconds(time));
    }

    /** Starts processes when it starts. */
    public Misbehaviour spawns(Offspring... kinds) {
        return with("CHILDREN", Offspring.words(kinds));
    }

    /** Writes a text to its standard output when it starts. */
    public Misbehaviour prints(String text) {
        return with("PRINT", text);
    }

    /** Writes a text to its standard error when it starts. */
    public Misbehaviour complains(String text) {
        return with("COMPLAIN", text);
    }

    /** Writes so many numbered lines of 99 bytes to its standard output when it starts. */
    public Misbehaviour floods(int lines) {
        return with("FLOOD", Integer.toString(lines));
    }

    /** Binds its port a second time, which fails. */
    public Misbehaviour bindsTwice() {
        return with("BIND_TWICE", "1");
    }

    /** The environment that makes a test service behave so. */
    public Map<String, String> environment() {
        return Map.copyOf(wishes);
    }
}
