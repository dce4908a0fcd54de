package io.aiops.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a folder becomes a release. */
final class ProjectSourcesTest {

    @TempDir
    Path folder;

    private Path source = Path.of("/");
    private Path target = Path.of("/");
    private final StringBuilder said = new StringBuilder();

    @BeforeEach
    void makeFolders() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        target = folder.resolve("home/svc/releases/1");
    }

    @Test
    void theSourceIsCopiedWithItsExecutableBitsAndWithoutWhatIsNoSource() throws IOException {
        file("main.py", "print(1)");
        file("tools/run", "#!/bin/sh");
        Files.setPosixFilePermissions(source.resolve("tools/run"), PosixFilePermissions.fromString("rwxr-x---"));
        for (String junk : List.of(
                ".git/HEAD", "venv/bin/python", ".venv/x", "node_modules/a/b.js", "lib/__pycache__/m.pyc", "m.pyc")) {
            file(junk, "x");
        }
        copy();
        assertThat(files(target)).containsExactly("main.py", "tools/run");
        assertThat(Files.isExecutable(target.resolve("tools/run"))).isTrue();
        assertThat(Files.getPosixFilePermissions(target.resolve("main.py")))
                .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(said).contains("copied 2 files").contains("left out 6 entries");
    }

    @Test
    void whatThePlatformGeneratedForAnEarlierReleaseStaysBehind() throws IOException {
        file("main.py", "");
        file("config.json", "{\n  \"_comment\" : \"" + LeftOut.MARK + "\"\n}");
        file("config.env", "# " + LeftOut.MARK);
        file("start.sh", "#!/bin/sh\n# " + LeftOut.MARK);
        file("config.py", "OWN = True");
        copy();
        assertThat(files(target)).containsExactly("config.py", "main.py");
    }

    @Test
    void aLinkWithinTheFolderStaysALink() throws IOException {
        file("data/model.bin", "model");
        Files.createSymbolicLink(source.resolve("model"), Path.of("data/model.bin"));
        Files.createSymbolicLink(source.resolve("dangling"), Path.of("nowhere"));
        copy();
        assertThat(Files.readSymbolicLink(target.resolve("model"))).isEqualTo(Path.of("data/model.bin"));
        assertThat(target.resolve("model")).hasContent("model");
        assertThat(Files.exists(target.resolve("dangling"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        assertThat(said).contains("dangling");
    }

    @Test
    void aLinkThatLeavesTheFolderIsRefused() throws IOException {
        Path outside = Files.writeString(folder.resolve("secret"), "secret");
        file("main.py", "");
        file("in/deep/x", "");
        // Read as text this stays inside; as the kernel walks it, it does not.
        Files.createSymbolicLink(source.resolve("in/deep/top"), Path.of("../.."));
        for (Path way : List.of(outside, Path.of("../secret"), Path.of("in/deep/top/../secret"), Path.of("/etc"))) {
            Files.createSymbolicLink(source.resolve("way"), way);
            assertThat(refusal().message()).contains("way").contains("leads out");
            Files.delete(source.resolve("way"));
        }
        copy();
    }

    @Test
    void aPipeIsRefusedAndNotRead() throws Exception {
        file("main.py", "");
        assertThat(new ProcessBuilder("mkfifo", source.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThat(refusal().message()).contains("pipe");
    }

    @Test
    void aFolderThatHoldsThePlatformItselfIsRefusedInsteadOfCopiedWithoutEnd() throws IOException {
        source = folder;
        Files.writeString(folder.resolve("main.py"), "");
        assertThat(refusal().message()).contains("platform's own folder");
    }

    @Test
    void aFolderThatIsMissingOrTooLargeIsRefused() throws IOException {
        file("a", "x".repeat(100));
        file("b", "x".repeat(100));
        assertThat(refusal(new ArchiveLimits(1, 1000, 1000, 10, 5)).message()).contains("more than 1 files");
        assertThat(refusal(new ArchiveLimits(9, 150, 1000, 10, 5)).message()).contains("more than 150 bytes");
        assertThat(refusal(new ArchiveLimits(9, 1000, 50, 10, 5)).message()).contains("larger than 50 bytes");
        source = folder.resolve("nowhere");
        assertThat(refusal().message()).contains("no folder of this host");
    }

    private void copy() {
        copy(ArchiveLimits.DEFAULT);
    }

    private void copy(ArchiveLimits limits) {
        new ProjectSources(limits)
                .copy(
                        source,
                        target,
                        (bytes, offset, length) ->
                                said.append(new String(bytes, offset, length, StandardCharsets.UTF_8)));
    }

    private AiOpsException refusal() {
        return refusal(ArchiveLimits.DEFAULT);
    }

    private AiOpsException refusal(ArchiveLimits limits) {
        AiOpsException refused = catchThrowableOfType(AiOpsException.class, () -> copy(limits));
        assertThat(refused).isNotNull();
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(target).doesNotExist();
        return refused;
    }

    private void file(String name, String text) throws IOException {
        Path file = source.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static List<String> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
