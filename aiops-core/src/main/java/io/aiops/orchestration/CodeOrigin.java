package io.aiops.orchestration;

import io.aiops.error.AiOpsException;
import io.aiops.project.BuildOutput;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** Code that is kept elsewhere, pinned to one state of it before the deployment begins, such as a commit of a repository. */
public interface CodeOrigin {

    /** What is pinned, as it is stored with the release. */
    Source source();

    /**
     * Fetches exactly what is pinned.
     *
     * @param folder an empty folder
     * @param output hears what happens
     * @param cancelled asked again and again; ends the work within a second once it is true
     * @throws AiOpsException saying who refused and what to do; nothing of a half-fetched state is used
     */
    void fetch(Path folder, BuildOutput output, BooleanSupplier cancelled);
}
