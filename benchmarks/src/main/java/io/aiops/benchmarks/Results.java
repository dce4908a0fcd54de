package io.aiops.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What was measured: tables of samples by side, and how they compare with what is aimed at. */
final class Results {

    private final Map<String, Table> tables = new LinkedHashMap<>();
    private final List<String> aims = new ArrayList<>();

    /** The table of this title, made when it is new. */
    Table table(String title, String unit) {
        return tables.computeIfAbsent(title, name -> new Table(unit));
    }

    /** Compares two rows of a table: the median of one, divided by the median of the other, shall not be above a limit. */
    void aim(String words, String title, String numerator, String denominator, double limit) {
        Optional.ofNullable(tables.get(title))
                .flatMap(table -> table.median(numerator)
                        .flatMap(top -> table.median(denominator).map(bottom -> top / bottom)))
                .ifPresent(ratio -> aims.add("| %s | %s / %s | ≤ %s | %s | %s |"
                        .formatted(
                                words,
                                numerator,
                                denominator,
                                number(limit),
                                number(ratio),
                                ratio <= limit ? "yes" : "**no**")));
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        tables.forEach((title, table) -> text.append("## ")
                .append(title)
                .append("\n\n")
                .append(table.markdown())
                .append('\n'));
        if (!aims.isEmpty()) {
            text.append(
                    "## What is aimed at\n\n| aim | ratio of medians | limit | measured | reached |\n|---|---|---|---|---|\n");
            aims.forEach(line -> text.append(line).append('\n'));
        }
        return text.toString();
    }

    private static String number(double value) {
        String pattern = Math.abs(value) >= 100 ? "%.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, pattern, value);
    }

    /** Samples by row; the first row is the one that the others are compared with. */
    static final class Table {
        private final String unit;
        private final Map<String, Samples> rows = new LinkedHashMap<>();
        private String note = "";

        private Table(String unit) {
            this.unit = unit;
        }

        Samples row(String name) {
            return rows.computeIfAbsent(name, key -> new Samples());
        }

        void note(String words) {
            note = words;
        }

        private Optional<Double> median(String row) {
            return Optional.ofNullable(rows.get(row))
                    .filter(samples -> samples.count() > 0)
                    .map(Samples::median);
        }

        private String markdown() {
            StringBuilder text = new StringBuilder(note.isEmpty() ? "" : note + "\n\n");
            text.append("| | min | median | max | samples | median / first row |\n|---|--:|--:|--:|--:|--:|\n");
            double first = rows.values().stream()
                    .filter(samples -> samples.count() > 0)
                    .findFirst()
                    .map(Samples::median)
                    .orElse(1.0);
            rows.forEach((name, samples) -> {
                if (samples.count() > 0) {
                    text.append("| %s | %s | **%s** %s | %s | %d | %s |%n"
                            .formatted(
                                    name,
                                    number(samples.min()),
                                    number(samples.median()),
                                    unit,
                                    number(samples.max()),
                                    samples.count(),
                                    number(samples.median() / first)));
                }
            });
            return text.toString();
        }
    }
}
