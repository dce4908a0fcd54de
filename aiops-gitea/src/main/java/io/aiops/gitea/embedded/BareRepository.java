package io.aiops.gitea.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.BaseRepositoryBuilder;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/** A bare repository that knows its own settings alone: what the machine or the user set for git has no say in it. */
final class BareRepository extends FileRepository {

    /** Null only while the parent class is being made. */
    private final @Nullable FileBasedConfig own;

    private BareRepository(BaseRepositoryBuilder<?, ?> builder) throws IOException {
        super(builder);
        this.own = new FileBasedConfig(null, new File(getDirectory(), "config"), FS.DETECTED);
    }

    /** Opens what is there. */
    static BareRepository open(Path folder) throws IOException {
        BareRepository repository = at(folder, "main");
        repository.load();
        return repository;
    }

    /** Makes a new one whose HEAD is the branch. */
    static BareRepository create(Path folder, String branch) throws IOException {
        BareRepository repository = at(folder, branch);
        repository.create(true);
        FileBasedConfig settings = repository.getConfig();
        settings.setBoolean("core", null, "logallrefupdates", false);
        settings.setBoolean("receive", null, "autogc", false);
        settings.setInt("gc", null, "auto", 0);
        settings.setBoolean("http", null, "receivepack", true);
        settings.setBoolean("uploadpack", null, "allowAnySHA1InWant", true);
        settings.setBoolean("uploadpack", null, "allowFilter", true);
        settings.save();
        return repository;
    }

    @Override
    public FileBasedConfig getConfig() {
        return own == null ? super.getConfig() : own;
    }

    private static BareRepository at(Path folder, String branch) throws IOException {
        FileRepositoryBuilder builder = new FileRepositoryBuilder();
        try {
            builder.setGitDir(folder.toFile())
                    .setBare()
                    .setInitialBranch(branch)
                    .setup();
        } catch (org.eclipse.jgit.api.errors.InvalidRefNameException e) {
            throw new IOException("branch " + branch + " has no good name", e);
        }
        return new BareRepository(builder);
    }

    private void load() throws IOException {
        try {
            getConfig().load();
        } catch (ConfigInvalidException e) {
            throw new IOException("the settings of " + getDirectory().getName() + " cannot be read", e);
        }
    }
}
