package io.aiops.app.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * As whom PostgreSQL runs. It refuses to run as root; a root platform puts it into a user namespace without rights on the
 * host, or, where that is not allowed, hands it to a plain user.
 *
 * @param prefix what is put before each command line
 * @param owner the user who must own the files, where it is another than ours
 */
record PostgresAccount(List<String> prefix, Optional<String> owner) {

    private static final PostgresAccount SELF = new PostgresAccount(List.of(), Optional.empty());
    private static final List<String> PLAIN_USERS = List.of("aiops", "postgres", "nobody");

    /** Finds one that can run the programs where they are, and that owns the data if there is any; empty if none can. */
    static Optional<PostgresAccount> find(PostgresBinaries binaries, Path data) {
        if (!isRoot()) {
            return Optional.of(SELF);
        }
        Optional<String> owner = ownerOf(data);
        return Stream.concat(
                        Stream.of(new PostgresAccount(List.of("unshare", "-U", "--"), Optional.of("root"))),
                        PLAIN_USERS.stream().map(PostgresAccount::plain))
                .filter(account -> owner.isEmpty() || owner.equals(account.owner))
                .filter(account -> account.canRun(binaries))
                .findFirst();
    }

    /** Whether this process is root, as whom PostgreSQL refuses to run. */
    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** A command line that runs as this account. */
    List<String> command(String... words) {
        return Stream.concat(prefix.stream(), Stream.of(words)).toList();
    }

    /** Hands a file or folder with all in it to this account. */
    void own(Path path) throws IOException {
        if (owner.isEmpty() || owner.get().equals("root")) {
            return;
        }
        var principal = path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner.get());
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.toList()) {
                Files.setOwner(each, principal);
            }
        }
    }

    private static PostgresAccount plain(String user) {
        return new PostgresAccount(
                List.of(
                        "setpriv",
                        "--reuid=" + user,
                        "--regid=65534",
                        "--clear-groups",
                        "--no-new-privs",
                        "--inh-caps=-all",
                        "--"),
                Optional.of(user));
    }

    private boolean canRun(PostgresBinaries binaries) {
        try {
            return Command.run(
                                    command(binaries.program("initdb"), "--version"),
                                    binaries.root(),
                                    Duration.ofSeconds(10))
                            .exit()
                    == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    private static Optional<String> ownerOf(Path data) {
        try {
            return Files.exists(data) ? Optional.of(Files.getOwner(data).getName()) : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
