package io.aiops.app.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A refusal of a request that only this layer knows: its HTTP status, stable code and words. */
public final class ProblemException extends RuntimeException {

    private final int status;
    private final String code;
    private final transient Map<String, String> headers;
    private final transient List<Problem.FieldError> errors;

    /** A refusal in words. */
    public ProblemException(int status, String code, String detail) {
        this(status, code, detail, Map.of(), List.of());
    }

    private ProblemException(
            int status, String code, String detail, Map<String, String> headers, List<Problem.FieldError> errors) {
        super(detail);
        this.status = status;
        this.code = code;
        this.headers = headers;
        this.errors = errors;
    }

    /** A request whose fields are wrong; names all of them. */
    public static ProblemException ofFields(List<Problem.FieldError> errors) {
        String detail = errors.stream()
                .map(error -> error.field().isEmpty() ? error.message() : error.field() + ": " + error.message())
                .reduce((left, right) -> left + "; " + right)
                .orElse("the request is wrong");
        return new ProblemException(400, "INVALID_REQUEST", detail, Map.of(), List.copyOf(errors));
    }

    /** A request with one wrong field. */
    public static ProblemException ofField(String field, String message) {
        return ofFields(List.of(new Problem.FieldError(field, message)));
    }

    /** The same refusal with a header of its answer. */
    public ProblemException header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ProblemException(status, code, getMessage(), more, errors);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The stable code. */
    public String code() {
        return code;
    }

    /** Headers of the answer. */
    public Map<String, String> headers() {
        return headers;
    }

    /** What is wrong with which field. */
    public List<Problem.FieldError> errors() {
        return errors;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? code : message;
    }
}
