package io.aiops.gitea.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.gitea.git.Cancellation;
import io.aiops.gitea.git.GitException;
import io.aiops.gitea.git.GitFault;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UploadPreflightTest {

    @TempDir
    private Path temp;

    private UploadFixture fixture;
    private Path project;

    @BeforeEach
    void start() throws IOException {
        fixture = new UploadFixture(temp);
        project = temp.resolve("project");
        write("app.py", "print(1)\n");
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private void write(String path, String text) throws IOException {
        Path file = project.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Preflight preflight() {
        try (Upload upload = fixture.open(project)) {
            return fixture.engine().preflight(upload, fixture.target());
        }
    }

    private List<String> paths() {
        try (Upload upload = fixture.open(project)) {
            return upload.files().stream().map(SourceFile::path).toList();
        }
    }

    @Test
    void environmentsAndCachesStayBehindWithCountsAndModelsAreKept() throws IOException {
        for (String path : List.of(
                "node_modules/x/index.js",
                ".venv/bin/python",
                "my-environment/pyvenv.cfg",
                "my-environment/lib/a.py",
                "__pycache__/app.pyc",
                "old.pyc",
                ".git/config",
                ".idea/x.xml",
                "sub/.DS_Store",
                ".env",
                "key.pem",
                "dist/a.js",
                "model.pth",
                "model.safetensors",
                "weights.bin",
                "env/really-code.py")) {
            write(path, "x");
        }
        assertThat(paths())
                .containsExactly("app.py", "env/really-code.py", "model.pth", "model.safetensors", "weights.bin");
        assertThat(preflight().leftOut())
                .containsEntry("node_modules/", 1)
                .containsEntry(".git/", 1)
                .containsEntry("a Python environment (pyvenv.cfg)", 1)
                .containsEntry("*.pyc", 1)
                .containsEntry("dist/", 1)
                .containsEntry("*.pem", 1);
    }

    @Test
    void theUsersOwnRulesWinAlsoWithNegationAndInSubfolders() throws IOException {
        write(".gitignore", "*.log\n!keep.log\n/only-here.txt\nlogs/\n!ca.pem\n");
        write("sub/.gitignore", "!*.log\nsecret-data/\n");
        for (String path : List.of(
                "a.log",
                "keep.log",
                "only-here.txt",
                "sub/only-here.txt",
                "logs/x",
                "sub/b.log",
                "sub/secret-data/x",
                "ca.pem",
                "other.pem",
                "dist/a.js")) {
            write(path, "x");
        }
        assertThat(paths())
                .containsExactly(
                        ".gitignore",
                        "app.py",
                        "ca.pem",
                        "dist/a.js",
                        "keep.log",
                        "sub/.gitignore",
                        "sub/b.log",
                        "sub/only-here.txt");
        assertThat(preflight().leftOut()).containsEntry("*.log (.gitignore)", 1).containsEntry("*.pem", 1);
    }

    @Test
    void saysHowMuchGoesWhichWayAndWhy() throws IOException {
        write("big.bin", "x".repeat(200_000));
        try (Upload upload = fixture.open(project)) {
            Preflight small =
                    fixture.engine().preflight(upload, fixture.target().limitedTo(128 << 10));
            assertThat(small.files()).isEqualTo(2);
            assertThat(small.bytes()).isEqualTo(200_009);
            assertThat(small.largestPath()).isEqualTo("big.bin");
            assertThat(small.route()).isEqualTo(UploadRoute.STAGED);
            assertThat(small.inParts()).containsExactly("big.bin");
            assertThat(small.why()).contains("128 KiB");
            assertThat(small.requests()).isGreaterThan(2);
            assertThat(fixture.engine().preflight(upload, fixture.target()).route())
                    .isEqualTo(UploadRoute.PUSH);
        }
    }

    @Test
    void refusedNamesAreAllListedAndNothingIsSent() throws IOException {
        write("sub/.GIT/hooks/post-commit", "x");
        write("git~1", "x");
        write("aux.py", "x");
        write("Readme.md", "x");
        write("README.md", "x");
        write("\u00e9.txt", "x");
        write("e\u0301.txt", "x");
        Files.createSymbolicLink(project.resolve("out"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(project.resolve("up"), temp);

        Preflight preflight = preflight();

        assertThat(preflight.isBlocked()).isTrue();
        assertThat(preflight.refused())
                .extracting(RefusedName::path)
                .contains("sub/.GIT/hooks/post-commit", "git~1", "aux.py", "out", "up")
                .hasSize(7);
        GitException blocked =
                catchThrowableOfType(GitException.class, () -> fixture.upload(project, fixture.target()));
        assertThat(blocked.fault()).isEqualTo(GitFault.BLOCKED);
        assertThat(blocked.message()).contains("7 names");
        assertThat(fixture.server.seen()).isEmpty();
    }

    @Test
    void secretsBlockWithLineAndMaskUntilEachIsLetPassWithAReason() throws IOException {
        String token = "ghp" + "_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";
        write("conf/settings.py", "a = 1\n\nTOKEN = '" + token + "'\n");

        try (Upload upload = fixture.open(project)) {
            Preflight preflight = fixture.engine().preflight(upload, fixture.target());
            assertThat(preflight.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.line()).isEqualTo(3);
                assertThat(finding.path()).isEqualTo("conf/settings.py");
                assertThat(finding.toString()).doesNotContain(token.substring(4));
            });
            GitException blocked = catchThrowableOfType(
                    GitException.class, () -> fixture.engine().run(upload, fixture.target(), UploadWatch.none()));
            assertThat(blocked.fault()).isEqualTo(GitFault.BLOCKED);
            assertThat(blocked.message()).contains("conf/settings.py line 3").doesNotContain(token);
            assertThat(fixture.server.seen()).isEmpty();

            UploadTarget allowing =
                    fixture.target().allowing(Map.of(preflight.findings().get(0).id(), "a token of the tests"));
            assertThat(fixture.engine().preflight(upload, allowing).allowed()).hasSize(1);
            fixture.engine().run(upload, allowing, UploadWatch.none());
        }
        assertThat(fixture.refs()).containsExactly("refs/heads/main");
    }

    @Test
    void hostileArchivesAreRefusedAndLeaveNothing() throws IOException {
        for (String name : List.of("../evil", "/etc/evil", "a/../../evil", "C:/evil", "a\\b")) {
            Path zip = zip(name);
            AiOpsException refused = catchThrowableOfType(
                    AiOpsException.class,
                    () -> Upload.open(UploadSource.archive(zip), temp.resolve("looked"), new Cancellation()));
            assertThat(refused.code()).as(name).isEqualTo(ErrorCode.INVALID_ARCHIVE);
            assertThat(temp.resolve("looked")).isEmptyDirectory();
        }
    }

    @Test
    void anArchiveIsStrippedScannedAndUploadedAndItsCopyIsRemoved() throws IOException {
        Path zip = zip("project/app.py", "project/node_modules/x.js", "project/.git/config", "project/sub/data.txt");
        try (Upload upload = Upload.open(UploadSource.archive(zip), temp.resolve("looked"), new Cancellation())) {
            assertThat(upload.files()).extracting(SourceFile::path).containsExactly("app.py", "sub/data.txt");
            assertThat(upload.leftOut()).containsEntry("node_modules", 1).containsEntry(".git", 1);
            fixture.engine().run(upload, fixture.target(), UploadWatch.none());
        }
        assertThat(temp.resolve("looked")).isEmptyDirectory();
        assertThat(fixture.clone("clone").resolve("sub/data.txt")).exists();
    }

    @Test
    void dotGitInAnArchiveInAnyOtherFormIsRefusedByItsName() throws IOException {
        Path zip = zip("project/app.py", "project/.Git/config", "project/sub/git~1/x");
        try (Upload upload = Upload.open(UploadSource.archive(zip), temp.resolve("looked"), new Cancellation())) {
            assertThat(upload.refused())
                    .extracting(RefusedName::path)
                    .containsExactlyInAnyOrder(".Git/config", "sub/git~1/x");
        }
    }

    @Test
    void singleFilesGetTheirPathsAndAreCheckedToo() throws IOException {
        Path file = project.resolve("app.py");
        UploadSource source = UploadSource.files(List.of(
                new UploadSource.NamedFile("src/main.py", file),
                new UploadSource.NamedFile("../evil", file),
                new UploadSource.NamedFile("src/main.py", file),
                new UploadSource.NamedFile("gone", temp.resolve("gone"))));
        try (Upload upload = Upload.open(source, temp.resolve("looked"), new Cancellation())) {
            assertThat(upload.files()).extracting(SourceFile::path).containsExactly("src/main.py");
            assertThat(upload.refused())
                    .extracting(RefusedName::path)
                    .containsExactly("../evil", "src/main.py", "gone");
        }
    }

    @Test
    void anEmptySourceIsBlocked() throws IOException {
        Files.delete(project.resolve("app.py"));
        assertThat(preflight().isBlocked()).isTrue();
    }

    private Path zip(String... names) throws IOException {
        Path file = temp.resolve("archive.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write("x".getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return file;
    }
}
