package io.aiops.app.http;

import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One call of the API: what registers its handler and what the API document says of it.
 *
 * @param method the HTTP method
 * @param path the path with its parts in braces
 * @param access who may call
 * @param summary what it does, in one line
 * @param request the record of its JSON body
 * @param answer what it answers
 * @param query its query parameters
 * @param operation what it does
 */
public record Route(
        HandlerType method,
        String path,
        Access access,
        String summary,
        Optional<Class<? extends Record>> request,
        Shape answer,
        List<Parameter> query,
        Operation operation) {

    private static final Pattern PART = Pattern.compile("\\{[a-z_]+}");

    /** Copies the parameters. */
    public Route {
        query = List.copyOf(query);
    }

    /** A call without body and parameters. */
    public static Route of(
            HandlerType method, String path, Access access, String summary, Shape answer, Operation operation) {
        return new Route(method, path, access, summary, Optional.empty(), answer, List.of(), operation);
    }

    /** The same call with a JSON body. */
    public Route takes(Class<? extends Record> body) {
        return new Route(method, path, access, summary, Optional.of(body), answer, query, operation);
    }

    /** The same call with one more query parameter. */
    public Route with(String name, String type, String description) {
        List<Parameter> more = new ArrayList<>(query);
        more.add(new Parameter(name, type, description));
        return new Route(method, path, access, summary, request, answer, more, operation);
    }

    /** Whether a path is one of this call. */
    boolean matches(String candidate) {
        StringBuilder regex = new StringBuilder();
        int from = 0;
        var parts = PART.matcher(path);
        while (parts.find()) {
            regex.append(Pattern.quote(path.substring(from, parts.start()))).append("[^/]+");
            from = parts.end();
        }
        return candidate.matches(
                regex.append(Pattern.quote(path.substring(from))).toString());
    }

    /**
     * A query parameter.
     *
     * @param name its name
     * @param type {@code string}, {@code integer} or {@code boolean}
     * @param description what it does
     */
    public record Parameter(String name, String type, String description) {}

    /**
     * What a call answers.
     *
     * @param kind one value, a list, a stream or nothing
     * @param type the record, where there is one
     * @param status the status when all is well
     */
    public record Shape(Kind kind, Optional<Class<?>> type, int status) {

        /** 204. */
        public static final Shape NOTHING = new Shape(Kind.NOTHING, Optional.empty(), 204);

        /** Server-sent events. */
        public static final Shape EVENTS = new Shape(Kind.EVENTS, Optional.empty(), 200);

        /** JSON of any form. */
        public static final Shape ANYTHING = new Shape(Kind.ONE, Optional.empty(), 200);

        /** One value. */
        public static Shape one(Class<?> type) {
            return new Shape(Kind.ONE, Optional.of(type), 200);
        }

        /** One page of a list: {@code items} and {@code next_cursor}. */
        public static Shape list(Class<?> type) {
            return new Shape(Kind.LIST, Optional.of(type), 200);
        }

        /** The same with another status. */
        public Shape status(int other) {
            return new Shape(kind, type, other);
        }

        /** The kinds of answer. */
        public enum Kind {
            /** One JSON value. */
            ONE,
            /** A page of a list. */
            LIST,
            /** Server-sent events. */
            EVENTS,
            /** No body. */
            NOTHING
        }
    }
}
