package io.aiops.service;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a replica may use at most; an absent value is no limit.
 *
 * @param memoryBytes main memory in bytes
 * @param cpus processors, 0.5 is half of one
 * @param gpus graphics processors
 */
public record Resources(OptionalLong memoryBytes, OptionalDouble cpus, OptionalInt gpus) {

    /** No limit. */
    public static final Resources UNLIMITED =
            new Resources(OptionalLong.empty(), OptionalDouble.empty(), OptionalInt.empty());

    /** Checks that every given limit makes sense. */
    public Resources {
        if (memoryBytes.isPresent() && memoryBytes.getAsLong() < 1_000_000) {
            throw new IllegalArgumentException(
                    "memory must be 1 MB or more, not " + memoryBytes.getAsLong() + " bytes");
        }
        if (cpus.isPresent() && !(cpus.getAsDouble() > 0 && cpus.getAsDouble() <= 4096)) {
            throw new IllegalArgumentException("cpus must be more than 0, not " + cpus.getAsDouble());
        }
        if (gpus.isPresent() && gpus.getAsInt() < 0) {
            throw new IllegalArgumentException("gpus must be 0 or more, not " + gpus.getAsInt());
        }
    }
}
