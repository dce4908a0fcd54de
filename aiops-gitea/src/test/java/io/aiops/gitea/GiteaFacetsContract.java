package io.aiops.gitea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aiops.service.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the client promises of a server that behaves; every such server passes it. */
@Timeout(120)
abstract class GiteaFacetsContract {

    private final Random random = new Random();

    @TempDir
    Path folder;

    /** A client with a token that may do everything. */
    abstract GiteaClient client();

    /** The address that {@link #client()} talks to. */
    abstract URI url();

    /** Whether it has releases, which not every server needs. */
    abstract boolean hasReleases();

    /** A name that nobody has. */
    private String fresh() {
        return "it-" + Long.toHexString(random.nextLong());
    }

    private RepoName repository() {
        return client().repos()
                .create(NewRepository.named(fresh()).withFirstCommit())
                .repoName();
    }

    private FilesChanged commit(RepoName repo, String path, String text) {
        return client().contents()
                .change(
                        repo,
                        ChangeFiles.on("main", "Write " + path)
                                .with(FileChange.upload(path, text.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void theServerTellsItsVersionSettingsAndWhoAsks() {
        assertThat(client().server().version().known()).isTrue();
        assertThat(client().server().settings().api().maxResponseItems()).isPositive();
        String login = client().server().currentUser().login();
        assertThat(login).isNotBlank();
        assertThat(client().server().ownerKind(login)).isEqualTo(OwnerKind.USER);
        assertThat(client().server().ownerKind(fresh())).isEqualTo(OwnerKind.NONE);
        assertThat(client().server().missingScopes(login, OwnerKind.USER)).isEmpty();
    }

    @Test
    void aBadTokenIsAuthFailed() {
        try (GiteaClient stranger = GiteaClient.builder()
                .server(url())
                .token(Secret.of("f".repeat(40)))
                .build()) {
            assertThatExceptionOfType(GiteaException.AuthFailed.class)
                    .isThrownBy(() -> stranger.server().currentUser());
        }
    }

    @Test
    void aRepositoryIsMadeOnceReadChangedListedAndDeleted() {
        String name = fresh();
        Repository made = client().repos().create(NewRepository.named(name).describedAs("one"));
        assertThat(made.name()).isEqualTo(name);
        assertThat(made.isPrivate()).isTrue();
        assertThat(made.empty()).isTrue();
        assertThatExceptionOfType(GiteaException.Conflict.class)
                .isThrownBy(() -> client().repos().create(NewRepository.named(name)));
        EnsuredRepository again = client().repos().ensure(NewRepository.named(name));
        assertThat(again.created()).isFalse();
        assertThat(again.repository().id()).isEqualTo(made.id());

        RepoName repo = made.repoName();
        assertThat(client().repos().own().stream().map(Repository::id)).contains(made.id());
        assertThat(client().repos().search(name).stream().map(Repository::id)).contains(made.id());
        client().repos().replaceTopics(repo, List.of("ocr", "python"));
        assertThat(client().repos().topics(repo)).containsExactlyInAnyOrder("ocr", "python");
        assertThat(client().repos()
                        .update(repo, RepositoryChange.none().description("two"))
                        .description())
                .isEqualTo("two");

        client().repos().delete(repo);
        assertThat(client().repos().find(repo)).isEmpty();
    }

    @Test
    void wrongTopicsAreNamed() {
        RepoName repo = client().repos().create(NewRepository.named(fresh())).repoName();
        assertThatExceptionOfType(GiteaException.Invalid.class)
                .isThrownBy(() -> client().repos().replaceTopics(repo, List.of("fine", "not fine!")))
                .satisfies(failed -> assertThat(failed.details()).contains("not fine!"));
    }

    @Test
    void aListOverSeveralPagesHasEveryRepositoryOnce() {
        Set<Long> made = java.util.stream.IntStream.range(0, 53)
                .mapToObj(number ->
                        client().repos().create(NewRepository.named(fresh())).id())
                .collect(Collectors.toSet());
        List<Long> ids = client().repos().own().stream().map(Repository::id).toList();
        assertThat(ids).doesNotHaveDuplicates().containsAll(made);
    }

    @Test
    void filesAreCreatedUpdatedRenamedAndDeletedInOneCommit() {
        RepoName repo = repository();
        commit(repo, "old.txt", "old");
        commit(repo, "gone.txt", "gone");
        commit(repo, "moved.txt", "moved");
        String old = client().contents().file(repo, "old.txt", "main").sha();
        String gone = client().contents().file(repo, "gone.txt", "main").sha();
        String moved = client().contents().file(repo, "moved.txt", "main").sha();

        FilesChanged changed = client().contents()
                .change(
                        repo,
                        ChangeFiles.on("main", "All at once")
                                .with(FileChange.create("new/file.txt", "new".getBytes(StandardCharsets.UTF_8)))
                                .with(FileChange.update("old.txt", "newer".getBytes(StandardCharsets.UTF_8), old))
                                .with(FileChange.rename("moved.txt", "there/moved.txt", moved))
                                .with(FileChange.delete("gone.txt", gone)));

        assertThat(client().branches().get(repo, "main").commitId()).isEqualTo(changed.commit());
        Set<String> paths = client().repos().tree(repo, changed.commit()).stream()
                .filter(entry -> entry.type().equals("blob"))
                .map(TreeEntry::path)
                .collect(Collectors.toSet());
        assertThat(paths)
                .contains("new/file.txt", "old.txt", "there/moved.txt")
                .doesNotContain("gone.txt", "moved.txt");
        assertThat(client().contents().file(repo, "old.txt", "main").bytes())
                .hasValueSatisfying(bytes ->
                        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("newer"));
        assertThat(client().commits().get(repo, changed.commit()).parents()).hasSize(1);
    }

    @Test
    void aChangeThatDoesNotFitLeavesTheBranchWhereItIs() {
        RepoName repo = repository();
        FilesChanged before = commit(repo, "a.txt", "a");
        assertThatExceptionOfType(GiteaException.Invalid.class)
                .isThrownBy(() -> client().contents()
                        .change(
                                repo,
                                ChangeFiles.on("main", "wrong")
                                        .with(FileChange.create("b.txt", new byte[1]))
                                        .with(FileChange.update("a.txt", new byte[1], "0".repeat(40)))));
        assertThatExceptionOfType(GiteaException.Invalid.class)
                .isThrownBy(() -> client().contents()
                        .change(repo, ChangeFiles.on("main", "exists").with(FileChange.create("a.txt", new byte[1]))));
        assertThat(client().branches().get(repo, "main").commitId()).isEqualTo(before.commit());
    }

    @Test
    void anArchivedRepositoryTakesNoCommit() {
        RepoName repo = repository();
        client().repos().update(repo, RepositoryChange.none().archived(true));
        assertThatExceptionOfType(GiteaException.Archived.class).isThrownBy(() -> commit(repo, "a.txt", "a"));
        assertThat(client().repos()
                        .update(repo, RepositoryChange.none().archived(false))
                        .archived())
                .isFalse();
    }

    @Test
    void pathsWithBlanksPercentHashQuestionMarkAndUmlautsComeBackAsTheyWere() throws IOException {
        RepoName repo = repository();
        String path = "a b/100%/#1?/ü中.txt";
        commit(repo, path, "content of it");
        assertThat(client().contents().file(repo, path, "main").path()).isEqualTo(path);
        assertThat(client().contents().folder(repo, "a b/100%/#1?", "main"))
                .extracting(ContentEntry::name)
                .containsExactly("ü中.txt");
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        client().repos().rawFile(repo, path, "main").copyTo(raw);
        assertThat(raw).hasToString("content of it");
        assertThat(client().commits().ofPath(repo, "main", path).all()).hasSize(1);
    }

    @Test
    void aBranchWithASlashWorksInAllCalls() throws IOException {
        RepoName repo = repository();
        FilesChanged first = commit(repo, "a.txt", "a");
        Branch branch = client().branches().create(repo, "feature/x", "main");
        assertThat(branch.commitId()).isEqualTo(first.commit());
        assertThatExceptionOfType(GiteaException.Conflict.class)
                .isThrownBy(() -> client().branches().create(repo, "feature/x", "main"));
        FilesChanged second = client().contents()
                .change(repo, ChangeFiles.on("feature/x", "more").with(FileChange.create("b.txt", new byte[] {1})));
        assertThat(client().branches().get(repo, "feature/x").commitId()).isEqualTo(second.commit());
        assertThat(client().contents().file(repo, "b.txt", "feature/x").size()).isEqualTo(1);
        assertThat(client().branches().list(repo).stream().map(Branch::name)).contains("main", "feature/x");
        assertThat(client().repos()
                        .archive(repo, "feature/x", ArchiveFormat.ZIP)
                        .copyTo(folder.resolve("x.zip")))
                .isPositive();
        client().branches().rename(repo, "feature/x", "feature/y");
        assertThat(client().branches().get(repo, "feature/y").commitId()).isEqualTo(second.commit());
        client().branches().move(repo, "feature/y", first.commit(), Optional.of(second.commit()), true);
        assertThat(client().branches().get(repo, "feature/y").commitId()).isEqualTo(first.commit());
        client().branches().delete(repo, "feature/y");
        assertThatExceptionOfType(GiteaException.NotFound.class)
                .isThrownBy(() -> client().branches().get(repo, "feature/y"));
    }

    @Test
    void tagsAndCommitsAreListedAndRead() {
        RepoName repo = repository();
        FilesChanged first = commit(repo, "a.txt", "a");
        FilesChanged second = commit(repo, "a.txt", "b");
        Tag tag = client().tags().create(repo, "v1/rc", first.commit(), "");
        assertThat(tag.commit().map(CommitRef::sha)).contains(first.commit());
        assertThat(client().tags().get(repo, "v1/rc").name()).isEqualTo("v1/rc");
        assertThat(client().tags().list(repo).all()).extracting(Tag::name).containsExactly("v1/rc");
        assertThat(client().commits().list(repo, "main").stream().map(Commit::sha))
                .startsWith(second.commit(), first.commit());
        assertThat(client().commits().get(repo, first.commit()).message().strip())
                .isEqualTo("Write a.txt");
        client().tags().delete(repo, "v1/rc");
        assertThat(client().tags().list(repo).all()).isEmpty();
    }

    @Test
    void aHookIsActiveFromTheFirstMoment() {
        RepoName repo = repository();
        NewHook wanted = NewHook.forPushes(URI.create("http://127.0.0.1:9/hook"), Secret.of("s3cret"));
        Hook hook = client().hooks().create(repo, wanted);
        assertThat(hook.active()).isTrue();
        assertThat(hook.events()).contains("push");
        assertThat(client().hooks().get(repo, hook.id()).url()).isEqualTo("http://127.0.0.1:9/hook");
        assertThat(client().hooks().list(repo).all()).hasSize(1);
        assertThat(client().hooks()
                        .replace(repo, hook.id(), wanted.onBranches("main"))
                        .active())
                .isTrue();
        client().hooks().delete(repo, hook.id());
        assertThat(client().hooks().list(repo).all()).isEmpty();
    }

    @Test
    void aStatusIsSaidAndTheLastWordCounts() {
        RepoName repo = repository();
        String sha = commit(repo, "a.txt", "a").commit();
        client().statuses().set(repo, sha, NewStatus.of(CommitState.PENDING, "aiops/deploy/ocr", "begins"));
        CommitStatus said =
                client().statuses().set(repo, sha, NewStatus.of(CommitState.SUCCESS, "aiops/deploy/ocr", "done"));
        assertThat(said.state()).isEqualTo(CommitState.SUCCESS);
        assertThat(client().statuses().combined(repo, sha).state()).isEqualTo(CommitState.SUCCESS);
    }

    @Test
    void aReleaseTakesAFile() throws IOException {
        assumeTrue(hasReleases(), "this server has no releases");
        RepoName repo = repository();
        commit(repo, "a.txt", "a");
        Release release =
                client().releases().create(repo, NewRelease.of("v1").at("main").saying("First", "text"));
        Path file = Files.write(folder.resolve("model.bin"), new byte[5000]);
        ReleaseAsset asset = client().releases().uploadAsset(repo, release.id(), "model ü.bin", file);
        assertThat(asset.size()).isEqualTo(5000);
        assertThat(client().releases().ofTag(repo, "v1").assets()).hasSize(1);
        assertThat(client().releases().list(repo).all()).hasSize(1);
        client().releases().delete(repo, release.id());
    }
}
