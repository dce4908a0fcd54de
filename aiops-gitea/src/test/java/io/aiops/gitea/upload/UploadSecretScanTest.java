package io.aiops.gitea.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UploadSecretScanTest {

    private static List<SecretFinding> found(String text) {
        SecretScan scan = new SecretScan();
        scan.scan("file", text.getBytes(StandardCharsets.UTF_8));
        return scan.findings();
    }

    /** A value that each rule must find, made from the rule. */
    static Stream<SecretRule> rules() {
        return SecretRules.all().stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleFindsItsKindBetweenQuotes(SecretRule rule) {
        String letters = rule.alphabet() == SecretRule.Alphabet.HEX ? "0a1b2c3d4e5f" : "A7B2C9D4E5F6G1H8";
        String value = rule.prefix() + letters.repeat(400).substring(0, rule.least());
        if (rule.prefix().equals("eyJ")) {
            value = "eyJ" + letters.repeat(2) + "." + letters.repeat(2) + "." + letters.repeat(2);
        }
        assertThat(found("x = \"" + value + "\"\n"))
                .extracting(SecretFinding::rule)
                .contains(rule.name());
        assertThat(found("word" + value + "\n")).as("in the middle of a word").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "url = postgres://user:s3cr3tpass@db.local/x",
                "password = \"Tr0ub4dor&3\"",
                "\"api_key\": \"9f8e7d6c5b4a\"",
                "DB_PASSWORD: 'hunter2hunter2'",
                "export const authToken = 1; secret_key='abc123def456'"
            })
    void findsAssignedSecretsAndPasswordsInAddresses(String text) {
        assertThat(found(text + "\n")).hasSize(text.startsWith("export") ? 0 : 1);
    }

    @Test
    void findsPrivateKeysAndNoPublicOnes() {
        String dashes = "-".repeat(5);
        assertThat(found(dashes + "BEGIN RSA PRIVATE KEY" + dashes)).hasSize(1);
        assertThat(found(dashes + "BEGIN PRIVATE KEY" + dashes)).hasSize(1);
        assertThat(found(dashes + "BEGIN PUBLIC KEY" + dashes)).isEmpty();
        assertThat(found(dashes + "BEGIN CERTIFICATE" + dashes)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password = os.environ[\"PASSWORD\"]",
                "password = \"${DB_PASSWORD}\"",
                "password: \"changeme1\"",
                "http://user:<password>@host/",
                "http://user:${PASS}@host/",
                "https://example.com:8080/path@x",
                "token = \"\"",
                "password = \"password\"",
                "a://b",
                "the sk-learn package",
                "hf_hub",
                "tokenizer = \"bert-base-uncased\"",
                "max_token: 4096",
                "git@github.com:a/b.git"
            })
    void leavesPlaceholdersAndProseAlone(String text) {
        assertThat(found(text + "\n")).isEmpty();
    }

    @Test
    void binaryFilesAreNotRead() {
        SecretScan scan = new SecretScan();
        scan.scan("file", ("\0password = \"Tr0ub4dor&3\"").getBytes(StandardCharsets.UTF_8));
        assertThat(scan.findings()).isEmpty();
    }

    @Test
    void twiceTheTextCostsAboutTwiceTheTimeWhateverIsInIt() {
        for (String hostile : List.of("eyJ.", "://a:", "-eyJ-", "password=", "sk-ant-", "-----BEGIN ", "ghp_a", "\"")) {
            byte[] text =
                    hostile.repeat((int) SecretScan.LARGEST / hostile.length()).getBytes(StandardCharsets.UTF_8);
            byte[] noise = new byte[text.length];
            new Random(3).nextBytes(noise);
            long begin = System.nanoTime();
            new SecretScan().scan("file", text);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).as(hostile).isLessThan(Duration.ofSeconds(5));
        }
    }
}
