package io.aiops.app.auth;

import io.aiops.app.auth.UserRepository.Change;
import io.aiops.app.auth.UserRepository.WithHash;
import io.aiops.app.http.Caller;
import io.aiops.app.http.Problem;
import io.aiops.app.http.ProblemException;
import io.aiops.service.Secret;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Signing in, and the rules of accounts. Thread-safe. */
public final class Accounts {

    /** The shortest password. */
    public static final int SHORTEST_PASSWORD = 8;

    private static final int LONGEST_PASSWORD = 1024;
    private static final String USERNAME = "[A-Za-z0-9][A-Za-z0-9._@-]{0,63}";

    private final UserRepository users;
    private final Tokens tokens;
    private final PasswordHasher hasher;
    private final LoginThrottle throttle;

    /** Accounts kept in a repository. */
    public Accounts(UserRepository users, Tokens tokens, PasswordHasher hasher, Clock clock) {
        this.users = users;
        this.tokens = tokens;
        this.hasher = hasher;
        this.throttle = new LoginThrottle(clock);
    }

    /**
     * A session that was begun.
     *
     * @param user who signed in
     * @param token the session's token
     */
    record Session(User user, Tokens.Issued token) {}

    /** Makes the first administrator if there is no account at all; false if there is one. */
    public boolean createFirstAdmin(Secret password) {
        if (!users.isEmpty()) {
            return false;
        }
        users.add("admin", "Administrator", Role.ADMIN, hasher.hash(password));
        return true;
    }

    /** Whether there is no account yet. */
    public boolean isEmpty() {
        return users.isEmpty();
    }

    /** Who has this name and password, without beginning a session; empty for a wrong one, or after too many of them. */
    public Optional<User> check(String username, Secret password, String address) {
        try {
            return Optional.of(verified(username, password, address));
        } catch (ProblemException refused) {
            return Optional.empty();
        }
    }

    /** The account of a name that may sign in. */
    public Optional<User> named(String username) {
        return users.findByName(username).map(WithHash::user).filter(User::enabled);
    }

    Session signIn(String username, Secret password, String address) {
        User user = verified(username, password, address);
        return new Session(user, tokens.issueSession(user.id()));
    }

    private User verified(String username, Secret password, String address) {
        Duration wait = throttle.waitingTime(username, address);
        if (!wait.isZero()) {
            throw new ProblemException(429, "TOO_MANY_TRIES", "too many wrong passwords; wait, then try again")
                    .header("Retry-After", Long.toString(wait.toSeconds() + 1));
        }
        Optional<WithHash> known = username.length() > 100 ? Optional.empty() : users.findByName(username);
        boolean right = known.map(user -> hasher.matches(password, user.passwordHash()))
                .orElseGet(() -> {
                    hasher.matchNobody(password);
                    return false;
                });
        Optional<User> user = known.map(WithHash::user).filter(account -> right && account.enabled());
        if (user.isEmpty()) {
            throttle.failed(username, address);
            throw new ProblemException(401, "BAD_CREDENTIALS", "the name or the password is wrong");
        }
        throttle.succeeded(username, address);
        return user.get();
    }

    User of(Caller caller) {
        return find(caller.userId());
    }

    User find(String id) {
        return users.find(idOf(id)).orElseThrow(Accounts::unknown);
    }

    List<User> list() {
        return users.list();
    }

    User add(String username, String displayName, Role role, Secret password) {
        List<Problem.FieldError> errors = new ArrayList<>();
        if (!username.matches(USERNAME)) {
            errors.add(new Problem.FieldError(
                    "username", "must be 1 to 64 letters, digits, dots, dashes, underscores or @"));
        }
        checkPassword("password", password, errors);
        checkDisplayName(displayName, errors);
        refuse(errors);
        return users.add(username, displayName, role, hasher.hash(password));
    }

    User change(
            String id,
            Optional<String> displayName,
            Optional<Role> role,
            Optional<Boolean> enabled,
            Optional<Secret> password) {
        List<Problem.FieldError> errors = new ArrayList<>();
        password.ifPresent(chosen -> checkPassword("password", chosen, errors));
        displayName.ifPresent(name -> checkDisplayName(name, errors));
        refuse(errors);
        User known = find(id);
        tokens.forgetCallers();
        return users.change(
                known.id(), new Change(displayName, role, enabled, password.map(hasher::hash), Optional.empty()));
    }

    /** Deletes an account; answers its name. */
    String delete(String id) {
        User known = find(id);
        tokens.forgetCallers();
        users.delete(known.id());
        return known.username();
    }

    /** Changes the caller's own password; other sessions of the account end. */
    void changePassword(Caller caller, Secret current, Secret chosen, String address) {
        Duration wait = throttle.waitingTime(caller.username(), address);
        if (!wait.isZero()) {
            throw new ProblemException(429, "TOO_MANY_TRIES", "too many wrong passwords; wait, then try again")
                    .header("Retry-After", Long.toString(wait.toSeconds() + 1));
        }
        WithHash account = users.findByName(caller.username()).orElseThrow(Accounts::unknown);
        if (!hasher.matches(current, account.passwordHash())) {
            throttle.failed(caller.username(), address);
            throw new ProblemException(403, "BAD_CREDENTIALS", "the current password is wrong");
        }
        List<Problem.FieldError> errors = new ArrayList<>();
        checkPassword("new_password", chosen, errors);
        refuse(errors);
        users.change(account.user().id(), Change.ofPassword(hasher.hash(chosen), UUID.fromString(caller.tokenId())));
    }

    private static void checkPassword(String field, Secret password, List<Problem.FieldError> errors) {
        int length = password.reveal().codePointCount(0, password.reveal().length());
        if (length < SHORTEST_PASSWORD || length > LONGEST_PASSWORD) {
            errors.add(new Problem.FieldError(
                    field, "must have " + SHORTEST_PASSWORD + " to " + LONGEST_PASSWORD + " characters"));
        }
    }

    private static void checkDisplayName(String name, List<Problem.FieldError> errors) {
        if (name.length() > 200) {
            errors.add(new Problem.FieldError("display_name", "must have at most 200 characters"));
        }
    }

    private static void refuse(List<Problem.FieldError> errors) {
        if (!errors.isEmpty()) {
            throw ProblemException.ofFields(errors);
        }
    }

    private static UUID idOf(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException notAnId) {
            throw unknown();
        }
    }

    private static ProblemException unknown() {
        return new ProblemException(404, "USER_NOT_FOUND", "there is no user with this id");
    }
}
