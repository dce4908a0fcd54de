package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The layers that are read once at the start.
 *
 * @param registry the declared keys
 * @param above what beats the database, the strongest first
 * @param below what the database beats, the strongest first
 * @param unknownVariables variables that look like ours and belong to no declared key
 */
record StaticLayers(
        ConfigRegistry registry, List<StaticLayer> above, List<StaticLayer> below, List<String> unknownVariables) {

    /**
     * Reads all of them.
     *
     * @throws AiOpsException {@code INVALID_SETTING} naming everything that is wrong
     */
    static StaticLayers read(ConfigSetup setup) {
        List<String> problems = new ArrayList<>();
        StaticLayers layers = read(setup, problems);
        if (setup.strictVariables()) {
            layers.unknownVariables.forEach(name -> problems.add(name + ": no such setting"));
        }
        if (!problems.isEmpty()) {
            throw new AiOpsException(ErrorCode.INVALID_SETTING, String.join("\n", problems))
                    .with("problems", List.copyOf(problems));
        }
        return layers;
    }

    /** Reads what can be read; what is wrong is added to {@code problems}. */
    static StaticLayers read(ConfigSetup setup, List<String> problems) {
        ConfigRegistry registry = setup.registry();
        List<String> unknown = new ArrayList<>();
        StaticLayer arguments = Arguments.read(setup.arguments(), registry, problems);
        StaticLayer environment =
                Variables.read(ConfigSource.ENVIRONMENT, setup.environment(), "", registry, unknown, problems);
        StaticLayer dotenv = setup.envFile()
                .map(file -> DotenvFile.read(file, registry, unknown, problems))
                .orElseGet(() -> StaticLayer.none(ConfigSource.FILE));
        StaticLayer yaml = setup.file()
                .map(file -> YamlFile.read(file, registry, problems))
                .orElseGet(() -> StaticLayer.none(ConfigSource.FILE));
        return new StaticLayers(registry, List.of(arguments, environment), List.of(dotenv, yaml), List.copyOf(unknown));
    }

    /** All layers around a database, the strongest first. */
    List<Layer> around(Layer database) {
        return Stream.of(above.stream(), Stream.of(database), below.stream(), Stream.of(new DefaultLayer(registry)))
                .<Layer>flatMap(layers -> layers)
                .toList();
    }
}
