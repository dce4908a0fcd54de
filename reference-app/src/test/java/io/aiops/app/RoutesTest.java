package io.aiops.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiops.app.Api.Answer;
import io.aiops.app.PlatformExtension.Running;
import io.aiops.app.http.Access;
import io.aiops.app.http.Route;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlatformExtension.class)
class RoutesTest {

    private Running running;

    @BeforeEach
    void take(Running platform) {
        running = platform;
    }

    @Test
    void theDocumentDescribesExactlyTheRoutesThatAreRegistered() {
        Set<String> described = new TreeSet<>();
        running.nobody()
                .get("/openapi.json")
                .json()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> described.add(method + " " + path.getKey())));
        Set<String> registered = new TreeSet<>();
        routes().forEach(route -> registered.add(route.method().name().toLowerCase(Locale.ROOT) + " " + route.path()));

        assertThat(described).isEqualTo(registered);
        assertThat(routes()).hasSizeGreaterThan(30).doesNotHaveDuplicates();
    }

    @Test
    void everyReferenceOfTheDocumentLeadsSomewhereAndEveryOperationHasAnIdOfItsOwn() {
        JsonNode document = running.nobody().get("/openapi.json").json();

        assertThat(document.findValuesAsText("$ref"))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isObject())
                        .as(reference)
                        .isTrue());
        assertThat(document.findValuesAsText("operationId")).doesNotHaveDuplicates();
        assertThat(document.at("/components/schemas/ServiceDocument/properties/api_url/type"))
                .hasToString("[\"string\",\"null\"]");
    }

    @Test
    void everyRouteAsksForTheRoleItNames() {
        Api user = running.user("matrix");
        for (Route route : routes()) {
            Answer ofNobody = call(running.nobody(), route);
            Answer ofUser = call(user, route);

            assertThat(ofNobody.status() == 401 && ofNobody.code().equals("UNAUTHENTICATED"))
                    .as("nobody may " + route.method() + " " + route.path())
                    .isEqualTo(route.access() != Access.ANYBODY);
            // By its words, for a route that is open to users may still refuse what is somebody else's.
            assertThat(ofUser.status() == 403 && ofUser.body().contains("only an administrator may do this"))
                    .as("a user may not " + route.method() + " " + route.path())
                    .isEqualTo(route.access() == Access.ADMIN);
            if (route.path().endsWith("/logout")) {
                user = running.nobody().signIn("matrix", "user-password");
            }
        }
    }

    @Test
    void onlyAdministratorsDeployFoldersOfTheHostAndDeleteInABatch() {
        Api user = running.user("limited");

        assertThat(user.post("/api/v1/services/deploy", "{\"service_id\":\"x\",\"path\":\"/etc\"}")
                        .status())
                .isEqualTo(403);
        assertThat(user.post("/api/v1/services/batch", "{\"action\":\"delete\",\"pattern\":\"*\"}")
                        .status())
                .isEqualTo(403);
        assertThat(user.get("/api/v1/system").json().path("home").isNull()).isTrue();
        assertThat(running.admin().get("/api/v1/system").json().path("home").asText())
                .isEqualTo(running.home().toString());
    }

    /** A call that is never done: ids that do not exist, and a body that is none. */
    private static Answer call(Api api, Route route) {
        // Of what belongs to somebody, the caller's own.
        boolean owned =
                route.query().stream().anyMatch(parameter -> parameter.name().equals("type"));
        String path = route.path().replaceAll("\\{[a-z_]+}", "absent") + (owned ? "?type=user" : "");
        return switch (route.method().name()) {
            case "GET" -> api.get(path);
            case "DELETE" -> api.delete(path);
            default -> api.json(route.method().name(), path, "{\"unknown\":1}");
        };
    }

    private List<Route> routes() {
        return running.platform().api().routes();
    }
}
