package io.aiops.gitea.git;

import java.io.File;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.FS_POSIX;
import org.jspecify.annotations.Nullable;

/** A file system without hooks and without the host's git. */
final class QuietFileSystem extends FS_POSIX {

    QuietFileSystem() {
        setUserHome(null);
    }

    private QuietFileSystem(FS other) {
        super(other);
    }

    @Override
    public FS newInstance() {
        return new QuietFileSystem(this);
    }

    @Override
    public @Nullable File findHook(Repository repository, String hookName) {
        return null;
    }

    @Override
    protected @Nullable File discoverGitExe() {
        return null;
    }

    @Override
    protected @Nullable File discoverGitSystemConfig() {
        return null;
    }
}
