package io.aiops.project;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Brings the source of a release into its folder, from a folder of this host or from an archive. Version control,
 * environments ({@code venv}, {@code node_modules}), caches and files that the platform generated stay behind. Stateless and
 * safe for many threads; an interrupt ends either call.
 */
public final class ProjectSources {

    private static final int HEAD = 512;

    private final ArchiveLimits limits;

    /** With {@link ArchiveLimits#DEFAULT}. */
    public ProjectSources() {
        this(ArchiveLimits.DEFAULT);
    }

    /** With limits of one's own. */
    public ProjectSources(ArchiveLimits limits) {
        this.limits = limits;
    }

    /**
     * Copies a folder. Links within it stay links; executable files stay executable.
     *
     * @param sourceFolder what to copy
     * @param target an empty folder, which is created where it is missing, and deleted after a failure
     * @param out gets a line about what was copied
     * @throws AiOpsException {@code INVALID_REQUEST} if the folder is missing or unreadable, is too large, holds a device,
     *     pipe or socket, or a link that leads out of it; {@code STORAGE_FAILED}; {@code CANCELLED} after an interrupt
     */
    public void copy(Path sourceFolder, Path target, BuildOutput out) {
        try {
            requireEmpty(target);
            new FolderCopy(sourceFolder, target, limits, out).run();
        } catch (IOException failure) {
            throw cleaned(target, Storage.failed("cannot copy " + sourceFolder, failure));
        } catch (AiOpsException refused) {
            throw cleaned(target, refused);
        }
    }

    /**
     * Unpacks a zip, a tar or a packed tar ({@code tar.gz}), told apart by content. Where all lies in one folder, that folder
     * is stripped. Nothing but plain files and folders is accepted, and nothing is ever written outside of the target.
     *
     * @param archive what to unpack
     * @param target an empty folder, which is created where it is missing, and deleted after a failure
     * @param out gets a line about what was unpacked
     * @return how many entries stayed behind, by the name or pattern that decided
     * @throws AiOpsException {@code INVALID_ARCHIVE} with the detail {@code entry} if it is damaged, hostile or too large;
     *     {@code STORAGE_FAILED}; {@code CANCELLED} after an interrupt
     */
    public Map<String, Integer> extract(Path archive, Path target, BuildOutput out) {
        try {
            requireEmpty(target);
            long packed = Files.size(archive);
            Storage.requireFree(target, packed);
            Intake intake = new Intake(target.toRealPath(), packed, limits);
            unpack(archive, intake);
            if (intake.files() == 0) {
                throw Intake.refused("there is no file in it");
            }
            intake.liftSingleFolder();
            int leftOut = intake.leftOut().values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            out.line("unpacked " + intake.files() + " files, " + Sizes.inWords(intake.totalBytes())
                    + (leftOut == 0 ? "" : "; left out " + leftOut + " entries that are no source"));
            return Map.copyOf(intake.leftOut());
        } catch (AiOpsException refused) {
            throw cleaned(target, refused);
        } catch (IOException failure) {
            throw cleaned(
                    target,
                    Storage.isDiskFault(failure)
                            ? Storage.failed("cannot unpack the archive", failure)
                            : damaged(failure));
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException failure) {
            throw cleaned(target, damaged(failure));
        }
    }

    private static AiOpsException cleaned(Path target, AiOpsException failure) {
        try {
            FileTree.delete(target);
        } catch (IOException left) {
            failure.addSuppressed(left);
        }
        return failure;
    }

    private void unpack(Path archive, Intake intake) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive), 64 * 1024)) {
            in.mark(HEAD);
            byte[] head = in.readNBytes(HEAD);
            in.reset();
            if (begins(head, 'P', 'K', 3, 4) || begins(head, 'P', 'K', 5, 6)) {
                new ZipIntake(archive, intake, limits).run();
            } else if (begins(head, 0x1f, 0x8b)) {
                unpackGzip(in, intake);
            } else if (isTar(head)) {
                new TarIntake(in, intake).run();
            } else {
                throw Intake.refused(what(head) + "; send a zip, a tar.gz or a tar");
            }
        }
    }

    private static void unpackGzip(InputStream in, Intake intake) throws IOException {
        try (InputStream tar = new BufferedInputStream(
                GzipCompressorInputStream.builder()
                        .setInputStream(in)
                        .setDecompressConcatenated(true)
                        .get(),
                64 * 1024)) {
            tar.mark(HEAD);
            byte[] head = tar.readNBytes(HEAD);
            tar.reset();
            if (!isTar(head)) {
                throw Intake.refused("it is a gzip file without a tar in it; send a zip, a tar.gz or a tar");
            }
            new TarIntake(tar, intake).run();
        }
    }

    private static boolean isTar(byte[] head) {
        return head.length == HEAD
                && (new String(head, 257, 5, StandardCharsets.US_ASCII).equals("ustar")
                        || TarUtils.verifyCheckSum(head));
    }

    private static String what(byte[] head) {
        if (head.length == 0) {
            return "it is empty";
        }
        if (begins(head, '7', 'z', 0xbc, 0xaf)) {
            return "it is a 7z file";
        }
        if (begins(head, 'R', 'a', 'r', '!')) {
            return "it is a rar file";
        }
        if (begins(head, 0xfd, '7', 'z', 'X', 'Z')
                || begins(head, 'B', 'Z', 'h')
                || begins(head, 0x28, 0xb5, 0x2f, 0xfd)) {
            return "it is packed by xz, bzip2 or zstd";
        }
        return "it is no archive";
    }

    private static boolean begins(byte[] head, int... magic) {
        byte[] wanted = new byte[magic.length];
        for (int at = 0; at < magic.length; at++) {
            wanted[at] = (byte) magic[at];
        }
        return head.length >= wanted.length && Arrays.equals(head, 0, wanted.length, wanted, 0, wanted.length);
    }

    private static AiOpsException damaged(Exception failure) {
        return new AiOpsException(
                ErrorCode.INVALID_ARCHIVE,
                "the archive is refused: it is damaged or was cut off ("
                        + Words.printable(String.valueOf(failure.getMessage())) + ")",
                failure);
    }

    private static void requireEmpty(Path target) throws IOException {
        Files.createDirectories(target);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(target)) {
            if (entries.iterator().hasNext()) {
                throw new IllegalStateException(target + " must be empty before a source is put there");
            }
        }
    }
}
