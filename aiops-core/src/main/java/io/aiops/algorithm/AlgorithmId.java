package io.aiops.algorithm;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.ServiceId;

/**
 * The name of an algorithm, in the grammar of a service's name, so that a service may be called as its algorithm is.
 *
 * @param value the id as text
 */
public record AlgorithmId(String value) implements Comparable<AlgorithmId> {

    /** The grammar in words. */
    static final String GRAMMAR = "1 to 63 of a-z, 0-9 and -, beginning and ending with a letter or digit";

    /** Checks the text against {@link ServiceId#PATTERN}. */
    public AlgorithmId {
        if (!isAllowed(value)) {
            throw new AiOpsException(
                    ErrorCode.INVALID_ALGORITHM_ID,
                    "algorithm id \"" + Texts.printable(value) + "\" is not allowed; use " + GRAMMAR);
        }
    }

    /**
     * Reads an algorithm's id.
     *
     * @throws AiOpsException {@code INVALID_ALGORITHM_ID}
     */
    public static AlgorithmId of(String value) {
        return new AlgorithmId(value);
    }

    static boolean isAllowed(String value) {
        return value.matches(ServiceId.PATTERN);
    }

    @Override
    public int compareTo(AlgorithmId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
