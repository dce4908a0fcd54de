package io.aiops.config;

import java.util.List;
import java.util.Optional;

/**
 * Where the value of a setting comes from.
 *
 * @param key the setting
 * @param layers every layer that was asked, the strongest first
 */
public record SettingExplanation(String key, List<Layer> layers) {

    /** Copies the layers. */
    public SettingExplanation {
        layers = List.copyOf(layers);
    }

    /** The layer whose value counts; empty when the setting is unset. */
    public Optional<Layer> winner() {
        return layers.stream().filter(layer -> layer.shown().isPresent()).findFirst();
    }

    /**
     * What one layer says.
     *
     * @param source which layer
     * @param name under which name it was looked for
     * @param shown its value, {@code ***} for a secret; empty if it says nothing
     */
    public record Layer(SettingSource source, String name, Optional<String> shown) {}
}
