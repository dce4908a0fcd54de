package io.aiops.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own, with its own database. */
class StartTest {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private Path home = Path.of("unset");

    @AfterEach
    void stop() throws Exception {
        if (Files.exists(home.resolve("postgres/data/postmaster.pid"))) {
            // A start takes over what a killed platform left, and its stop ends it.
            Process last = start("last", "--samples.deploy=false");
            awaitAddress();
            last.destroy();
            assertThat(last.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void aPlatformStartsDeploysItsSamplesSurvivesAKillAndStopsCleanly() throws Exception {
        home = folder.resolve("home");
        Path samples = folder.resolve("samples");
        EchoProject.in(samples.resolve("text-classify"));
        EchoProject.thatExits(samples.resolve("image-recog"));

        Process first = start("first", "--samples.dir=" + samples);
        URI address = awaitAddress();
        await().atMost(LIMIT).until(() -> output("first").contains("image-recog"));
        String password =
                Files.readString(home.resolve("initial-admin-password")).strip();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("initial-admin-password"))))
                .isEqualTo("rw-------");
        assertThat(output("first"))
                .contains(address.toString(), password, "/ai/text-classify/predict", "/ai/image-recog/predict");
        assertThat(home.resolve("logs/platform.log")).content().doesNotContain(password);
        Api admin = Api.at(address).signIn("admin", password);
        await().atMost(LIMIT)
                .until(() -> Api.at(address).get("/ai/text-classify/x").status() == 200);
        long pid =
                admin.get("/api/v1/services/text-classify").json().path("pid").asLong();

        Process second = start("second");
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(Main.CANNOT_START);
        assertThat(output("second")).contains("pid " + first.pid()).doesNotContain("\tat ");

        first.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        Files.deleteIfExists(home.resolve("run/address"));
        Process third = start("third", "--samples.dir=" + samples);
        URI again = awaitAddress();
        assertThat(Api.at(again)
                        .with(admin.token())
                        .get("/api/v1/services/text-classify")
                        .json()
                        .path("pid")
                        .asLong())
                .isEqualTo(pid);
        await().atMost(LIMIT)
                .until(() -> Api.at(again).get("/ai/text-classify/x").status() == 200);
        assertThat(output("third")).contains("text-classify").doesNotContain(password);

        Api.at(again).with(admin.token()).delete("/api/v1/services/text-classify");
        third.destroy(); // SIGTERM
        assertThat(third.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(home.resolve("postgres/data/postmaster.pid")).doesNotExist();
        assertThat(home.resolve("run/address")).doesNotExist();
    }

    @Test
    void aTakenPortAndWrongSettingsAreToldInWordsBeforeAnythingIsTouched() throws Exception {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path unused = folder.resolve("unused");
            Process taken =
                    launch("taken", List.of("--home.dir=" + unused, "--server.port=" + stranger.getLocalPort()));
            assertThat(taken.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(taken.exitValue()).isEqualTo(Main.CANNOT_START);
            assertThat(output("taken"))
                    .contains("is taken by process " + ProcessHandle.current().pid())
                    .doesNotContain("\tat ");
            assertThat(unused.resolve("postgres")).doesNotExist();
        }
        Process wrong = launch("wrong", List.of("--nope=1", "--server.port=x", "--home.dir=" + folder.resolve("none")));
        assertThat(wrong.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong.exitValue()).isEqualTo(Main.BAD_SETTINGS);
        assertThat(output("wrong")).contains("--nope: no such setting", "--server.port: must be");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    private Process start(String name, String... more) throws IOException {
        return launch(
                name,
                Stream.concat(
                                Stream.of("--home.dir=" + home, "--server.port=0", "--ports.range=22000-22999"),
                                Stream.of(more))
                        .toList());
    }

    private Process launch(String name, List<String> settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(settings);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .start();
        started.add(process);
        return process;
    }

    private URI awaitAddress() {
        Path file = home.resolve("run/address");
        await().atMost(LIMIT)
                .until(() -> Files.exists(file) && !Files.readString(file).isBlank());
        return readAddress(file);
    }

    private static URI readAddress(Path file) {
        try {
            return URI.create(Files.readString(file).strip());
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private String output(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".out"));
    }
}
