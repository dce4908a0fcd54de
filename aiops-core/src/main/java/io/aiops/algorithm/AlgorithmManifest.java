package io.aiops.algorithm;

import io.aiops.error.AiOpsException;
import io.aiops.project.Manifest;
import io.aiops.project.Project;
import io.aiops.project.ProjectInspector;
import io.aiops.project.ProjectKind;
import io.aiops.project.ProjectSurvey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the code of an algorithm says of it, in {@code aiops.yaml} and by its files.
 *
 * @param id its id
 * @param said its name, what it does and its category, as far as it says so
 * @param version its version
 * @param kind the kind of project, by the manifest or by detection
 * @param command the argument list that starts it
 */
public record AlgorithmManifest(
        AlgorithmId id, AlgorithmChange said, Optional<String> version, ProjectKind kind, List<String> command) {

    /** Copies the command. */
    public AlgorithmManifest {
        command = List.copyOf(command);
    }

    /**
     * Reads the code in a folder; runs nothing.
     *
     * @param wanted the id, whatever the manifest says; else the manifest must say one
     * @throws AiOpsException {@code INVALID_MANIFEST} naming everything that is wrong in the detail {@code errors};
     *     {@code STORAGE_FAILED}
     */
    public static AlgorithmManifest read(Path folder, ProjectInspector inspector, Optional<AlgorithmId> wanted) {
        ProjectSurvey survey = inspector.survey(folder);
        Manifest said = survey.manifest();
        if (wanted.isEmpty()
                && said.id().isEmpty()
                && !isFaulty(survey, "aiops.yaml")
                && !isFaulty(survey, "aiops.yml")) {
            survey = survey.withFault("id", "is missing; say which algorithm this is, such as \"id: text-classify\"");
        }
        Texts texts = new Texts();
        change(said).judge(texts);
        for (Map<String, String> fault : texts.all()) {
            String field = fault.getOrDefault("field", "");
            if (!isFaulty(survey, field)) {
                survey = survey.withFault(field, fault.getOrDefault("message", ""));
            }
        }
        Project project = survey.orThrow();
        return new AlgorithmManifest(
                wanted.orElseGet(() -> AlgorithmId.of(said.id().orElseThrow())),
                change(said),
                said.about().version(),
                project.kind(),
                project.startCommand());
    }

    private static AlgorithmChange change(Manifest said) {
        return new AlgorithmChange(
                said.name(), said.about().description(), said.about().category(), Optional.empty());
    }

    private static boolean isFaulty(ProjectSurvey survey, String field) {
        return survey.faults().stream().anyMatch(fault -> field.equals(fault.get("field")));
    }
}
