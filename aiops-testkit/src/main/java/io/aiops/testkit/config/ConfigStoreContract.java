package io.aiops.testkit.config;

import static io.aiops.testkit.config.ConfigChanges.commit;
import static io.aiops.testkit.config.ConfigChanges.delete;
import static io.aiops.testkit.config.ConfigChanges.ofService;
import static io.aiops.testkit.config.ConfigChanges.put;
import static io.aiops.testkit.config.ConfigChanges.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aiops.config.Author;
import io.aiops.config.CommitCheck;
import io.aiops.config.ConfigCommit;
import io.aiops.config.ConfigEntry;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigOperation;
import io.aiops.config.ConfigScope;
import io.aiops.config.ConfigSecrets;
import io.aiops.config.ConfigStore;
import io.aiops.config.EntryChange;
import io.aiops.config.EntryStatus;
import io.aiops.config.Expectation;
import io.aiops.config.HistoryEntry;
import io.aiops.config.HistoryPosition;
import io.aiops.config.HistoryQuery;
import io.aiops.config.JsonValue;
import io.aiops.config.SecretRotation;
import io.aiops.config.StoreLimits;
import io.aiops.config.StorePosition;
import io.aiops.config.StoredChanges;
import io.aiops.config.StoredConfig;
import io.aiops.config.StoredValue;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.secret.EncryptionKey;
import io.aiops.secret.Keyring;
import io.aiops.secret.SecretCipher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every store of configuration does. A subclass supplies the store; what it cannot supply is a reported skip. */
public abstract class ConfigStoreContract {

    private static final ConfigId PORT = ConfigId.system("service.port");
    private static final ConfigId HOST = ConfigId.system("service.host");
    private static final ConfigId TOKEN = ConfigId.system("gitea.token");

    /** The store under test: the same one within a test, without a name of its environment, and empty at the beginning. */
    protected abstract ConfigStore store();

    /** The store of another program on the same data. */
    protected Optional<ConfigStore> second() {
        return Optional.empty();
    }

    /** A store beside the one under test, of another environment. */
    protected Optional<ConfigStore> inEnvironment(String environment) {
        return Optional.empty();
    }

    /** A store on the same data with other limits. */
    protected Optional<ConfigStore> limited(StoreLimits limits) {
        return Optional.empty();
    }

    // Reading what was written

    @Test
    void aNewEpochMakesEverybodyLoadEverythingAndLosesNothing() {
        store().commit(ConfigChanges.commit(ConfigChanges.put(ConfigId.system("a.b"), 1)), CommitCheck.NONE);
        StorePosition before = store().position();

        StorePosition after = store().renewEpoch();

        assertThat(after.revision()).isEqualTo(before.revision());
        assertThat(after.epoch()).isNotEqualTo(before.epoch());
        assertThat(store().position()).isEqualTo(after);
        assertThat(store().changesAfter(before, 100)).isEmpty();
        assertThat(store().load().entries()).hasSize(1);
        assertThat(store().verifyHistory().isIntact()).isTrue();
    }

