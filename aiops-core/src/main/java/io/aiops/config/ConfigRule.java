package io.aiops.config;

import java.util.List;
import java.util.Map;

/** A rule about several values of one scope, looked at inside the transaction of every write. */
@FunctionalInterface
public interface ConfigRule {

    /**
     * What is wrong with the stored values of a scope, each a sentence that names the keys.
     *
     * @param scope whose values they are
     * @param stored the values of that scope that count, by key; a secret as the text {@code ***}
     */
    List<String> problems(ConfigScope scope, Map<String, JsonValue> stored);
}
