package io.aiops.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiops.app.Api.Answer;
import io.aiops.app.PlatformExtension.Running;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls of code, on the server in the process. */
@ExtendWith(PlatformExtension.class)
@PlatformSettings("--upload.max-bytes=100000000")
class GiteaTest {

    private static final String REPOS = "/api/v1/gitea/repos";
    private static final String UPLOAD = REPOS + "/upload";
    private static final String AWS_KEY = "AKIAQ7ZT5VN2XW8RLM4C";

    @TempDir
    Path folder;

    private Running running;
    private Api admin;

    @BeforeEach
    void signIn(Running platform) {
        running = platform;
        admin = platform.admin();
    }

    @Test
    void withoutAnySettingTheCodeIsKeptByTheServerInTheProcess() {
        JsonNode config = admin.get("/api/v1/gitea/config").json();

        assertThat(config.path("source").asText()).isEqualTo("embedded");
        assertThat(config.path("server_url").asText())
                .isEqualTo(running.platform().address() + "/git");
        assertThat(config.path("default_owner").asText()).isEqualTo("aiops");
        assertThat(config.path("access_token").asText()).isEqualTo("***");
        Answer test = admin.get("/api/v1/gitea/test-connection?body_limit=true");
        assertThat(test.json().path("success").asBoolean()).as(test.toString()).isTrue();
        assertThat(test.json().path("server_version").asText()).isNotEmpty();
        assertThat(test.json().path("user").asText()).isNotEmpty();
        assertThat(test.json().path("steps").findValuesAsText("name"))
                .startsWith("name", "connection", "version")
                .contains("git");
        assertThat(test.json().at("/steps/0/milliseconds").isNumber()).isTrue();
    }

    @Test
    void aRepositoryIsMadeOnceAndListedInPages() {
        Answer made = admin.post(
                REPOS, Map.of("algorithm_id", "listed-a", "algorithm_name", "文本分类", "description", "Sorts 文本"));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.json().path("full_name").asText()).isEqualTo("aiops/listed-a");
        assertThat(made.json().path("clone_url").asText())
                .isEqualTo(running.platform().address() + "/git/aiops/listed-a.git");
        assertThat(made.json().path("default_branch").asText()).isEqualTo("main");
        assertThat(made.json().path("created").asBoolean()).isTrue();

