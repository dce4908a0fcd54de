package io.aiops.gitea.upload;

import static io.aiops.gitea.git.GitServer.git;

import io.aiops.gitea.git.Cancellation;
import io.aiops.gitea.git.GitAccess;
import io.aiops.gitea.git.GitChange;
import io.aiops.gitea.git.GitRemote;
import io.aiops.gitea.git.GitServer;
import io.aiops.gitea.git.GitTimeouts;
import io.aiops.gitea.git.GitWire;
import io.aiops.service.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.Assertions;

/** An engine, a git server and sources to upload. */
final class UploadFixture implements AutoCloseable {

    static final GitAccess ACCESS = GitAccess.token(Secret.of(GitServer.TOKEN));
    static final GitChange CHANGE = new GitChange("upload\n\nof files", "Ann", "ann@example.invalid");

    final Path temp;
    final GitServer server;
    final GitWire wire =
            new GitWire(new GitTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(60)));
    final KnownLimits limits = KnownLimits.inMemory();
    final Path bare;

    UploadFixture(Path temp) throws IOException {
        this.temp = temp;
        this.server = new GitServer(temp.resolve("repositories"));
        this.bare = server.create("algorithm");
    }

    UploadEngine engine() {
        return new UploadEngine(wire, temp.resolve("home"), limits, Optional.empty(), Clock.systemUTC());
    }

    UploadTarget target() {
        return target(server.url("algorithm"));
    }

    static UploadTarget target(URI url) {
        return UploadTarget.add(GitRemote.of(url), ACCESS, "main", CHANGE);
    }

    Upload open(Path folder) {
        return Upload.open(UploadSource.folder(folder), temp.resolve("looked"), new Cancellation());
    }

    UploadResult upload(Path folder, UploadTarget target) {
        try (Upload upload = open(folder)) {
            return engine().run(upload, target, UploadWatch.none());
        }
    }

    /** A folder with files of random bytes, the same for the same seed. */
    Path noise(String name, long seed, int files, int bytes) throws IOException {
        Path folder = temp.resolve(name);
        Random random = new Random(seed);
        for (int at = 0; at < files; at++) {
            byte[] content = new byte[bytes];
            random.nextBytes(content);
            Path file = folder.resolve("part" + at % 7 + "/file" + at + ".dat");
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        }
        return folder;
    }

    /** The files that the branch has, by git's own word. */
    Path clone(String name) {
        git(
                temp,
                "clone",
                "-q",
                "--branch",
                "main",
                bare.toString(),
                temp.resolve(name).toString());
        return temp.resolve(name);
    }

    String tip() {
        return git(bare, "rev-parse", "refs/heads/main");
    }

    List<String> refs() {
        String all = git(bare, "for-each-ref", "--format=%(refname)");
        return all.isEmpty() ? List.of() : List.of(all.split("\n"));
    }

    void requireWhole() {
        git(bare, "fsck", "--strict", "--connectivity-only");
    }

    void requireSame(Path expected, Path actual) {
        try {
            Process diff = new ProcessBuilder("diff", "-r", "--exclude=.git", expected.toString(), actual.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(diff.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            Assertions.assertThat(said).isEmpty();
            Assertions.assertThat(diff.waitFor()).isZero();
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void close() {
        wire.close();
        server.close();
    }
}
