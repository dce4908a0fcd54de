package io.aiops.gitea.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiops.error.AiOpsException;
import io.aiops.gitea.webhook.WebhookVerifier.Verdict;
import io.aiops.service.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class WebhookVerifierTest {

    private static final byte[] BODY = "{\"ref\":\"refs/heads/main\"}".getBytes(StandardCharsets.UTF_8);
    private static final WebhookVerifier VERIFIER = WebhookVerifier.of(Secret.of("s3cret"));

    private static Function<String, Optional<String>> headers(String... pairs) {
        Map<String, String> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int index = 0; index < pairs.length; index += 2) {
            map.put(pairs[index], pairs[index + 1]);
        }
        return name -> Optional.ofNullable(map.get(name));
    }

    @Test
    void aSignatureOfTheKnownVectorIsRight() {
        // The well-known pair of key and sentence.
        assertThat(WebhookVerifier.of(Secret.of("key"))
                        .sign("The quick brown fox jumps over the lazy dog".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");
    }

    @Test
    void bothHeadersAreBelievedAloneAndTogether() {
        String hex = VERIFIER.sign(BODY);
        assertThat(VERIFIER.verify(BODY, headers("X-Gitea-Signature", hex))).isEqualTo(Verdict.GENUINE);
        assertThat(VERIFIER.verify(BODY, headers("X-Hub-Signature-256", "sha256=" + hex)))
                .isEqualTo(Verdict.GENUINE);
        assertThat(VERIFIER.verify(BODY, headers("x-gitea-signature", hex, "x-hub-signature-256", "sha256=" + hex)))
                .isEqualTo(Verdict.GENUINE);
    }

    @Test
    void aMissingOrEmptyHeaderIsUnsigned() {
        String hex = VERIFIER.sign(BODY);
        assertThat(VERIFIER.verify(BODY, headers())).isEqualTo(Verdict.UNSIGNED);
        assertThat(VERIFIER.verify(BODY, headers("X-Gitea-Signature", ""))).isEqualTo(Verdict.UNSIGNED);
        assertThat(VERIFIER.verify(BODY, headers("X-Gitea-Signature", "", "X-Hub-Signature-256", "sha256=" + hex)))
                .isEqualTo(Verdict.UNSIGNED);
        assertThat(VERIFIER.verify(BODY, headers("X-Hub-Signature", "sha1=00"))).isEqualTo(Verdict.UNSIGNED);
    }

    @Test
    void anyOtherSignatureSecretOrBodyIsForged() {
        String hex = VERIFIER.sign(BODY);
        assertThat(VERIFIER.verify(BODY, headers("X-Hub-Signature-256", hex))).isEqualTo(Verdict.FORGED);
        assertThat(VERIFIER.verify(BODY, headers("X-Gitea-Signature", "sha256=" + hex)))
                .isEqualTo(Verdict.FORGED);
        assertThat(VERIFIER.verify(BODY, headers("X-Gitea-Signature", hex.substring(2))))
                .isEqualTo(Verdict.FORGED);
        assertThat(VERIFIER.verify(BODY, headers("X-Gitea-Signature", "zz" + hex.substring(2))))
                .isEqualTo(Verdict.FORGED);
        assertThat(VERIFIER.verify(
                        BODY, headers("X-Gitea-Signature", hex, "X-Hub-Signature-256", "sha256=" + "0".repeat(64))))
                .isEqualTo(Verdict.FORGED);
        assertThat(WebhookVerifier.of(Secret.of("other")).verify(BODY, headers("X-Gitea-Signature", hex)))
                .isEqualTo(Verdict.FORGED);
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            byte[] changed = BODY.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(7));
            assertThat(VERIFIER.verify(changed, headers("X-Gitea-Signature", hex)))
                    .isEqualTo(Verdict.FORGED);
        }
    }

    @Test
    void whileASecretIsReplacedBothAreGoodAndNoThird() {
        WebhookVerifier rotating = WebhookVerifier.rotating(Secret.of("new"), Secret.of("s3cret"));
        assertThat(rotating.verify(BODY, headers("X-Gitea-Signature", VERIFIER.sign(BODY)))
                        .genuine())
                .isTrue();
        assertThat(rotating.verify(BODY, headers("X-Gitea-Signature", rotating.sign(BODY)))
                        .genuine())
                .isTrue();
        String third = WebhookVerifier.of(Secret.of("third")).sign(BODY);
        assertThat(rotating.verify(BODY, headers("X-Gitea-Signature", third)).genuine())
                .isFalse();
    }

    @Test
    void withoutASecretThereIsNoVerifier() {
        assertThatExceptionOfType(AiOpsException.class).isThrownBy(() -> WebhookVerifier.of(Secret.of("")));
        assertThatExceptionOfType(AiOpsException.class)
                .isThrownBy(() -> WebhookVerifier.rotating(Secret.of("a"), Secret.of(" ")));
    }
}
