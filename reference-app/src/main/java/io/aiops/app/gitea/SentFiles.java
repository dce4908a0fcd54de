package io.aiops.app.gitea;

import io.aiops.gitea.git.PathRules;
import io.aiops.gitea.upload.RefusedName;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Puts files of a form into a folder, by the paths in their names. No name leads out of the folder. */
final class SentFiles {

    private final Path folder;
    private final List<RefusedName> refused;

    SentFiles(Path folder, List<RefusedName> refused) {
        this.folder = folder;
        this.refused = refused;
    }

    Path folder() {
        return folder;
    }

    void take(Part part) throws IOException {
        String given = String.valueOf(part.getSubmittedFileName());
        String path = given.startsWith("./") ? given.substring(2) : given;
        Optional<String> why = PathRules.refusal(path);
        if (why.isPresent()) {
            refused.add(new RefusedName(path, why.get()));
            return;
        }
        Path target = folder.resolve(path);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            refused.add(new RefusedName(path, "it is there twice"));
            return;
        }
        try {
            Files.createDirectories(target.getParent());
        } catch (FileAlreadyExistsException file) {
            refused.add(new RefusedName(path, "a file has the name of a folder above it"));
            return;
        }
        part.write(target.toString());
    }
}
