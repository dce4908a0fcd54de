package io.aiops.testkit.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a test service found when it was started, byte for byte; texts are decoded as UTF-8.
 *
 * @param arguments its command line without the interpreter and the script
 * @param environment its environment
 * @param details the rest: {@code directory}, {@code pid}, {@code session}, {@code uid}, {@code gid}, {@code groups},
 *     {@code umask}, {@code descriptors}, {@code stdin}, {@code children}, {@code blocked}, {@code ignored}
 */
public record Echo(List<String> arguments, Map<String, String> environment, JsonNode details) {

    private static final int INTERPRETER = 3;

    static Echo of(JsonNode answer) {
        List<String> arguments = new ArrayList<>();
        answer.get("arguments").forEach(value -> arguments.add(text(value)));
        Map<String, String> environment = new LinkedHashMap<>();
        answer.get("environment").forEach(value -> {
            String entry = text(value);
            int equals = entry.indexOf('=');
            environment.put(entry.substring(0, equals), entry.substring(equals + 1));
        });
        return new Echo(arguments.subList(INTERPRETER, arguments.size()), environment, answer);
    }

    private static String text(JsonNode hex) {
        return new String(HexFormat.of().parseHex(hex.asText()), StandardCharsets.UTF_8);
    }

    /** The value of a variable. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name));
    }

    /** Its process id, as it sees it itself. */
    public long pid() {
        return details.get("pid").asLong();
    }

    /** What it started when it was started, by process id. */
    public List<Long> children() {
        List<Long> children = new ArrayList<>();
        details.get("children").forEach(pid -> children.add(pid.asLong()));
        return children;
    }
}
