package io.aiops.app.gitea;

import io.aiops.app.auth.Accounts;
import io.aiops.app.auth.Role;
import io.aiops.app.auth.Tokens;
import io.aiops.app.auth.User;
import io.aiops.app.http.Caller;
import io.aiops.error.AiOpsException;
import io.aiops.gitea.embedded.GitAccount;
import io.aiops.gitea.embedded.GitAccounts;
import io.aiops.service.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The accounts of the platform as the git server sees them: a name with its password, or any name with a token. Everybody
 * belongs to the platform's organisation. A password that was right is remembered for a short time by a salted hash, since one
 * git command asks several times and hashing it slowly each time would make it slow.
 */
public final class PlatformGitAccounts implements GitAccounts {

    private static final Duration REMEMBERED = Duration.ofSeconds(60);
    private static final int MOST = 1000;
    private static final String PLATFORM = "aiops-platform";

    private final Accounts accounts;
    private final Tokens tokens;
    private final Clock clock;
    private final Secret platformToken;
    private final byte[] salt = new byte[32];
    private final Map<String, Instant> right = new ConcurrentHashMap<>();

    /** The accounts of a platform. */
    public PlatformGitAccounts(Accounts accounts, Tokens tokens, Clock clock) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.clock = clock;
        SecureRandom random = new SecureRandom();
        random.nextBytes(salt);
        byte[] token = new byte[32];
        random.nextBytes(token);
        this.platformToken = Secret.of(
                "aiops-internal-" + Base64.getUrlEncoder().withoutPadding().encodeToString(token));
    }

    /** What the platform itself signs in with; another one after each start, and stored nowhere. */
    Secret platformToken() {
        return platformToken;
    }

    @Override
    public Optional<GitAccount> authenticate(String user, Secret passwordOrToken) {
        String given = passwordOrToken.reveal();
        if (MessageDigest.isEqual(bytes(given), bytes(platformToken.reveal()))) {
            return Optional.of(GitAccount.named(PLATFORM).asAdmin().memberOf(EmbeddedCode.OWNER));
        }
        if (given.startsWith(Tokens.PREFIX)) {
            return tokens.callerOf(given).map(Caller::username).flatMap(this::find);
        }
        if (user.isEmpty()) {
            return Optional.empty();
        }
        String hash = hash(user, given);
        Instant now = clock.instant();
        if (Optional.ofNullable(right.get(hash)).filter(now::isBefore).isPresent()) {
            return find(user);
        }
        Optional<User> known = accounts.check(user, passwordOrToken, "git");
        known.ifPresent(account -> {
            if (right.size() >= MOST) {
                right.clear();
            }
            right.put(hash, now.plus(REMEMBERED));
        });
        return known.flatMap(PlatformGitAccounts::account);
    }

    @Override
    public Optional<GitAccount> find(String login) {
        return accounts.named(login).flatMap(PlatformGitAccounts::account);
    }

    /** Empty for an account whose name git servers do not allow. */
    private static Optional<GitAccount> account(User user) {
        try {
            GitAccount account = GitAccount.named(user.username())
                    .withFullName(user.displayName())
                    .memberOf(EmbeddedCode.OWNER);
            return Optional.of(user.role() == Role.ADMIN ? account.asAdmin() : account);
        } catch (AiOpsException | IllegalArgumentException noLogin) {
            return Optional.empty();
        }
    }

    private String hash(String user, String password) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            digest.update(bytes(user));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(bytes(password)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
