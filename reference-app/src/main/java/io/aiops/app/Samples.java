package io.aiops.app;

import io.aiops.error.AiOpsException;
import io.aiops.orchestration.DeployRequest;
import io.aiops.orchestration.ServiceOrchestrator;
import io.aiops.service.ServiceId;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sample services that a new platform deploys, so that there is something to call. */
final class Samples {

    private static final Logger LOG = LoggerFactory.getLogger(Samples.class);
    private static final List<String> NAMES = List.of("text-classify", "image-recog", "series-anomaly");

    private final Path folder;

    private Samples(Path folder) {
        this.folder = folder;
    }

    /** The samples of a folder, or those beside the program; empty if there are none. */
    static Optional<Samples> find(Optional<Path> folder) {
        return folder.or(Samples::besideTheProgram).filter(Files::isDirectory).map(Samples::new);
    }

    /** Begins to deploy all of them at once; a refused one stops none of the others. Returns those that were begun. */
    List<ServiceId> deploy(ServiceOrchestrator services) {
        List<ServiceId> begun = new ArrayList<>();
        for (String name : NAMES) {
            Path project = folder.resolve(name);
            if (!Files.isDirectory(project)) {
                continue;
            }
            try {
                ServiceId id = ServiceId.of(name);
                services.deploy(DeployRequest.ofFolder(id, project, "system"));
                begun.add(id);
            } catch (AiOpsException refused) {
                LOG.warn("the sample {} is not deployed: {}", name, refused.message());
            }
        }
        return begun;
    }

    private static Optional<Path> besideTheProgram() {
        CodeSource source = Samples.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return Optional.empty();
        }
        try {
            Path program = Path.of(source.getLocation().toURI());
            return Optional.ofNullable(program.getParent()).map(parent -> parent.resolve("samples"));
        } catch (URISyntaxException notAFile) {
            return Optional.empty();
        }
    }
}
