package io.aiops.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measured values of one kind. */
public final class Samples {

    private final List<Double> values = new ArrayList<>();

    /** Adds one. */
    public void add(double value) {
        values.add(value);
    }

    /** Adds a duration in milliseconds. */
    public void addMillis(Duration duration) {
        values.add(duration.toNanos() / 1e6);
    }

    /** How many there are. */
    public int count() {
        return values.size();
    }

    /** The least. */
    public double min() {
        return Collections.min(values);
    }

    /** The greatest. */
    public double max() {
        return Collections.max(values);
    }

    /** The one in the middle. */
    public double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The least value that this share of all values does not exceed, such as 0.99. */
    public double quantile(double share) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }
}
