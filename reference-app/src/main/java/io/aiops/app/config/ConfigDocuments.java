package io.aiops.app.config;

import io.aiops.config.ChangePlan;
import io.aiops.config.ConfigExplanation;
import io.aiops.config.ConfigHealth;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigKey;
import io.aiops.config.ConfigRegistry;
import io.aiops.config.ConfigScope;
import io.aiops.config.ConfigSource;
import io.aiops.config.ConfigValue;
import io.aiops.config.EntryChange;
import io.aiops.config.HistoryEntry;
import io.aiops.config.JsonValue;
import io.aiops.config.ScopeType;
import io.aiops.config.Written;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Configuration as the REST API shows it. No secret is ever among it. */
final class ConfigDocuments {

    private ConfigDocuments() {}

    /**
     * A value that counts.
     *
     * @param type whose it is: {@code system}, {@code service} or {@code user}
     * @param source {@code argument}, {@code env}, {@code database}, {@code file} or {@code default}
     * @param version the version of the stored value of the scope that was asked for; 0 if none is stored
     */
    record ValueDocument(
            String key,
            JsonValue value,
            String type,
            @Nullable String serviceId,
            String source,
            String sourceName,
            long version,
            boolean sensitive,
            boolean stale,
            boolean restartNeeded,
            String description,
            @Nullable String updatedBy,
            @Nullable Instant updatedAt) {

        static ValueDocument of(ConfigValue value, ConfigRegistry registry, ConfigScope asked) {
            return new ValueDocument(
                    value.key(),
                    value.value(),
                    value.scope().type().word(),
                    asked.type() == ScopeType.SERVICE ? asked.id() : null,
                    value.source().word(),
                    value.sourceName(),
                    value.revision(),
                    value.sensitive(),
                    value.stale(),
                    registry.find(value.key()).map(key -> !key.isDynamic()).orElse(false),
                    value.description(),
                    value.updatedBy().orElse(null),
                    value.updatedAt().orElse(null));
        }
    }

    record ServiceConfigDocument(String serviceId, List<ServiceValue> configs) {}

    record ServiceValue(
            String key,
            JsonValue value,
            String type,
            String description,
            String source,
            long version,
            boolean sensitive) {

        /** What is stored for the service, and what its deployment would take from elsewhere. */
        static boolean concerns(ConfigValue value, ConfigRegistry registry) {
            return value.scope().type() == ScopeType.SERVICE
                    || registry.find(value.key())
                            .map(key -> key.scopes().contains(ScopeType.SERVICE))
                            .orElse(value.source() != ConfigSource.DEFAULT);
        }

        static ServiceValue of(ConfigValue value) {
            return new ServiceValue(
                    value.key(),
                    value.value(),
                    value.scope().type().word(),
                    value.description(),
                    value.source().word(),
                    value.revision(),
                    value.sensitive());
        }
    }

    record WrittenDocument(
            String message,
            String key,
            String type,
            @Nullable String serviceId,
            long version,
            @Nullable String shadowedBy,
            boolean restartNeeded) {

        static WrittenDocument of(ConfigId id, Written written) {
            String message = written.shadowedBy()
                    .map(stronger -> "stored; " + stronger + " keeps it from counting")
                    .orElse(written.restartNeeded() ? "stored; it counts from the next start" : "stored");
            boolean ofService = id.scope().type() == ScopeType.SERVICE;
            return new WrittenDocument(
                    message,
                    id.key(),
                    id.scope().type().word(),
                    ofService ? id.scope().id() : null,
                    written.revision(),
                    written.shadowedBy().orElse(null),
                    written.restartNeeded());
        }
    }

    record ExplanationDocument(
            String key,
            @Nullable String serviceId,
            @Nullable JsonValue value,
            @Nullable String source,
            boolean stale,
            List<LayerDocument> layers) {

        static ExplanationDocument of(ConfigId id, ConfigExplanation explanation) {
            Optional<ConfigExplanation.Step> winner = explanation.winner();
            return new ExplanationDocument(
                    explanation.key(),
                    id.scope().type() == ScopeType.SERVICE ? id.scope().id() : null,
                    winner.flatMap(ConfigExplanation.Step::shown).orElse(null),
                    winner.map(step -> step.source().word()).orElse(null),
                    explanation.stale(),
                    explanation.steps().stream().map(LayerDocument::of).toList());
        }
    }

    record LayerDocument(
            String source,
            String type,
            @Nullable String scopeId,
            List<String> tried,
            String outcome,
            @Nullable JsonValue value,
            String reason) {

        static LayerDocument of(ConfigExplanation.Step step) {
            return new LayerDocument(
                    step.source().word(),
                    step.scope().type().word(),
                    step.scope().id().isEmpty() ? null : step.scope().id(),
                    step.tried(),
                    step.outcome().name().toLowerCase(Locale.ROOT),
                    step.shown().orElse(null),
                    step.reason());
        }
    }

