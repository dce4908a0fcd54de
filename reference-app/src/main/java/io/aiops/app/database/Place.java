package io.aiops.app.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where an embedded PostgreSQL lives, and as whom it runs there.
 *
 * @param folder its data and passwords
 * @param binaries its programs
 * @param account as whom it runs
 * @param moved whether the folder is another one than was asked for
 */
record Place(Path folder, PostgresBinaries binaries, PostgresAccount account, boolean moved) {

    private static final Logger LOG = LoggerFactory.getLogger(Place.class);
    private static final Path ELSEWHERE = Path.of("/var/lib/aiops");

    /**
     * The folder that is asked for. Where a root platform must hand PostgreSQL to a plain user, and that user cannot reach
     * the folder because a folder above it is closed, it is one below {@code /var/lib/aiops}; a file says so.
     */
    static Place find(Path wanted, Path programs) throws IOException {
        Path note = wanted.resolve("moved-to");
        if (!Files.exists(note)) {
            Files.createDirectories(programs);
            PostgresBinaries binaries = PostgresBinaries.unpack(programs.toRealPath());
            Optional<PostgresAccount> account = PostgresAccount.find(binaries, wanted.resolve("data"));
            if (account.isPresent()) {
                return new Place(wanted, binaries, account.get(), false);
            }
            Path other = ELSEWHERE.resolve("postgres-" + nameOf(wanted));
            LOG.warn("no plain user can reach {}; the built-in PostgreSQL is kept in {}", wanted, other);
            Files.writeString(note, other + "\n");
        }
        Path other = Path.of(Files.readString(note).strip());
        PrivateFile.folder(other);
        Path itsPrograms = Files.createDirectories(ELSEWHERE.resolve("programs"));
        PostgresBinaries binaries = PostgresBinaries.unpack(itsPrograms);
        PostgresAccount account = PostgresAccount.find(binaries, other.resolve("data"))
                .orElseThrow(() -> new DatabaseStartException(
                        "the built-in PostgreSQL cannot run as root here (neither a user namespace nor setpriv works); "
                                + "start as an ordinary user, or set database.url to a PostgreSQL of your own"));
        return new Place(other, binaries, account, true);
    }

    private static String nameOf(Path folder) {
        CRC32 sum = new CRC32();
        sum.update(folder.toString().getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }
}
