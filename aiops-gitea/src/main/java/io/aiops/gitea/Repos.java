package io.aiops.gitea;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiops.gitea.GiteaException.Conflict;
import io.aiops.gitea.GiteaException.NotFound;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Repositories. Every method asks the server and throws {@link GiteaException}. Thread-safe. */
public final class Repos {

    private static final TypeReference<Repository> REPOSITORY = new TypeReference<>() {};
    private static final TypeReference<List<Repository>> REPOSITORIES = new TypeReference<>() {};
    private static final TypeReference<JsonNode> ANYTHING = new TypeReference<>() {};
    private static final TypeReference<FoundRepositories> FOUND = new TypeReference<>() {};
    private static final TypeReference<TreePage> TREE = new TypeReference<>() {};
    private static final String TREE_PAGE = "1000";

    private final Calls calls;
    private final RepositoryCreation creation;

    Repos(Calls calls, RepositoryCreation creation) {
        this.calls = calls;
        this.creation = creation;
    }

    /** The wrapper of a search. */
    record FoundRepositories(List<Repository> data) {
        FoundRepositories {
            data = Absent.list(data);
        }
    }

    /** A page of a tree. */
    record TreePage(List<TreeEntry> tree, boolean truncated, long totalCount) {
        TreePage {
            tree = Absent.list(tree);
        }

        PageOf<TreeEntry> asPage() {
            OptionalLong total = totalCount > 0 ? OptionalLong.of(totalCount) : OptionalLong.empty();
            boolean over = !truncated && total.isEmpty();
            return new PageOf<>(tree, total, new PageLinks(over, OptionalInt.empty()));
        }
    }

    /**
     * Makes a repository. Where the answer is lost, it is looked for and taken if it is what was asked for.
     *
     * @throws Conflict if there is one of that name
     * @throws io.aiops.error.AiOpsException {@code INVALID_REQUEST} for a name that is not allowed
     */
    public Repository create(NewRepository wanted) {
        return creation.create(wanted, this::find);
    }

    /** Makes a repository unless there is one of that name, which is left as it is. */
    public EnsuredRepository ensure(NewRepository wanted) {
        RepoName name = creation.nameOf(wanted);
        Optional<Repository> there = find(name);
        if (there.isPresent()) {
            return new EnsuredRepository(there.get(), false);
        }
        try {
            return new EnsuredRepository(create(wanted), true);
        } catch (Conflict meanwhile) {
            return new EnsuredRepository(get(name), false);
        }
    }

    /** The full name that a new repository would get, with the client's prefix and owner. */
    public RepoName nameOf(NewRepository wanted) {
        return creation.nameOf(wanted);
    }

    /**
     * Reads a repository; one that was renamed is found under its old name and says its new one.
     *
     * @throws NotFound if there is none that the token may see
     */
    public Repository get(RepoName repo) {
        return calls.read(HttpCall.get(Paths.repo(repo)), REPOSITORY);
    }

    /** Reads a repository that may not be there. */
    public Optional<Repository> find(RepoName repo) {
        try {
            return Optional.of(get(repo));
        } catch (NotFound none) {
            return Optional.empty();
        }
    }

    /** The repositories of the token's user. */
    public Paged<Repository> own() {
        return listed("/user/repos");
    }

    /** The repositories of an organisation that the token may see. */
    public Paged<Repository> ofOrganization(String organization) {
        RepoName.requireOwner(organization);
        return listed("/orgs/" + PathText.segment(organization) + "/repos");
    }

    /** The repositories of a user that the token may see. */
    public Paged<Repository> ofUser(String user) {
        RepoName.requireOwner(user);
        return listed("/users/" + PathText.segment(user) + "/repos");
    }

    /** The repositories with a word in their name. */
    public Paged<Repository> search(String word) {
        HttpCall call = HttpCall.get("/repos/search").with("q", word);
        return calls.wrapped(call, FOUND, FoundRepositories::data, Repository::id);
    }

    /** Changes a repository; what the change does not name stays. */
    public Repository update(RepoName repo, RepositoryChange change) {
        return calls.read(HttpCall.of("PATCH", Paths.repo(repo)).sending(Json.content(change.fields())), REPOSITORY);
    }

    /** Deletes a repository with all that is in it. */
    public void delete(RepoName repo) {
        calls.run(HttpCall.of("DELETE", Paths.repo(repo)));
    }

    /** Reads the topics. */
    public List<String> topics(RepoName repo) {
        JsonNode answer = calls.read(HttpCall.get(Paths.repo(repo) + "/topics"), ANYTHING);
        return java.util.stream.StreamSupport.stream(answer.path("topics").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /**
     * Replaces the topics.
     *
     * @throws GiteaException.Invalid with those that are not allowed
     */
    public void replaceTopics(RepoName repo, List<String> topics) {
        JsonFields fields = new JsonFields().with("topics", (Object) List.copyOf(topics));
        calls.run(HttpCall.of("PUT", Paths.repo(repo) + "/topics").sending(Json.content(fields)));
    }

    /** Begins the download of a file as it is in git, which for LFS is the pointer. */
    public Download rawFile(RepoName repo, String path, String ref) {
        return calls.download(
                HttpCall.get(Paths.below(repo, "raw", "path", path)).with("ref", ref));
    }

    /** Begins the download of all files at a branch, tag or commit. The server may build it for minutes first. */
    public Download archive(RepoName repo, String ref, ArchiveFormat format) {
        return calls.download(HttpCall.get(Paths.below(repo, "archive", "ref", ref + format.ending())));
    }

    /** Begins the download of the files below one folder. */
    public Download archive(RepoName repo, String ref, ArchiveFormat format, String folder) {
        HttpCall call = HttpCall.get(Paths.below(repo, "archive", "ref", ref + format.ending()));
        return calls.download(call.with("path", folder));
    }

    /** Everything in the tree of a commit or tree id, folder by folder. */
    public Paged<TreeEntry> tree(RepoName repo, String sha) {
        HttpCall call = HttpCall.get(Paths.one(repo, "git/trees", sha))
                .with("recursive", "true")
                .with("per_page", TREE_PAGE);
        return calls.bodyPaged(call, TREE, TreePage::asPage, TreeEntry::path);
    }

    private Paged<Repository> listed(String path) {
        return calls.list(HttpCall.get(path), REPOSITORIES, Repository::id);
    }
}
