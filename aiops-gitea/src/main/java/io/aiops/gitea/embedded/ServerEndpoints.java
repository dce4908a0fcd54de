package io.aiops.gitea.embedded;

import java.io.IOException;

/** What the server says of itself. */
final class ServerEndpoints {

    static final String VERSION = "1.27.1+aiops-embedded";
    static final int TREES_PER_PAGE = 1000;

    private final GitLimits limits;

    ServerEndpoints(GitLimits limits) {
        this.limits = limits;
    }

    void addTo(Routes routes) {
        routes.open("GET", "/version", call -> call.answer(200, Views.object().put("version", VERSION)))
                .open("GET", "/settings/api", this::api)
                .open("GET", "/settings/repository", ServerEndpoints::repository)
                .open("GET", "/settings/attachment", ServerEndpoints::attachment);
    }

    private void api(Call call) throws IOException {
        call.answer(
                200,
                Views.object()
                        .put("max_response_items", Page.LARGEST)
                        .put("default_paging_num", Page.STANDARD)
                        .put("default_git_trees_per_page", TREES_PER_PAGE)
                        .put("default_max_blob_size", limits.blobBytes())
                        .put("default_max_response_size", limits.blobBytes() * 10));
    }

    private static void repository(Call call) throws IOException {
        call.answer(
                200,
                Views.object()
                        .put("mirrors_disabled", true)
                        .put("http_git_disabled", false)
                        .put("migrations_disabled", true)
                        .put("stars_disabled", true)
                        .put("time_tracking_disabled", true)
                        .put("lfs_disabled", true));
    }

    private static void attachment(Call call) throws IOException {
        call.answer(
                200,
                Views.object()
                        .put("enabled", false)
                        .put("allowed_types", "")
                        .put("max_size", 0)
                        .put("max_files", 0));
    }
}
