package io.aiops.project;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A source tree that was looked at with all its faults.
 *
 * @param manifest what of its manifest could be read
 * @param project the project; empty if what starts it could not be found out
 * @param faults what is wrong, each with {@code field} and {@code message}
 */
public record ProjectSurvey(Manifest manifest, Optional<Project> project, List<Map<String, String>> faults) {

    /** Copies the faults. */
    public ProjectSurvey {
        faults = List.copyOf(faults);
    }

    /** The same with a fault that only the caller knows. */
    public ProjectSurvey withFault(String field, String message) {
        List<Map<String, String>> more = new ArrayList<>(faults);
        more.add(Map.of("field", field, "message", message));
        return new ProjectSurvey(manifest, project, more);
    }

    /**
     * The project, in which nothing is wrong.
     *
     * @throws AiOpsException {@code INVALID_MANIFEST} naming every fault, with the detail {@code errors}
     */
    public Project orThrow() {
        if (!faults.isEmpty()) {
            throw ManifestReader.invalid(faults);
        }
        return project.orElseThrow(() -> new AiOpsException(
                ErrorCode.NOTHING_TO_START, "nothing in the project can be started; add an aiops.yaml with a command"));
    }
}
