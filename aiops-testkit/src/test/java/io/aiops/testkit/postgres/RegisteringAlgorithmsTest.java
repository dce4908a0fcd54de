package io.aiops.testkit.postgres;

import static io.aiops.testkit.postgres.PostgresServiceRepositoryTest.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aiops.algorithm.AlgorithmChange;
import io.aiops.algorithm.AlgorithmDraft;
import io.aiops.algorithm.AlgorithmId;
import io.aiops.algorithm.AlgorithmQuery;
import io.aiops.algorithm.Algorithms;
import io.aiops.algorithm.FetchedCode;
import io.aiops.algorithm.RegisteredAlgorithm;
import io.aiops.algorithm.RepositoryCode;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.postgres.PostgresAlgorithmRepository;
import io.aiops.project.BuildOutput;
import io.aiops.project.ProjectInspector;
import io.aiops.project.ProjectSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Algorithms as they are registered, by hand and from the code of a repository. */
@ExtendWith(PostgresExtension.class)
class RegisteringAlgorithmsTest {

    private static final String URL = "https://git.example/team/faces.git";
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final BuildOutput UNHEARD = (bytes, offset, length) -> {};

    @TempDir
    Path folder;

    private Path repository;
    private Path work;
    private Algorithms algorithms;

    @BeforeEach
    void open(TestDatabase database) throws IOException {
        repository = Files.createDirectory(folder.resolve("repository"));
        work = folder.resolve("work");
        Files.writeString(repository.resolve("main.py"), "");
        SteppingClock clock = new SteppingClock();
        algorithms = new Algorithms(
                new PostgresAlgorithmRepository(database.open(), clock), new ProjectInspector(), work, clock);
    }

    @Test
    void aRepositoryBecomesAnAlgorithmWithItsVersionAndItsLink() throws IOException {
        manifest("""
                id: face-detect
                name: 人脸检测
                version: 1.10
                category: image
                description: Finds faces
                """);

        RegisteredAlgorithm registered = register();

        assertThat(registered.created()).isTrue();
        assertThat(registered.algorithm().id()).isEqualTo(AlgorithmId.of("face-detect"));
        assertThat(registered.algorithm().name()).isEqualTo("人脸检测");
        assertThat(registered.algorithm().category()).isEqualTo("image");
        assertThat(registered.algorithm().description()).isEqualTo("Finds faces");
        assertThat(registered.algorithm().createdBy()).isEqualTo("ann");
        assertThat(registered.version().version()).isEqualTo("1.10");
        assertThat(registered.version().revision()).isEqualTo(COMMIT);
        assertThat(algorithms.findByCloneUrl(URL)).singleElement().satisfies(link -> {
            assertThat(link.algorithm()).isEqualTo(registered.algorithm().id());
            assertThat(link.fullName()).isEqualTo("team/faces");
            assertThat(link.defaultBranch()).isEqualTo("main");
        });
        assertThat(left()).as("no code stays behind").isEmpty();
    }

    @Test
    void withoutAVersionOfItsOwnItIsCalledByItsCommit() throws IOException {
        manifest("id: face-detect");

        assertThat(register().version().version()).isEqualTo("0123456789ab");
        assertThat(register().created()).isFalse();
    }

    @Test
    void theSameVersionWithAnotherCommitIsRefused() throws IOException {
        manifest("{id: face-detect, version: 1.0}");
        register();

        assertCode(
                () -> algorithms.registerFromRepository(
                        URL, Optional.empty(), "ann", copying(COMMIT.replace('0', '1'))),
                ErrorCode.ALGORITHM_VERSION_CONFLICT);
        assertThat(left()).isEmpty();
    }

    @Test
    void whatAManifestDoesNotSayStaysAsSomebodyChangedIt() throws IOException {
        manifest("{id: face-detect, name: Faces}");
        register();
        algorithms.change(
                AlgorithmId.of("face-detect"),
                new AlgorithmChange(Optional.of("Mine"), Optional.empty(), Optional.of("image"), Optional.empty()));

        assertThat(register().algorithm()).satisfies(algorithm -> {
            assertThat(algorithm.name()).isEqualTo("Faces");
            assertThat(algorithm.category()).isEqualTo("image");
        });
    }

