package io.aiops.app.database;

import io.aiops.service.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of the platform's own, in a folder of its own. It keeps what was committed (fsync is on), listens on the
 * loopback address only, lets nobody in without a password (SCRAM), and gives the platform a role that is no superuser.
 *
 * <p>When the platform died without stopping it, the next start takes it over; a process that only looks like it, by number
 * or by port, is never touched.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final String SUPERUSER = "postgres";
    private static final String ROLE = "aiops";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final long MAX_LOG = 10_000_000;

    private final Path folder;
    private final Path data;
    private final Path log;
    private final PostgresBinaries binaries;
    private final PostgresAccount account;
    private final Secret superuserPassword;
    private final Secret password;
    private final int port;

    private EmbeddedDatabase(Place place, Path log) throws IOException {
        folder = place.folder();
        binaries = place.binaries();
        account = place.account();
        data = folder.resolve("data");
        this.log = place.moved() ? folder.resolve("postgres.log") : log;
        superuserPassword = PrivateFile.secret(folder.resolve("superuser-password"));
        password = PrivateFile.secret(folder.resolve("password"));
        requireVersion();
        port = takeOver().orElseGet(this::launch);
    }

    /**
     * Starts it, or takes over the one that an earlier platform left running.
     *
     * @param folder where its data and passwords are; made when missing
     * @param programs where its programs are unpacked, once for all
     * @param log the file of its messages
     * @throws DatabaseStartException if it cannot be started
     */
    public static EmbeddedDatabase start(Path folder, Path programs, Path log) {
        try {
            PrivateFile.folder(folder);
            Files.createDirectories(log.toAbsolutePath().getParent());
            return new EmbeddedDatabase(Place.find(folder.toRealPath(), programs), log.toAbsolutePath());
        } catch (IOException | UncheckedIOException failed) {
            throw new DatabaseStartException(
                    "the built-in PostgreSQL cannot be started: " + failed.getMessage(), failed);
        }
    }

    /** How the platform reaches it. */
    public DatabaseAddress address() {
        return new DatabaseAddress(url("aiops"), ROLE, password);
    }

    /** Its process. */
    public long pid() {
        return Postmaster.of(data).map(Postmaster::pid).orElse(-1L);
    }

    /** Stops it; what was committed is kept. Idempotent. */
    @Override
    public void close() {
        if (Postmaster.of(data).isEmpty()) {
            return;
        }
        try {
            Command.Result stopped = Command.run(
                    account.command(
                            binaries.program("pg_ctl"), "stop", "-D", data.toString(), "-m", "fast", "-w", "-t", "30"),
                    folder,
                    START_LIMIT);
            if (stopped.exit() != 0) {
                LOG.warn(
                        "the built-in PostgreSQL did not stop: {}",
                        stopped.output().strip());
            }
        } catch (IOException failed) {
            LOG.warn("the built-in PostgreSQL did not stop", failed);
        }
    }

    private String url(String database) {
        return url(port, database);
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private void requireVersion() throws IOException {
        Path file = data.resolve("PG_VERSION");
        if (!Files.exists(file)) {
            return;
        }
        String stored = Files.readString(file).strip();
        String ours = Command.run(
                        account.command(binaries.program("initdb"), "--version"), folder, Duration.ofSeconds(10))
                .output()
                .replaceAll("(?s)[^0-9]*(\\d+).*", "$1");
        if (!stored.equals(ours)) {
            throw new DatabaseStartException("the data in " + data + " is of PostgreSQL " + stored
                    + ", this version brings PostgreSQL " + ours + "; dump it with the old one and load it here");
        }
    }

    /** The port of a postmaster of ours that still runs and knows our passwords; any other one of ours is stopped. */
    private Optional<Integer> takeOver() {
        Optional<Postmaster> running = Postmaster.of(data);
        if (running.isEmpty()) {
            return Optional.empty();
        }
        try (Connection connection = connect(running.get().port(), ROLE, password, "aiops");
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("select 1")) {
            answer.next();
            LOG.info(
                    "took over the built-in PostgreSQL that was left running (pid {})",
                    running.get().pid());
            return Optional.of(running.get().port());
        } catch (SQLException unusable) {
            LOG.warn("stopping the built-in PostgreSQL that was left running: {}", unusable.getMessage());
            close();
            return Optional.empty();
        }
    }

    private int launch() {
        try {
            if (!Files.isDirectory(data)) {
                create();
            }
            Files.deleteIfExists(data.resolve("postmaster.pid"));
            if (Files.exists(log) && Files.size(log) > MAX_LOG) {
                Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            if (!Files.exists(log)) {
                Files.createFile(log);
            }
            account.own(log);
            int chosen = start();
            prepare(chosen);
            return chosen;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (SQLException failed) {
            close();
            throw new DatabaseStartException(
                    "the built-in PostgreSQL refuses the platform: " + failed.getMessage(), failed);
        }
    }

    /** Makes the data folder beside its place first, so that a start that died in the middle leaves nothing half. */
    private void create() throws IOException {
        LOG.info("creating the database in {}", data);
        Path draft = folder.resolve("data.new");
        delete(draft);
        Path passwordFile = folder.resolve("superuser-password");
        Files.createDirectory(draft);
        account.own(folder);
        Command.Result made = Command.run(
                account.command(
                        binaries.program("initdb"),
                        "-D",
                        draft.toString(),
                        "-U",
                        SUPERUSER,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--data-checksums",
                        "--no-instructions"),
                folder,
                Duration.ofMinutes(3));
        if (made.exit() != 0) {
            throw new DatabaseStartException("the built-in PostgreSQL cannot make its data folder: " + made.output());
        }
        Files.writeString(draft.resolve("pg_hba.conf"), """
                # Written by the platform: nobody without a password, nobody from another machine.
                host all all 127.0.0.1/32 scram-sha-256
                host all all ::1/128      scram-sha-256
                """);
        Files.writeString(
                draft.resolve("postgresql.conf"),
                Files.readString(draft.resolve("postgresql.conf")) + "\ninclude 'platform.conf'\n");
        Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private int start() throws IOException {
        String problem = "";
        for (int attempt = 0; attempt < 3; attempt++) {
            int chosen = freePort();
            configure(chosen);
            Command.Result started = Command.run(
                    account.command(
                            binaries.program("pg_ctl"),
                            "start",
                            "-D",
                            data.toString(),
                            "-l",
                            log.toString(),
                            "-w",
                            "-t",
                            Long.toString(START_LIMIT.toSeconds())),
                    folder,
                    START_LIMIT.plusSeconds(10));
            if (started.exit() == 0) {
                return chosen;
            }
            problem = started.output().strip();
        }
        throw new DatabaseStartException(
                "the built-in PostgreSQL does not start: " + problem + "; its messages are in " + log);
    }

    private void configure(int chosen) throws IOException {
        Path file = data.resolve("platform.conf");
        Files.writeString(file, """
                # Written by the platform at every start.
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                password_encryption = 'scram-sha-256'
                fsync = on
                synchronous_commit = on
                full_page_writes = on
                max_connections = 60
                shared_buffers = 32MB
                logging_collector = off
                log_line_prefix = '%%m [%%p] '
                timezone = 'UTC'
                log_timezone = 'UTC'
                """.formatted(chosen));
        account.own(file);
    }

    private void prepare(int chosen) throws SQLException {
        try (Connection connection = connect(chosen, SUPERUSER, superuserPassword, "postgres");
                Statement statement = connection.createStatement()) {
            // Identifiers and a password of letters, digits, - and _ only: nothing to escape.
            if (isMissing(statement, "select 1 from pg_roles where rolname = '" + ROLE + "'")) {
                statement.execute("create role " + ROLE
                        + " login nosuperuser nocreatedb nocreaterole noreplication password '" + password.reveal()
                        + "'");
            }
            if (isMissing(statement, "select 1 from pg_database where datname = 'aiops'")) {
                statement.execute("create database aiops owner " + ROLE);
                statement.execute("revoke all on database aiops from public");
            }
        }
    }

    private static boolean isMissing(Statement statement, String query) throws SQLException {
        try (ResultSet answer = statement.executeQuery(query)) {
            return !answer.next();
        }
    }

    private static Connection connect(int port, String user, Secret password, String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password.reveal());
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "20");
        return DriverManager.getConnection(url(port, database), properties);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
