package io.aiops.gitea;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;

/** Tags, whose names may have slashes. Every method asks the server and throws {@link GiteaException}. Thread-safe. */
public final class Tags {

    private static final TypeReference<Tag> TAG = new TypeReference<>() {};
    private static final TypeReference<List<Tag>> TAGS = new TypeReference<>() {};

    private final Calls calls;

    Tags(Calls calls) {
        this.calls = calls;
    }

    /** All tags. */
    public Paged<Tag> list(RepoName repo) {
        return calls.list(HttpCall.get(Paths.repo(repo) + "/tags"), TAGS, Tag::name);
    }

    /**
     * Reads a tag.
     *
     * @throws GiteaException.NotFound if there is none
     */
    public Tag get(RepoName repo, String name) {
        return calls.read(HttpCall.get(path(repo, name)), TAG);
    }

    /**
     * Makes a tag.
     *
     * @param target the branch or commit
     * @param message its message; empty for a lightweight tag
     * @throws GiteaException.Conflict if there is one of that name
     */
    public Tag create(RepoName repo, String name, String target, String message) {
        PathText.segments("tag", name);
        JsonFields fields = new JsonFields()
                .with("tag_name", (Object) name)
                .text("target", target)
                .text("message", message);
        return calls.read(HttpCall.of("POST", Paths.repo(repo) + "/tags").sending(Json.content(fields)), TAG);
    }

    /** Deletes a tag. */
    public void delete(RepoName repo, String name) {
        calls.run(HttpCall.of("DELETE", path(repo, name)));
    }

    private static String path(RepoName repo, String name) {
        return Paths.below(repo, "tags", "tag", name);
    }
}
