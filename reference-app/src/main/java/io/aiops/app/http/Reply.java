package io.aiops.app.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to a call.
 *
 * @param status the HTTP status
 * @param body what becomes its JSON body
 * @param headers its headers
 * @param sent whether the handler has sent everything itself
 */
public record Reply(int status, Optional<Object> body, Map<String, String> headers, boolean sent) {

    /** 200 with a body. */
    public static Reply ok(Object body) {
        return new Reply(200, Optional.of(body), Map.of(), false);
    }

    /** Another status with a body. */
    public static Reply of(int status, Object body) {
        return new Reply(status, Optional.of(body), Map.of(), false);
    }

    /** 204. */
    public static Reply nothing() {
        return new Reply(204, Optional.empty(), Map.of(), false);
    }

    /** Everything was sent already. */
    public static Reply streamed() {
        return new Reply(200, Optional.empty(), Map.of(), true);
    }

    /** The same answer with one more header. */
    public Reply header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, body, more, sent);
    }
}
