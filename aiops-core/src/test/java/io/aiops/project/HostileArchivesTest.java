package io.aiops.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an archive that was made to do harm, or was damaged on its way, can do: nothing. */
final class HostileArchivesTest {

    private static final int MEBI = 1 << 20;

    @TempDir
    Path folder;

    private Path target = Path.of("/");
    private final StringBuilder said = new StringBuilder();

    @BeforeEach
    void makeTarget() {
        target = folder.resolve("release");
    }

    @Test
    void namesInEmojiAndManyScriptsArriveAsTheyAre() throws IOException {
        assumeThat(Charset.forName(System.getProperty("sun.jnu.encoding")))
                .as("the locale of this machine can write every name")
                .isEqualTo(StandardCharsets.UTF_8);
        Path zip = zip(out -> zipEntry(out, "🤖/模型 é.txt", "x".getBytes(StandardCharsets.UTF_8), 0100644));
        extract(zip, ArchiveLimits.DEFAULT);
        assertThat(target.resolve("模型 é.txt")).hasContent("x");
    }

    @Test
    void aNameThatIsNotUtf8IsRefused() throws IOException {
        byte[] zip = Files.readAllBytes(zip(out -> zipEntry(out, "AAAA.py", new byte[1], 0100644)));
        byte[] latin = {(byte) 0xc4, (byte) 0xe3, (byte) 0xba, (byte) 0xc3};
        replace(zip, "AAAA".getBytes(StandardCharsets.US_ASCII), latin);
        assertThat(refusal(Files.write(folder.resolve("gbk.zip"), zip)).message())
                .contains("UTF-8");

        byte[] tar = tar(out -> tarFile(out, "AAAA.py", new byte[1]));
        replace(tar, "AAAA".getBytes(StandardCharsets.US_ASCII), latin);
        fixTarChecksum(tar);
        assertThat(refusal(Files.write(folder.resolve("gbk.tar"), tar)).message())
                .contains("UTF-8");
    }

    @Test
    void anAbsoluteNameIsRefusedInWhateverHeaderItStands() throws IOException {
        String name = "/etc/" + "x".repeat(120) + "/evil";
        for (int mode : new int[] {TarArchiveOutputStream.LONGFILE_GNU, TarArchiveOutputStream.LONGFILE_POSIX}) {
            byte[] tar = tar(out -> {
                out.setLongFileMode(mode);
                tarFile(out, "first", new byte[700]);
                TarArchiveEntry entry = new TarArchiveEntry(name, true);
                out.putArchiveEntry(entry);
                out.closeArchiveEntry();
            });
            assertThat(refusal(Files.write(folder.resolve("long.tar"), tar)).message())
                    .contains("absolute");
        }
    }

    @Test
    void namesInTheHeadersOfEveryTarFlavourArriveAsTheyAre() throws IOException {
        for (int mode : new int[] {TarArchiveOutputStream.LONGFILE_GNU, TarArchiveOutputStream.LONGFILE_POSIX}) {
            String name = "d\u00e9j\u00e0 " + "\u6a21".repeat(50) + ".txt";
            byte[] tar = tar(out -> {
                out.setLongFileMode(mode);
                out.setAddPaxHeadersForNonAsciiNames(mode == TarArchiveOutputStream.LONGFILE_POSIX);
                tarFile(out, "\u00e9.py", new byte[1]);
                tarFile(out, name, new byte[1]);
            });
            extract(Files.write(folder.resolve("flavour.tar"), tar), ArchiveLimits.DEFAULT);
            assertThat(names(target)).containsExactlyInAnyOrder("\u00e9.py", name);
            FileTree.delete(target);
        }
    }

    @Test
    void twoNamesThatMeetOnSomeFileSystemAreRefused() throws IOException {
        String[][] pairs = {
            {"caf\u00e9.py", "cafe\u0301.py"},
            {"STRASSE", "stra\u00dfe"},
            {"\u212aelvin", "kelvin"},
            {"a/x.py", "A/y.py"},
            {"a", "a/b"},
            {"a/b", "a"}
        };
        for (String[] pair : pairs) {
            Path tar = Files.write(folder.resolve("pair.tar"), tar(out -> {
                tarFile(out, pair[0], new byte[1]);
                tarFile(out, pair[1], new byte[1]);
            }));
            assertThat(refusal(tar).details()).as(Arrays.toString(pair)).containsKey("entry");
        }
    }

