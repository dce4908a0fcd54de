package io.aiops.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an uploaded archive may and may not do. */
final class ArchivesTest {

    private static final ArchiveLimits SMALL = new ArchiveLimits(50, 64L << 20, 48L << 20, 20, 10);

    @TempDir
    Path folder;

    private final ProjectSources sources = new ProjectSources(SMALL);
    private final StringBuilder said = new StringBuilder();
    private Path target = Path.of("/");

    @BeforeEach
    void makeTarget() throws IOException {
        target = Files.createDirectories(folder.resolve("home/svc/releases/1"));
    }

    @Test
    void aZipKeepsFoldersAndExecutableBitsAndLosesItsOnlyTopFolder() throws IOException {
        Path zip = zip(out -> {
            zipEntry(out, "project/main.py", "print(1)", 0100644);
            zipEntry(out, "project/模型/数据.txt", "数据", 0100644);
            zipEntry(out, "project/start.sh", "#!/bin/sh", 0100755);
        });
        extract(zip);
        assertThat(target.resolve("main.py")).hasContent("print(1)");
        assertThat(target.resolve("模型/数据.txt")).hasContent("数据");
        assertThat(Files.isExecutable(target.resolve("start.sh"))).isTrue();
        assertThat(Files.isExecutable(target.resolve("main.py"))).isFalse();
        assertThat(said).contains("unpacked");
    }

    @Test
    void aTarGzAndATarAreToldApartByTheirContent() throws IOException {
        Path gz = folder.resolve("upload.bin");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gz))) {
            out.write(tar(tar -> tarFile(tar, "main.py", "print(2)")));
        }
        extract(gz);
        assertThat(target.resolve("main.py")).hasContent("print(2)");

        ServiceDirectories.deleteFile(target.resolve("main.py"));
        Path plain = Files.write(folder.resolve("plain.zip"), tar(tar -> tarFile(tar, "other.py", "print(3)")));
        extract(plain);
        assertThat(target.resolve("other.py")).hasContent("print(3)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil.txt",
                "a/../../evil.txt",
                "/etc/evil.txt",
                "C:/evil.txt",
                "a\\..\\evil.txt",
                "a//b",
                "a/./b",
                "new\nline",
                "nul\u0001byte",
                "a/b/c/d/e/f/g/h/i/j/k/l"
            })
    void aNameThatIsNoPlainRelativePathIsRefused(String name) throws IOException {
        refusedInZipAndTar(name);
        assertThat(folder.resolve("home/svc/releases/evil.txt")).doesNotExist();
        assertThat(folder.resolve("home/svc/evil.txt")).doesNotExist();
    }

    private void refusedInZipAndTar(String name) throws IOException {
        Path zip = zip(out -> zipEntry(out, name, "x", 0100644));
        assertRefused(zip, "");
        Files.createDirectories(target);
        Path tar = Files.write(folder.resolve("t.tar"), tar(out -> {
            TarArchiveEntry entry = new TarArchiveEntry(name, true);
            entry.setSize(1);
            out.putArchiveEntry(entry);
            out.write('x');
            out.closeArchiveEntry();
        }));
        assertRefused(tar, "");
    }

    @Test
    void linksAndDevicesAreRefusedBeforeAnythingIsWrittenThroughThem() throws IOException {
        for (byte type : new byte[] {
            TarConstants.LF_SYMLINK,
            TarConstants.LF_LINK,
            TarConstants.LF_CHR,
            TarConstants.LF_BLK,
            TarConstants.LF_FIFO
        }) {
            Files.createDirectories(target);
            Path tar = Files.write(folder.resolve("links.tar"), tar(out -> {
                TarArchiveEntry entry = new TarArchiveEntry("way", type);
                entry.setLinkName("/etc");
                out.putArchiveEntry(entry);
                out.closeArchiveEntry();
                tarFile(out, "way/passwd", "evil");
            }));
            assertRefused(tar, "way");
        }
        Files.createDirectories(target);
        assertRefused(zip(out -> zipEntry(out, "way", "/etc", 0120777)), "is a link");
    }

    @Test
    void theSameNameTwiceOrInAnotherCaseIsRefused() throws IOException {
        assertRefused(
                zip(out -> {
                    zipEntry(out, "Main.py", "1", 0100644);
                    zipEntry(out, "main.py", "2", 0100644);
                }),
                "twice");
        Files.createDirectories(target);
        assertRefused(
                Files.write(folder.resolve("dup.tar"), tar(out -> {
                    tarFile(out, "main.py", "1");
                    tarFile(out, "main.py", "2");
                })),
                "twice");
    }

    @Test
    void aBombIsRefusedWhileItIsUnpacked() throws IOException {
        byte[] zeros = new byte[1 << 20];
        Path ratio = zip(out -> {
            out.putArchiveEntry(new ZipArchiveEntry("zeros"));
            for (int i = 0; i < 40; i++) {
                out.write(zeros);
            }
            out.closeArchiveEntry();
        });
        assertRefused(ratio, "bomb");
        Files.createDirectories(target);
        Path large = Files.write(folder.resolve("large.tar"), tar(out -> {
            TarArchiveEntry entry = new TarArchiveEntry("large");
            entry.setSize(49L << 20);
            out.putArchiveEntry(entry);
            for (int i = 0; i < 49; i++) {
                out.write(zeros);
            }
            out.closeArchiveEntry();
        }));
        assertRefused(large, "larger than");
        Files.createDirectories(target);
        Path many = Files.write(folder.resolve("many.tar"), tar(out -> {
            for (int i = 0; i < 60; i++) {
                tarFile(out, "f" + i, "");
            }
        }));
        assertRefused(many, "more than 50 entries");
    }

    @Test
    void aDamagedArchiveIsRefusedAndLeavesNothing() throws IOException {
        byte[] whole = Files.readAllBytes(zip(out -> zipEntry(out, "main.py", "print(1)".repeat(500), 0100644)));
        for (int cut : new int[] {0, 3, 30, whole.length / 2, whole.length - 5}) {
            Files.createDirectories(target);
            assertRefused(Files.write(folder.resolve("cut.zip"), Arrays.copyOf(whole, cut)), "");
        }
        Files.createDirectories(target);
        assertRefused(Files.writeString(folder.resolve("text.zip"), "this is a text, not an archive"), "");
        assertThat(target).doesNotExist();
    }

    private void extract(Path archive) {
        sources.extract(
                archive,
                target,
                (bytes, offset, length) -> said.append(new String(bytes, offset, length, StandardCharsets.UTF_8)));
    }

    private void assertRefused(Path archive, String why) {
        assertThatThrownBy(() -> extract(archive))
                .isInstanceOfSatisfying(
                        AiOpsException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARCHIVE))
                .hasMessageContaining(why);
        assertThat(target).doesNotExist();
    }

    private Path zip(Content<ZipArchiveOutputStream> content) throws IOException {
        Path file = folder.resolve("upload.zip");
        try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(file)) {
            content.writeTo(out);
        }
        return file;
    }

    private static void zipEntry(ZipArchiveOutputStream out, String name, String text, int mode) throws IOException {
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        entry.setUnixMode(mode);
        out.putArchiveEntry(entry);
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.closeArchiveEntry();
    }

    private static byte[] tar(Content<TarArchiveOutputStream> content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8")) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            content.writeTo(out);
        }
        return bytes.toByteArray();
    }

    private static void tarFile(TarArchiveOutputStream out, String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        out.putArchiveEntry(entry);
        out.write(bytes);
        out.closeArchiveEntry();
    }

    @FunctionalInterface
    private interface Content<O> {
        void writeTo(O out) throws IOException;
    }
}