        Answer again = admin.post(REPOS, Map.of("algorithm_id", "listed-a"));
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("created").asBoolean()).isFalse();
        admin.post(REPOS, Map.of("algorithm_id", "listed-b"));

        List<JsonNode> items = new ArrayList<>();
        for (String cursor = ""; !cursor.equals("null"); ) {
            JsonNode page = admin.get(REPOS + "?limit=1&cursor=" + cursor).json();
            page.path("items").forEach(items::add);
            cursor = page.path("next_cursor").asText();
        }
        assertThat(items)
                .extracting(item -> item.path("full_name").asText())
                .contains("aiops/listed-a", "aiops/listed-b")
                .doesNotHaveDuplicates();
        JsonNode first = items.stream()
                .filter(item -> item.path("algorithm_id").asText().equals("listed-a"))
                .findFirst()
                .orElseThrow();
        assertThat(first.path("description").asText()).isEqualTo("Sorts 文本");
        assertThat(first.path("empty").asBoolean()).isTrue();
        assertThat(first.path("private").asBoolean()).isTrue();
        assertThat(first.path("archived").asBoolean()).isFalse();
        assertThat(first.path("updated_at").asText()).isNotEmpty();
        assertThat(admin.get(REPOS + "?cursor=x").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a b", "", "x.git", "a/b", "."})
    void anIdThatNoRepositoryCanHaveIsRefused(String id) {
        assertThat(admin.post(REPOS, Map.of("algorithm_id", id)).status()).isEqualTo(400);
        assertThat(upload(UploadFormBody.of(id).file("a.py", "1")).status()).isEqualTo(400);
    }

    @Test
    void theGitCommandLineClonesByPasswordAndByTokenAndBranchesShowWhatItPushed() throws Exception {
        String url = made("by-hand");
        Path work = Files.createDirectory(folder.resolve("work"));
        Files.writeString(work.resolve("algorithm.py"), "print('one')\n");
        git(work, "init", "-q", "-b", "main");
        git(work, "add", ".");
        git(work, "commit", "-qm", "one");
        git(work, "tag", "v1");
        git(work, "push", "-q", signed(url, "admin", PlatformExtension.ADMIN_PASSWORD), "main", "v1");
        String commit = git(work, "rev-parse", "HEAD").strip();

        JsonNode refs = admin.get(REPOS + "/by-hand/branches").json();
        assertThat(refs.path("default_branch").asText()).isEqualTo("main");
        assertThat(refs.at("/branches/0/name").asText()).isEqualTo("main");
        assertThat(refs.at("/branches/0/commit").asText()).isEqualTo(commit);
        assertThat(refs.at("/tags/0/name").asText()).isEqualTo("v1");
        assertThat(refs.at("/tags/0/commit").asText()).isEqualTo(commit);
        git(folder, "clone", "-q", signed(url, "anybody", admin.token()), "copy");
        assertThat(folder.resolve("copy/algorithm.py")).hasContent("print('one')");
        assertThat(admin.get(REPOS + "/never-made/branches").status()).isEqualTo(404);
    }

    @Test
    void aFewSmallFilesGoByOneCommitOfTheApiAndTheSameFilesTwiceMakeOneCommit() throws Exception {
        Api user = running.user("uploads-code");
        UploadFormBody form = UploadFormBody.of("small")
                .field("message", "第一版")
                .file("algorithm.py", "print(1)\n")
                .file("src/数据/读取.py", "data = 1\n");

        Answer first = user.send(form.to(user, UPLOAD));
        assertThat(first.status()).as(first.toString()).isEqualTo(200);
        assertThat(first.json().path("route").asText()).isEqualTo("contents");
        assertThat(first.json().path("branch").asText()).isEqualTo("main");
        assertThat(first.json().path("files").asInt()).isEqualTo(2);
        assertThat(first.json().path("changed").asBoolean()).isTrue();
        Answer second = user.send(form.to(user, UPLOAD));
        assertThat(second.json().path("commit")).isEqualTo(first.json().path("commit"));
        assertThat(second.json().path("changed").asBoolean())
                .as(second.toString())
                .isFalse();

        Path copy = cloned("small");
        assertThat(copy.resolve("src/数据/读取.py")).hasContent("data = 1");
        assertThat(git(copy, "log", "--format=%s by %an").strip()).isEqualTo("第一版 by uploads-code");
        assertThat(git(copy, "rev-parse", "HEAD").strip())
                .isEqualTo(first.json().path("commit").asText());
        assertThat(noUploadLeft()).isTrue();
    }

    @Test
    void anotherBranchBeginsWithTheUploadAloneAndReplaceTakesTheOldFilesAway() throws Exception {
        upload(UploadFormBody.of("branches").file("a.py", "a").file("b.py", "b"));

        Answer other =
                upload(UploadFormBody.of("branches").field("branch", "dev/x").file("c.py", "c"));
        assertThat(other.status()).as(other.toString()).isEqualTo(200);
        assertThat(other.json().path("branch").asText()).isEqualTo("dev/x");
        Answer replaced =
                upload(UploadFormBody.of("branches").field("mode", "replace").file("d.py", "d"));
        assertThat(replaced.json().path("changed").asBoolean())
                .as(replaced.toString())
                .isTrue();
        Path copy = cloned("branches");
        assertThat(copy.resolve("a.py")).doesNotExist();
        assertThat(copy.resolve("d.py")).exists();
        assertThat(git(copy, "ls-tree", "--name-only", "origin/dev/x").strip()).isEqualTo("c.py");
        assertThat(upload(UploadFormBody.of("branches")
                                .field("mode", "overwrite")
                                .file("d.py", "d"))
                        .json()
                        .at("/errors/0/field")
                        .asText())
                .isEqualTo("mode");
        assertThat(upload(UploadFormBody.of("branches").field("branch", "a..b").file("d.py", "d"))
                        .json()
                        .at("/errors/0/field")
                        .asText())
                .isEqualTo("branch");
    }

    @Test
    void codeAndALargeModelArriveByteForByteAndEnvironmentsStayBehind() throws Exception {
        byte[] model = noise(20_000_000);

        Answer done = upload(UploadFormBody.of("text-classification")
                .file("algorithm.py", "import model\n")
                .file("model.pth", model)
                .file("venv/bin/python", "#!")
                .file("node_modules/left-pad/index.js", "module.exports = 1"));

        assertThat(done.status()).as(done.toString()).isEqualTo(200);
        assertThat(done.json().path("files").asInt()).isEqualTo(2);
        assertThat(done.json().path("bytes").asLong()).isEqualTo(20_000_013);
        assertThat(done.json().path("left_out").toString()).contains("venv/", "node_modules/");
        Path copy = cloned("text-classification");
        assertThat(Files.readAllBytes(copy.resolve("model.pth"))).isEqualTo(model);
        assertThat(copy.resolve("venv")).doesNotExist();
        assertThat(copy.resolve("node_modules")).doesNotExist();
        assertThat(noUploadLeft()).isTrue();
    }

    @Test
    void anArchiveIsUnpackedAndAHostileOneLeavesNothing() throws Exception {
        Answer done = upload(UploadFormBody.of("archived").file("code.zip", zip("top/a.py", "top/lib/b.py")));
        assertThat(done.status()).as(done.toString()).isEqualTo(200);
        assertThat(done.json().path("files").asInt()).isEqualTo(2);
        assertThat(cloned("archived").resolve("lib/b.py")).exists();

        Answer field = upload(UploadFormBody.of("archived").file("archive", "whatever", zip("c.py")));
        assertThat(field.status()).as(field.toString()).isEqualTo(200);
        Answer hostile = upload(UploadFormBody.of("hostile-zip").file("archive", "code.zip", zip("../evil.py")));
        assertThat(hostile.status()).isEqualTo(400);
        assertThat(hostile.code()).isEqualTo("INVALID_ARCHIVE");
        assertThat(admin.get(REPOS + "/hostile-zip/branches").status()).isEqualTo(404);
        Answer both = upload(UploadFormBody.of("archived")
                .file("archive", "code.zip", zip("c.py"))
                .file("a.py", "1"));
        assertThat(both.json().at("/errors/0/field").asText()).isEqualTo("archive");
        assertThat(noUploadLeft()).isTrue();
    }

    @Test
    void aFileWithAKeyIsBlockedAndLetPassWithAReason() {
        UploadFormBody form =
                UploadFormBody.of("leaky").file("settings.py", "region = 'x'\naws_access_key_id = '" + AWS_KEY + "'\n");

        Answer preflight = admin.send(form.to(admin, UPLOAD + "?preflight=true"));
        assertThat(preflight.status()).as(preflight.toString()).isEqualTo(200);
        assertThat(preflight.json().path("blocked").asBoolean()).isTrue();
        assertThat(preflight.json().path("files").asInt()).isEqualTo(1);
        assertThat(preflight.json().path("why").asText()).isNotEmpty();
        Answer blocked = admin.send(form.to(admin, UPLOAD));
        assertThat(blocked.status()).isEqualTo(400);
        assertThat(blocked.code()).isEqualTo("INVALID_CODE");
        assertThat(blocked.json().path("findings").path(0).path("path").asText())
                .isEqualTo("settings.py");
        assertThat(blocked.json().at("/findings/0/line").asInt()).isEqualTo(2);
        assertThat(blocked.body() + preflight.body()).doesNotContain(AWS_KEY);
        assertThat(admin.get(REPOS + "/leaky/branches").status())
                .as("no repository was made")
                .isEqualTo(404);

        String id = blocked.json().at("/findings/0/id").asText();
        assertThat(admin.send(form.field("allow", "{\"" + id + "\":\" \"}").to(admin, UPLOAD))
                        .status())
                .isEqualTo(400);
        Answer passed = upload(UploadFormBody.of("leaky")
                .file("settings.py", "region = 'x'\naws_access_key_id = '" + AWS_KEY + "'\n")
                .field("allow", "{\"" + id + "\":\"an example of the documentation\"}"));
        assertThat(passed.status()).as(passed.toString()).isEqualTo(200);
        assertThat(noUploadLeft()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil.py", "/etc/evil.py", "a/../../evil.py", ".git/hooks/pre-commit", "a//b.py", "con"})
    void aHostileNameBlocksTheUpload(String name) {
        Answer answer =
                upload(UploadFormBody.of("hostile-name").file("good.py", "1").file(name, "2"));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.json().at("/refused/0/path").asText()).isEqualTo(name);
        assertThat(running.home().resolve("evil.py")).doesNotExist();
        assertThat(admin.get(REPOS + "/hostile-name/branches").status()).isEqualTo(404);
        assertThat(noUploadLeft()).isTrue();
    }

    @Test
    void aPathThatIsThereTwiceOrUnderAFileIsRefused() {
        Answer answer = upload(UploadFormBody.of("twice")
                .file("a", "1")
                .file("a", "2")
                .file("a/b", "3")
                .file("A", "4"));

        assertThat(answer.json().path("refused")).as(answer.toString()).hasSize(3);
    }

    @Test
    void aFormThatIsNoneIsRefusedByField() {
        assertThat(admin.post(UPLOAD, Map.of("algorithm_id", "x")).status()).isEqualTo(415);
        assertThat(field(new UploadFormBody().file("a.py", "1"))).isEqualTo("algorithm_id");
        assertThat(field(UploadFormBody.of("x"))).isEqualTo("files");
        assertThat(field(UploadFormBody.of("x").file("a.py", "1").field("allow", "[]")))
                .isEqualTo("allow");
        assertThat(noUploadLeft()).isTrue();
    }

    @Test
    void anUploadThatNobodyWaitsForIsFollowedToItsEnd() throws Exception {
        Answer begun = admin.send(UploadFormBody.of("followed")
                .file("model.bin", noise(3_000_000))
                .to(admin, UPLOAD + "?wait=false"));
        assertThat(begun.status()).as(begun.toString()).isEqualTo(202);
        String id = begun.json().path("upload_id").asText();
        assertThat(begun.header("Location")).isEqualTo("/api/v1/gitea/uploads/" + id);

        String events = admin.get("/api/v1/gitea/uploads/" + id + "/events").body();
        assertThat(events).startsWith("event: progress\n").containsOnlyOnce("event: end\n");
        JsonNode ended = admin.get("/api/v1/gitea/uploads/" + id).json();
        assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("done");
        assertThat(ended.at("/progress/bytes_done").asLong()).isEqualTo(3_000_000);
        assertThat(ended.at("/result/commit").asText()).hasSize(40);
        assertThat(ended.path("problem").isNull()).isTrue();
        assertThat(admin.delete("/api/v1/gitea/uploads/" + id)
                        .json()
                        .path("state")
                        .asText())
                .as("too late to cancel")
                .isEqualTo("done");
        assertThat(admin.get("/api/v1/gitea/uploads/none").code()).isEqualTo("UPLOAD_NOT_FOUND");
        assertThat(noUploadLeft()).isTrue();
    }

    @Test
    void aWorkingCopyIsClonedPulledAndPushed() throws Exception {
        String first = upload(UploadFormBody.of("copied").file("a.py", "1"))
                .json()
                .path("commit")
                .asText();
        assertThat(call("copied", "pull", "").code()).isEqualTo("CODE_NOT_FOUND");

        Answer cloned = call("copied", "clone", Map.of("branch", "main", "depth", 1));
        assertThat(cloned.status()).as(cloned.toString()).isEqualTo(200);
        assertThat(cloned.json().path("commit").asText()).isEqualTo(first);
        assertThat(cloned.json().path("branch").asText()).isEqualTo("main");
        Path copy = running.home().resolve("code/copied");
        assertThat(cloned.json().path("path").asText()).isEqualTo(copy.toString());
        assertThat(Files.readString(copy.resolve(".git/config"))).doesNotContain(admin.token());
        assertThat(call("copied", "clone", "{}").status()).isEqualTo(409);

        String second = upload(UploadFormBody.of("copied").file("b.py", "2"))
                .json()
                .path("commit")
                .asText();
        JsonNode pulled = call("copied", "pull", "").json();
        assertThat(pulled.path("before").asText()).isEqualTo(first);
        assertThat(pulled.path("after").asText()).isEqualTo(second);
        assertThat(pulled.path("changed").asBoolean()).isTrue();
        assertThat(copy.resolve("b.py")).exists();

        Files.writeString(copy.resolve("c.py"), "3");
        Answer pushed = call("copied", "push", Map.of("message", "c"));
        assertThat(pushed.status()).as(pushed.toString()).isEqualTo(200);
        assertThat(admin.get(REPOS + "/copied/branches").json().at("/branches/0/commit"))
                .isEqualTo(pushed.json().path("commit"));

        upload(UploadFormBody.of("copied").file("d.py", "4"));
        Files.writeString(copy.resolve("e.py"), "5");
        Answer behind = call("copied", "push", Map.of("message", "e"));
        assertThat(behind.status()).as(behind.toString()).isEqualTo(409);
        assertThat(behind.json().path("detail").asText()).contains("pull first");
    }

    @Test
    void aBranchThatWasForcePushedCannotBePulledAndIsClonedAnew() throws Exception {
        upload(UploadFormBody.of("forced").file("a.py", "1"));
        call("forced", "clone", "{}");
        Path work = Files.createDirectory(folder.resolve("other"));
        Files.writeString(work.resolve("z.py"), "z");
        git(work, "init", "-q", "-b", "main");
        git(work, "add", ".");
        git(work, "commit", "-qm", "z");
        String url = running.platform().address() + "/git/aiops/forced.git";
        git(work, "push", "-qf", signed(url, "admin", PlatformExtension.ADMIN_PASSWORD), "main");

        Answer refused = call("forced", "pull", "");
        assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
        assertThat(refused.json().path("detail").asText()).contains("force-pushed");
        assertThat(call("forced", "clone", Map.of("replace", true)).status()).isEqualTo(200);
        assertThat(running.home().resolve("code/forced/z.py")).exists();
        assertThat(running.home().resolve("code/forced/a.py")).doesNotExist();
    }

    @Test
    void usersUploadButOnlyAdministratorsTouchTheHostAndTheConnection() {
        Api user = running.user("no-admin");

        assertThat(user.get("/api/v1/gitea/config").status()).isEqualTo(200);
        assertThat(user.get(REPOS).status()).isEqualTo(200);
        for (String path :
                List.of("/gitea/repos/x/clone", "/gitea/repos/x/pull", "/gitea/repos/x/push", "/gitea/config")) {
            assertThat(user.post("/api/v1" + path, "{}").status()).as(path).isEqualTo(403);
        }
        assertThat(user.get("/api/v1/gitea/config/history").status()).isEqualTo(403);
        assertThat(user.get("/api/v1/gitea/test-connection?body_limit=true").status())
                .isEqualTo(403);
        assertThat(running.nobody().get(REPOS).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get /config",
                "post /config",
                "get /config/history",
                "get /test-connection",
                "get /repos",
                "post /repos",
                "get /repos/{algorithm_id}/branches",
                "post /repos/upload",
                "get /uploads/{upload_id}",
                "get /uploads/{upload_id}/events",
                "delete /uploads/{upload_id}",
                "post /repos/{algorithm_id}/clone",
                "post /repos/{algorithm_id}/pull",
                "post /repos/{algorithm_id}/push"
            })
    void everyCallIsInTheDocument(String call) {
        String[] words = call.split(" ");
        JsonNode paths = running.nobody().get("/openapi.json").json().path("paths");

        assertThat(paths.path("/api/v1/gitea" + words[1]).has(words[0])).isTrue();
    }

    private Answer upload(UploadFormBody form) {
        return admin.send(form.to(admin, UPLOAD));
    }

    private String field(UploadFormBody form) {
        return upload(form).json().at("/errors/0/field").asText();
    }

    private Answer call(String algorithm, String what, Object body) {
        return admin.post(REPOS + "/" + algorithm + "/" + what, body);
    }

    private String made(String algorithm) {
        return admin.post(REPOS, Map.of("algorithm_id", algorithm))
                .json()
                .path("clone_url")
                .asText();
    }

    private Path cloned(String algorithm) throws Exception {
        String url = running.platform().address() + "/git/aiops/" + algorithm + ".git";
        git(folder, "clone", "-q", signed(url, "admin", PlatformExtension.ADMIN_PASSWORD), algorithm);
        return folder.resolve(algorithm);
    }

    private boolean noUploadLeft() {
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            try (Stream<Path> left = Files.list(running.home().resolve("run/uploads"))) {
                return left.findAny().isEmpty();
            }
        });
        return true;
    }

    private static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(7).nextBytes(noise);
        return noise;
    }

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (String name : names) {
                out.putNextEntry(new ZipEntry(name));
                out.write(name.getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static String signed(String url, String user, String password) {
        URI plain = URI.create(url);
        return plain.getScheme() + "://" + user + ":" + password + "@" + plain.getRawAuthority() + plain.getRawPath();
    }

    private static String git(Path work, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "git",
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@example.org",
                "-c",
                "credential.helper=",
                "-C",
                work.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
