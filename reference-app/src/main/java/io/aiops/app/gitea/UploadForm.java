package io.aiops.app.gitea;

import io.aiops.gitea.upload.RefusedName;
import io.aiops.gitea.upload.UploadSource;
import io.aiops.gitea.upload.UploadTarget;
import io.aiops.project.FileTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody sent to be uploaded, on this host's disk.
 *
 * @param algorithmId whose repository it goes to
 * @param message of the commit
 * @param branch empty for the repository's default branch
 * @param mode what becomes of the files that are there
 * @param allowed findings that may pass, by id, each with the reason
 * @param source the files
 * @param refused names that cannot be written to any disk
 * @param folder holds all of it; is removed in the end
 */
record UploadForm(
        String algorithmId,
        String message,
        Optional<String> branch,
        UploadTarget.Mode mode,
        Map<String, String> allowed,
        UploadSource source,
        List<RefusedName> refused,
        Path folder) {

    /** Copies. */
    UploadForm {
        allowed = Map.copyOf(allowed);
        refused = List.copyOf(refused);
    }

    /** Room for what an archive holds. */
    Path scratch() {
        return folder.resolve("scratch");
    }

    /** Removes everything. */
    void remove() throws IOException {
        FileTree.delete(folder);
    }
}
