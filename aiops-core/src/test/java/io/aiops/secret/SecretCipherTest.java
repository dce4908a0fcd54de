package io.aiops.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.config.ConfigId;
import io.aiops.config.ConfigScope;
import io.aiops.config.ConfigSecrets;
import io.aiops.config.JsonValue;
import io.aiops.config.StoredValue;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.ServiceId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SecretCipherTest {

    private static final String CANARY = "hush-4711";
    private static final List<String> IDENTITY = List.of("config", "", "service", "text-classify", "gitea.token");

    private final EncryptionKey one = EncryptionKey.random("one");
    private final EncryptionKey two = EncryptionKey.random("two");
    private final SecretCipher cipher = cipher(one);

    @Test
    void envelopesMadeByAnotherImplementationAreDecrypted() {
        // Key and iv of case 16 of the GCM specification; made with Python's cryptography.
        SecretCipher other = cipher(EncryptionKey.of("nist-16", "/v/pkoZlcxxtao+UZzCDCP7/6ZKGZXMcbWqPlGcwgwg="));
        byte[] hush = HexFormat.of()
                .parseHex(
                        "415301076e6973742d3136cafebabefacedbaddecaf888a97486a609ff9f5afcc0a8e1a701077389cf05a79cf0fb33"
                                + "f4788036a3");
        byte[] nothing = HexFormat.of()
                .parseHex("415301076e6973742d3136cafebabefacedbaddecaf888d29d7b5f39a1c1675ac5c95e673a2548");

        assertThat(other.decrypt(other.read(hush), IDENTITY))
                .isEqualTo("\"hush-\u4e2d\u6587\"".getBytes(StandardCharsets.UTF_8));
        assertThat(other.decrypt(other.read(nothing), List.of())).isEmpty();
    }

    @Test
    void whatWasEncryptedIsDecrypted() {
        for (int length : List.of(0, 1, 15, 16, 17, 1000, 256 * 1024)) {
            byte[] plain = new byte[length];
            Arrays.fill(plain, (byte) length);
            Ciphertext sealed = cipher.encrypt(plain, IDENTITY);
            assertThat(cipher.decrypt(sealed, IDENTITY)).isEqualTo(plain);
            assertThat(cipher.read(sealed.envelope())).isEqualTo(sealed);
            assertThat(sealed.keyId()).isEqualTo("one");
        }
    }

    @Test
    void everyFlippedBitIsRejected() {
        byte[] envelope = sealed(cipher).envelope();

        for (int bit = 0; bit < envelope.length * 8; bit++) {
            byte[] flipped = envelope.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertUnreadable(flipped, IDENTITY);
        }
    }

    @Test
    void everyCutAndEveryAdditionIsRejected() {
        byte[] envelope = sealed(cipher).envelope();

        for (int length = 0; length < envelope.length; length++) {
            assertUnreadable(Arrays.copyOf(envelope, length), IDENTITY);
        }
        assertUnreadable(Arrays.copyOf(envelope, envelope.length + 1), IDENTITY);
    }

    @Test
    void aCiphertextOfAnotherPlaceIsRejectedWhicheverPartDiffers() {
        byte[] envelope = sealed(cipher).envelope();

        for (int part = 0; part < IDENTITY.size(); part++) {
            List<String> moved = new ArrayList<>(IDENTITY);
            moved.set(part, moved.get(part) + "x");
            assertUnreadable(envelope, moved);
        }
        assertUnreadable(envelope, IDENTITY.subList(0, 4));
        assertUnreadable(envelope, List.of("config", "", "service", "gitea.token", "text-classify"));
        assertUnreadable(envelope, List.of("config", "service", "", "text-classify", "gitea.token"));
    }

    @Test
    void partsThatLookTheSameWhenJoinedAreDifferentPlaces() {
        for (String delimiter : List.of("", "_", "+", "/", ".", "\0", "\0\0\0\1")) {
            byte[] envelope = cipher.encrypt(bytes(CANARY), List.of("a" + delimiter + "b", "c"))
                    .envelope();
            assertUnreadable(envelope, List.of("a", "b" + delimiter + "c"));
            assertUnreadable(envelope, List.of("a" + delimiter + "b" + delimiter + "c"));
            assertUnreadable(envelope, List.of("a", "b", "c"));
        }
    }

    @Test
    void aConfigurationSecretDecryptsInItsOwnPlaceOnly() {
        ConfigId id = new ConfigId(ConfigScope.of(ServiceId.of("text-classify")), "gitea.token");
        ConfigSecrets secrets = new ConfigSecrets(cipher, "");
        StoredValue.Sealed sealed = secrets.seal(id, JsonValue.of(CANARY));

        assertThat(secrets.open(id, sealed)).isEqualTo(JsonValue.of(CANARY));
        for (ConfigId other : List.of(
                new ConfigId(id.scope(), "gitea.tokens"),
                new ConfigId(ConfigScope.of(ServiceId.of("text-classify2")), "gitea.token"),
                new ConfigId(ConfigScope.ofUser("text-classify"), "gitea.token"),
                ConfigId.system("gitea.token"))) {
            assertRefused(() -> secrets.open(other, sealed), ErrorCode.SECRET_UNREADABLE);
        }
        assertRefused(() -> new ConfigSecrets(cipher, "test").open(id, sealed), ErrorCode.SECRET_UNREADABLE);
        StoredValue.Sealed another = secrets.seal(id, JsonValue.of(CANARY));
        assertThat(another.commitment()).isNotEqualTo(sealed.commitment());
        assertRefused(
                () -> secrets.open(id, new StoredValue.Sealed(sealed.ciphertext(), another.commitment())),
                ErrorCode.SECRET_UNREADABLE);
    }

    @Test
    void noTwoCiphertextsHaveTheSameInitialisationVector() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            byte[] envelope = cipher.encrypt(new byte[0], List.of()).envelope();
            seen.add(HexFormat.of().formatHex(envelope, 7, 19));
        }

        assertThat(seen).hasSize(100_000);
    }

    @Test
    void withoutAKeyASecretIsRefusedAndNotStoredInClear() {
        SecretCipher keyless = SecretCipher.of(KeyProvider.none());

        assertRefused(() -> keyless.encrypt(bytes(CANARY), IDENTITY), ErrorCode.NO_ENCRYPTION_KEY);
        assertThat(keyless.primaryKeyId()).isEmpty();
    }

    @Test
    void programsInTheMiddleOfARotationReadEachOthersSecrets() {
        SecretCipher behind = cipher(one, two);
        SecretCipher ahead = cipher(two, one);

        assertThat(ahead.decrypt(sealed(behind), IDENTITY)).isEqualTo(bytes(CANARY));
        assertThat(behind.decrypt(sealed(ahead), IDENTITY)).isEqualTo(bytes(CANARY));
        assertThat(sealed(ahead).keyId()).isEqualTo("two");
    }

    @Test
    void aLostKeyIsToldByItsIdAndOnlyItsSecretsAreUnreadable() {
        SecretCipher both = cipher(one, two);
        Ciphertext lost = sealed(both);
        Ciphertext kept = sealed(cipher(two));
        SecretCipher left = cipher(two);

        assertThatThrownBy(() -> left.decrypt(lost, IDENTITY)).isInstanceOfSatisfying(AiOpsException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.SECRET_UNREADABLE);
            assertThat(refused.message()).contains("\"one\"").doesNotContain(CANARY);
        });
        assertThat(left.decrypt(kept, IDENTITY)).isEqualTo(bytes(CANARY));
    }

    @Test
    void aKeyThatIsAddedLaterIsFoundWithoutARestart() {
        AtomicReference<Keyring> keys = new AtomicReference<>(new Keyring(List.of(one)));
        SecretCipher running = SecretCipher.of(keys::get);
        Ciphertext byTwo = sealed(cipher(two));

        keys.set(new Keyring(List.of(two, one)));

        assertThat(running.decrypt(byTwo, IDENTITY)).isEqualTo(bytes(CANARY));
        assertThat(sealed(running).keyId()).isEqualTo("two");
    }

    @Test
    void aKeyOfTheSameIdWithOtherBytesDoesNotDecrypt() {
        byte[] envelope = sealed(cipher).envelope();

        SecretCipher other = cipher(EncryptionKey.random("one"));

        assertRefused(() -> other.decrypt(other.read(envelope), IDENTITY), ErrorCode.SECRET_UNREADABLE);
    }

    @Test
    void nothingThatIsPrintedShowsAKeyOrASecret() {
        Ciphertext sealed = sealed(cipher);

        assertThat(one.toString() + new Keyring(List.of(one)) + sealed + new StoredValue.Sealed(sealed, "00"))
                .doesNotContain(one.reveal())
                .doesNotContain(CANARY)
                .contains("one");
    }

    private Ciphertext sealed(SecretCipher by) {
        return by.encrypt(bytes(CANARY), IDENTITY);
    }

    private void assertUnreadable(byte[] envelope, List<String> identity) {
        assertRefused(() -> cipher.decrypt(Ciphertext.of("one", envelope), identity), ErrorCode.SECRET_UNREADABLE);
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AiOpsException.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.message()).doesNotContain(CANARY);
        });
    }

    private static SecretCipher cipher(EncryptionKey... keys) {
        Keyring ring = new Keyring(List.of(keys));
        return SecretCipher.of(() -> ring);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
