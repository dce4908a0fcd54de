package io.aiops.app.auth;

import io.aiops.app.http.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Stores accounts. Thread-safe; every call is one transaction. Names are one whatever their case. */
public interface UserRepository {

    /** Whether there is none at all. */
    boolean isEmpty();

    /**
     * Adds an account.
     *
     * @throws ProblemException 409 {@code USERNAME_TAKEN}
     */
    User add(String username, String displayName, Role role, String passwordHash);

    /** By id. */
    Optional<User> find(UUID id);

    /** By name, with the hash of its password. */
    Optional<WithHash> findByName(String username);

    /** All, by name. */
    List<User> list();

    /**
     * Changes an account. Whatever takes rights away from it ends its tokens.
     *
     * @throws ProblemException 404 {@code USER_NOT_FOUND}; 409 {@code LAST_ADMIN} if no enabled administrator were left
     */
    User change(UUID id, Change change);

    /**
     * Forgets an account with its tokens.
     *
     * @throws ProblemException 404 {@code USER_NOT_FOUND}; 409 {@code LAST_ADMIN}
     */
    void delete(UUID id);

    /**
     * An account and the hash of its password.
     *
     * @param user the account
     * @param passwordHash a PHC string
     */
    record WithHash(User user, String passwordHash) {}

    /**
     * What changes of an account; what is empty stays.
     *
     * @param displayName its name for people
     * @param role what it may do
     * @param enabled whether it may sign in
     * @param passwordHash the hash of a new password
     * @param keptToken the one token that a new password does not end
     */
    record Change(
            Optional<String> displayName,
            Optional<Role> role,
            Optional<Boolean> enabled,
            Optional<String> passwordHash,
            Optional<UUID> keptToken) {

        /** A new password of the owner's own choice. */
        public static Change ofPassword(String hash, UUID keptToken) {
            return new Change(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(hash), Optional.of(keptToken));
        }
    }
}