    @Test
    void everyLineOfACommitThatIsLargerThanAPageIsReached() {
        EntryChange[] changes = IntStream.range(0, 7)
                .mapToObj(i -> ConfigChanges.put(ConfigId.system("page.key-" + i), i))
                .toArray(EntryChange[]::new);
        store().commit(ConfigChanges.commit(changes), CommitCheck.NONE);

        List<String> seen = new ArrayList<>();
        HistoryQuery page = HistoryQuery.all(2);
        for (List<HistoryEntry> lines = store().history(page); !lines.isEmpty(); lines = store().history(page)) {
            lines.forEach(line -> seen.add(line.id().key()));
            page = page.before(lines.get(lines.size() - 1).position());
        }

        assertThat(seen).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void anEmptyStoreIsAtRevisionZeroAndStaysInItsEpoch() {
        StorePosition position = store().position();

        assertThat(position.revision()).isZero();
        assertThat(store().position()).isEqualTo(position);
        assertThat(store().load()).isEqualTo(new StoredConfig(position, List.of()));
        assertThat(store().history(HistoryQuery.all(10))).isEmpty();
        assertThat(store().verifyHistory().isIntact()).isTrue();
    }

    @Test
    void aWriterReadsItsOwnWriteAtOnce() {
        EntryChange change = new EntryChange(
                PORT,
                Expectation.ABSENT,
                ConfigOperation.CREATE,
                Optional.of(new EntryChange.AfterImage(plain(8001), "where it listens", EntryStatus.DEPRECATED)),
                OptionalLong.empty());

        StorePosition position = commit1(change);

        assertThat(position.revision()).isEqualTo(1);
        assertThat(store().position()).isEqualTo(position);
        ConfigEntry entry = entry(PORT);
        assertThat(entry.value()).isEqualTo(plain(8001));
        assertThat(entry.description()).isEqualTo("where it listens");
        assertThat(entry.status()).isEqualTo(EntryStatus.DEPRECATED);
        assertThat(entry.createRevision()).isEqualTo(1);
        assertThat(entry.revision()).isEqualTo(1);
        assertThat(entry.updatedBy()).isEqualTo("anna");
    }

    @Test
    void twoServicesWithTheSameKeyDoNotOverwriteEachOther() {
        ConfigId text = ofService("text-classify", "service.port");
        ConfigId image = ofService("image-recog", "service.port");
        ConfigId user = new ConfigId(ConfigScope.ofUser("text-classify"), "service.port");

        commit1(put(text, 8001));
        commit1(put(image, 8002));
        commit1(put(PORT, 8000));
        commit1(put(user, 8003));
        commit1(put(text, 9001));

        assertThat(values())
                .containsOnly(
                        Map.entry(text, JsonValue.of(9001)),
                        Map.entry(image, JsonValue.of(8002)),
                        Map.entry(PORT, JsonValue.of(8000)),
                        Map.entry(user, JsonValue.of(8003)));
    }

    @Test
    void theSystemHasAKeyOnce() {
        commit1(put(PORT, 1, Expectation.ABSENT));

        assertCode(() -> commit1(put(PORT, 2, Expectation.ABSENT)), ErrorCode.CONFIG_CONFLICT);

        assertThat(store().load().entries()).hasSize(1);
    }

    @Test
    void environmentsKnowNothingOfEachOther() {
        ConfigStore test = supplied(inEnvironment("test"));
        commit1(put(PORT, 1));
        commit1(put(PORT, 2));

        assertThat(test.environment()).isEqualTo("test");
        assertThat(test.load().entries()).isEmpty();
        StorePosition position = test.commit(request("r-1", put(PORT, 3, Expectation.ABSENT)), CommitCheck.NONE);
        commit1(request("r-1", put(HOST, "a")));

        assertThat(position.revision()).isEqualTo(1);
        assertThat(test.history(HistoryQuery.all(10))).hasSize(1);
        assertThat(test.stateAt(100, Optional.empty())).hasSize(1);
        assertThat(test.pruneHistory(0, test.history(HistoryQuery.all(1)).get(0).at()))
                .isZero();
        assertThat(values()).containsEntry(PORT, JsonValue.of(2)).hasSize(2);
        assertThat(test.verifyHistory().isIntact()).isTrue();
        assertThat(store().verifyHistory().isIntact()).isTrue();
    }

    @Test
    void everyJsonValueComesBackAsItWas() {
        List<JsonValue> written = new ArrayList<>(JsonValues.edges());
        JsonValues random = new JsonValues(20_261_126);
        for (int i = 0; i < 400; i++) {
            written.add(random.next());
        }
        List<EntryChange> changes = IntStream.range(0, written.size())
                .mapToObj(i -> put(ConfigId.system("value-" + i), written.get(i).toJava()))
                .toList();

        store().commit(new ConfigCommit(changes, Author.of("anna")), CommitCheck.NONE);

        Map<ConfigId, JsonValue> read = values();
        Map<ConfigId, JsonValue> lines = new HashMap<>();
        store().stateAt(1, Optional.empty())
                .forEach(line -> lines.put(
                        line.id(), line.after().orElseThrow().value().plain().orElseThrow()));
        for (int i = 0; i < written.size(); i++) {
            assertThat(read).containsEntry(ConfigId.system("value-" + i), written.get(i));
            assertThat(lines).containsEntry(ConfigId.system("value-" + i), written.get(i));
        }
        assertThat(store().verifyHistory().faults()).isEmpty();
    }

    @Test
    void theJsonNullIsAValueAndNotTheAbsenceOfOne() {
        store().commit(commit(put(ConfigId.system("nothing"), plain(null), Expectation.ABSENT)), CommitCheck.NONE);

        assertThat(entry(ConfigId.system("nothing")).value()).isEqualTo(new StoredValue.Plain(JsonValue.NULL));
        assertThat(onlyLine().after()).isPresent();
    }

    // Writers that get in each other's way

    @Test
    void aStaleWriteIsRefusedAndSaysWhoChangedWhatAndWhen() {
        StorePosition first = commit1(put(PORT, 1, Expectation.ABSENT));
        store().commit(
                        new ConfigCommit(List.of(put(PORT, 2, Expectation.of(first.revision()))), Author.of("bert")),
                        CommitCheck.NONE);

        assertThatThrownBy(() -> commit1(put(PORT, 3, Expectation.of(first.revision()))))
                .isInstanceOfSatisfying(AiOpsException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.CONFIG_CONFLICT);
                    assertThat(refused.details())
                            .containsEntry("key", "service.port")
                            .containsEntry("scope", "system")
                            .containsEntry("current_version", 2L)
                            .containsEntry("changed_by", "bert")
                            .containsEntry("changed_at", entry(PORT).updatedAt().toString());
                });

