package io.aiops.gitea.embedded;

import io.aiops.service.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Accounts in memory, for tests and for a host that knows its few accounts at start. Holds hashes only. Thread-safe. */
public final class MemoryGitAccounts implements GitAccounts {

    private record Token(String login, GitScopes scopes) {}

    private final Map<String, GitAccount> accounts = new ConcurrentHashMap<>();
    private final Map<String, String> passwords = new ConcurrentHashMap<>();
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();

    /** Adds an account, or replaces the one of that login, and its password. Returns this. */
    public MemoryGitAccounts add(GitAccount account, Secret password) {
        accounts.put(key(account.login()), account);
        passwords.put(key(account.login()), hash(password));
        return this;
    }

    /** Makes a token good for an account of that login. Returns this. */
    public MemoryGitAccounts token(String login, Secret token, GitScopes scopes) {
        tokens.put(hash(token), new Token(key(login), scopes));
        return this;
    }

    /** Makes a token worthless. Does nothing if it already is. */
    public void revoke(Secret token) {
        tokens.remove(hash(token));
    }

    @Override
    public Optional<GitAccount> authenticate(String user, Secret passwordOrToken) {
        String hash = hash(passwordOrToken);
        Token token = tokens.get(hash);
        if (token != null) {
            return find(token.login()).map(account -> account.limitedTo(token.scopes()));
        }
        String expected = passwords.get(key(user));
        if (expected == null || !MessageDigest.isEqual(bytes(expected), bytes(hash))) {
            return Optional.empty();
        }
        return find(user);
    }

    @Override
    public Optional<GitAccount> find(String login) {
        return Optional.ofNullable(accounts.get(key(login)));
    }

    private static String key(String login) {
        return login.toLowerCase(Locale.ROOT);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hash(Secret secret) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(secret.reveal())));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
