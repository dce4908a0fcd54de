package io.aiops.algorithm;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges the texts of one request, and names all that are wrong at once. */
final class Texts {

    private static final int SHOWN = 80;

    private final List<Map<String, String>> faults = new ArrayList<>();

    /** One line for people, which says something. */
    void name(String field, String text, int most) {
        if (text.isBlank() || text.codePointCount(0, text.length()) > most) {
            fault(field, "must have 1 to " + most + " characters");
        } else if (text.codePoints().anyMatch(Texts::isUnprintable)) {
            fault(field, "must not hold line ends or control characters");
        }
    }

    /** One line for people, or nothing. */
    void line(String field, String text, int most) {
        if (!text.isEmpty()) {
            name(field, text, most);
        }
    }

    /** Several lines for people, or nothing. */
    void text(String field, String text, int most) {
        if (text.codePointCount(0, text.length()) > most) {
            fault(field, "must have at most " + most + " characters");
        } else if (text.codePoints().anyMatch(c -> isUnprintable(c) && c != '\n' && c != '\r' && c != '\t')) {
            fault(field, "must not hold control characters");
        }
    }

    /** A text of a grammar. */
    void grammar(String field, String text, String pattern, String otherwise) {
        if (!text.matches(pattern)) {
            fault(field, otherwise);
        }
    }

    /** Something else that is wrong. */
    void fault(String field, String message) {
        faults.add(Map.of("field", field, "message", message));
    }

    /** Something else that may be wrong. */
    void faults(String field, Optional<String> message) {
        message.ifPresent(text -> fault(field, text));
    }

    /** Everything that is wrong, each with {@code field} and {@code message}. */
    List<Map<String, String>> all() {
        return List.copyOf(faults);
    }

    /** @throws AiOpsException {@code INVALID_REQUEST} with the detail {@code errors} if anything is wrong */
    void throwIfAny() {
        if (faults.isEmpty()) {
            return;
        }
        String all = faults.stream()
                .map(fault -> fault.get("field") + ": " + fault.get("message"))
                .reduce((left, right) -> left + "; " + right)
                .orElse("");
        throw new AiOpsException(ErrorCode.INVALID_REQUEST, all).with("errors", List.copyOf(faults));
    }

    /** The text of a stranger as it may be shown. */
    static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(SHOWN)
                .forEach(c -> shown.append(isUnprintable(c) ? String.format("\\u%04x", c) : Character.toString(c)));
        return text.codePointCount(0, text.length()) > SHOWN ? shown + "…" : shown.toString();
    }

    private static boolean isUnprintable(int c) {
        int type = Character.getType(c);
        return Character.isISOControl(c)
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