    @Test
    void aSymbolicLinkIsRefusedBeforeAFileCouldBeWrittenThroughIt() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        byte[] tar = tar(out -> {
            TarArchiveEntry link = new TarArchiveEntry("way", TarConstants.LF_SYMLINK);
            link.setLinkName(outside.toString());
            out.putArchiveEntry(link);
            out.closeArchiveEntry();
            tarFile(out, "way/evil", new byte[1]);
        });
        refusal(Files.write(folder.resolve("links.tar"), tar));
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void deviceEntriesOfAZipAreRefused() throws IOException {
        for (int kind : new int[] {0020000, 0060000, 0010000, 0140000}) {
            Path zip = zip(out -> zipEntry(out, "device", new byte[0], kind | 0644));
            assertThat(refusal(zip).message()).contains("device");
        }
    }

    @Test
    void anEncryptedEntryIsRefused() throws IOException {
        byte[] zip = Files.readAllBytes(zip(out -> zipEntry(out, "main.py", new byte[10], 0100644)));
        ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int central = indexOf(zip, new byte[] {'P', 'K', 1, 2});
        bytes.putShort(6, (short) (bytes.getShort(6) | 1));
        bytes.putShort(central + 8, (short) (bytes.getShort(central + 8) | 1));
        assertThat(refusal(Files.write(folder.resolve("secret.zip"), zip)).message())
                .contains("encrypted");
    }

    @Test
    void aHeaderThatLiesAboutSizesStopsNoLimit() throws IOException {
        Path honest = zip(out -> zipEntry(out, "zeros", new byte[24 * MEBI], 0100644));
        byte[] zip = Files.readAllBytes(honest);
        ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int central = indexOf(zip, new byte[] {'P', 'K', 1, 2});
        bytes.putInt(22, 10);
        bytes.putInt(central + 24, 10);
        Path lying = Files.write(folder.resolve("lying.zip"), zip);
        assertThat(refusal(lying, new ArchiveLimits(10, 100L * MEBI, 20L * MEBI, 100_000, 8))
                        .message())
                .contains("larger than 20 MiB");
        assertThat(refusal(lying, new ArchiveLimits(10, 100L * MEBI, 100L * MEBI, 100_000, 8))
                        .message())
                .contains("should have 10 bytes");
    }

    @Test
    void aChecksumThatDoesNotFitIsRefused() throws IOException {
        byte[] content = "print('model')".repeat(50).getBytes(StandardCharsets.UTF_8);
        byte[] zip = Files.readAllBytes(zip(out -> {
            ZipArchiveEntry entry = new ZipArchiveEntry("main.py");
            out.setMethod(ZipArchiveOutputStream.STORED);
            entry.setSize(content.length);
            entry.setCrc(crc(content));
            out.putArchiveEntry(entry);
            out.write(content);
            out.closeArchiveEntry();
        }));
        zip[indexOf(zip, "model".getBytes(StandardCharsets.US_ASCII))] ^= 1;
        assertThat(refusal(Files.write(folder.resolve("bits.zip"), zip)).message())
                .contains("checksum");
    }

    @Test
    void entriesThatShareTheSameBytesAreStillCounted() throws IOException {
        byte[] zip = overlapping(400, new byte[MEBI]);
        Path bomb = Files.write(folder.resolve("overlapping.zip"), zip);
        assertThat(zip.length).isLessThan(64 * 1024);
        assertThat(refusal(bomb).message()).contains("bomb");
    }

    @Test
    void aMillionEntriesAreRefusedInConstantMemory() throws IOException {
        Path zip = millionEntries(1_000_000);
        long before = System.nanoTime();
        assertThat(refusal(zip).message()).contains("more than 100000 entries");
        assertThat(System.nanoTime() - before).isLessThan(20_000_000_000L);

        byte[] lying = Files.readAllBytes(zip);
        ByteBuffer end = ByteBuffer.wrap(lying).order(ByteOrder.LITTLE_ENDIAN);
        end.putShort(lying.length - 22 + 10, (short) 7);
        assertThat(refusal(Files.write(folder.resolve("lying.zip"), lying)).message())
                .contains("entries");
    }

