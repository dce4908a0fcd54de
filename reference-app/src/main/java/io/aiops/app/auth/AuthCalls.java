package io.aiops.app.auth;

import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.PATCH;
import static io.javalin.http.HandlerType.POST;

import io.aiops.app.http.Access;
import io.aiops.app.http.Caller;
import io.aiops.app.http.Page;
import io.aiops.app.http.ProblemException;
import io.aiops.app.http.Reply;
import io.aiops.app.http.Request;
import io.aiops.app.http.Route;
import io.aiops.app.http.Route.Shape;
import io.aiops.service.Secret;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The calls of signing in, tokens and accounts. */
public final class AuthCalls {

    private static final String AUTH = "/api/v1/auth";
    private static final String USERS = "/api/v1/users";
    private static final Duration TOKEN_LIFETIME = Duration.ofDays(90);
    private static final Duration LONGEST_TOKEN_LIFETIME = Duration.ofDays(3660);

    private final Accounts accounts;
    private final Tokens tokens;
    private final BiConsumer<String, Caller> whenDeleted;

    /**
     * Calls that work on these accounts.
     *
     * @param whenDeleted hears the name of an account that was deleted, and by whom
     */
    public AuthCalls(Accounts accounts, Tokens tokens, BiConsumer<String, Caller> whenDeleted) {
        this.whenDeleted = whenDeleted;
        this.accounts = accounts;
        this.tokens = tokens;
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.of(
                                POST,
                                AUTH + "/login",
                                Access.ANYBODY,
                                "Signs in and begins a session",
                                Shape.one(SessionView.class),
                                this::login)
                        .takes(Login.class),
                Route.of(POST, AUTH + "/logout", Access.USER, "Ends the session", Shape.NOTHING, this::logout),
                Route.of(
                        GET,
                        AUTH + "/me",
                        Access.USER,
                        "Who is signed in",
                        Shape.one(UserView.class),
                        request -> Reply.ok(UserView.of(accounts.of(request.caller())))),
                Route.of(
                                POST,
                                AUTH + "/password",
                                Access.USER,
                                "Changes the own password; other sessions end",
                                Shape.NOTHING,
                                this::changePassword)
                        .takes(PasswordChange.class),
                Route.of(
                        GET,
                        AUTH + "/tokens",
                        Access.USER,
                        "The own tokens and sessions",
                        Shape.list(TokenView.class),
                        this::tokens),
                Route.of(
                                POST,
                                AUTH + "/tokens",
                                Access.USER,
                                "Makes a token for programs; it is shown this once",
                                Shape.one(NewTokenView.class).status(201),
                                this::addToken)
                        .takes(NewToken.class),
                Route.of(
                        DELETE,
                        AUTH + "/tokens/{token_id}",
                        Access.USER,
                        "Ends a token at once",
                        Shape.NOTHING,
                        this::revoke),
                Route.of(
                        GET,
                        USERS,
                        Access.ADMIN,
                        "All accounts",
                        Shape.list(UserView.class),
                        request -> Reply.ok(Page.all(
                                accounts.list().stream().map(UserView::of).toList()))),
                Route.of(
                                POST,
                                USERS,
                                Access.ADMIN,
                                "Makes an account",
                                Shape.one(UserView.class).status(201),
                                this::addUser)
                        .takes(NewUser.class),
                Route.of(
                                PATCH,
                                USERS + "/{user_id}",
                                Access.ADMIN,
                                "Changes an account; taking rights away ends its sessions",
                                Shape.one(UserView.class),
                                this::changeUser)
                        .takes(UserChange.class),
                Route.of(
                        DELETE,
                        USERS + "/{user_id}",
                        Access.ADMIN,
                        "Deletes an account with its tokens",
                        Shape.NOTHING,
                        request -> {
                            whenDeleted.accept(accounts.delete(request.path("user_id")), request.caller());
                            return Reply.nothing();
                        }),
                Route.of(
                        GET,
                        "/api/v1/roles",
                        Access.USER,
                        "All roles",
                        Shape.list(RoleView.class),
                        request -> Reply.ok(Page.all(
                                Arrays.stream(Role.values()).map(RoleView::of).toList()))));
    }

    private Reply login(Request request) throws IOException {
        Login login = request.body(Login.class);
        request.note("username", login.username());
        Accounts.Session session = accounts.signIn(login.username(), Secret.of(login.password()), request.address());
        return Reply.ok(new SessionView(
                session.token().secret().reveal(), "Bearer", Tokens.SESSION.toSeconds(), UserView.of(session.user())));
    }

    private Reply logout(Request request) {
        tokens.revoke(
                UUID.fromString(request.caller().userId()),
                UUID.fromString(request.caller().tokenId()));
        return Reply.nothing();
    }

    private Reply changePassword(Request request) throws IOException {
        PasswordChange change = request.body(PasswordChange.class);
        accounts.changePassword(
                request.caller(),
                Secret.of(change.currentPassword()),
                Secret.of(change.newPassword()),
                request.address());
        return Reply.nothing();
    }

    private Reply tokens(Request request) {
        String current = request.caller().tokenId();
        return Reply.ok(Page.all(tokens.list(UUID.fromString(request.caller().userId())).stream()
                .map(token -> TokenView.of(token, current))
                .toList()));
    }

    private Reply addToken(Request request) throws IOException {
        NewToken wanted = request.body(NewToken.class);
        if (wanted.name().isBlank() || wanted.name().length() > 200) {
            throw ProblemException.ofField("name", "must have 1 to 200 characters");
        }
        Duration lifetime =
                Optional.ofNullable(wanted.expiresIn()).map(Duration::ofSeconds).orElse(TOKEN_LIFETIME);
        if (lifetime.compareTo(Duration.ofMinutes(1)) < 0 || lifetime.compareTo(LONGEST_TOKEN_LIFETIME) > 0) {
            throw ProblemException.ofField(
                    "expires_in", "must be 60 to " + LONGEST_TOKEN_LIFETIME.toSeconds() + " seconds");
        }
        Tokens.Issued made = tokens.issue(UUID.fromString(request.caller().userId()), wanted.name(), lifetime);
        return Reply.of(
                201,
                NewTokenView.of(
                        TokenView.of(made.token(), request.caller().tokenId()),
                        made.secret().reveal()));
    }

    private Reply revoke(Request request) {
        try {
            UUID token = UUID.fromString(request.path("token_id"));
            if (tokens.revoke(UUID.fromString(request.caller().userId()), token)) {
                return Reply.nothing();
            }
        } catch (IllegalArgumentException notAnId) {
            // falls through: there is no such token either
        }
        throw new ProblemException(404, "TOKEN_NOT_FOUND", "you have no such token");
    }

    private Reply addUser(Request request) throws IOException {
        NewUser wanted = request.body(NewUser.class);
        User made = accounts.add(
                wanted.username(),
                Optional.ofNullable(wanted.displayName()).orElse(wanted.username()),
                roleOf(Optional.ofNullable(wanted.role()).orElse("user")),
                Secret.of(wanted.password()));
        return Reply.of(201, UserView.of(made)).header("Location", USERS + "/" + made.id());
    }

    private Reply changeUser(Request request) throws IOException {
        UserChange change = request.body(UserChange.class);
        return Reply.ok(UserView.of(accounts.change(
                request.path("user_id"),
                Optional.ofNullable(change.displayName()),
                Optional.ofNullable(change.role()).map(AuthCalls::roleOf),
                Optional.ofNullable(change.enabled()),
                Optional.ofNullable(change.password()).map(Secret::of))));
    }

    private static Role roleOf(String word) {
        return Role.of(word).orElseThrow(() -> ProblemException.ofField("role", "must be admin or user"));
    }

    record Login(String username, String password) {}

    record PasswordChange(String currentPassword, String newPassword) {}

    record NewToken(String name, @Nullable Long expiresIn) {}

    record NewUser(
            String username,
            String password,
            @Nullable String displayName,
            @Nullable String role) {}

    record UserChange(
            @Nullable String displayName,
            @Nullable String role,
            @Nullable Boolean enabled,
            @Nullable String password) {}

    record SessionView(String accessToken, String tokenType, long expiresIn, UserView user) {}

    record UserView(
            String userId, String username, String displayName, String role, boolean enabled, Instant createdAt) {

        static UserView of(User user) {
            return new UserView(
                    user.id().toString(),
                    user.username(),
                    user.displayName(),
                    user.role().word(),
                    user.enabled(),
                    user.createdAt());
        }
    }

    record TokenView(
            String tokenId,
            String name,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt,
            boolean current) {

        static TokenView of(AccessToken token, String current) {
            return new TokenView(
                    token.id().toString(),
                    token.name(),
                    token.createdAt(),
                    token.expiresAt().orElse(null),
                    token.lastUsedAt().orElse(null),
                    token.id().toString().equals(current));
        }
    }

    record NewTokenView(
            String tokenId,
            String name,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt,
            boolean current,
            String accessToken) {

        static NewTokenView of(TokenView token, String secret) {
            return new NewTokenView(
                    token.tokenId(),
                    token.name(),
                    token.createdAt(),
                    token.expiresAt(),
                    token.lastUsedAt(),
                    token.current(),
                    secret);
        }
    }

    record RoleView(String name, String description) {

        static RoleView of(Role role) {
            String description = switch (role) {
                case ADMIN -> "may do everything";
                case USER -> "may look at everything, call services, deploy by upload, start and stop";
            };
            return new RoleView(role.word(), description);
        }
    }
}
