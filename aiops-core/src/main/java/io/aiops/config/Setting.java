package io.aiops.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One setting that a program knows: its key, what it may be, and by which other names it may be set.
 *
 * @param key its name, lower-case segments joined by dots, such as {@code server.port}
 * @param fallback its value when nobody sets it
 * @param aliases other keys that mean the same
 * @param variables environment variables that mean the same, beside the one that follows from the key
 * @param secret whether its value must not be shown
 * @param fixedAtStart whether it must be known before the file can be found, so that the file may not hold it
 * @param check throws an {@link IllegalArgumentException} that says what is wrong with a value
 * @param description what it is for, in one sentence
 */
public record Setting(
        String key,
        Optional<String> fallback,
        List<String> aliases,
        List<String> variables,
        boolean secret,
        boolean fixedAtStart,
        Consumer<String> check,
        String description) {

    /** Copies the lists. */
    public Setting {
        aliases = List.copyOf(aliases);
        variables = List.copyOf(variables);
    }

    /** A setting that any text may be the value of. */
    public static Setting of(String key, String description) {
        return new Setting(key, Optional.empty(), List.of(), List.of(), false, false, anything -> {}, description);
    }

    /** The same setting with a value for when nobody sets it. */
    public Setting orElse(String value) {
        return new Setting(key, Optional.of(value), aliases, variables, secret, fixedAtStart, check, description);
    }

    /** The same setting, also found under other keys. */
    public Setting alias(String... keys) {
        return new Setting(key, fallback, List.of(keys), variables, secret, fixedAtStart, check, description);
    }

    /** The same setting, also found in other environment variables. */
    public Setting variable(String... names) {
        return new Setting(key, fallback, aliases, List.of(names), secret, fixedAtStart, check, description);
    }

    /** The same setting, never shown. */
    public Setting hidden() {
        return new Setting(key, fallback, aliases, variables, true, fixedAtStart, check, description);
    }

    /** The same setting, refused in the file. */
    public Setting beforeFile() {
        return new Setting(key, fallback, aliases, variables, secret, true, check, description);
    }

    /** The same setting with a check; it throws an {@link IllegalArgumentException} with the reason. */
    public Setting checked(Consumer<String> rule) {
        return new Setting(key, fallback, aliases, variables, secret, fixedAtStart, rule, description);
    }

    /** The environment variable of a key: {@code server.port} is {@code AIOPS__SERVER__PORT}. */
    public static String variableOf(String key) {
        return "AIOPS__" + key.toUpperCase(Locale.ROOT).replace('-', '_').replace(".", "__");
    }
}
