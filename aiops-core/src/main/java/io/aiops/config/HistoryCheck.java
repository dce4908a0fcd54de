package io.aiops.config;

import java.util.List;

/**
 * Whether the history is as it was written.
 *
 * @param lines how many lines were looked at
 * @param head the hash of the last line in hexadecimal; kept elsewhere, it shows that the whole chain was replaced
 * @param faults what was changed, removed or added by somebody else, at most 20 of them
 */
public record HistoryCheck(long lines, String head, List<String> faults) {

    /** Copies the list. */
    public HistoryCheck {
        faults = List.copyOf(faults);
    }

    /** Whether nothing was found. */
    public boolean isIntact() {
        return faults.isEmpty();
    }
}
