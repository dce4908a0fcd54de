package io.aiops.project;

import java.util.List;
import java.util.Map;

/** A part of a manifest, with every scalar as it was written. */
sealed interface YamlNode {

    /** A text, number or truth value. */
    record Scalar(String text, boolean isNull) implements YamlNode {}

    /** A list. */
    record Sequence(List<YamlNode> items) implements YamlNode {}

    /** Keys and values in their order. */
    record Mapping(Map<String, YamlNode> entries) implements YamlNode {}
}
