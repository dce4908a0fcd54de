package io.aiops.gitea.webhook;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells whether a webhook comes from who knows the secret: HMAC-SHA256 over the raw bytes of the body, compared in constant
 * time. While a secret is being replaced, two are good. Immutable, thread-safe.
 */
public final class WebhookVerifier {

    /** The header of Gitea: lower-case hex without a prefix. */
    public static final String GITEA_HEADER = "X-Gitea-Signature";

    /** The header of GitHub, which Gitea sends too: {@code sha256=} and hex. */
    public static final String HUB_HEADER = "X-Hub-Signature-256";

    private static final String HUB_PREFIX = "sha256=";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int DIGEST_BYTES = 32;

    private final List<Secret> secrets;

    private WebhookVerifier(List<Secret> secrets) {
        if (secrets.stream().anyMatch(secret -> secret.reveal().isBlank())) {
            throw new AiOpsException(
                    ErrorCode.INVALID_SETTING, "a webhook needs a secret; without one anybody could call in its name");
        }
        this.secrets = List.copyOf(secrets);
    }

    /**
     * Believes whoever knows the secret.
     *
     * @throws AiOpsException {@code INVALID_SETTING} for an empty secret
     */
    public static WebhookVerifier of(Secret secret) {
        return new WebhookVerifier(List.of(secret));
    }

    /**
     * Believes whoever knows the new secret or still the old one.
     *
     * @throws AiOpsException {@code INVALID_SETTING} for an empty secret
     */
    public static WebhookVerifier rotating(Secret current, Secret previous) {
        return new WebhookVerifier(List.of(current, previous));
    }

    /** What came of a check. */
    public enum Verdict {
        /** Signed by who knows the secret. */
        GENUINE,
        /** No signature, or an empty one: the sender has no secret. */
        UNSIGNED,
        /** Signed with another secret, or changed on the way. */
        FORGED;

        /** Whether it may be acted upon. */
        public boolean genuine() {
            return this == GENUINE;
        }
    }

    /**
     * Checks a body. Where both headers are there, both must be good.
     *
     * @param body the bytes as they came, before anything reads them
     * @param headers gives the value of a header by its name, whatever the case; absent or null for none
     */
    public Verdict verify(byte[] body, Function<String, Optional<String>> headers) {
        Optional<String> gitea = headers.apply(GITEA_HEADER);
        Optional<String> hub = headers.apply(HUB_HEADER);
        if (gitea.isEmpty() && hub.isEmpty()) {
            return Verdict.UNSIGNED;
        }
        if (gitea.filter(String::isBlank).isPresent()
                || hub.filter(String::isBlank).isPresent()) {
            return Verdict.UNSIGNED;
        }
        boolean genuine = gitea.map(hex -> signed(body, hex)).orElse(true)
                && hub.map(text -> text.startsWith(HUB_PREFIX) && signed(body, text.substring(HUB_PREFIX.length())))
                        .orElse(true);
        return genuine ? Verdict.GENUINE : Verdict.FORGED;
    }

    /** Signs a body with the first secret: lower-case hex, as Gitea sends it. */
    public String sign(byte[] body) {
        return HexFormat.of().formatHex(digest(secrets.get(0), body));
    }

    private boolean signed(byte[] body, String hex) {
        Optional<byte[]> claimed = parse(hex);
        boolean good = false;
        for (Secret secret : secrets) {
            // Every secret is tried, so that the time does not tell which one it was.
            good |= claimed.isPresent() && MessageDigest.isEqual(digest(secret, body), claimed.get());
        }
        return good;
    }

    private static Optional<byte[]> parse(String hex) {
        String lower = hex.strip().toLowerCase(Locale.ROOT);
        if (lower.length() != 2 * DIGEST_BYTES
                || !lower.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
            return Optional.empty();
        }
        return Optional.of(HexFormat.of().parseHex(lower));
    }

    private static byte[] digest(Secret secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac.doFinal(body);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
        }
    }
}