    @Test
    void aLongNameIsNoBomb() throws IOException {
        for (byte kind : new byte[] {TarConstants.LF_GNUTYPE_LONGNAME, TarConstants.LF_PAX_EXTENDED_HEADER_LC}) {
            Path file = folder.resolve("name.tar.gz");
            try (OutputStream out = new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(file)))) {
                TarArchiveEntry name = new TarArchiveEntry("./@LongLink", kind);
                long size = 400L * MEBI;
                name.setSize(size);
                byte[] header = new byte[512];
                name.writeEntryHeader(header);
                out.write(header);
                byte[] letters = new byte[MEBI];
                Arrays.fill(letters, (byte) 'a');
                if (kind == TarConstants.LF_PAX_EXTENDED_HEADER_LC) {
                    out.write((size + " path=").getBytes(StandardCharsets.US_ASCII));
                }
                for (long written = 0; written < size; written += letters.length) {
                    out.write(letters);
                }
            }
            assertThat(refusal(file).message()).contains("headers");
        }
    }

    @Test
    void whatStaysBehindIsNoPlaceToHideABomb() throws IOException {
        Path file = folder.resolve("hidden.tar.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(tar(tar -> tarFile(tar, "p/node_modules/x", new byte[64 * MEBI])));
        }
        assertThat(refusal(file).message()).contains("bomb");
    }

    @Test
    void linksOfAnEnvironmentThatWasPackedTooDoNoHarmBecauseTheEnvironmentStaysBehind() throws IOException {
        byte[] tar = tar(out -> {
            tarFile(out, "project/main.py", "print(1)".getBytes(StandardCharsets.UTF_8));
            TarArchiveEntry link = new TarArchiveEntry("project/venv/bin/python", TarConstants.LF_SYMLINK);
            link.setLinkName("/usr/bin/python3");
            out.putArchiveEntry(link);
            out.closeArchiveEntry();
            tarFile(out, "project/.git/config", new byte[1]);
            tarFile(out, "__MACOSX/._main.py", new byte[1]);
        });
        extract(Files.write(folder.resolve("mac.tar"), tar), ArchiveLimits.DEFAULT);
        assertThat(names(target)).containsExactly("main.py");
        assertThat(said).contains("left out 3 entries");
    }

    @Test
    void aFolderNamedLikeItsOnlyContentIsLiftedOnce() throws IOException {
        extract(zip(out -> zipEntry(out, "app/app/main.py", new byte[1], 0100644)), ArchiveLimits.DEFAULT);
        assertThat(names(target)).containsExactly("app");
        assertThat(target.resolve("app/main.py")).exists();
    }

    @Test
    void anArchiveCutAnywhereIsRefusedAndLeavesNothing() throws IOException {
        byte[] noise = new byte[8000];
        new java.util.Random(7).nextBytes(noise);
        byte[] zip = Files.readAllBytes(zip(out -> {
            zipEntry(out, "a.bin", noise, 0100644);
            zipEntry(out, "b.py", new byte[10], 0100644);
        }));
        byte[] tar = tar(out -> {
            tarFile(out, "a.bin", noise);
            tarFile(out, "b.py", new byte[10]);
        });
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(tar);
        }
        cutEverywhere(zip, zip.length);
        cutEverywhere(packed.toByteArray(), packed.size());
        // The end of a tar is a block of zeros, followed by more of them.
        cutEverywhere(tar, 512 + 8192 + 512 + 512);
    }

    private void cutEverywhere(byte[] whole, int end) throws IOException {
        for (int cut = 0; cut < end; cut += Math.max(1, end / 97)) {
            refusal(Files.write(folder.resolve("cut"), Arrays.copyOf(whole, cut)));
            assertThat(target).as("cut at " + cut).doesNotExist();
        }
    }

    @Test
    void whatIsNoArchiveIsCalledWhatItIs() throws IOException {
        assertThat(refusal(Files.write(folder.resolve("a.zip"), new byte[0])).message())
                .contains("empty");
        assertThat(refusal(Files.writeString(folder.resolve("a.zip"), "just a text"))
                        .message())
                .contains("no archive");
        assertThat(refusal(Files.write(folder.resolve("a.zip"), new byte[] {'R', 'a', 'r', '!', 26, 7}))
                        .message())
                .contains("rar");
        assertThat(refusal(Files.write(folder.resolve("a.zip"), new byte[] {'7', 'z', (byte) 0xbc, (byte) 0xaf}))
                        .message())
                .contains("7z");
        Path gzip = folder.resolve("a.tar.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
            out.write(new byte[4096]);
        }
        assertThat(refusal(gzip).message()).contains("without a tar");
    }

    @Test
    void aMessageShowsNoControlCharactersOfAName() throws IOException {
        AiOpsException refused = refusal(zip(out -> zipEntry(out, "a\u001b[31m\nb", new byte[1], 0100644)));
        assertThat(refused.message().chars().noneMatch(Character::isISOControl)).isTrue();
    }

    @Test
    void anInterruptEndsTheUnpacking() throws IOException {
        Path zip = zip(out -> zipEntry(out, "main.py", new byte[1], 0100644));
        Thread.currentThread().interrupt();
        AiOpsException stopped;
        try {
            stopped = catchThrowableOfType(AiOpsException.class, () -> extract(zip, ArchiveLimits.DEFAULT));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(stopped.code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(target).doesNotExist();
    }

    private void extract(Path archive, ArchiveLimits limits) {
        new ProjectSources(limits)
                .extract(
                        archive,
                        target,
                        (bytes, offset, length) ->
                                said.append(new String(bytes, offset, length, StandardCharsets.UTF_8)));
    }

    private AiOpsException refusal(Path archive) {
        return refusal(archive, ArchiveLimits.DEFAULT);
    }

    private AiOpsException refusal(Path archive, ArchiveLimits limits) {
        AiOpsException refused = catchThrowableOfType(AiOpsException.class, () -> extract(archive, limits));
        assertThat(refused).as("a refusal of " + archive.getFileName()).isNotNull();
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARCHIVE);
        assertThat(Files.exists(target, LinkOption.NOFOLLOW_LINKS)).isFalse();
        return refused;
    }

    private Path zip(Content<ZipArchiveOutputStream> content) throws IOException {
        Path file = folder.resolve("upload.zip");
        try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(Files.newOutputStream(file))) {
            out.setUseZip64(org.apache.commons.compress.archivers.zip.Zip64Mode.Never);
            content.writeTo(out);
        }
        return file;
    }

    private static void zipEntry(ZipArchiveOutputStream out, String name, byte[] content, int mode) throws IOException {
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        entry.setUnixMode(mode);
        out.putArchiveEntry(entry);
        out.write(content);
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

    private static void tarFile(TarArchiveOutputStream out, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
    }

    /** One packed file that many entries of the table point at. */
    private byte[] overlapping(int times, byte[] content) throws IOException {
        byte[] one = Files.readAllBytes(zip(out -> zipEntry(out, "f0000", content, 0100644)));
        int central = indexOf(one, new byte[] {'P', 'K', 1, 2});
        int end = indexOf(one, new byte[] {'P', 'K', 5, 6});
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(one, 0, central);
        byte[] entry = Arrays.copyOfRange(one, central, end);
        for (int i = 0; i < times; i++) {
            byte[] copy = entry.clone();
            replace(
                    copy,
                    "f0000".getBytes(StandardCharsets.US_ASCII),
                    String.format(Locale.ROOT, "f%04d", i).getBytes(StandardCharsets.US_ASCII));
            bytes.write(copy);
        }
        ByteBuffer tail =
                ByteBuffer.wrap(Arrays.copyOfRange(one, end, one.length)).order(ByteOrder.LITTLE_ENDIAN);
        tail.putShort(8, (short) times).putShort(10, (short) times).putInt(12, entry.length * times);
        bytes.write(tail.array());
        return bytes.toByteArray();
    }

    /** A table of entries whose file headers are not even there. */
    private Path millionEntries(int count) throws IOException {
        Path file = folder.resolve("million.zip");
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            byte[] local = new byte[38];
            System.arraycopy(new byte[] {'P', 'K', 3, 4}, 0, local, 0, 4);
            out.write(local);
            ByteBuffer entry = ByteBuffer.allocate(46 + 8).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < count; i++) {
                entry.clear();
                entry.putInt(0, 0x02014b50).putShort(28, (short) 8);
                entry.position(46);
                entry.put(String.format(Locale.ROOT, "%08d", i).getBytes(StandardCharsets.US_ASCII));
                out.write(entry.array());
            }
            ByteBuffer end = ByteBuffer.allocate(22).order(ByteOrder.LITTLE_ENDIAN);
            end.putInt(0, 0x06054b50).putShort(8, (short) 0xffff).putShort(10, (short) 0xffff);
            end.putInt(12, (46 + 8) * count).putInt(16, 38);
            out.write(end.array());
        }
        return file;
    }

    private static long crc(byte[] content) {
        var crc = new java.util.zip.CRC32();
        crc.update(content);
        return crc.getValue();
    }

    private static void fixTarChecksum(byte[] tar) {
        Arrays.fill(tar, 148, 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += tar[i] & 0xff;
        }
        byte[] octal = String.format(Locale.ROOT, "%06o", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(octal, 0, tar, 148, 6);
        tar[154] = 0;
    }

    private static void replace(byte[] bytes, byte[] what, byte[] with) {
        for (int at = 0; at <= bytes.length - what.length; at++) {
            if (Arrays.equals(bytes, at, at + what.length, what, 0, what.length)) {
                System.arraycopy(with, 0, bytes, at, with.length);
            }
        }
    }

    private static int indexOf(byte[] bytes, byte[] what) {
        for (int at = 0; at <= bytes.length - what.length; at++) {
            if (Arrays.equals(bytes, at, at + what.length, what, 0, what.length)) {
                return at;
            }
        }
        throw new AssertionError("not there");
    }

    private static Stream<String> names(Path folder) throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            return content.map(path -> path.getFileName().toString()).sorted().toList().stream();
        }
    }

    @FunctionalInterface
    private interface Content<O> {
        void writeTo(O out) throws IOException;
    }
}
