package io.aiops.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {

    private static final String ONE = EncryptionKey.random("one").reveal();
    private static final String TWO = EncryptionKey.random("two").reveal();

    @TempDir
    private Path folder;

    @Test
    void theFirstLineEncryptsAndTheOthersDecrypt() throws IOException {
        Path file = write("# keys\n\n  two   " + TWO + "\n# old\none\t" + ONE + "\r\n", "rw-------");

        Keyring keys = new KeyFile(file).keys();

        assertThat(keys.primary().orElseThrow().id()).isEqualTo("two");
        assertThat(keys.find("one").orElseThrow().reveal()).isEqualTo(ONE);
        assertThat(keys.keys()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "r--r--r--", "rwxrwxrwx"})
    void aFileThatOthersCanReadOrWriteIsRefusedWithWhatToDo(String permissions) throws IOException {
        Path file = write("one " + ONE, permissions);

        assertWrong(() -> new KeyFile(file), "chmod 600 " + file);
    }

    @Test
    void aFileOfItsOwnerAloneIsTaken() throws IOException {
        for (String permissions : List.of("rw-------", "r--------")) {
            assertThat(new KeyFile(write("one " + ONE, permissions)).keys().keys())
                    .hasSize(1);
        }
    }

    @Test
    void whatIsWrongIsNamedByItsLineAndNeverRepeated() throws IOException {
        for (String text : List.of(
                "# fine\n" + ONE,
                "# fine\none " + ONE.substring(0, 40),
                "# fine\n" + ONE + " one",
                "# fine\none " + ONE + " more",
                "# fine\none!two " + ONE,
                "# fine\none " + ONE.substring(1) + "!")) {
            assertThatThrownBy(() -> new KeyFile(write(text, "rw-------")))
                    .isInstanceOfSatisfying(AiOpsException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_SETTING);
                        assertThat(refused.message())
                                .contains("line 2")
                                .doesNotContain(ONE.substring(1, 40))
                                .doesNotContain("one");
                        assertThat(refused.getCause()).isNull();
                    });
        }
        assertWrong(() -> new KeyFile(write("one " + ONE + "\none " + TWO, "rw-------")), "line 2");
        assertWrong(() -> new KeyFile(write("# nothing\n", "rw-------")), "no key");
        assertWrong(() -> new KeyFile(write("\u4e2d " + ONE, "rw-------")), "plain text");
        assertWrong(() -> new KeyFile(folder.resolve("nowhere")), "does not exist");
    }

    @Test
    void aFileThatChangesCountsAtOnce() throws IOException {
        Path file = write("one " + ONE, "rw-------");
        KeyFile keys = new KeyFile(file);
        SecretCipher cipher = SecretCipher.of(keys);
        Ciphertext before = cipher.encrypt(new byte[1], List.of());

        write("two " + TWO + "\none " + ONE, "rw-------");

        assertThat(cipher.encrypt(new byte[1], List.of()).keyId()).isEqualTo("two");
        assertThat(cipher.decrypt(before, List.of())).hasSize(1);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        assertWrong(keys::keys, "chmod 600");
    }

    @Test
    void aMissingFileIsMadeForItsOwnerAloneAndThenKept() throws IOException {
        Path file = folder.resolve("deep/er/keys");

        Keyring made = KeyFile.createIfMissing(file).keys();

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(file.getParent()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(made.primary()).isPresent();
        assertThat(KeyFile.createIfMissing(file).keys().primary().orElseThrow().reveal())
                .isEqualTo(made.primary().orElseThrow().reveal());
        assertThat(folder.resolve("deep/er").toFile().list()).containsExactly("keys");
    }

    @Test
    void programsThatMakeTheFileAtOnceGetTheSameKey() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                Path file = folder.resolve("round-" + round).resolve("keys");
                Files.createDirectory(file.getParent());
                CyclicBarrier start = new CyclicBarrier(8);
                List<Future<String>> made = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    made.add(executor.submit(() -> {
                        start.await(30, TimeUnit.SECONDS);
                        return KeyFile.createIfMissing(file)
                                .keys()
                                .primary()
                                .orElseThrow()
                                .reveal();
                    }));
                }
                List<String> keys = new ArrayList<>();
                for (Future<String> each : made) {
                    keys.add(each.get(30, TimeUnit.SECONDS));
                }
                assertThat(keys.stream().distinct()).hasSize(1);
                assertThat(file.getParent().toFile().list()).containsExactly("keys");
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aVariableHoldsKeysToo() {
        Keyring keys = new KeyVariable("AIOPS_KEYS", Secret.of("two:" + TWO + ", one:" + ONE)).keys();

        assertThat(keys.primary().orElseThrow().id()).isEqualTo("two");
        assertThat(keys.find("one").orElseThrow().reveal()).isEqualTo(ONE);
    }

    @Test
    void aWrongVariableIsNamedAndNotRepeated() {
        for (String text :
                List.of("", ONE, ONE + ":one", "one:" + ONE + ",", "one:" + ONE + ",one:" + TWO, "one=" + ONE)) {
            assertThatThrownBy(() -> new KeyVariable("AIOPS_KEYS", Secret.of(text)))
                    .isInstanceOfSatisfying(AiOpsException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_SETTING);
                        assertThat(refused.message())
                                .contains("AIOPS_KEYS")
                                .contains("key ")
                                .doesNotContain(ONE);
                    });
        }
    }

    private Path write(String text, String permissions) throws IOException {
        Path file = folder.resolve("keys");
        Files.deleteIfExists(file);
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static void assertWrong(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AiOpsException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_SETTING);
            assertThat(refused.message()).contains(words);
        });
    }
}
