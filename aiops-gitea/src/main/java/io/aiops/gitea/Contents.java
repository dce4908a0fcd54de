package io.aiops.gitea;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiops.gitea.GiteaException.Invalid;
import java.util.List;

/** Files in a repository. Every method asks the server and throws {@link GiteaException}. Thread-safe. */
public final class Contents {

    private static final TypeReference<JsonNode> ANYTHING = new TypeReference<>() {};
    private static final TypeReference<ContentEntry> ENTRY = new TypeReference<>() {};
    private static final TypeReference<List<ContentEntry>> ENTRIES = new TypeReference<>() {};

    private final Calls calls;
    private final FileCommits commits;

    Contents(Calls calls, FileCommits commits) {
        this.calls = calls;
        this.commits = commits;
    }

    /**
     * Reads a file with its content, as far as the server puts it into JSON; {@link Repos#rawFile} has no such bound.
     *
     * @param ref a branch, tag or commit
     * @throws GiteaException.NotFound if there is none
     * @throws Invalid if it is a folder
     */
    public ContentEntry file(RepoName repo, String path, String ref) {
        HttpCall call = call(Paths.below(repo, "contents", "path", path), ref);
        JsonNode answer = calls.read(call, ANYTHING);
        if (answer.isArray()) {
            throw new Invalid(call.failed("It is a folder; list it instead."), List.of());
        }
        return Json.convert(call, answer, ENTRY);
    }

    /**
     * Lists a folder without content.
     *
     * @param path the folder, empty for the root
     * @param ref a branch, tag or commit
     * @throws Invalid if it is a file
     */
    public List<ContentEntry> folder(RepoName repo, String path, String ref) {
        String below = path.isEmpty() ? Paths.repo(repo) + "/contents" : Paths.below(repo, "contents", "path", path);
        HttpCall call = call(below, ref);
        JsonNode answer = calls.read(call, ANYTHING);
        if (!answer.isArray()) {
            throw new Invalid(call.failed("It is a file; read it instead."), List.of());
        }
        return List.copyOf(Json.convert(call, answer, ENTRIES));
    }

    /**
     * Changes files in one commit: all of them or none. Where the answer is lost, the branch tells whether the commit
     * landed; it is never made twice.
     *
     * @throws Invalid if a file is there that should not be, or has another content than the change says
     * @throws GiteaException.Archived if the repository takes no writes
     * @throws GiteaException.TooLarge if the body is above somebody's limit
     */
    public FilesChanged change(RepoName repo, ChangeFiles change) {
        return commits.commit(repo, change);
    }

    private static HttpCall call(String path, String ref) {
        return HttpCall.get(path).with("ref", ref).answeredWithin(HttpCall.LARGE);
    }
}
