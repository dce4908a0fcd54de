package io.aiops.gitea.git;

import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A repository that obeys neither the user's nor the system's configuration, nor what somebody wrote into its own: filters,
 * hooks and rewritten addresses in there would be programs of strangers. JGit reads the host's files once when it opens a
 * repository, which a library cannot turn off without changing it for the whole process; nothing of them is used here.
 */
final class PrivateRepository extends FileRepository {

    private @Nullable FileBasedConfig own;

    private PrivateRepository(FileRepositoryBuilder builder) throws IOException {
        super(builder);
        own = settings(builder);
    }

    /** Creates one without files beside it. */
    static PrivateRepository createBare(Path folder) throws IOException {
        FileRepositoryBuilder builder = new FileRepositoryBuilder()
                .setFS(new QuietFileSystem())
                .setGitDir(folder.toFile())
                .setBare()
                .setup();
        PrivateRepository repository = new PrivateRepository(builder);
        repository.create(true);
        return repository;
    }

    /** Creates one with files beside it. */
    static PrivateRepository createWithFiles(Path folder) throws IOException {
        PrivateRepository repository = new PrivateRepository(withFiles(folder));
        repository.create(false);
        return repository;
    }

    /** Opens what {@link #createWithFiles} made. */
    static PrivateRepository open(Path folder) throws IOException {
        return new PrivateRepository(withFiles(folder).setMustExist(true));
    }

    private static FileRepositoryBuilder withFiles(Path folder) throws IOException {
        return new FileRepositoryBuilder()
                .setFS(new QuietFileSystem())
                .setGitDir(folder.resolve(".git").toFile())
                .setWorkTree(folder.toFile())
                .setup();
    }

    private static FileBasedConfig settings(FileRepositoryBuilder builder) {
        FileBasedConfig config = new FileBasedConfig(
                null, builder.getGitDir().toPath().resolve("config").toFile(), builder.getFS());
        config.setInt("core", null, "repositoryformatversion", 0);
        config.setBoolean("core", null, "filemode", true);
        config.setBoolean("core", null, "bare", builder.isBare());
        config.setBoolean("core", null, "symlinks", true);
        config.setString("core", null, "autocrlf", "false");
        config.setString("core", null, "hooksPath", "/dev/null");
        config.setInt("gc", null, "auto", 0);
        config.setString("http", null, "followRedirects", "false");
        config.setString("protocol", null, "version", "2");
        return config;
    }

    /** Collects nothing: JGit would do so in a thread of its own, which outlives the folder. */
    @Override
    public void autoGC(ProgressMonitor monitor) {}

    @Override
    public FileBasedConfig getConfig() {
        return own == null ? super.getConfig() : own;
    }
}
