package io.aiops.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiops.app.Api.Answer;
import io.aiops.app.PlatformExtension.Running;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlatformExtension.class)
class AuthTest {

    private Running running;
    private Api admin;

    @BeforeEach
    void signIn(Running platform) {
        running = platform;
        admin = platform.admin();
    }

    @Test
    void aSignInAnswersWithATokenThatSaysWhoCalls() {
        Answer answer = running.nobody()
                .post("/api/v1/auth/login", Map.of("username", "ADMIN", "password", PlatformExtension.ADMIN_PASSWORD));

        assertThat(answer.status()).isEqualTo(200);
        JsonNode session = answer.json();
        assertThat(session.path("access_token").asText()).matches("aiops_[A-Za-z0-9_-]{43}");
        assertThat(session.path("token_type").asText()).isEqualTo("Bearer");
        assertThat(session.path("expires_in").asLong()).isPositive();
        assertThat(session.path("user").path("role").asText()).isEqualTo("admin");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        JsonNode me = running.nobody()
                .with(session.path("access_token").asText())
                .get("/api/v1/auth/me")
                .json();
        assertThat(me.path("username").asText()).isEqualTo("admin");
    }

    @Test
    void aWrongPasswordAndAnUnknownNameAreToldInTheSameWords() {
        Answer wrong = running.nobody().post("/api/v1/auth/login", Map.of("username", "admin", "password", "x"));
        Answer unknown = running.nobody().post("/api/v1/auth/login", Map.of("username", "ghost", "password", "x"));

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.code()).isEqualTo("BAD_CREDENTIALS");
        assertThat(unknown.body()).isEqualTo(wrong.body());
        assertThat(unknown.status()).isEqualTo(401);
    }

    @Test
    void withoutAGoodTokenEveryCallIs401() {
        for (Api api : new Api[] {
            running.nobody(),
            running.nobody().with("aiops_wrong"),
            running.nobody().with("x y")
        }) {
            Answer answer = api.get("/api/v1/services");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
    }

    @Test
    void onlyTheHashesOfTokensAndPasswordsAreStored() throws SQLException {
        String token = admin.token();
        try (Connection connection = running.database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select string_agg(t::text, ' ') || (select string_agg(u::text, ' ') from aiops.users u) "
                                + "from aiops.access_tokens t")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1))
                    .contains("$argon2id$v=19$m=19456,t=2,p=1$")
                    .doesNotContain(token, token.substring("aiops_".length()), PlatformExtension.ADMIN_PASSWORD);
        }
    }

    @Test
    void aTokenThatIsRevokedIsRefusedAtTheNextCall() {
        JsonNode made = admin.post("/api/v1/auth/tokens", Map.of("name", "ci")).json();
        Api program = running.nobody().with(made.path("access_token").asText());
        assertThat(program.get("/api/v1/auth/me").status()).isEqualTo(200);
        assertThat(admin.get("/api/v1/auth/tokens").body())
                .contains("\"ci\"")
                .doesNotContain(made.path("access_token").asText());

        assertThat(admin.delete("/api/v1/auth/tokens/" + made.path("token_id").asText())
                        .status())
                .isEqualTo(204);

        assertThat(program.get("/api/v1/auth/me").status()).isEqualTo(401);
        assertThat(admin.delete("/api/v1/auth/tokens/" + made.path("token_id").asText())
                        .code())
                .isEqualTo("TOKEN_NOT_FOUND");
    }

    @Test
    void signingOutEndsTheSession() {
        Api once = running.admin();
        assertThat(once.post("/api/v1/auth/logout", "").status()).isEqualTo(204);
        assertThat(once.get("/api/v1/auth/me").status()).isEqualTo(401);
    }

    @Test
    void disablingAUserEndsItsSessionsAndItsSignIns() {
        Api user = running.user("leaver");
        String id = user.get("/api/v1/auth/me").json().path("user_id").asText();

        assertThat(admin.json("PATCH", "/api/v1/users/" + id, Map.of("enabled", false))
                        .status())
                .isEqualTo(200);

        assertThat(user.get("/api/v1/auth/me").status()).isEqualTo(401);
        assertThat(running.nobody()
                        .post("/api/v1/auth/login", Map.of("username", "leaver", "password", "user-password"))
                        .code())
                .isEqualTo("BAD_CREDENTIALS");
    }

    @Test
    void aNewPasswordEndsTheOtherSessionsButNotThisOne() {
        Api first = running.user("changer");
        Api second = running.nobody().signIn("changer", "user-password");

        Answer wrong =
                first.post("/api/v1/auth/password", Map.of("current_password", "no", "new_password", "another-one"));
        assertThat(wrong.code()).isEqualTo("BAD_CREDENTIALS");
        Answer tooShort = first.post(
                "/api/v1/auth/password", Map.of("current_password", "user-password", "new_password", "short"));
        assertThat(tooShort.json().path("errors").path(0).path("field").asText())
                .isEqualTo("new_password");
        Answer changed = first.post(
                "/api/v1/auth/password", Map.of("current_password", "user-password", "new_password", "another-one"));

        assertThat(changed.status()).isEqualTo(204);
        assertThat(first.get("/api/v1/auth/me").status()).isEqualTo(200);
        assertThat(second.get("/api/v1/auth/me").status()).isEqualTo(401);
        assertThat(running.nobody().signIn("changer", "another-one").token()).isNotEmpty();
    }

    @Test
    void aPasswordOfAHundredCharactersCountsToItsLastOne() {
        String password = "密码 %é".repeat(20);
        admin.post("/api/v1/users", Map.of("username", "long", "password", password));

        assertThat(running.nobody().signIn("long", password).token()).isNotEmpty();
        assertThat(running.nobody()
                        .post(
                                "/api/v1/auth/login",
                                Map.of("username", "long", "password", password.substring(0, password.length() - 1)))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void theLastEnabledAdministratorStays() {
        String id = admin.get("/api/v1/auth/me").json().path("user_id").asText();

        assertThat(admin.delete("/api/v1/users/" + id).code()).isEqualTo("LAST_ADMIN");
        assertThat(admin.json("PATCH", "/api/v1/users/" + id, Map.of("enabled", false))
                        .code())
                .isEqualTo("LAST_ADMIN");
        assertThat(admin.json("PATCH", "/api/v1/users/" + id, Map.of("role", "user"))
                        .code())
                .isEqualTo("LAST_ADMIN");
        assertThat(admin.get("/api/v1/auth/me").status()).isEqualTo(200);
    }

    @Test
    void guessingSlowsTheGuesserDownAndNobodyElse() {
        running.user("target");
        Api guesser = running.nobody();
        Answer last = null;
        for (int i = 0; i < 12; i++) {
            last = guesser.post("/api/v1/auth/login", Map.of("username", "target", "password", "guess" + i));
        }

        assertThat(last).isNotNull();
        assertThat(last.status()).isEqualTo(429);
        assertThat(last.code()).isEqualTo("TOO_MANY_TRIES");
        assertThat(Integer.parseInt(last.header("Retry-After"))).isPositive();
        assertThat(running.admin().token()).isNotEmpty();
    }

    @Test
    void usersAreKeptByTheirRules() {
        assertThat(admin.post("/api/v1/users", Map.of("username", "a b", "password", "x"))
                        .json()
                        .path("errors")
                        .findValuesAsText("field"))
                .containsExactly("username", "password");
        assertThat(admin.post("/api/v1/users", Map.of("username", "Admin", "password", "long-enough"))
                        .code())
                .isEqualTo("USERNAME_TAKEN");
        assertThat(admin.post("/api/v1/users", Map.of("username", "x", "password", "long-enough", "role", "emperor"))
                        .status())
                .isEqualTo(400);
        assertThat(admin.delete("/api/v1/users/nobody").code()).isEqualTo("USER_NOT_FOUND");
        assertThat(admin.delete("/api/v1/users/00000000-0000-0000-0000-000000000000")
                        .code())
                .isEqualTo("USER_NOT_FOUND");
        assertThat(admin.get("/api/v1/roles").json().path("items").findValuesAsText("name"))
                .containsExactlyInAnyOrder("admin", "user");
    }
}
