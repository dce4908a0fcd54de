package io.aiops.testkit.postgres;

import static io.aiops.testkit.postgres.PostgresServiceRepositoryTest.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.algorithm.Algorithm;
import io.aiops.algorithm.AlgorithmChange;
import io.aiops.algorithm.AlgorithmId;
import io.aiops.algorithm.AlgorithmQuery;
import io.aiops.algorithm.AlgorithmRepository;
import io.aiops.algorithm.AlgorithmStatus;
import io.aiops.algorithm.AlgorithmVersion;
import io.aiops.algorithm.RegisteredAlgorithm;
import io.aiops.algorithm.Registration;
import io.aiops.algorithm.RepositoryLink;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.postgres.Database;
import io.aiops.postgres.PostgresAlgorithmRepository;
import io.aiops.postgres.PostgresServiceRepository;
import io.aiops.service.ServiceId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresAlgorithmRepositoryTest {

    private static final AlgorithmId TEXT = AlgorithmId.of("text-classify");
    private static final AlgorithmChange NOTHING =
            new AlgorithmChange(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final String URL = "https://git.example/team/text-classify.git";

    private final SteppingClock clock = new SteppingClock();
    private TestDatabase testDatabase;
    private Database database;
    private AlgorithmRepository algorithms;

    @BeforeEach
    void open(TestDatabase fresh) {
        testDatabase = fresh;
        database = fresh.open();
        algorithms = new PostgresAlgorithmRepository(database, clock);
    }

    @Test
    void aNewAlgorithmIsCalledByItsIdAndIsOfferedUnlessSomethingElseIsSaid() {
        Algorithm made = algorithms.create(TEXT, NOTHING, "ann");

        assertThat(made)
                .isEqualTo(new Algorithm(
                        TEXT,
                        "text-classify",
                        "",
                        "",
                        AlgorithmStatus.ACTIVE,
                        "ann",
                        clock.instant(),
                        clock.instant()));
        assertThat(algorithms.find(TEXT)).contains(made);
        assertThat(algorithms.find(AlgorithmId.of("other"))).isEmpty();
    }

    @Test
    void anAlgorithmIsCreatedOnce() {
        Algorithm first = algorithms.create(TEXT, named("one"), "ann");

        assertCode(() -> algorithms.create(TEXT, named("two"), "bob"), ErrorCode.ALGORITHM_EXISTS);
        assertThat(algorithms.find(TEXT)).contains(first);
    }

    @Test
    void ofManyThatCreateOneAtOnceExactlyOneDoes() throws Exception {
        List<Object> results = AtOnce.run(8, turn -> {
            try {
                return algorithms.create(TEXT, named("n" + turn), "ann").name();
            } catch (AiOpsException refused) {
                return refused.code();
            }
        });

        assertThat(results).filteredOn(ErrorCode.ALGORITHM_EXISTS::equals).hasSize(7);
        assertThat(results).contains(algorithms.find(TEXT).orElseThrow().name());
    }

    @Test
    void savingAgainChangesWhatIsSaidAndNothingElse() {
        Algorithm first = algorithms.save(
                TEXT,
                new AlgorithmChange(Optional.of("one"), Optional.of("d"), Optional.of("text"), Optional.empty()),
                "ann");
        clock.advance(Duration.ofSeconds(1));
        Algorithm same = algorithms.save(TEXT, named("one"), "bob");
        Algorithm renamed = algorithms.save(TEXT, named("two"), "bob");

        assertThat(same).isEqualTo(first);
        assertThat(renamed)
                .isEqualTo(new Algorithm(
                        TEXT, "two", "d", "text", AlgorithmStatus.ACTIVE, "ann", first.createdAt(), clock.instant()));
    }

    @Test
    void algorithmsAreListedByIdInPagesAndByWhatTheyAre() {
        for (String id : List.of("zebra", "a-b", "a0", "ab")) {
            algorithms.create(AlgorithmId.of(id), category(id.startsWith("a") ? "text" : "image"), "ann");
        }
        algorithms.update(AlgorithmId.of("a0"), inactive());

        assertThat(ids(AlgorithmQuery.all(100))).containsExactly("a-b", "a0", "ab", "zebra");
        assertThat(ids(AlgorithmQuery.all(2).after(AlgorithmId.of("a-b")))).containsExactly("a0", "ab");
        assertThat(ids(new AlgorithmQuery(
                        Optional.empty(), Optional.of("text"), Optional.of(AlgorithmStatus.ACTIVE), 9)))
                .containsExactly("a-b", "ab");
        assertThat(ids(AlgorithmQuery.all(9).after(AlgorithmId.of("zz")))).isEmpty();
    }

    @Test
    void onlyAnAlgorithmThatIsThereIsChangedDeletedOrGivenAVersion() {
        assertCode(() -> algorithms.update(TEXT, named("x")), ErrorCode.ALGORITHM_NOT_FOUND);
        assertCode(() -> algorithms.delete(TEXT, true), ErrorCode.ALGORITHM_NOT_FOUND);
        assertCode(() -> algorithms.addVersion(version("1", "abc")), ErrorCode.ALGORITHM_NOT_FOUND);
        assertCode(() -> algorithms.versions(TEXT, Optional.empty(), 10), ErrorCode.ALGORITHM_NOT_FOUND);
        assertCode(() -> algorithms.link(link(URL)), ErrorCode.ALGORITHM_NOT_FOUND);
        assertCode(() -> algorithms.use(TEXT, ServiceId.of("text")), ErrorCode.ALGORITHM_NOT_FOUND);
    }

    @Test
    void aVersionWithTheSameRevisionStaysAndWithAnotherOneIsRefused() {
        algorithms.create(TEXT, NOTHING, "ann");
        AlgorithmVersion first = algorithms.addVersion(version("1.0", "abc"));
        clock.advance(Duration.ofSeconds(1));

        assertThat(algorithms.addVersion(version("1.0", "abc"))).isEqualTo(first);
        assertThatThrownBy(() -> algorithms.addVersion(version("1.0", "def")))
                .isInstanceOfSatisfying(AiOpsException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.ALGORITHM_VERSION_CONFLICT);
                    assertThat(refused.details())
                            .containsEntry("version", "1.0")
                            .containsEntry("revision", "abc");
                });
        assertThat(algorithms.versions(TEXT, Optional.empty(), 10)).containsExactly(first);
    }

    @Test
    void versionsComeTheNewestFirstInPages() {
        algorithms.create(TEXT, NOTHING, "ann");
        for (String name : List.of("1", "2")) {
            algorithms.addVersion(version(name, "r" + name));
            clock.advance(Duration.ofSeconds(1));
        }
        // Two of one moment have an order too.
        algorithms.addVersion(version("3", "r3"));
        algorithms.addVersion(version("4", "r4"));

        assertThat(versions(Optional.empty(), 10)).containsExactly("4", "3", "2", "1");
        assertThat(versions(Optional.empty(), 1)).containsExactly("4");
        assertThat(versions(Optional.of("4"), 2)).containsExactly("3", "2");
        assertThat(versions(Optional.of("1"), 2)).isEmpty();
    }

    @Test
    void aLinkIsReplacedAndFoundByHoweverItsAddressIsWritten() {
        algorithms.create(TEXT, NOTHING, "ann");
        algorithms.link(link("https://git.example/team/before.git"));

        RepositoryLink link = algorithms.link(link(URL));

        assertThat(algorithms.linkOf(TEXT)).contains(link);
        assertThat(algorithms.findByCloneUrl(URL)).containsExactly(link);
        assertThat(algorithms.findByCloneUrl("https://git.example/team/text-classify"))
                .containsExactly(link);
        assertThat(algorithms.findByCloneUrl("https://git.example/team/text-classify/"))
                .containsExactly(link);
        assertThat(algorithms.findByCloneUrl("https://git.example/team/before")).isEmpty();
    }

    @Test
    void anAlgorithmThatAServiceRunsIsDeletedOnlyWhenThatDoesNotMatter() {
        ServiceId service = ServiceId.of("text");
        PostgresServiceRepository services = new PostgresServiceRepository(database, clock);
        services.register(service, "Text", "platform-a");
        algorithms.register(registration("1.0", "abc", URL));
        algorithms.use(TEXT, service);
        algorithms.use(TEXT, service);

        assertThat(algorithms.servicesOf(TEXT)).containsExactly(service);
        assertCode(() -> algorithms.use(TEXT, ServiceId.of("nobody")), ErrorCode.SERVICE_NOT_FOUND);
        assertThatThrownBy(() -> algorithms.delete(TEXT, false))
                .isInstanceOfSatisfying(AiOpsException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.ALGORITHM_IN_USE);
                    assertThat(refused.details()).containsEntry("services", List.of("text"));
                });

        algorithms.delete(TEXT, true);

        assertThat(algorithms.find(TEXT)).isEmpty();
        assertThat(algorithms.linkOf(TEXT)).isEmpty();
        assertThat(services.find(service)).isPresent();
        algorithms.create(TEXT, NOTHING, "ann");
        assertThat(algorithms.versions(TEXT, Optional.empty(), 10)).isEmpty();
        assertThat(algorithms.servicesOf(TEXT)).isEmpty();
    }

    @Test
    void aRegistrationLeavesAllOfItOrNothing() {
        RegisteredAlgorithm first = algorithms.register(registration("1.0", "abc", URL));
        RegisteredAlgorithm again = algorithms.register(registration("1.0", "abc", URL));

        assertThat(first.created()).isTrue();
        assertThat(again.created()).isFalse();
        assertThat(again.version()).isEqualTo(first.version());

        Registration other = new Registration(TEXT, named("renamed"), version("1.0", "def"), Optional.of(link(URL)));
        assertCode(() -> algorithms.register(other), ErrorCode.ALGORITHM_VERSION_CONFLICT);

        assertThat(algorithms.find(TEXT)).contains(first.algorithm());
    }

    @Test
    void anAlgorithmDoesNotSilentlyMoveToAnotherRepositoryButToAnotherAddressOfItsOwn() {
        algorithms.register(registration("1.0", "abc", URL));

        assertCode(
                () -> algorithms.register(new Registration(
                        TEXT,
                        named("stolen"),
                        version("2.0", "def"),
                        Optional.of(new RepositoryLink(
                                TEXT, "else/where", "https://git.example/else/where.git", "main", Optional.empty())))),
                ErrorCode.ALGORITHM_EXISTS);
        assertThat(algorithms.find(TEXT).orElseThrow().name()).isEqualTo("Text");
        assertThat(versions(Optional.empty(), 9)).containsExactly("1.0");

        String moved = "http://127.0.0.1:3000/team/text-classify.git";
        assertThat(algorithms
                        .register(registration("1.1", "def", moved))
                        .link()
                        .orElseThrow()
                        .cloneUrl())
                .isEqualTo(moved);
    }

    @Test
    void manyRegistrationsOfOneAlgorithmAtOnceAllSucceed() throws Exception {
        List<Object> results = AtOnce.run(
                8,
                turn -> algorithms
                        .register(registration("1." + turn % 2, "abc" + turn % 2, URL))
                        .created());

        assertThat(results).filteredOn(Boolean.TRUE::equals).hasSize(1);
        assertThat(versions(Optional.empty(), 9)).containsExactlyInAnyOrder("1.0", "1.1");
        assertThat(algorithms.findByCloneUrl(URL)).hasSize(1);
    }

    @Test
    void theSchemaRefusesAHostileAlgorithmIdToo() {
        assertThatThrownBy(() -> testDatabase.execute("INSERT INTO aiops.algorithms (id, name) VALUES ('../etc', 'x')"))
                .hasMessageContaining("refuses");
    }

    private List<String> ids(AlgorithmQuery query) {
        return algorithms.list(query).stream()
                .map(algorithm -> algorithm.id().value())
                .toList();
    }

    private List<String> versions(Optional<String> before, int limit) {
        return algorithms.versions(TEXT, before, limit).stream()
                .map(AlgorithmVersion::version)
                .toList();
    }

    private AlgorithmVersion version(String name, String revision) {
        return new AlgorithmVersion(TEXT, name, revision, "", AlgorithmStatus.ACTIVE, "ann", clock.instant());
    }

    private Registration registration(String version, String revision, String url) {
        return new Registration(TEXT, named("Text"), version(version, revision), Optional.of(link(url)));
    }

    private static RepositoryLink link(String url) {
        return new RepositoryLink(TEXT, "team/text-classify", url, "main", Optional.empty());
    }

    private static AlgorithmChange named(String name) {
        return new AlgorithmChange(Optional.of(name), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static AlgorithmChange category(String category) {
        return new AlgorithmChange(Optional.empty(), Optional.empty(), Optional.of(category), Optional.empty());
    }

    private static AlgorithmChange inactive() {
        return new AlgorithmChange(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(AlgorithmStatus.INACTIVE));
    }
}
