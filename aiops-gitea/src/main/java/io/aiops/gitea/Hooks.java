package io.aiops.gitea;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;

/** Webhooks of a repository. Every method asks the server and throws {@link GiteaException}. Thread-safe. */
public final class Hooks {

    private static final TypeReference<Hook> HOOK = new TypeReference<>() {};
    private static final TypeReference<List<Hook>> HOOKS = new TypeReference<>() {};

    private final Calls calls;

    Hooks(Calls calls) {
        this.calls = calls;
    }

    /** All webhooks. */
    public Paged<Hook> list(RepoName repo) {
        return calls.list(HttpCall.get(Paths.repo(repo) + "/hooks"), HOOKS, Hook::id);
    }

    /**
     * Reads a webhook.
     *
     * @throws GiteaException.NotFound if there is none
     */
    public Hook get(RepoName repo, long id) {
        return calls.read(HttpCall.get(path(repo, id)), HOOK);
    }

    /** Makes a webhook, active at once. The server may refuse to call loopback and private addresses; see its ALLOWED_HOST_LIST. */
    public Hook create(RepoName repo, NewHook hook) {
        return calls.read(HttpCall.of("POST", Paths.repo(repo) + "/hooks").sending(Json.content(hook.fields())), HOOK);
    }

    /** Replaces all of a webhook, active at once. */
    public Hook replace(RepoName repo, long id, NewHook hook) {
        JsonFields fields = hook.fields();
        fields.values().remove("type");
        return calls.read(HttpCall.of("PATCH", path(repo, id)).sending(Json.content(fields)), HOOK);
    }

    /** Deletes a webhook. */
    public void delete(RepoName repo, long id) {
        calls.run(HttpCall.of("DELETE", path(repo, id)));
    }

    /** Has the server call it once, as if somebody had pushed the last commit of a branch. */
    public void test(RepoName repo, long id, String branch) {
        calls.run(HttpCall.of("POST", path(repo, id) + "/tests").with("ref", branch));
    }

    private static String path(RepoName repo, long id) {
        return Paths.repo(repo) + "/hooks/" + id;
    }
}
