package io.aiops.config;

import io.aiops.config.ConfigExplanation.Outcome;
import io.aiops.config.ConfigExplanation.Step;
import io.aiops.service.ServiceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says what a lookup saw, in the order in which it looks.
 *
 * @param lookup the lookup
 */
record Explainer(Lookup lookup) {

    /** Every place in order, and what came of it. */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        boolean decided = false;
        for (Layer layer : lookup.snapshot().layers()) {
            for (ConfigId id : lookup.ids(layer)) {
                if (layer instanceof StaticLayer && id.scope().type() == ScopeType.USER) {
                    continue; // values of persons are in the database alone
                }
                Step step = step(layer, id, decided);
                decided = decided || step.outcome() == Outcome.WINS;
                steps.add(step);
            }
        }
        return steps;
    }

    private Step step(Layer layer, ConfigId id, boolean decided) {
        if (lookup.forbids(layer)) {
            return step(layer, id, Finding.none(Outcome.FORBIDDEN, "the key may not be set there"));
        }
        if (!lookup.allows(layer, id)) {
            String why = lookup.declared()
                    .flatMap(known -> Rules.scope(known, id.scope()))
                    .orElse("");
            return step(layer, id, Finding.none(Outcome.FORBIDDEN, "the key " + why));
        }
        Finding found = layer.look(id);
        boolean shadowed = decided && found.outcome() == Outcome.WINS;
        if (shadowed) {
            found = new Finding(Outcome.SHADOWED, found.hit(), "a stronger place has a value");
        } else if (found.outcome() == Outcome.ABSENT) {
            found = Finding.none(Outcome.ABSENT, absence(layer, id));
        }
        return step(layer, id, found);
    }

    private Step step(Layer layer, ConfigId id, Finding finding) {
        Optional<JsonValue> shown = finding.hit()
                .map(hit -> lookup.isSensitive(hit)
                        ? ConfigValue.MASK
                        : hit.value().plain().orElse(ConfigValue.MASK));
        List<String> tried = finding.outcome() == Outcome.FORBIDDEN ? List.of() : layer.tried(id);
        return new Step(layer.source(), id.scope(), tried, finding.outcome(), shown, finding.reason());
    }

    private static String absence(Layer layer, ConfigId id) {
        boolean noVariable = layer.source() == ConfigSource.ENVIRONMENT
                && id.scope().type() == ScopeType.SERVICE
                && ConfigRegistry.variableOf(ServiceId.of(id.scope().id()), id.key())
                        .isEmpty();
        return noVariable
                ? "service " + id.scope().id() + " has no variables of its own, because of the two dashes in its id"
                : "";
    }
}
