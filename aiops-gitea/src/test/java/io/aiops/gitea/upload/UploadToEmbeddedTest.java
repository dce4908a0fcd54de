package io.aiops.gitea.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiops.gitea.embedded.EmbeddedGitea;
import io.aiops.gitea.embedded.EmbeddedGiteaServer;
import io.aiops.gitea.embedded.GitAccount;
import io.aiops.gitea.embedded.GitScopes;
import io.aiops.gitea.embedded.MemoryGitAccounts;
import io.aiops.gitea.embedded.PushEvent;
import io.aiops.gitea.git.GitAccess;
import io.aiops.gitea.git.GitChange;
import io.aiops.gitea.git.GitRemote;
import io.aiops.gitea.git.GitRevision;
import io.aiops.gitea.git.GitServer;
import io.aiops.gitea.git.GitWatch;
import io.aiops.gitea.git.GitWork;
import io.aiops.service.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same engine against the server of this module. */
final class UploadToEmbeddedTest {

    private static final GitChange CHANGE = new GitChange("a change", "Ada", "ada@example.invalid");

    @TempDir
    private Path temp;

    private final List<PushEvent> heard = new CopyOnWriteArrayList<>();
    private final GitAccess access = GitAccess.token(Secret.of(GitServer.TOKEN));
    private UploadFixture fixture;
    private EmbeddedGiteaServer server;
    private GitRemote remote;

    @BeforeEach
    void start() throws Exception {
        fixture = new UploadFixture(temp);
        MemoryGitAccounts accounts = new MemoryGitAccounts()
                .add(GitAccount.named("ada"), Secret.of("pass-word-4711"))
                .token("ada", Secret.of(GitServer.TOKEN), GitScopes.everything());
        server = EmbeddedGiteaServer.start(EmbeddedGitea.in(temp.resolve("embedded"), accounts)
                .listener(heard::add)
                .open());
        String base = server.url().toString().replaceAll("/$", "");
        HttpResponse<String> made = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(base + "/api/v1/user/repos"))
                                .header("Authorization", "token " + GitServer.TOKEN)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"model\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        remote = GitRemote.of(URI.create(base + "/ada/model.git"));
    }

    @AfterEach
    void stop() {
        server.close();
        fixture.close();
    }

    @Test
    void aStagedUploadIsOneCommitAndOneEvent() throws IOException {
        server.faults().bodyLimit(1 << 20);
        Path folder = fixture.noise("project", 1, 120, 40_000);

        UploadResult result = fixture.upload(
                folder, UploadTarget.add(remote, access, "main", CHANGE).limitedTo(1 << 20));

        assertThat(result.stages()).isGreaterThan(3);
        GitWork work = new GitWork(fixture.wire, temp.resolve("scratch"));
        assertThat(work.refs(remote, access).refs().keySet()).containsExactlyInAnyOrder("HEAD", "refs/heads/main");
        work.checkout(remote, access, GitRevision.commit(result.commit()), temp.resolve("out"), GitWatch.none());
        fixture.requireSame(folder, temp.resolve("out"));
        Awaitility.await().untilAsserted(() -> assertThat(heard).hasSize(1));
    }

    @Test
    void aLimitIsLearntAndALargeFileGoesInParts() throws IOException {
        server.faults().bodyLimit(1 << 20);
        Path folder = fixture.noise("project", 1, 2, 3_000_000);

        UploadResult result = fixture.upload(folder, UploadTarget.add(remote, access, "main", CHANGE));

        assertThat(result.inParts()).hasSize(2);
        new GitWork(fixture.wire, temp.resolve("scratch"))
                .checkout(remote, access, GitRevision.branch("main"), temp.resolve("out"), GitWatch.none());
        fixture.requireSame(folder, temp.resolve("out"));
    }

    @Test
    void clonesPullsAndPushes() throws IOException {
        Path folder = fixture.noise("project", 1, 3, 1000);
        fixture.upload(folder, UploadTarget.add(remote, access, "main", CHANGE));
        GitWork work = new GitWork(fixture.wire, temp.resolve("scratch"));
        work.clone(remote, access, GitRevision.branch("main"), 1, temp.resolve("a"), GitWatch.none());
        work.clone(remote, access, GitRevision.branch("main"), 0, temp.resolve("b"), GitWatch.none());
        Files.writeString(temp.resolve("a/new.py"), "new");
        String pushed = work.push(remote, access, temp.resolve("a"), CHANGE, GitWatch.none());
        assertThat(work.pull(remote, access, temp.resolve("b"), GitWatch.none()).after())
                .isEqualTo(pushed);
        assertThat(temp.resolve("b/new.py")).hasContent("new");
        UploadResult second = fixture.upload(folder, UploadTarget.add(remote, access, "main", CHANGE));
        assertThat(second.isChanged()).isFalse();
    }
}
