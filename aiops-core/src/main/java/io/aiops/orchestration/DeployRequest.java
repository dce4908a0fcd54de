package io.aiops.orchestration;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.ServiceId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to deploy.
 *
 * @param service under which id
 * @param overrides what the request says of the service
 * @param code where the code is
 * @param requestedBy who asks
 */
public record DeployRequest(ServiceId service, ServiceOverrides overrides, Code code, String requestedBy) {

    /** Deploys a folder of this host as it is now. */
    public static DeployRequest ofFolder(ServiceId service, Path folder, String requestedBy) {
        return new DeployRequest(service, ServiceOverrides.NONE, new Folder(folder), requestedBy);
    }

    /** The same request saying more of the service. */
    public DeployRequest with(ServiceOverrides said) {
        return new DeployRequest(service, said, code, requestedBy);
    }

    /** Where the code of a release comes from. */
    public sealed interface Code {

        /** The same as it is stored. */
        Source source();
    }

    /**
     * A folder of this host; copied, so that later changes of it do not reach the release.
     *
     * @param path the folder
     */
    public record Folder(Path path) implements Code {

        /**
         * Checks that it is a folder.
         *
         * @throws AiOpsException {@code INVALID_REQUEST}
         */
        public Folder {
            if (!path.isAbsolute() || !Files.isDirectory(path)) {
                throw new AiOpsException(
                        ErrorCode.INVALID_REQUEST, "path must be an absolute folder of this host, not " + path);
            }
        }

        @Override
        public Source source() {
            return new Source(Source.Kind.PATH, path.toString(), Optional.empty());
        }
    }

    /**
     * Code that is kept elsewhere, fetched in the deployment's first step.
     *
     * @param origin where
     */
    public record Elsewhere(CodeOrigin origin) implements Code {

        @Override
        public Source source() {
            return origin.source();
        }
    }

    /**
     * A zip, tar or tar.gz on this host. The orchestrator deletes the file when the deployment has ended.
     *
     * @param file the archive
     * @param name the name it was uploaded under
     * @param sha256 its hash in hexadecimal, where the caller computed it
     */
    public record Archive(Path file, String name, Optional<String> sha256) implements Code {

        @Override
        public Source source() {
            return new Source(Source.Kind.ARCHIVE, name, sha256);
        }
    }
}
