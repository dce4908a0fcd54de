package io.aiops.testkit.postgres;

import static io.aiops.testkit.config.ConfigChanges.commit;
import static io.aiops.testkit.config.ConfigChanges.delete;
import static io.aiops.testkit.config.ConfigChanges.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.config.Author;
import io.aiops.config.CommitCheck;
import io.aiops.config.ConfigCommit;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigSecrets;
import io.aiops.config.EntryChange;
import io.aiops.config.Expectation;
import io.aiops.config.HistoryCheck;
import io.aiops.config.HistoryQuery;
import io.aiops.config.JsonValue;
import io.aiops.postgres.Database;
import io.aiops.postgres.PostgresConfigStore;
import io.aiops.secret.EncryptionKey;
import io.aiops.secret.Keyring;
import io.aiops.secret.SecretCipher;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PostgresExtension.class)
class PostgresConfigHistoryTest {

    private static final String CANARY = "canary-plaintext-4711";
    private static final ConfigId PORT = ConfigId.system("service.port");
    private static final ConfigId HOST = ConfigId.system("service.host");
    private static final ConfigId TOKEN = ConfigId.system("gitea.token");

    private TestDatabase data;
    private Database database;
    private PostgresConfigStore store;
    private ConfigSecrets secrets;

    @BeforeEach
    void create(TestDatabase fresh) {
        data = fresh;
        database = fresh.open();
        store = new PostgresConfigStore(database, Clock.systemUTC(), "", "first");
        Keyring keys = new Keyring(List.of(EncryptionKey.random("one")));
        secrets = new ConfigSecrets(SecretCipher.of(() -> keys), "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE aiops.config_history SET config_value = '2'",
                "UPDATE aiops.config_history SET config_value = '1.0' WHERE config_value = '1'",
                "UPDATE aiops.config_history SET actor = 'mallory'",
                "UPDATE aiops.config_history SET config_value = NULL",
                "UPDATE aiops.config_history SET pruned = true",
                "UPDATE aiops.config_history SET pruned = true, config_value = NULL, actor = 'mallory' WHERE NOT sensitive",
                "UPDATE aiops.config_history SET secret = 'x', actor = 'mallory' WHERE sensitive",
                "UPDATE aiops.config_history SET secret = NULL, secret_key_id = NULL, secret_commitment = NULL WHERE sensitive",
                "UPDATE aiops.config_history SET secret_commitment = sha256('x') WHERE sensitive",
                "UPDATE aiops.config_history SET row_hash = sha256('x')",
                "DELETE FROM aiops.config_history",
                "DELETE FROM aiops.config_history WHERE revision = 1",
                "TRUNCATE aiops.config_history"
            })
    void theHistoryCannotBeChangedNotEvenBySql(String sql) {
        store.commit(commit(put(PORT, 1), seal(TOKEN, CANARY)), CommitCheck.NONE);

        assertThatThrownBy(() -> data.execute(sql)).isInstanceOf(IllegalStateException.class);

        assertThat(store.verifyHistory().faults()).isEmpty();
        assertThat(store.history(HistoryQuery.all(10))).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE config_history SET config_value = '99' WHERE revision = 2 | another value",
                "UPDATE config_history SET config_value = '2.0' WHERE revision = 2 | another value",
                "UPDATE config_history SET config_value = '99', value_digest = sha256('99') WHERE revision = 2"
                        + " | revision 2, line 0 (service.port) was changed",
                "UPDATE config_history SET secret_commitment = sha256('x') WHERE revision = 4 | another value",
                "UPDATE config_history SET actor = 'mallory' WHERE revision = 2 | was changed",
                "UPDATE config_history SET at = at - interval '1 day' WHERE revision = 2 | was changed",
                "UPDATE config_history SET reason = 'because' WHERE revision = 2 | was changed",
                "UPDATE config_history SET request_id = 'r' WHERE revision = 2 | was changed",
                "UPDATE config_history SET instance = 'x' WHERE revision = 2 | was changed",
                "UPDATE config_history SET description = 'x' WHERE revision = 2 | was changed",
                "UPDATE config_history SET status = 'disabled' WHERE revision = 2 | was changed",
                "UPDATE config_history SET rollback_of = 1 WHERE revision = 2 | was changed",
                "UPDATE config_history SET previous_revision = 0 WHERE revision = 2 | was changed",
                "UPDATE config_history SET scope_id = 'text-classify', config_type = 'service' WHERE revision = 2"
                        + " | was changed",
                "DELETE FROM config_history WHERE revision = 2 | revision 3, line 0",
                "DELETE FROM config_history WHERE revision = 3 AND seq = 0 | revision 3, line 1",
                "DELETE FROM config_history WHERE revision = 3 AND seq = 1 | revision 4, line 0",
                "DELETE FROM config_history WHERE revision = 1 | revision 2, line 0",
                "INSERT INTO config_history SELECT (jsonb_populate_record(h, '{\"seq\": 1, \"config_key\": \"x\"}')).*"
                        + " FROM config_history h WHERE revision = 2 | revision 2, line 1 (x) does not follow",
                "UPDATE config_history SET revision = revision + 100 WHERE revision = 5 | ends with revision 105",
                "DELETE FROM config_history WHERE revision = 5 | ends with revision 4",
                "DELETE FROM config_history; UPDATE service_configs SET revision = 0 | ends with revision 0",
                "DELETE FROM config_history WHERE revision = 5; UPDATE config_revisions SET revision = 4"
                        + " | not the one that was written last",
                "UPDATE config_revisions SET revision = 3 | ends with revision 5",
                "UPDATE service_configs SET config_value = '99' WHERE config_key = 'service.port'"
                        + " | service.port of system is not what",
                "UPDATE service_configs SET config_value = '2.0' WHERE config_key = 'service.port'"
                        + " | service.port of system is not what",
                "UPDATE service_configs SET status = 'disabled' | is not what the history says",
                "UPDATE service_configs SET updated_by = 'mallory' | is not what the history says",
                "UPDATE service_configs SET secret_commitment = sha256('x') WHERE sensitive | gitea.token of system",
                "DELETE FROM service_configs WHERE config_key = 'service.port' | is gone",
                "INSERT INTO service_configs (config_type, config_key, config_value) VALUES ('system', 'x', '1')"
                        + " | x of system is not in the history",
                "INSERT INTO service_configs (config_type, config_key, config_value)"
                        + " VALUES ('system', 'service.host', '1') | service.host of system is not in the history"
            })
    void whatIsChangedBehindTheHistorysBackIsFound(String sql, String fault) {
        store.commit(commit(put(PORT, 1)), CommitCheck.NONE);
        store.commit(commit(put(PORT, 2)), CommitCheck.NONE);
        store.commit(commit(put(HOST, "a"), put(ConfigId.system("y"), 1)), CommitCheck.NONE);
        store.commit(commit(seal(TOKEN, CANARY)), CommitCheck.NONE);
        store.commit(commit(delete(HOST, Expectation.ANY)), CommitCheck.NONE);
        assertThat(store.verifyHistory().faults()).isEmpty();

        asAttacker(sql);

        HistoryCheck check = store.verifyHistory();
        assertThat(check.isIntact()).isFalse();
        assertThat(check.faults()).anySatisfy(found -> assertThat(found).contains(fault));
        assertThat(check.faults())
                .hasSizeLessThan(5)
                .allSatisfy(found -> assertThat(found).doesNotContain(CANARY));
    }

    @Test
    void aHistoryThatIsReplacedAsAWholeHasAnotherHead() {
        store.commit(commit(put(PORT, 1)), CommitCheck.NONE);
        store.commit(commit(put(PORT, 2)), CommitCheck.NONE);
        String head = store.verifyHistory().head();

        asAttacker("DELETE FROM config_history; DELETE FROM service_configs;"
                + " UPDATE config_revisions SET revision = 0, head_hash = decode(repeat('00', 32), 'hex')");
        store.commit(commit(put(PORT, 1)), CommitCheck.NONE);
        store.commit(commit(put(PORT, 2)), CommitCheck.NONE);

        assertThat(store.verifyHistory().isIntact()).isTrue();
        assertThat(store.verifyHistory().head()).isNotEqualTo(head);
    }

    @Test
    void manyFaultsAreCutOffAndALongHistoryIsWalkedInPieces() {
        for (int i = 0; i < 30; i++) {
            List<EntryChange> changes = new ArrayList<>();
            for (int key = 0; key < 50; key++) {
                changes.add(put(ConfigId.system("key-" + key), i));
            }
            store.commit(new ConfigCommit(changes, Author.of("anna")), CommitCheck.NONE);
        }
        assertThat(store.verifyHistory().lines()).isEqualTo(1500);

        asAttacker("UPDATE config_history SET actor = 'mallory'");

        assertThat(store.verifyHistory().faults()).hasSize(20);
    }

    @Test
    void plaintextOfASecretIsNowhereInTheDatabase() {
        store.commit(commit(seal(TOKEN, CANARY), put(HOST, "in-clear")), CommitCheck.NONE);
        store.commit(commit(seal(TOKEN, CANARY + "-2")), CommitCheck.NONE);
        store.commit(commit(delete(TOKEN, Expectation.ANY)), CommitCheck.NONE);

        String dump = dump();

        assertThat(dump).contains("in-clear");
        byte[] bytes = CANARY.getBytes(StandardCharsets.UTF_8);
        assertThat(dump)
                .doesNotContain(CANARY)
                .doesNotContain(HexFormat.of().formatHex(bytes))
                .doesNotContain(Base64.getEncoder()
                        .withoutPadding()
                        .encodeToString(bytes)
                        .substring(0, 20));
    }

    @Test
    void pruningTakesTheCiphertextToo() {
        store.commit(commit(seal(TOKEN, CANARY)), CommitCheck.NONE);
        store.commit(commit(put(TOKEN, "x")), CommitCheck.NONE);

        store.pruneHistory(0, store.history(HistoryQuery.all(1)).get(0).at().plusSeconds(1));

        assertThat(strings("SELECT concat(secret, secret_key_id, secret_commitment) FROM config_history"))
                .containsOnly("");
        assertThat(store.verifyHistory().faults()).isEmpty();
    }

    @Test
    void aHistoryLineThatCannotBeWrittenUndoesTheWrite() {
        store.commit(commit(put(PORT, 1)), CommitCheck.NONE);
        data.execute("ALTER TABLE aiops.config_history ADD CHECK (config_key <> 'service.host')");

        assertThatThrownBy(() -> store.commit(commit(put(PORT, 2), put(HOST, "a")), CommitCheck.NONE))
                .hasMessageContaining("config_history");

        assertThat(store.position().revision()).isEqualTo(1);
        assertThat(store.load().entries())
                .hasSize(1)
                .allSatisfy(entry -> assertThat(entry.revision()).isEqualTo(1));
    }

    @Test
    void aBrokenEnvelopeKeepsNothingElseFromBeingRead() {
        store.commit(commit(seal(TOKEN, CANARY), put(PORT, 1)), CommitCheck.NONE);
        data.execute("UPDATE aiops.service_configs SET secret = 'nonsense' WHERE sensitive");

        assertThat(store.load().entries()).hasSize(2);
    }

    @Test
    void aRowThatNoStoreWroteKeepsNothingElseFromBeingRead() {
        store.commit(commit(put(PORT, 1)), CommitCheck.NONE);
        data.execute(
                "INSERT INTO aiops.service_configs (config_type, config_key, config_value) VALUES ('system', 'UPPER', '1')");

        assertThat(store.load().entries()).hasSize(1);
    }

    private EntryChange seal(ConfigId id, String text) {
        return put(id, secrets.seal(id, JsonValue.of(text)), Expectation.ANY);
    }

    /** Somebody who owns the tables, and takes the guards away. */
    private void asAttacker(String sql) {
        try (var connection = data.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SET search_path = aiops");
            statement.execute("ALTER TABLE config_history DISABLE TRIGGER USER");
            statement.execute(sql);
            statement.execute("ALTER TABLE config_history ENABLE TRIGGER USER");
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }

    private String dump() {
        StringBuilder dump = new StringBuilder();
        for (String table : strings("SELECT tablename FROM pg_tables WHERE schemaname = 'aiops'")) {
            strings("SELECT t::text FROM \"" + table + "\" t").forEach(dump::append);
        }
        return dump.toString();
    }

    private List<String> strings(String sql) {
        return database.inTransaction(
                handle -> handle.createQuery(sql).mapTo(String.class).list());
    }
}
