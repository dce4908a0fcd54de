package io.aiops.gitea.embedded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A method and a path of the API, what a token needs for it, and who answers. */
final class Route {

    /** Who answers. */
    interface Endpoint {
        void answer(Call call) throws IOException;
    }

    private static final Pattern PART = Pattern.compile("\\{([a-z]+)(\\*?)}");

    private final String method;
    private final Optional<String> scope;
    private final Pattern pattern;
    private final List<String> names = new ArrayList<>();
    private final Endpoint endpoint;

    /**
     * @param scope the category of scopes, or empty if everybody may ask
     * @param path with {@code {name}} for one segment and {@code {name*}} for one or more
     */
    Route(String method, Optional<String> scope, String path, Endpoint endpoint) {
        this.method = method;
        this.scope = scope;
        this.endpoint = endpoint;
        StringBuilder regex = new StringBuilder();
        Matcher parts = PART.matcher(path);
        int end = 0;
        while (parts.find()) {
            regex.append(Pattern.quote(path.substring(end, parts.start())));
            regex.append(parts.group(2).isEmpty() ? "([^/]+)" : "(.+)");
            names.add(parts.group(1));
            end = parts.end();
        }
        this.pattern =
                Pattern.compile(regex.append(Pattern.quote(path.substring(end))).toString());
    }

    /** The parts of a path that fits, or empty. */
    Optional<Map<String, String>> match(String path) {
        Matcher matcher = pattern.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> parts = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            parts.put(names.get(i), matcher.group(i + 1));
        }
        return Optional.of(parts);
    }

    boolean isFor(String asked) {
        return method.equals(asked) || (method.equals("GET") && asked.equals("HEAD"));
    }

    Optional<String> scope() {
        return scope;
    }

    /** Whether a token must be allowed to write for it. */
    boolean writes() {
        return !method.equals("GET");
    }

    Endpoint endpoint() {
        return endpoint;
    }
}
