package io.aiops.gitea.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;

/** The small parts that all answers are made of. */
final class Views {

    private Views() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    static <T> ArrayNode array(Collection<T> all, Function<? super T, ? extends JsonNode> view) {
        ArrayNode array = array();
        all.forEach(each -> array.add(view.apply(each)));
        return array;
    }

    static ArrayNode texts(Collection<String> all) {
        ArrayNode array = array();
        all.forEach(array::add);
        return array;
    }

    static String time(Instant instant) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                instant.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC));
    }

    static ObjectNode error(Refusal refusal, Links links) {
        ObjectNode error = object().put("message", refusal.message()).put("url", links.swagger());
        if (!refusal.invalidTopics().isEmpty()) {
            error.set("invalidTopics", texts(refusal.invalidTopics()));
            error.remove("url");
        }
        return error;
    }

    static ObjectNode user(GitAccount account, Links links) {
        return owner(account.login(), account.fullName(), account.email(), account.admin(), "public", links);
    }

    static ObjectNode organisationAsUser(Organisation organisation, Links links) {
        return owner(organisation.name(), organisation.fullName(), "", false, organisation.visibility(), links);
    }

    /** The owner of a repository, also if nobody knows it any more. */
    static ObjectNode owner(String name, Owners owners, Links links) {
        Optional<Organisation> organisation = owners.organisation(name);
        if (organisation.isPresent()) {
            return organisationAsUser(organisation.get(), links);
        }
        return owners.user(name)
                .map(account -> user(account, links))
                .orElseGet(() -> owner(name, "", "", false, "public", links));
    }

    static ObjectNode organisation(Organisation organisation, Links links) {
        return object().put("id", Owners.idOf(organisation.name()))
                .put("name", organisation.name())
                .put("full_name", organisation.fullName())
                .put("email", "")
                .put("avatar_url", links.html("assets/img/avatar_default.png"))
                .put("description", organisation.description())
                .put("website", "")
                .put("location", "")
                .put("visibility", organisation.visibility())
                .put("repo_admin_change_team_access", false)
                .put("username", organisation.name());
    }

    private static ObjectNode owner(
            String login, String fullName, String email, boolean admin, String visibility, Links links) {
        return object().put("id", Owners.idOf(login))
                .put("login", login)
                .put("login_name", "")
                .put("source_id", 0)
                .put("full_name", fullName)
                .put("email", email)
                .put("avatar_url", links.html("assets/img/avatar_default.png"))
                .put("html_url", links.html(login))
                .put("language", "")
                .put("is_admin", admin)
                .put("last_login", "0001-01-01T00:00:00Z")
                .put("created", "2024-01-01T00:00:00Z")
                .put("restricted", false)
                .put("active", true)
                .put("prohibit_login", false)
                .put("location", "")
                .put("website", "")
                .put("description", "")
                .put("visibility", visibility)
                .put("followers_count", 0)
                .put("following_count", 0)
                .put("starred_repos_count", 0);
    }
}