        assertThat(entry(PORT).value()).isEqualTo(plain(2));
        assertThat(store().position().revision()).isEqualTo(2);
    }

    @Test
    void aWriteToAValueThatWasDeletedIsRefusedAndSaysByWhom() {
        commit1(put(PORT, 1));
        store().commit(new ConfigCommit(List.of(delete(PORT, Expectation.of(1))), Author.of("bert")), CommitCheck.NONE);

        for (EntryChange late : List.of(put(PORT, 3, Expectation.of(1)), delete(PORT, Expectation.of(1)))) {
            assertThatThrownBy(() -> commit1(late)).isInstanceOfSatisfying(AiOpsException.class, refused -> {
                assertThat(refused.code()).isEqualTo(ErrorCode.CONFIG_CONFLICT);
                assertThat(refused.details())
                        .containsEntry("current_version", 0L)
                        .containsEntry("changed_by", "bert");
            });
        }
    }

    @Test
    void aWriteToAValueThatNeverWasIsRefused() {
        assertThatThrownBy(() -> commit1(put(PORT, 3, Expectation.of(7))))
                .isInstanceOfSatisfying(AiOpsException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.CONFIG_CONFLICT);
                    assertThat(refused.details())
                            .containsEntry("current_version", 0L)
                            .doesNotContainKey("changed_by");
                });
    }

    @Test
    void whatIsNotThereCannotBeDeleted() {
        assertCode(() -> commit1(delete(PORT, Expectation.ANY)), ErrorCode.CONFIG_NOT_FOUND);
        assertCode(() -> commit1(delete(PORT, Expectation.ABSENT)), ErrorCode.CONFIG_NOT_FOUND);

        assertThat(store().position().revision()).isZero();
    }

    @Test
    void ofManyThatCreateTheSameValueExactlyOneWins() throws Exception {
        List<Boolean> won = together(32, turn -> {
            try {
                (turn % 2 == 0 ? store() : second().orElseGet(this::store))
                        .commit(commit(put(PORT, turn, Expectation.ABSENT)), CommitCheck.NONE);
                return true;
            } catch (AiOpsException refused) {
                assertThat(refused.code()).isEqualTo(ErrorCode.CONFIG_CONFLICT);
                return false;
            }
        });

        assertThat(won).containsOnlyOnce(true);
        assertThat(store().position().revision()).isEqualTo(1);
        assertThat(store().history(HistoryQuery.all(10))).hasSize(1);
    }

    @Test
    void aValueThatWentAwayAndCameBackIsNotTakenForTheSame() {
        commit1(put(PORT, "a"));
        commit1(put(PORT, "b"));
        commit1(put(PORT, "a"));

        assertCode(() -> commit1(put(PORT, "c", Expectation.of(1))), ErrorCode.CONFIG_CONFLICT);
    }

    @Test
    void aValueThatIsCreatedAgainHasARevisionThatNoneHadBefore() {
        commit1(put(PORT, 1, Expectation.ABSENT));
        commit1(delete(PORT, Expectation.of(1)));
        commit1(put(PORT, 1, Expectation.ABSENT));

        assertThat(entry(PORT).createRevision()).isEqualTo(3);
        assertThat(entry(PORT).revision()).isEqualTo(3);
        assertCode(() -> commit1(put(PORT, 2, Expectation.of(1))), ErrorCode.CONFIG_CONFLICT);
        assertThat(store().history(HistoryQuery.of(PORT, 10)))
                .extracting(HistoryEntry::previousRevision)
                .containsExactly(2L, 1L, 0L);
    }

    @Test
    void aCommitIsAllOrNothing() {
        commit1(put(PORT, 1));

        assertCode(
                () -> commit1(put(HOST, "a"), put(PORT, 2), put(TOKEN, "x", Expectation.of(9))),
                ErrorCode.CONFIG_CONFLICT);
        assertCode(() -> commit1(put(HOST, "a"), delete(TOKEN, Expectation.ANY)), ErrorCode.CONFIG_NOT_FOUND);

        assertThat(values()).containsOnly(Map.entry(PORT, JsonValue.of(1)));
        assertThat(store().history(HistoryQuery.all(10))).hasSize(1);
        StorePosition position = commit1(put(HOST, "a"), delete(PORT, Expectation.of(1)), put(TOKEN, "x"));
        assertThat(position.revision()).isEqualTo(2);
        assertThat(values()).containsOnlyKeys(HOST, TOKEN);
        assertThat(store().history(HistoryQuery.all(10)))
                .extracting(HistoryEntry::revision, HistoryEntry::sequence)
                .containsExactly(tuple(2L, 2), tuple(2L, 1), tuple(2L, 0), tuple(1L, 0));
    }

    @Test
    void commitsThatTouchTheSameValuesInAnyOrderNeverBlockEachOtherForGood() throws Exception {
        List<ConfigId> ids =
                IntStream.range(0, 6).mapToObj(i -> ConfigId.system("key-" + i)).toList();

        together(6, turn -> {
            for (int round = 0; round < 15; round++) {
                List<ConfigId> shuffled = new ArrayList<>(ids);
                Collections.shuffle(shuffled, new Random(turn * 100L + round));
                store().commit(
                                new ConfigCommit(
                                        shuffled.stream()
                                                .map(id -> put(id, turn))
                                                .toList(),
                                        Author.of("anna")),
                                CommitCheck.NONE);
            }
            return turn;
        });

        assertThat(store().position().revision()).isEqualTo(90);
        assertThat(values().values().stream().distinct()).hasSize(1);
        assertThat(store().verifyHistory().faults()).isEmpty();
    }

    @Test
    void revisionsHaveNoGapsAndAReaderMissesNothing() throws Exception {
        ConfigStore reader = second().orElseGet(this::store);
        StorePosition start = reader.position();
        AtomicBoolean writing = new AtomicBoolean(true);
        AtomicInteger refused = new AtomicInteger();
        Map<ConfigId, Long> seen = new HashMap<>();
        List<Long> positions = new ArrayList<>();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<?> reading = executor.submit(() -> {
                StorePosition at = start;
                boolean last = false;
                while (!last) {
                    last = !writing.get();
                    StoredChanges changes = reader.changesAfter(at, 1000).orElseThrow();
                    for (ConfigEntry entry : changes.written()) {
                        assertThat(entry.revision())
                                .isLessThanOrEqualTo(changes.position().revision());
                        seen.put(entry.id(), entry.revision());
                    }
                    at = changes.position();
                    positions.add(at.revision());
                }
                return null;
            });
            together(8, turn -> {
                Random random = new Random(turn);
                for (int i = 0; i < 25; i++) {
                    boolean refuse = random.nextInt(4) == 0;
                    try {
                        store().commit(commit(put(ConfigId.system("w-" + turn + "-" + i), i)), entries -> {
                            if (refuse) {
                                throw new AiOpsException(ErrorCode.INVALID_CONFIG_VALUE, "not this time");
                            }
                        });
                    } catch (AiOpsException thoughtBetter) {
                        refused.incrementAndGet();
                    }
                }
                return turn;
            });
            writing.set(false);
            reading.get(60, TimeUnit.SECONDS);
        } finally {
            executor.shutdownNow();
        }

        long commits = 200L - refused.get();
        assertThat(refused.get()).isPositive();
        assertThat(positions).isSorted();
        assertThat(seen.values())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, commits).boxed().toList());
        assertThat(store().history(HistoryQuery.all(1000)))
                .extracting(HistoryEntry::revision)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, commits)
                        .map(i -> commits + 1 - i)
                        .boxed()
                        .toList());
        assertThat(store().verifyHistory().faults()).isEmpty();
    }

    @Test
    void valuesThatAreWrittenTogetherAreSeenTogether() throws Exception {
        commit1(put(PORT, 0), put(HOST, 0));
        ConfigStore reader = second().orElseGet(this::store);
        AtomicBoolean writing = new AtomicBoolean(true);
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try {
            Future<Integer> loads = executor.submit(() -> {
                int looked = 0;
                while (writing.get() || looked == 0) {
                    StoredConfig now = reader.load();
                    assertThat(now.entries())
                            .extracting(ConfigEntry::revision)
                            .containsOnly(now.position().revision());
                    assertThat(now.entries()).extracting(ConfigEntry::value).hasSize(2);
                    assertThat(now.entries().get(0).value())
                            .isEqualTo(now.entries().get(1).value());
                    looked++;
                }
                return looked;
            });
            Future<Integer> changes = executor.submit(() -> {
                int looked = 0;
                StorePosition from = reader.position();
                while (writing.get() || looked == 0) {
                    StoredChanges now = reader.changesAfter(from, 10).orElseThrow();
                    assertThat(now.written())
                            .allSatisfy(entry -> assertThat(entry.revision())
                                    .isEqualTo(now.position().revision()));
                    assertThat(now.written().size()).isIn(0, 2);
                    looked++;
                }
                return looked;
            });
            for (int i = 1; i <= 100; i++) {
                commit1(put(PORT, i), put(HOST, i));
            }
            writing.set(false);
            assertThat(loads.get(60, TimeUnit.SECONDS)).isPositive();
            assertThat(changes.get(60, TimeUnit.SECONDS)).isPositive();
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aRequestThatIsRepeatedIsOneChange() throws Exception {
        commit1(put(HOST, "a"));

        List<Long> revisions = together(
                8,
                turn -> store().commit(
                                request("r-1", put(PORT, 1, Expectation.ABSENT), put(TOKEN, "x")), CommitCheck.NONE)
                        .revision());
        commit1(put(PORT, 5));
        StorePosition late = commit1(request("r-1", put(PORT, 1, Expectation.ABSENT), put(TOKEN, "x")));

        assertThat(revisions).containsOnly(2L);
        assertThat(late.revision()).isEqualTo(2);
        assertThat(store().position().revision()).isEqualTo(3);
        assertThat(entry(PORT).value()).isEqualTo(plain(5));
        assertThat(store().history(HistoryQuery.all(10))).hasSize(4);
        assertThat(store().history(HistoryQuery.of(TOKEN, 10)).get(0).author().requestId())
                .contains("r-1");
    }

    // The check inside the commit

    @Test
    void aCheckSeesWhatTheCommitWouldLeaveInItsScopesAndTheSystem() {
        ConfigId text = ofService("text-classify", "service.port");
        ConfigId gone = ofService("text-classify", "service.host");
        ConfigId other = ofService("image-recog", "service.port");
        commit1(put(PORT, 1), put(text, 2), put(gone, 3), put(other, 4));
        Map<ConfigId, JsonValue> seen = new HashMap<>();

        store().commit(
                        commit(put(text, 5), delete(gone, Expectation.ANY)),
                        entries -> entries.forEach(entry ->
                                seen.put(entry.id(), entry.value().plain().orElseThrow())));

        assertThat(seen).containsOnly(Map.entry(PORT, JsonValue.of(1)), Map.entry(text, JsonValue.of(5)));
    }

    @Test
    void whatACheckRefusesIsNeverSeenAnywhereAndLeavesNoGap() {
        ConfigStore reader = second().orElseGet(this::store);
        StorePosition before = commit1(put(PORT, 1));
        AiOpsException refusal = new AiOpsException(ErrorCode.INVALID_CONFIG_VALUE, "min is above max");

        assertThatThrownBy(() -> store().commit(request("r-1", put(PORT, 2), put(HOST, "a")), entries -> {
                    if (second().isPresent()) {
                        assertThat(reader.load().position()).isEqualTo(before);
                        assertThat(reader.load().entries())
                                .extracting(ConfigEntry::value)
                                .containsExactly(plain(1));
                    }
                    throw refusal;
                }))
                .isSameAs(refusal);

        assertThat(reader.position()).isEqualTo(before);
        assertThat(reader.changesAfter(before, 10).orElseThrow().written()).isEmpty();
        assertThat(commit1(request("r-1", put(PORT, 3))).revision()).isEqualTo(before.revision() + 1);
        assertThat(store().verifyHistory().faults()).isEmpty();
    }

    // Changes since

    @Test
    void changesAreThoseSinceAPositionAsTheyAreNow() {
        commit1(put(PORT, 1), put(HOST, "a"));
        StorePosition then = commit1(put(TOKEN, "x"));
        commit1(put(PORT, 2));
        commit1(put(PORT, 3));
        commit1(delete(HOST, Expectation.ANY));
        commit1(delete(TOKEN, Expectation.ANY));
        StorePosition now = commit1(put(TOKEN, "y"));

        StoredChanges changes = store().changesAfter(then, 3).orElseThrow();

        assertThat(changes.position()).isEqualTo(now);
        assertThat(changes.written())
                .extracting(ConfigEntry::id, entry -> entry.value().plain().orElseThrow())
                .containsExactlyInAnyOrder(tuple(PORT, JsonValue.of(3)), tuple(TOKEN, JsonValue.of("y")));
        assertThat(changes.deleted()).containsExactly(HOST);
        assertThat(store().changesAfter(now, 10)).contains(new StoredChanges(now, List.of(), List.of()));
    }

    @Test
    void whoCannotFollowTheChangesIsToldToLoadEverything() {
        StorePosition then = store().position();
        StorePosition now = commit1(put(PORT, 1), put(HOST, "a"), put(TOKEN, "x"));

        assertThat(store().changesAfter(then, 3)).isPresent();
        assertThat(store().changesAfter(then, 2)).isEmpty();
        assertThat(store().changesAfter(new StorePosition(UUID.randomUUID(), then.revision()), 10))
                .isEmpty();
        assertThat(store().changesAfter(new StorePosition(now.epoch(), now.revision() + 1), 10))
                .isEmpty();
    }

    // History

    @Test
    void aLineOfHistoryHoldsWhatWasThereAfterTheChange() {
        Author bert = new Author("bert", "too small", Optional.of("r-9"));
        commit1(put(PORT, 1));
        EntryChange change = new EntryChange(
                PORT,
                Expectation.of(1),
                ConfigOperation.ROLLBACK,
                Optional.of(new EntryChange.AfterImage(plain(2), "about", EntryStatus.DISABLED)),
                OptionalLong.of(1));

        store().commit(new ConfigCommit(List.of(change), bert), CommitCheck.NONE);

        HistoryEntry line = store().history(HistoryQuery.of(PORT, 1)).get(0);
        assertThat(line.revision()).isEqualTo(2);
        assertThat(line.sequence()).isZero();
        assertThat(line.id()).isEqualTo(PORT);
        assertThat(line.operation()).isEqualTo(ConfigOperation.ROLLBACK);
        assertThat(line.after()).isEqualTo(change.after());
        assertThat(line.pruned()).isFalse();
        assertThat(line.previousRevision()).isEqualTo(1);
        assertThat(line.rollbackOf()).hasValue(1);
        assertThat(line.author()).isEqualTo(bert);
        assertThat(line.at()).isEqualTo(entry(PORT).updatedAt());
    }

    @Test
    void theFirstLineOfAValueHoldsTheFirstValueSoThatARollbackToItDoesNotDelete() {
        commit1(put(PORT, "first", Expectation.ABSENT));
        commit1(put(PORT, "second"));

        HistoryEntry first = store().history(HistoryQuery.of(PORT, 10)).get(1);

        assertThat(first.operation()).isEqualTo(ConfigOperation.CREATE);
        assertThat(first.after().orElseThrow().value()).isEqualTo(plain("first"));
    }

    @Test
    void theHistoryNamesAChangeByWhatWasThere() {
        commit1(put(PORT, 1, Expectation.ANY));
        commit1(put(PORT, 2, Expectation.ANY));
        commit1(delete(PORT, Expectation.ANY));

        assertThat(store().history(HistoryQuery.of(PORT, 10)))
                .extracting(HistoryEntry::operation)
                .containsExactly(ConfigOperation.DELETE, ConfigOperation.UPDATE, ConfigOperation.CREATE);
        assertThat(store().history(HistoryQuery.of(PORT, 1)).get(0).after()).isEmpty();
    }

    @Test
    void theHistoryIsAskedForByScopeKeyAndPage() {
        ConfigId text = ofService("text-classify", "service.port");
        for (int i = 0; i < 5; i++) {
            commit1(put(PORT, i));
            commit1(put(text, i));
        }

        assertThat(revisions(HistoryQuery.all(3))).containsExactly(10L, 9L, 8L);
        assertThat(revisions(HistoryQuery.all(3).before(8))).containsExactly(7L, 6L, 5L);
        assertThat(revisions(HistoryQuery.of(PORT, 2).before(9))).containsExactly(7L, 5L);
        assertThat(revisions(new HistoryQuery(Optional.of(text.scope()), Optional.empty(), Optional.empty(), 100)))
                .containsExactly(10L, 8L, 6L, 4L, 2L);
        assertThat(revisions(new HistoryQuery(
                        Optional.empty(), Optional.of("service.port"), Optional.of(new HistoryPosition(4, 0)), 100)))
                .containsExactly(3L, 2L, 1L);
        assertThat(revisions(HistoryQuery.of(HOST, 10))).isEmpty();
    }

    @Test
    void theStateAtARevisionIsTheLastLineOfEachValueUpToThen() {
        ConfigId text = ofService("text-classify", "service.port");
        commit1(put(PORT, 1), put(text, 1));
        commit1(put(PORT, 2));
        commit1(delete(text, Expectation.ANY));
        commit1(put(HOST, "late"));

        List<HistoryEntry> state = store().stateAt(3, Optional.empty());

        assertThat(state).extracting(HistoryEntry::id).containsExactly(PORT, text);
        assertThat(state).extracting(HistoryEntry::revision).containsExactly(2L, 3L);
        assertThat(state.get(1).after()).isEmpty();
        assertThat(store().stateAt(2, Optional.of(text.scope())))
                .extracting(HistoryEntry::id, HistoryEntry::revision)
                .containsExactly(tuple(text, 1L));
        assertThat(store().stateAt(0, Optional.empty())).isEmpty();
    }

    @Test
    void retentionKeepsThePresentValueAndTheNewestOfEach() {
        for (int i = 1; i <= 5; i++) {
            commit1(put(PORT, i));
        }
        commit1(put(HOST, "only"));
        commit1(put(TOKEN, "x"));
        commit1(put(TOKEN, "y"));
        commit1(delete(TOKEN, Expectation.ANY));
        HistoryEntry last = store().history(HistoryQuery.all(1)).get(0);
        HistoryEntry first = store().stateAt(1, Optional.empty()).get(0);
        String head = store().verifyHistory().head();

        assertThat(store().pruneHistory(0, first.at())).isZero();
        assertThat(store().pruneHistory(2, last.at().plus(Duration.ofSeconds(1))))
                .isEqualTo(3);
        assertThat(store().pruneHistory(2, last.at().plus(Duration.ofSeconds(1))))
                .isZero();

        assertThat(store().history(HistoryQuery.of(PORT, 10)))
                .extracting(HistoryEntry::pruned)
                .containsExactly(false, false, true, true, true);
        assertThat(store().history(HistoryQuery.of(TOKEN, 10)))
                .extracting(HistoryEntry::pruned)
                .containsExactly(false, false, false);
        HistoryEntry pruned = store().history(HistoryQuery.of(PORT, 10)).get(4);
        assertThat(pruned.after()).isEmpty();
        assertThat(pruned.author().name()).isEqualTo("anna");
        assertThat(pruned.operation()).isEqualTo(ConfigOperation.CREATE);
        assertThat(store().pruneHistory(0, last.at().plus(Duration.ofSeconds(1))))
                .isEqualTo(3);
        assertThat(store().history(HistoryQuery.of(HOST, 1)).get(0).pruned()).isFalse();
        assertThat(store().history(HistoryQuery.of(PORT, 1)).get(0).pruned()).isFalse();
        assertThat(store().verifyHistory().faults()).isEmpty();
        assertThat(store().verifyHistory().head()).isEqualTo(head);
        assertThat(values()).containsOnlyKeys(PORT, HOST);
    }

    @Test
    void anUntouchedHistoryIsIntactAndItsHeadMovesWithEveryLine() {
        List<String> heads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            commit1(put(PORT, i), put(HOST, i));
            heads.add(store().verifyHistory().head());
        }

        assertThat(heads)
                .doesNotHaveDuplicates()
                .allSatisfy(head -> assertThat(head).matches("[0-9a-f]{64}"));
        assertThat(store().verifyHistory().lines()).isEqualTo(6);
        assertThat(store().verifyHistory().isIntact()).isTrue();
    }

    // Secrets

    @Test
    void aSecretStaysCiphertextThroughEveryChange() {
        ConfigSecrets secrets = secrets("one");
        StoredValue.Sealed first = secrets.seal(TOKEN, JsonValue.of("hush"));
        StoredValue.Sealed second = secrets.seal(TOKEN, JsonValue.of("hush-hush"));

        commit1(put(TOKEN, first, Expectation.ABSENT), put(PORT, 1));
        commit1(put(TOKEN, second, Expectation.of(1)));
        commit1(put(TOKEN, "no secret any more", Expectation.of(2)));
        for (ConfigOperation operation : List.of(ConfigOperation.ROLLBACK, ConfigOperation.IMPORT)) {
            commit1(new EntryChange(
                    TOKEN,
                    Expectation.ANY,
                    operation,
                    Optional.of(new EntryChange.AfterImage(first, "", EntryStatus.ACTIVE)),
                    OptionalLong.empty()));
        }

        assertThat(entry(TOKEN).value()).isEqualTo(first);
        assertThat(secrets.open(TOKEN, sealed(entry(TOKEN).value()))).isEqualTo(JsonValue.of("hush"));
        assertThat(store().history(HistoryQuery.of(TOKEN, 10)))
                .extracting(line -> line.after().orElseThrow().value())
                .containsExactly(first, first, plain("no secret any more"), second, first);
        assertThat(store().verifyHistory().faults()).isEmpty();
    }

    @Test
    void aSecretIsResealedUnlessItWasChangedMeanwhile() {
        ConfigSecrets old = secrets("one");
        ConfigSecrets fresh = secrets("two", "one");
        commit1(put(TOKEN, old.seal(TOKEN, JsonValue.of("hush")), Expectation.ABSENT), put(PORT, 1));
        StorePosition position = store().position();
        List<ConfigStore.SealedRow> rows = store().sealedWithOtherKeyThan("two", 10);
        assertThat(rows).hasSize(2).extracting(ConfigStore.SealedRow::id).containsOnly(TOKEN);
        assertThat(store().sealedWithOtherKeyThan("two", 1)).hasSize(1);
        assertThat(store().sealedWithOtherKeyThan("one", 10)).isEmpty();

        for (ConfigStore.SealedRow row : rows) {
            assertThat(store().reseal(row, fresh.reseal(TOKEN, row.sealed()))).isTrue();
            assertThat(store().reseal(row, fresh.reseal(TOKEN, row.sealed()))).isFalse();
        }

        assertThat(store().sealedWithOtherKeyThan("two", 10)).isEmpty();
        assertThat(sealed(entry(TOKEN).value()).ciphertext().keyId()).isEqualTo("two");
        assertThat(fresh.open(TOKEN, sealed(entry(TOKEN).value()))).isEqualTo(JsonValue.of("hush"));
        assertThat(store().position()).isEqualTo(position);
        assertThat(store().verifyHistory().faults()).isEmpty();
    }

    @Test
    void anotherSecretCannotBePutInTheNameOfRotation() {
        ConfigSecrets secrets = secrets("one");
        commit1(put(TOKEN, secrets.seal(TOKEN, JsonValue.of("hush")), Expectation.ABSENT));
        ConfigStore.SealedRow row = store().sealedWithOtherKeyThan("two", 1).get(0);

        assertThatThrownBy(() -> store().reseal(row, secrets.seal(TOKEN, JsonValue.of("hush"))))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(entry(TOKEN).value()).isEqualTo(row.sealed());
    }

    @Test
    void aRotationCoversTheHistoryAndGoesOnAfterItWasKilled() {
        ConfigSecrets old = secrets("one");
        for (int i = 0; i < 5; i++) {
            commit1(put(TOKEN, old.seal(TOKEN, JsonValue.of("hush-" + i)), Expectation.ANY));
        }
        ConfigSecrets fresh = secrets("two", "one");
        ConfigStore dying = new DyingStore(store(), 3);

        assertThatThrownBy(() -> new SecretRotation(dying, fresh).run()).isInstanceOf(DyingStore.Killed.class);
        assertThat(store().sealedWithOtherKeyThan("two", 10)).hasSize(3);
        SecretRotation.Outcome outcome = new SecretRotation(store(), fresh).run();

        assertThat(outcome.resealed()).isEqualTo(3);
        assertThat(outcome.unreadable()).isZero();
        ConfigSecrets later = secrets("two");
        assertThat(later.open(TOKEN, sealed(entry(TOKEN).value()))).isEqualTo(JsonValue.of("hush-4"));
        assertThat(store().history(HistoryQuery.of(TOKEN, 10)))
                .extracting(line ->
                        later.open(TOKEN, sealed(line.after().orElseThrow().value())))
                .containsExactly(
                        JsonValue.of("hush-4"),
                        JsonValue.of("hush-3"),
                        JsonValue.of("hush-2"),
                        JsonValue.of("hush-1"),
                        JsonValue.of("hush-0"));
        assertThat(store().verifyHistory().faults()).isEmpty();
    }

    @Test
    void aRotationPassesOverWhatItCannotDecryptAndNamesIt() {
        List<EntryChange> lost = IntStream.range(0, 250)
                .mapToObj(i -> ConfigId.system("lost-" + i))
                .map(id -> put(id, secrets("zero").seal(id, JsonValue.of("gone")), Expectation.ABSENT))
                .toList();
        store().commit(new ConfigCommit(lost, Author.of("anna")), CommitCheck.NONE);
        commit1(put(TOKEN, secrets("one").seal(TOKEN, JsonValue.of("hush")), Expectation.ABSENT));

        SecretRotation.Outcome outcome = new SecretRotation(store(), secrets("two", "one")).run();

        assertThat(outcome.keyId()).isEqualTo("two");
        assertThat(outcome.resealed()).isEqualTo(2);
        assertThat(outcome.unreadable()).isEqualTo(500);
        assertThat(outcome.named()).hasSize(100).allSatisfy(named -> {
            assertThat(named.why()).contains("\"zero\"");
            assertThat(named.id().key()).startsWith("lost-");
        });
        assertThat(store().load().entries()).hasSize(251);
    }

    // Limits

    @Test
    void whatIsTooLargeIsRefusedByName() {
        ConfigStore small = supplied(limited(new StoreLimits(20, 10, 3)));
        JsonValue fits = JsonValue.of("x".repeat(18));
        JsonValue tooLong = JsonValue.of("x".repeat(19));

        small.commit(commit(put(PORT, fits.toJava())), CommitCheck.NONE);
        assertCode(
                () -> small.commit(commit(put(PORT, tooLong.toJava())), CommitCheck.NONE),
                ErrorCode.INVALID_CONFIG_VALUE,
                "service.port of system has 21 bytes");
        assertCode(
                () -> small.commit(commit(put(PORT, "\u4e2d".repeat(7))), CommitCheck.NONE),
                ErrorCode.INVALID_CONFIG_VALUE,
                "23 bytes");
        EntryChange wordy = new EntryChange(
                PORT,
                Expectation.ANY,
                ConfigOperation.UPDATE,
                Optional.of(new EntryChange.AfterImage(plain(1), "x".repeat(11), EntryStatus.ACTIVE)),
                OptionalLong.empty());
        assertCode(() -> small.commit(commit(wordy), CommitCheck.NONE), ErrorCode.INVALID_CONFIG_VALUE, "description");
        small.commit(commit(put(TOKEN, secrets("one").seal(TOKEN, fits), Expectation.ABSENT)), CommitCheck.NONE);
    }

    @Test
    void aScopeHoldsNoMoreEntriesThanItsLimit() {
        ConfigStore small = supplied(limited(new StoreLimits(20, 10, 2)));
        small.commit(commit(put(PORT, 1), put(HOST, 1)), CommitCheck.NONE);

        assertCode(
                () -> small.commit(commit(put(TOKEN, 1)), CommitCheck.NONE),
                ErrorCode.INVALID_CONFIG_VALUE,
                "more than 2");

        small.commit(commit(put(PORT, 2)), CommitCheck.NONE);
        small.commit(commit(put(ofService("text-classify", "service.port"), 2)), CommitCheck.NONE);
        small.commit(commit(delete(PORT, Expectation.ANY), put(TOKEN, 1)), CommitCheck.NONE);
        assertThat(small.position().revision()).isEqualTo(4);
    }

    @Test
    void aLargeCommitOfLargeValuesIsOneRevision() {
        String large = "x".repeat(256 * 1024 - 2);
        List<EntryChange> changes = new ArrayList<>(List.of(put(ConfigId.system("large"), large)));
        for (int i = 0; i < 2000; i++) {
            changes.add(put(ofService("text-classify", "key-" + i), i));
        }

        StorePosition position = store().commit(
                        new ConfigCommit(changes, Author.of("anna")),
                        entries -> assertThat(entries).hasSize(2001));

        assertThat(position.revision()).isEqualTo(1);
        assertThat(store().load().entries()).hasSize(2001);
        assertThat(store().verifyHistory().lines()).isEqualTo(2001);
        assertThat(store().changesAfter(new StorePosition(position.epoch(), 0), 3000))
                .get()
                .satisfies(all -> assertThat(all.written()).hasSize(2001));
    }

    // Words

    /** Secrets with keys of these names, the first one encrypting; a name is always the same key. */
    protected static ConfigSecrets secrets(String... keyIds) {
        List<EncryptionKey> keys = new ArrayList<>();
        for (String id : keyIds) {
            byte[] bytes = new byte[32];
            new Random(id.hashCode()).nextBytes(bytes);
            keys.add(EncryptionKey.of(id, Base64.getEncoder().encodeToString(bytes)));
        }
        Keyring ring = new Keyring(keys);
        return new ConfigSecrets(SecretCipher.of(() -> ring), "");
    }

    /** Commits with no further check. */
    protected final StorePosition commit1(EntryChange... changes) {
        return commit1(commit(changes));
    }

    /** The value that is there. */
    protected final ConfigEntry entry(ConfigId id) {
        return store().load().entries().stream()
                .filter(entry -> entry.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** A value in clear. */
    protected static StoredValue plain(@Nullable Object value) {
        return new StoredValue.Plain(JsonValue.of(value));
    }

    /** Expects a refusal. */
    protected static void assertCode(ThrowingCallable call, ErrorCode code, String... words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AiOpsException.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(List.of(words))
                    .allSatisfy(word -> assertThat(refused.message()).contains(word));
        });
    }

    /** Runs work in threads that begin together. */
    protected static <T> List<T> together(int threads, IntFunction<T> work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Callable<T>> calls = IntStream.range(0, threads)
                    .mapToObj(turn -> (Callable<T>) () -> {
                        start.await(60, TimeUnit.SECONDS);
                        return work.apply(turn);
                    })
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> each : executor.invokeAll(calls, 120, TimeUnit.SECONDS)) {
                results.add(each.get());
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }

    private StorePosition commit1(ConfigCommit commit) {
        return store().commit(commit, CommitCheck.NONE);
    }

    private HistoryEntry onlyLine() {
        List<HistoryEntry> lines = store().history(HistoryQuery.all(10));
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    private List<Long> revisions(HistoryQuery query) {
        return store().history(query).stream().map(HistoryEntry::revision).toList();
    }

    private Map<ConfigId, JsonValue> values() {
        Map<ConfigId, JsonValue> values = new HashMap<>();
        store().load()
                .entries()
                .forEach(entry -> values.put(entry.id(), entry.value().plain().orElseThrow()));
        return values;
    }

    private static StoredValue.Sealed sealed(StoredValue value) {
        assertThat(value).isInstanceOf(StoredValue.Sealed.class);
        return (StoredValue.Sealed) value;
    }

    private static ConfigStore supplied(Optional<ConfigStore> store) {
        assumeTrue(store.isPresent(), "this store cannot supply what the test needs");
        return store.orElseThrow();
    }
}
