package io.aiops.config;

import java.util.List;

/** One place where values come from. Immutable. */
interface Layer {

    /** Which of the layers it is. */
    ConfigSource source();

    /** What it says of one value. */
    Finding look(ConfigId id);

    /** The names under which it looks for one value, for an explanation. */
    List<String> tried(ConfigId id);
}
