package io.aiops.app.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A call as its operation sees it. */
public final class Request {

    private final Context context;
    private final Json json;
    private final Optional<Caller> caller;
    private final Map<String, Object> notes = new LinkedHashMap<>();

    Request(Context context, Json json, Optional<Caller> caller) {
        this.context = context;
        this.json = json;
        this.caller = caller;
    }

    /** Who calls; only for routes that ask for somebody. */
    public Caller caller() {
        return caller.orElseThrow(() -> new IllegalStateException("this route is open to anybody"));
    }

    /** Says more of this call to the audit log; nothing secret. */
    public void note(String name, Object value) {
        notes.put(name, value);
    }

    /** What was said of this call. */
    Map<String, Object> notes() {
        return notes;
    }

    /** The caller's network address. */
    public String address() {
        return context.req().getRemoteAddr();
    }

    /** A part of the path by its name in the route. */
    public String path(String name) {
        return context.pathParam(name);
    }

    /** A query parameter; empty when it is missing or blank. */
    public Optional<String> query(String name) {
        return Optional.ofNullable(context.queryParam(name)).filter(text -> !text.isBlank());
    }

    /**
     * A whole number of the query.
     *
     * @throws ProblemException 400 if it is none, or out of bounds
     */
    public int queryNumber(String name, int fallback, int least, int most) {
        Optional<String> text = query(name);
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // falls through to the refusal
        }
        throw ProblemException.ofField(name, "must be a whole number from " + least + " to " + most);
    }

    /**
     * Whether a flag of the query is set: {@code ?wait=true}.
     *
     * @throws ProblemException 400 for anything but true and false
     */
    public boolean queryFlag(String name) {
        return queryFlag(name, false);
    }

    /**
     * Whether a flag of the query is set, with what holds where it is missing.
     *
     * @throws ProblemException 400 for anything but true and false
     */
    public boolean queryFlag(String name, boolean fallback) {
        return switch (query(name).orElse(Boolean.toString(fallback))) {
            case "true" -> true;
            case "false" -> false;
            default -> throw ProblemException.ofField(name, "must be true or false");
        };
    }

    /** A header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(context.header(name));
    }

    /** The media type of the body, without parameters, in lower case. */
    public String mediaType() {
        String type = Optional.ofNullable(context.contentType()).orElse("");
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the body as JSON.
     *
     * @throws ProblemException 400 naming every wrong field, 413, 415
     */
    public <T extends Record> T body(Class<T> type) throws IOException {
        if (!mediaType().equals("application/json")) {
            throw new ProblemException(415, "UNSUPPORTED_MEDIA_TYPE", "send a body of type application/json");
        }
        return json.read(context.bodyInputStream(), type);
    }

    /**
     * Reads the body as text.
     *
     * @throws ProblemException 413 if it has more than so many bytes
     */
    public String text(int mostBytes) throws IOException {
        return new String(bytes(mostBytes), StandardCharsets.UTF_8);
    }

    /**
     * Reads the body as it came.
     *
     * @throws ProblemException 413 if it has more than so many bytes
     */
    public byte[] bytes(int mostBytes) throws IOException {
        byte[] bytes = context.bodyInputStream().readNBytes(mostBytes + 1);
        if (bytes.length > mostBytes) {
            throw new ProblemException(413, "TOO_LARGE", "the body has more than " + mostBytes + " bytes");
        }
        return bytes;
    }

    /** JSON, for what is read and written by other ways than the body. */
    public Json json() {
        return json;
    }

    /** The exchange itself, for streams and forms. */
    public Context context() {
        return context;
    }
}
