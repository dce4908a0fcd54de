package io.aiops.gitea;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiops.gitea.GiteaException.Conflict;
import io.aiops.gitea.GiteaException.Forbidden;
import io.aiops.gitea.GiteaException.Invalid;
import io.aiops.gitea.GiteaException.MissingScope;
import io.aiops.gitea.GiteaException.NotFound;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the server is and whom it knows. Every method asks the server and throws {@link GiteaException}. Thread-safe. */
public final class Server {

    private static final TypeReference<JsonNode> ANYTHING = new TypeReference<>() {};
    private static final TypeReference<User> USER = new TypeReference<>() {};
    private static final TypeReference<ApiSettings> API = new TypeReference<>() {};
    private static final TypeReference<RepositorySettings> REPOSITORY = new TypeReference<>() {};
    private static final TypeReference<AttachmentSettings> ATTACHMENT = new TypeReference<>() {};

    private final Calls calls;

    Server(Calls calls) {
        this.calls = calls;
    }

    /** Asks for the version; needs no scope. */
    public ServerVersion version() {
        JsonNode answer = calls.read(small("/version"), ANYTHING);
        return ServerVersion.parse(answer.path("version").asText(""));
    }

    /** Asks for the settings that bind a client. */
    public ServerSettings settings() {
        return new ServerSettings(
                calls.read(small("/settings/api"), API),
                calls.read(small("/settings/repository"), REPOSITORY),
                calls.read(small("/settings/attachment"), ATTACHMENT));
    }

    /** Asks whom the token belongs to; needs {@code read:user}. */
    public User currentUser() {
        return calls.read(small("/user"), USER);
    }

    /** Asks what stands behind the name of an owner. A token that may not look at organisations sees users only. */
    public OwnerKind ownerKind(String owner) {
        RepoName.requireOwner(owner);
        if (exists("/orgs/" + PathText.segment(owner))) {
            return OwnerKind.ORGANIZATION;
        }
        return exists("/users/" + PathText.segment(owner)) ? OwnerKind.USER : OwnerKind.NONE;
    }

    /**
     * Asks which scopes the token lacks to read and make repositories for an owner. Makes nothing: the requests that would
     * name no repository, which the server sees only after the scopes.
     *
     * @return the scopes by the server's words, none if nothing is lacking
     */
    public List<String> missingScopes(String owner, OwnerKind kind) {
        RepoName.requireOwner(owner);
        String segment = PathText.segment(owner);
        Set<String> missing = new TreeSet<>();
        lacking(small("/user/repos").with("limit", "1"), missing);
        lacking(small("/repos/search").with("limit", "1"), missing);
        lacking(small("/orgs/" + segment), missing);
        String making = kind == OwnerKind.ORGANIZATION ? "/orgs/" + segment + "/repos" : "/user/repos";
        lacking(HttpCall.of("POST", making).sending(Json.content(new JsonFields())), missing);
        return List.copyOf(missing);
    }

    private void lacking(HttpCall call, Set<String> missing) {
        try {
            calls.read(call.answeredWithin(HttpCall.ORDINARY), ANYTHING);
        } catch (MissingScope scope) {
            missing.addAll(scope.scopes());
        } catch (NotFound | Forbidden | Invalid | Conflict otherwise) {
            // It got past the scopes.
            return;
        }
    }

    private boolean exists(String path) {
        try {
            calls.read(small(path), ANYTHING);
            return true;
        } catch (NotFound | Forbidden | MissingScope unseen) {
            return false;
        }
    }

    private static HttpCall small(String path) {
        return HttpCall.get(path).answeredWithin(HttpCall.SMALL);
    }
}