    @Test
    void fiveFaultsOfAManifestAreNamedAtOnceAndNothingIsRegistered() throws IOException {
        manifest("""
                name: ''
                port: 0
                version: a b
                category: "a\\nb"
                command: [python, gone.py]
                """);

        AiOpsException refused = catchThrowableOfType(AiOpsException.class, this::register);

        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_MANIFEST);
        assertThat(fields(refused)).containsExactlyInAnyOrder("id", "name", "port", "version", "category", "command");
        assertThat(algorithms.list(AlgorithmQuery.all(10))).isEmpty();
        assertThat(left()).isEmpty();
    }

    @Test
    void codeThatIsHereAlreadyIsRegisteredUnderTheIdThatItIsGiven() throws IOException {
        manifest("name: no id of its own");

        RegisteredAlgorithm registered = algorithms.registerFromFolder(
                repository,
                new FetchedCode(URL, "team/faces", "main", COMMIT),
                Optional.of(AlgorithmId.of("given")),
                "ann");

        assertThat(registered.algorithm().id().value()).isEqualTo("given");
        assertThat(Files.exists(repository.resolve("main.py"))).isTrue();
    }

    @Test
    void aFailureOfWhoBringsTheCodeIsPassedOnAndLeavesNothing() throws IOException {
        AiOpsException failure = new AiOpsException(ErrorCode.BACKEND_UNAVAILABLE, "the server does not answer");
        RepositoryCode failing = (url, revision, target) -> {
            try {
                Files.writeString(target.resolve("half"), "x");
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
            throw failure;
        };

        assertCode(
                () -> algorithms.registerFromRepository(URL, Optional.of("main"), "ann", failing),
                ErrorCode.BACKEND_UNAVAILABLE);
        assertThat(left()).isEmpty();
    }

    @Test
    void whatADeadPlatformLeftIsGoneAtTheNextStart(TestDatabase database) throws IOException {
        Files.writeString(Files.createDirectories(work.resolve("code-old")).resolve("x"), "");

        SteppingClock clock = new SteppingClock();
        new Algorithms(new PostgresAlgorithmRepository(database.open(), clock), new ProjectInspector(), work, clock);

        assertThat(left()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "team/faces",
                "file:///etc",
                "ext::sh -c id",
                "ssh://git@git.example/team/faces",
                "https://",
                "https://git.example",
                "https://git.example/",
                "https://ann:hush-hush@git.example/team/faces.git",
                "https://hush-hush@git.example/team/faces.git",
                "https://git.example/team/faces?token=hush-hush",
                "https://git.example/a b",
                "--upload-pack=id"
            })
    void anAddressThatIsNoneOrHoldsCredentialsIsRefusedWithoutBeingRepeated(String url) {
        RepositoryCode unreached = (address, revision, target) -> {
            throw new IllegalStateException("fetched " + address);
        };

        AiOpsException refused = catchThrowableOfType(
                AiOpsException.class,
                () -> algorithms.registerFromRepository(url, Optional.of("--force"), "ann", unreached));

        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(fields(refused)).containsExactly("repo_url", "revision");
        assertThat(refused.message()).doesNotContain("hush-hush");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-x", "", "a b", "a..b", "a\nb", "HEAD@{1}", "a^", "a:b"})
    void aRevisionThatIsNoneIsRefused(String revision) {
        assertCode(
                () -> algorithms.registerFromRepository(URL, Optional.of(revision), "ann", copying(COMMIT)),
                ErrorCode.INVALID_REQUEST);
    }

    @Test
    void everythingThatIsWrongWithADraftIsNamedAtOnce() {
        AlgorithmDraft wrong =
                new AlgorithmDraft("../etc", Optional.of(" "), Optional.of("x".repeat(4001)), Optional.of("a\0b"));

        AiOpsException refused = catchThrowableOfType(AiOpsException.class, () -> algorithms.create(wrong, "ann"));

        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(fields(refused)).containsExactly("algorithm_id", "name", "description", "category");
    }

    @Test
    void registeringAgainByHandChangesTheName() {
        algorithms.register(AlgorithmDraft.of("by-hand"), "ann");
        algorithms.register(
                new AlgorithmDraft("by-hand", Optional.of("By hand"), Optional.empty(), Optional.empty()), "bob");

        assertThat(algorithms.get(AlgorithmId.of("by-hand")).name()).isEqualTo("By hand");
        assertThat(algorithms.get(AlgorithmId.of("by-hand")).createdBy()).isEqualTo("ann");
    }

    private RegisteredAlgorithm register() {
        return algorithms.registerFromRepository(URL, Optional.empty(), "ann", copying(COMMIT));
    }

    /** Brings what lies in the folder that stands for a repository. */
    private RepositoryCode copying(String commit) {
        return (url, revision, target) -> {
            new ProjectSources().copy(repository, target, UNHEARD);
            return new FetchedCode(url, "team/faces", revision.orElse("main"), commit);
        };
    }

    private List<Path> left() throws IOException {
        if (!Files.exists(work)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(work)) {
            return entries.toList();
        }
    }

    @SuppressWarnings("unchecked")
    private static List<String> fields(AiOpsException refused) {
        List<Map<String, String>> errors =
                (List<Map<String, String>>) refused.details().getOrDefault("errors", List.of());
        return errors.stream().map(error -> error.getOrDefault("field", "")).toList();
    }

    private void manifest(String yaml) throws IOException {
        Files.writeString(repository.resolve("aiops.yaml"), yaml);
    }
}