    /**
     * One change.
     *
     * @param place its place among the changes of the same version
     * @param from what it replaced; null for nothing, and where it is not known
     * @param to what it left; null for nothing
     */
    record HistoryLine(
            long version,
            int place,
            String key,
            String type,
            @Nullable String scopeId,
            String operation,
            @Nullable JsonValue from,
            @Nullable JsonValue to,
            boolean sensitive,
            @Nullable String status,
            @Nullable String description,
            String changedBy,
            Instant changedAt,
            String reason,
            @Nullable Long rollbackOf,
            boolean pruned) {

        /** The history of one key, the newest first: each line replaced what the next one left. */
        static List<HistoryLine> of(List<HistoryEntry> lines, ConfigRegistry registry) {
            List<HistoryLine> shown = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                Optional<HistoryEntry> before = i + 1 < lines.size() ? Optional.of(lines.get(i + 1)) : Optional.empty();
                shown.add(of(lines.get(i), before, registry));
            }
            return shown;
        }

        static HistoryLine of(HistoryEntry line, Optional<HistoryEntry> before, ConfigRegistry registry) {
            Optional<EntryChange.AfterImage> after = line.after();
            boolean sensitive = registry.isSensitive(line.id().key());
            return new HistoryLine(
                    line.revision(),
                    line.sequence(),
                    line.id().key(),
                    line.id().scope().type().word(),
                    line.id().scope().id().isEmpty() ? null : line.id().scope().id(),
                    line.operation().word(),
                    before.flatMap(HistoryEntry::after)
                            .map(image -> shown(image, sensitive))
                            .orElse(null),
                    after.map(image -> shown(image, sensitive)).orElse(null),
                    after.map(image -> sensitive || image.value().isSensitive()).orElse(false),
                    after.map(image -> image.status().word()).orElse(null),
                    after.map(EntryChange.AfterImage::description).orElse(null),
                    line.author().name(),
                    line.at(),
                    line.author().reason(),
                    line.rollbackOf().isPresent() ? line.rollbackOf().getAsLong() : null,
                    line.pruned());
        }

        /** What asks for the lines after this one. */
        String cursor() {
            return version + "." + place;
        }

        /** What was stored in clear before its key was declared as sensitive is not shown either. */
        private static JsonValue shown(EntryChange.AfterImage image, boolean sensitive) {
            return image.value().plain().filter(value -> !sensitive).orElse(ConfigValue.MASK);
        }
    }

    record ChangesDocument(String message, boolean dryRun, long version, List<ChangeLine> changes) {

        static ChangesDocument of(ChangePlan plan, boolean dryRun) {
            String message = plan.changes().isEmpty()
                    ? "nothing differs"
                    : dryRun ? "nothing was changed, this is what would be" : "changed";
            return new ChangesDocument(
                    message,
                    dryRun,
                    plan.revision(),
                    plan.changes().stream().map(ChangeLine::of).toList());
        }
    }

    record ChangeLine(
            String key,
            String type,
            @Nullable String scopeId,
            String action,
            @Nullable JsonValue from,
            @Nullable JsonValue to) {

        static ChangeLine of(ChangePlan.Line line) {
            return new ChangeLine(
                    line.id().key(),
                    line.id().scope().type().word(),
                    line.id().scope().id().isEmpty() ? null : line.id().scope().id(),
                    line.action(),
                    line.before().orElse(null),
                    line.after().orElse(null));
        }
    }

    record SchemaDocument(
            String key,
            String valueType,
            List<String> types,
            List<String> sources,
            @Nullable JsonValue fallback,
            @Nullable JsonValue minimum,
            @Nullable JsonValue maximum,
            @Nullable String pattern,
            List<JsonValue> choices,
            boolean required,
            boolean sensitive,
            boolean restartNeeded,
            String variable,
            List<String> aliases,
            String description) {

        static SchemaDocument of(ConfigKey<?> key) {
            return new SchemaDocument(
                    key.name(),
                    key.type().word(),
                    key.scopes().stream().map(ScopeType::word).toList(),
                    key.sources().stream().map(ConfigSource::word).toList(),
                    key.isSensitive() ? null : key.fallback().orElse(null),
                    key.minimum().map(JsonValue::of).orElse(null),
                    key.maximum().map(JsonValue::of).orElse(null),
                    key.pattern().map(Pattern::pattern).orElse(null),
                    key.choices(),
                    key.required(),
                    key.isSensitive(),
                    !key.isDynamic(),
                    ConfigRegistry.variableOf(key.name()),
                    key.aliases(),
                    key.description());
        }
    }

    record HealthDocument(
            String state, @Nullable Instant staleSince, long version, List<String> problems, List<String> missing) {

        static HealthDocument of(ConfigHealth health) {
            return new HealthDocument(
                    health.state().name().toLowerCase(Locale.ROOT),
                    health.staleSince().orElse(null),
                    health.revision(),
                    health.problems(),
                    health.missing());
        }
    }
}
