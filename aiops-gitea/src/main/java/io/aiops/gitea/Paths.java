package io.aiops.gitea;

/** The encoded paths of the API. */
final class Paths {

    private Paths() {}

    static String repo(RepoName repo) {
        return "/repos/" + PathText.segment(repo.owner()) + "/" + PathText.segment(repo.name());
    }

    /** Something below a repository whose name may have slashes, which stay. */
    static String below(RepoName repo, String kind, String what, String name) {
        return repo(repo) + "/" + kind + "/" + PathText.segments(what, name);
    }

    /** Something below a repository whose name is one segment. */
    static String one(RepoName repo, String kind, String name) {
        return repo(repo) + "/" + kind + "/" + PathText.segment(name);
    }
}
