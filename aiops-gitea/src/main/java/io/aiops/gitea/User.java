package io.aiops.gitea;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Whom a token belongs to, or who owns repositories.
 *
 * @param id its number
 * @param login its name in addresses
 * @param fullName its name for people
 * @param email its address
 * @param admin whether it administers the server
 * @param restricted whether it sees only what it is a member of
 * @param active whether it was activated
 * @param prohibitLogin whether it may not log in
 * @param visibility {@code public}, {@code limited} or {@code private}
 */
public record User(
        long id,
        String login,
        String fullName,
        String email,
        @JsonProperty("is_admin") boolean admin,
        boolean restricted,
        boolean active,
        boolean prohibitLogin,
        String visibility) {

    /** Takes nothing as empty. */
    public User {
        login = Absent.text(login);
        fullName = Absent.text(fullName);
        email = Absent.text(email);
        visibility = Absent.text(visibility);
    }
}
