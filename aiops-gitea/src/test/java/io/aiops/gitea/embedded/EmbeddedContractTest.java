package io.aiops.gitea.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every answer of every endpoint, held against Gitea's own description. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EmbeddedContractTest {

    private static final String REPO = "/repos/{owner}/{repo}";

    private final GiteaSwagger swagger = new GiteaSwagger();

    private ServerUnderTest server;
    private Caller ada;
    private Caller bob;
    private Caller root;

    @BeforeAll
    void startServer(@TempDir Path home) {
        server = new ServerUnderTest(
                home, builder -> builder.limits(GitLimits.standard().withBody(200_000)));
        ada = server.as("ada");
        bob = server.as("bob");
        root = server.as("root");
    }

    @AfterAll
    void everyOperationOfTheDescriptionHasAnsweredWellOnce() {
        server.close();
        Set<String> left = new HashSet<>(swagger.operations());
        left.removeAll(swagger.succeeded());
        assertThat(left).as("operations without a good answer").isEmpty();
    }

    @Test
    void theServerSpeaksOfItself() {
        assertThat(check("get /version", server.anonymous().get("/version"), 200)
                        .get("version")
                        .asText())
                .isEqualTo("1.27.1+aiops-embedded");
        check("get /settings/api", server.anonymous().get("/settings/api"), 200);
        check("get /settings/repository", server.anonymous().get("/settings/repository"), 200);
        check("get /settings/attachment", server.anonymous().get("/settings/attachment"), 200);
    }

    @Test
    void usersAreShownToWhoSignedIn() {
        JsonNode user = check("get /user", ada.get("/user"), 200);
        assertThat(user.get("login").asText()).isEqualTo("ada");
        assertThat(user.get("full_name").asText()).isEqualTo("Ada L.");
        check("get /user", server.anonymous().get("/user"), 401);
        check("get /user", server.withToken("wrong").get("/user"), 401);
        check("get /users/{username}", bob.get("/users/ADA"), 200);
        check("get /users/{username}", bob.get("/users/aiops"), 200);
        check("get /users/{username}", bob.get("/users/nobody"), 404);
    }

    @Test
    void organisationsAreThereByConfigurationAndCanBeMade() {
        assertThat(check("get /orgs/{org}", bob.get("/orgs/aiops"), 200)
                        .get("username")
                        .asText())
                .isEqualTo("aiops");
        check("get /orgs/{org}", bob.get("/orgs/none"), 404);
        check("post /orgs", bob.post("/orgs", "{'username':'lab','full_name':'The lab'}"), 201);
        check("post /orgs", bob.post("/orgs", "{'username':'LAB'}"), 422);
        check("post /orgs", bob.post("/orgs", "{'username':'ada'}"), 422);
        check("post /orgs", bob.post("/orgs", "{'username':'a..b'}"), 422);
        check("post /orgs", bob.post("/orgs", "{}"), 422);
        check("get /orgs", bob.get("/orgs"), 200);
        assertThat(check("get /user/orgs", bob.get("/user/orgs"), 200).toString())
                .contains("lab");
        assertThat(check("get /user/orgs", bob.get("/user/orgs"), 200).toString())
                .doesNotContain("aiops");
        check("get /users/{username}/orgs", bob.get("/users/ada/orgs"), 200);
        check("get /users/{username}/orgs", bob.get("/users/nobody/orgs"), 404);
        check("post /orgs/{org}/repos", bob.post("/orgs/lab/repos", "{'name':'made'}"), 201);
    }

    @Test
    void repositoriesAreMadeWhereOneMay() {
        JsonNode made = check(
                "post /user/repos",
                ada.post("/user/repos", "{'name':'first','description':'d','private':true,'default_branch':'trunk'}"),
                201);
        assertThat(made.get("full_name").asText()).isEqualTo("ada/first");
        assertThat(made.get("empty").asBoolean()).isTrue();
        assertThat(made.get("private").asBoolean()).isTrue();
        assertThat(made.get("default_branch").asText()).isEqualTo("trunk");
        assertThat(made.get("clone_url").asText()).isEqualTo(server.url() + "ada/first.git");
        check("post /user/repos", ada.post("/user/repos", "{'name':'FIRST'}"), 409);
        check("post /user/repos", ada.post("/user/repos", "{}"), 422);
        check("post /user/repos", ada.post("/user/repos", "{'name':7}"), 422);
        check("post /user/repos", ada.post("/user/repos", "no json"), 422);
        check("post /user/repos", ada.post("/user/repos", "{'name':'x','object_format_name':'sha256'}"), 422);
        check("post /user/repos", ada.post("/user/repos", "{'name':'x','license':'MIT'}"), 422);
        check("post /user/repos", ada.post("/user/repos", "{'name':'x','default_branch':'a..b'}"), 422);
        check("post /orgs/{org}/repos", ada.post("/orgs/aiops/repos", "{'name':'shared'}"), 201);
        check("post /orgs/{org}/repos", ada.post("/orgs/aiops/repos", "{'name':'shared'}"), 409);
        check("post /orgs/{org}/repos", bob.post("/orgs/aiops/repos", "{'name':'mine'}"), 403);
        check("post /orgs/{org}/repos", ada.post("/orgs/none/repos", "{'name':'mine'}"), 404);
        check("post /admin/users/{username}/repos", root.post("/admin/users/bob/repos", "{'name':'given'}"), 201);
        check("post /admin/users/{username}/repos", ada.post("/admin/users/bob/repos", "{'name':'g2'}"), 403);
        check("post /admin/users/{username}/repos", root.post("/admin/users/none/repos", "{'name':'g2'}"), 404);
    }

    @Test
    void repositoriesAreListedFoundChangedAndDeleted() {
        ada.post("/user/repos", "{'name':'listed','description':'unlikely text'}");
        ada.post("/user/repos", "{'name':'hidden','private':true}");
        assertThat(check("get /user/repos", ada.get("/user/repos"), 200).toString())
                .contains("ada/hidden");
        check("get /orgs/{org}/repos", ada.get("/orgs/aiops/repos"), 200);
        check("get /orgs/{org}/repos", ada.get("/orgs/none/repos"), 404);
        assertThat(check("get /users/{username}/repos", bob.get("/users/ada/repos"), 200)
                        .toString())
                .contains("ada/listed")
                .doesNotContain("ada/hidden");
        check("get /users/{username}/repos", bob.get("/users/nobody/repos"), 404);
        JsonNode found = check(
                "get /repos/search", bob.get("/repos/search?q=UNLIKELY&includeDesc=true&sort=created&order=desc"), 200);
        assertThat(found.get("data")).hasSize(1);
        check("get /repos/search", bob.get("/repos/search?sort=none"), 422);
        check("get " + REPO, bob.get("/repos/ada/listed"), 200);
        check("get " + REPO, bob.get("/repos/ada/hidden"), 404);
        check("patch " + REPO, bob.patch("/repos/ada/listed", "{'description':'x'}"), 403);
        check("patch " + REPO, ada.patch("/repos/ada/listed", "{'name':'hidden'}"), 422);
        check("patch " + REPO, ada.patch("/repos/ada/listed", "{'name':'..'}"), 422);
        JsonNode changed = check(
                "patch " + REPO,
                ada.patch("/repos/ada/listed", "{'name':'renamed','description':'new','archived':true}"),
                200);
        assertThat(changed.get("name").asText()).isEqualTo("renamed");
        assertThat(changed.get("archived").asBoolean()).isTrue();
        Answer moved = swagger.check("get " + REPO, ada.get("/repos/ada/listed"));
        assertThat(moved.status()).isEqualTo(307);
        assertThat(moved.header("Location")).hasValue(server.url() + "api/v1/repos/ada/renamed");
        Answer below = swagger.check("get " + REPO + "/hooks", ada.get("/repos/ada/listed/hooks?page=1"));
        assertThat(below.header("Location")).hasValue(server.url() + "api/v1/repos/ada/renamed/hooks?page=1");
        check("put " + REPO + "/topics", ada.put("/repos/ada/renamed/topics", "{'topics':['a']}"), 423);
        check("delete " + REPO, bob.delete("/repos/ada/renamed"), 403);
        check("delete " + REPO, ada.delete("/repos/ada/renamed"), 204);
        check("delete " + REPO, ada.delete("/repos/ada/renamed"), 404);
    }

    @Test
    void topicsAreSetAndWrongOnesNamed() {
        ada.post("/user/repos", "{'name':'topics'}");
        check("put " + REPO + "/topics", ada.put("/repos/ada/topics/topics", "{'topics':['ML','vision','ml']}"), 204);
        assertThat(check("get " + REPO + "/topics", bob.get("/repos/ada/topics/topics"), 200)
                        .toString())
                .isEqualTo("{\"topics\":[\"ml\",\"vision\"]}");
        JsonNode wrong =
                check("put " + REPO + "/topics", ada.put("/repos/ada/topics/topics", "{'topics':['a b']}"), 422);
        assertThat(wrong.get("invalidTopics").get(0).asText()).isEqualTo("a b");
        check("put " + REPO + "/topics", bob.put("/repos/ada/topics/topics", "{'topics':[]}"), 403);
    }

    @Test
    void branchesAreMadeMovedRenamedAndDeleted() {
        String first = filled("branches");
        String base = "/repos/ada/branches/branches";
        String operation = REPO + "/branches";
        JsonNode made = check(
                "post " + operation, ada.post(base, "{'new_branch_name':'feature/x','old_ref_name':'main'}"), 201);
        assertThat(made.at("/commit/id").asText()).isEqualTo(first);
        check("post " + operation, ada.post(base, "{'new_branch_name':'feature/x'}"), 409);
        check("post " + operation, ada.post(base, "{'new_branch_name':'feature'}"), 409);
        check("post " + operation, ada.post(base, "{'new_branch_name':'y','old_ref_name':'none'}"), 404);
        check("post " + operation, ada.post(base, "{'new_branch_name':'a..b'}"), 422);
        check("post " + operation, bob.post(base, "{'new_branch_name':'b'}"), 403);
        assertThat(check("get " + operation, bob.get(base), 200)).hasSize(2);
        String one = operation + "/{branch}";
        check("get " + one, bob.get(base + "/feature/x"), 200);
        check("get " + one, bob.get(base + "/feature%2Fx"), 200);
        check("get " + one, bob.get(base + "/none"), 404);
        String second = commitTo("branches", "main", "b.txt");
        check("put " + one, ada.put(base + "/feature/x", "{'new_commit_id':'" + second + "'}"), 204);
        check(
                "put " + one,
                ada.put(base + "/feature/x", "{'new_commit_id':'" + first + "','old_commit_id':'" + first + "'}"),
                409);
        check("put " + one, ada.put(base + "/feature/x", "{'new_commit_id':'" + first + "'}"), 422);
        check("put " + one, ada.put(base + "/feature/x", "{'new_commit_id':'" + first + "','force':true}"), 204);
        check("put " + one, ada.put(base + "/none", "{'new_commit_id':'" + first + "'}"), 404);
        check("put " + one, ada.put(base + "/feature/x", "{}"), 422);
        check("put " + one, bob.put(base + "/feature/x", "{'new_commit_id':'" + first + "'}"), 403);
        check("patch " + one, ada.patch(base + "/feature/x", "{'name':'feature/y'}"), 204);
        check("patch " + one, ada.patch(base + "/feature/y", "{'name':'main'}"), 422);
        check("patch " + one, ada.patch(base + "/none", "{'name':'z'}"), 404);
        check("delete " + one, ada.delete(base + "/feature/y"), 204);
        check("delete " + one, ada.delete(base + "/feature/y"), 404);
        check("delete " + one, ada.delete(base + "/main"), 403);
        check("patch " + one, ada.patch(base + "/main", "{'name':'trunk'}"), 204);
        assertThat(ada.get("/repos/ada/branches").json().get("default_branch").asText())
                .isEqualTo("trunk");
    }

    @Test
    void tagsAreMadeReadAndDeleted() {
        String first = filled("tags");
        String base = "/repos/ada/tags/tags";
        JsonNode light = check("post " + REPO + "/tags", ada.post(base, "{'tag_name':'v1'}"), 201);
        assertThat(light.get("id").asText()).isEqualTo(first);
        JsonNode annotated = check(
                "post " + REPO + "/tags", ada.post(base, "{'tag_name':'v2','target':'main','message':'Two'}"), 201);
        assertThat(annotated.get("id").asText()).isNotEqualTo(first);
        assertThat(annotated.at("/commit/sha").asText()).isEqualTo(first);
        assertThat(annotated.get("message").asText()).isEqualTo("Two\n");
        check("post " + REPO + "/tags", ada.post(base, "{'tag_name':'v1'}"), 409);
        check("post " + REPO + "/tags", ada.post(base, "{'tag_name':'v3','target':'none'}"), 404);
        check("post " + REPO + "/tags", ada.post(base, "{'tag_name':'a b'}"), 422);
        assertThat(check("get " + REPO + "/tags", bob.get(base), 200)).hasSize(2);
        check("get " + REPO + "/tags/{tag}", bob.get(base + "/v2"), 200);
        check("get " + REPO + "/tags/{tag}", bob.get(base + "/v9"), 404);
        check("delete " + REPO + "/tags/{tag}", bob.delete(base + "/v2"), 403);
        check("delete " + REPO + "/tags/{tag}", ada.delete(base + "/v2"), 204);
        check("delete " + REPO + "/tags/{tag}", ada.delete(base + "/v2"), 404);
    }

    @Test
    void commitsAreListedWithWhatTheyChanged() {
        ada.post("/user/repos", "{'name':'commits'}");
        String base = "/repos/ada/commits";
        check("get " + REPO + "/commits", ada.get(base + "/commits"), 409);
        String first = commitTo("commits", "main", "a.txt");
        String second = commitTo("commits", "main", "b.txt");
        Answer list = swagger.check("get " + REPO + "/commits", bob.get(base + "/commits"));
        assertThat(list.json().findValuesAsText("sha")).contains(first, second);
        assertThat(list.header("X-Total")).hasValue("2");
        JsonNode cheap = check(
                "get " + REPO + "/commits",
                bob.get(base
                        + "/commits?path=a.txt&stat=false&verification=false&files=false&since=2020-01-01T00:00:00Z"),
                200);
        assertThat(cheap).hasSize(1);
        check("get " + REPO + "/commits", bob.get(base + "/commits?sha=none"), 404);
        JsonNode one = check("get " + REPO + "/git/commits/{sha}", bob.get(base + "/git/commits/" + second), 200);
        assertThat(one.at("/files/0/filename").asText()).isEqualTo("b.txt");
        assertThat(one.at("/files/0/status").asText()).isEqualTo("added");
        assertThat(one.at("/stats/additions").asInt()).isEqualTo(1);
        assertThat(one.at("/parents/0/sha").asText()).isEqualTo(first);
        check("get " + REPO + "/git/commits/{sha}", bob.get(base + "/git/commits/" + "1".repeat(40)), 404);
    }

    @Test
    void treesFilesAndRefsAreRead() {
        filled("objects");
        String base = "/repos/ada/objects/git";
        String commit = commitTo("objects", "main", "deep/er/file.txt");
        JsonNode flat = check("get " + REPO + "/git/trees/{sha}", bob.get(base + "/trees/main"), 200);
        assertThat(flat.get("total_count").asInt()).isEqualTo(2);
        JsonNode all =
                check("get " + REPO + "/git/trees/{sha}", bob.get(base + "/trees/" + commit + "?recursive=true"), 200);
        assertThat(all.findValuesAsText("path")).containsExactly("README.md", "deep", "deep/er", "deep/er/file.txt");
        JsonNode page = check(
                "get " + REPO + "/git/trees/{sha}",
                bob.get(base + "/trees/" + commit + "?recursive=1&per_page=3&page=2"),
                200);
        assertThat(page.get("tree")).hasSize(1);
        assertThat(page.get("truncated").asBoolean()).isFalse();
        String blob = all.at("/tree/3/sha").asText();
        JsonNode file = check("get " + REPO + "/git/blobs/{sha}", bob.get(base + "/blobs/" + blob), 200);
        assertThat(decoded(file)).isEqualTo("deep/er/file.txt\n");
        check("get " + REPO + "/git/blobs/{sha}", bob.get(base + "/blobs/" + "1".repeat(40)), 404);
        check("get " + REPO + "/git/blobs/{sha}", bob.get(base + "/blobs/" + commit), 400);
        check("get " + REPO + "/git/trees/{sha}", bob.get(base + "/trees/" + blob), 400);
        check("get " + REPO + "/git/trees/{sha}", bob.get(base + "/trees/none"), 404);
        check("get " + REPO + "/git/refs", bob.get(base + "/refs"), 200);
        JsonNode refs = check("get " + REPO + "/git/refs/{ref}", bob.get(base + "/refs/heads/main"), 200);
        assertThat(refs.at("/0/object/sha").asText()).isEqualTo(commit);
        check("get " + REPO + "/git/refs/{ref}", bob.get(base + "/refs/heads/none"), 404);
    }

    @Test
    void oneCommitCreatesUpdatesUploadsRenamesAndDeletes() {
        filled("change");
        String base = "/repos/ada/change/contents";
        String files = REPO + "/contents";
        ada.post(
                base,
                "{'files':[" + step("create", "old.txt", "1") + "," + step("create", "gone.txt", "1") + ","
                        + step("create", "up.txt", "1") + "]}");
        String sha = bob.get(base + "/up.txt").json().get("sha").asText();
        JsonNode done = check(
                "post " + files,
                ada.post(
                        base,
                        "{'message':'All','files':[" + step("create", "ä #?%.txt", "new") + ","
                                + "{'operation':'update','path':'up.txt','content':'" + base64("2") + "','sha':'" + sha
                                + "'}," + step("upload", "any.txt", "x") + ","
                                + "{'operation':'rename','path':'dir/new.txt','from_path':'old.txt'},"
                                + "{'operation':'delete','path':'gone.txt'}]}"),
                201);
        assertThat(done.get("files")).hasSize(5);
        assertThat(done.get("files").get(4).isNull()).isTrue();
        assertThat(bob.get("/repos/ada/change/git/trees/main?recursive=1")
                        .json()
                        .findValuesAsText("path"))
                .containsExactlyInAnyOrder("README.md", "any.txt", "dir", "dir/new.txt", "up.txt", "ä #?%.txt");
        JsonNode odd = check("get " + files + "/{filepath}", bob.get(base + "/%C3%A4%20%23%3F%25.txt"), 200);
        assertThat(decoded(odd)).isEqualTo("new");
        String tip = tip("change");
        for (String fault : new String[] {
            step("create", "up.txt", "again"),
            "{'operation':'update','path':'up.txt','content':'MQ==','sha':'" + "1".repeat(40) + "'}",
            "{'operation':'update','path':'up.txt','content':'MQ=='}",
            "{'operation':'create','path':'b','content':'no base64!'}",
            "{'operation':'create','path':'../up','content':'MQ=='}",
            "{'operation':'create','path':'a/.GIT/config','content':'MQ=='}",
            "{'operation':'create','path':'up.txt/below','content':'MQ=='}",
            "{'operation':'create','path':'dir','content':'MQ=='}",
            "{'operation':'explode','path':'b'}",
            "{'operation':'rename','path':'b'}"
        }) {
            check(
                    "post " + files,
                    ada.post(base, "{'files':[" + step("create", "half.txt", "1") + "," + fault + "]}"),
                    422);
        }
        check("post " + files, ada.post(base, "{'files':[{'operation':'delete','path':'none'}]}"), 404);
        check("post " + files, ada.post(base, "{'branch':'none','files':[" + step("create", "b", "1") + "]}"), 404);
        check("post " + files, ada.post(base, "{'files':[]}"), 422);
        check("post " + files, bob.post(base, "{'files':[" + step("create", "b", "1") + "]}"), 403);
        check("post " + files, ada.post(base, "{'files':[" + step("create", "b", "x".repeat(200_000)) + "]}"), 413);
        assertThat(tip("change")).as("nothing half-done").isEqualTo(tip);
        check("post " + files, ada.post(base, "{'new_branch':'side','files':[" + step("create", "b", "1") + "]}"), 201);
        check("post " + files, ada.post(base, "{'new_branch':'side','files':[" + step("create", "c", "1") + "]}"), 422);
        assertThat(tip("change")).isEqualTo(tip);
        ada.patch("/repos/ada/change", "{'archived':true}");
        check("post " + files, ada.post(base, "{'files':[" + step("create", "b", "1") + "]}"), 423);
    }

    @Test
    void singleFilesAreMadeChangedAndDeleted() {
        ada.post("/user/repos", "{'name':'single'}");
        String base = "/repos/ada/single/contents/dir/f.txt";
        String operation = REPO + "/contents/{filepath}";
        JsonNode made = check(
                "post " + operation,
                ada.post(
                        base,
                        "{'content':'" + base64("1") + "','message':'One','author':{'name':'N','email':'n@e.x'},"
                                + "'dates':{'author':'2024-05-06T07:08:09+02:00'},'signoff':true}"),
                201);
        assertThat(made.at("/commit/author/date").asText()).isEqualTo("2024-05-06T07:08:09+02:00");
        assertThat(made.at("/commit/message").asText()).contains("Signed-off-by: N <n@e.x>");
        check("post " + operation, ada.post(base, "{'content':'MQ=='}"), 422);
        check("post " + operation, ada.post(base, "{}"), 422);
        String sha = made.at("/content/sha").asText();
        JsonNode changed =
                check("put " + operation, ada.put(base, "{'content':'" + base64("2") + "','sha':'" + sha + "'}"), 200);
        check("put " + operation, ada.put(base, "{'content':'MQ==','sha':'" + sha + "'}"), 422);
        check("put " + operation, ada.put("/repos/ada/single/contents/other.txt", "{'content':'MQ=='}"), 201);
        check("get " + operation, bob.get("/repos/ada/single/contents/none"), 404);
        JsonNode folder = bob.get("/repos/ada/single/contents/dir").json();
        assertThat(folder.get(0).get("last_commit_sha").asText())
                .isEqualTo(changed.at("/commit/sha").asText());
        check("get " + REPO + "/contents", bob.get("/repos/ada/single/contents?ref=main"), 200);
        check("get " + REPO + "/contents", bob.get("/repos/ada/single/contents?ref=none"), 404);
        String extended = REPO + "/contents-ext/{filepath}";
        String ext = "/repos/ada/single/contents-ext/dir";
        check("get " + extended, bob.get(ext), 200);
        JsonNode full = check(
                "get " + extended, bob.get(ext + "/f.txt?includes=file_content,commit_metadata,commit_message"), 200);
        assertThat(decoded(full.get("file_contents"))).isEqualTo("2");
        check("get " + extended, bob.get(ext + "?includes=none"), 400);
        check("get " + extended, bob.get(ext + "/none"), 404);
        JsonNode many = check(
                "post " + REPO + "/file-contents",
                ada.post("/repos/ada/single/file-contents", "{'files':['dir/f.txt','none']}"),
                200);
        assertThat(many).hasSize(2);
        assertThat(many.get(1).isNull()).isTrue();
        check(
                "get " + REPO + "/file-contents",
                bob.get("/repos/ada/single/file-contents?body=%7B%22files%22%3A%5B%22dir%2Ff.txt%22%5D%7D"),
                200);
        String now = changed.at("/content/sha").asText();
        check("delete " + operation, ada.call("DELETE", base, "{'sha':'" + sha + "'}"), 422);
        check("delete " + operation, ada.call("DELETE", base, "{}"), 422);
        check("delete " + operation, ada.call("DELETE", base, "{'sha':'" + now + "'}"), 200);
        check("delete " + operation, ada.call("DELETE", base, "{'sha':'" + now + "'}"), 404);
    }

    @Test
    void filesAndArchivesAreStreamed() {
        filled("raw");
        commitTo("raw", "main", "dir/f.txt");
        ada.post("/repos/ada/raw/branches", "{'new_branch_name':'feature/x'}");
        String raw = REPO + "/raw/{filepath}";
        Answer file = swagger.check("get " + raw, bob.get("/repos/ada/raw/raw/dir/f.txt?ref=feature/x"));
        assertThat(file.text()).isEqualTo("dir/f.txt\n");
        assertThat(file.header("ETag")).isPresent();
        assertThat(file.header("X-Gitea-Object-Type")).hasValue("blob");
        swagger.check("get " + REPO + "/media/{filepath}", bob.get("/repos/ada/raw/media/dir/f.txt"));
        check("get " + raw, bob.get("/repos/ada/raw/raw/dir"), 404);
        check("get " + raw, bob.get("/repos/ada/raw/raw/none"), 404);
        String archive = REPO + "/archive/{archive}";
        assertThat(swagger.check("get " + archive, bob.get("/repos/ada/raw/archive/feature/x.zip"))
                        .bytes())
                .startsWith('P', 'K');
        Answer tar = swagger.check("get " + archive, bob.get("/repos/ada/raw/archive/main.tar.gz?path=dir"));
        assertThat(tar.bytes()).startsWith(0x1f, 0x8b);
        assertThat(tar.header("Link").orElseThrow()).contains(tip("raw")).endsWith("rel=\"immutable\"");
        check("get " + archive, bob.get("/repos/ada/raw/archive/main.rar"), 400);
        check("get " + archive, bob.get("/repos/ada/raw/archive/none.zip"), 404);
        check("get " + archive, bob.get("/repos/ada/raw/archive/main.zip?path=none"), 404);
    }

    @Test
    void hooksAreMadeChangedTestedAndDeletedAndNeverShowTheirSecret() {
        filled("hooks");
        String base = "/repos/ada/hooks/hooks";
        String hooks = REPO + "/hooks";
        Answer made = swagger.check(
                "post " + hooks,
                ada.post(
                        base,
                        "{'type':'gitea','config':{'url':'http://127.0.0.1:1/h','content_type':'json','secret':'s3cr3t'},"
                                + "'events':['push'],'branch_filter':'main','authorization_header':'Bearer s3cr3t'}"));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text()).doesNotContain("s3cr3t");
        assertThat(made.json().get("active").asBoolean()).isFalse();
        String one = base + "/" + made.json().get("id").asText();
        check("post " + hooks, ada.post(base, "{'type':'slack','config':{}}"), 422);
        check("post " + hooks, ada.post(base, "{'type':'gitea','config':{'url':'x'}}"), 422);
        check(
                "post " + hooks,
                ada.post(base, "{'type':'gitea','config':{'url':'file:///etc/passwd','content_type':'json'}}"),
                422);
        check("post " + hooks, bob.post(base, "{}"), 403);
        assertThat(check("get " + hooks, ada.get(base), 200)).hasSize(1);
        check("get " + hooks + "/{id}", ada.get(one), 200);
        check("get " + hooks + "/{id}", ada.get(base + "/999999"), 404);
        check("get " + hooks + "/{id}", ada.get(base + "/x"), 404);
        assertThat(check("patch " + hooks + "/{id}", ada.patch(one, "{'events':['push','create']}"), 200)
                        .get("events"))
                .hasSize(2);
        check("patch " + hooks + "/{id}", ada.patch(one, "{'branch_filter':'[z-a]'}"), 422);
        check("post " + hooks + "/{id}/tests", ada.post(one + "/tests", ""), 204);
        assertThat(server.gitea().deliveries())
                .anyMatch(each -> each.repository().equals("ada/hooks"));
        check("post " + hooks + "/{id}/tests", ada.post(one + "/tests?ref=none", ""), 404);
        check("delete " + hooks + "/{id}", ada.delete(one), 204);
        check("delete " + hooks + "/{id}", ada.delete(one), 404);
    }

    @Test
    void statusesAreWrittenAndCombinedByTheWorst() {
        String sha = filled("statuses");
        String base = "/repos/ada/statuses";
        String combined = REPO + "/commits/{ref}/status";
        assertThat(check("get " + combined, bob.get(base + "/commits/main/status"), 200)
                        .get("total_count")
                        .asInt())
                .isZero();
        post(base, sha, "pending", "aiops/deploy");
        post(base, sha, "success", "aiops/deploy");
        post(base, sha, "failure", "other");
        JsonNode all = check("get " + combined, bob.get(base + "/commits/main/status"), 200);
        assertThat(all.get("state").asText()).isEqualTo("failure");
        assertThat(all.get("statuses")).hasSize(2);
        assertThat(check("get " + REPO + "/statuses/{sha}", bob.get(base + "/statuses/" + sha), 200))
                .hasSize(3);
        assertThat(check(
                        "get " + REPO + "/commits/{ref}/statuses",
                        bob.get(base + "/commits/main/statuses?state=pending"),
                        200))
                .hasSize(1);
        String operation = REPO + "/statuses/{sha}";
        check("post " + operation, ada.post(base + "/statuses/" + sha, "{'state':'great'}"), 400);
        check("post " + operation, ada.post(base + "/statuses/" + "1".repeat(40), "{'state':'success'}"), 404);
        check("post " + operation, bob.post(base + "/statuses/" + sha, "{'state':'success'}"), 403);
        check("get " + combined, bob.get(base + "/commits/none/status"), 404);
    }

    @Test
    void scopesOfATokenAreHeld() {
        server.accounts().token("ada", io.aiops.service.Secret.of("reader"), GitScopes.of("read:repository"));
        Caller reader = server.withToken("reader");
        check("get /repos/search", reader.get("/repos/search"), 200);
        JsonNode refused = check("post /user/repos", reader.post("/user/repos", "{'name':'n'}"), 403);
        assertThat(refused.get("message").asText()).contains("write:user").contains("read:repository");
        check("get /user", reader.get("/user"), 403);
    }

    private JsonNode check(String operation, Answer answer, int status) {
        swagger.check(operation, answer);
        assertThat(answer.status()).as(operation + ": " + answer.text()).isEqualTo(status);
        return answer.bytes().length == 0 ? JsonText.mapper().missingNode() : answer.json();
    }

    private void post(String base, String sha, String state, String context) {
        check(
                "post " + REPO + "/statuses/{sha}",
                ada.post(
                        base + "/statuses/" + sha,
                        "{'state':'" + state + "','context':'" + context
                                + "','description':'d','target_url':'http://x/'}"),
                201);
    }

    /** Makes a repository with a README; returns the commit. */
    private String filled(String name) {
        JsonNode made =
                check("post /user/repos", ada.post("/user/repos", "{'name':'" + name + "','auto_init':true}"), 201);
        assertThat(made.get("empty").asBoolean()).isFalse();
        return tip(name);
    }

    private String tip(String name) {
        return ada.get("/repos/ada/" + name + "/branches/main")
                .json()
                .at("/commit/id")
                .asText();
    }

    private String commitTo(String name, String branch, String file) {
        Answer answer = ada.post(
                "/repos/ada/" + name + "/contents/" + file,
                "{'branch':'" + branch + "','content':'" + base64(file + "\n") + "'}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().at("/commit/sha").asText();
    }

    private static String step(String operation, String path, String content) {
        return "{'operation':'" + operation + "','path':'" + path + "','content':'" + base64(content) + "'}";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(JsonNode file) {
        return new String(Base64.getDecoder().decode(file.get("content").asText()), StandardCharsets.UTF_8);
    }
}
