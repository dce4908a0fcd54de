package io.aiops.gitea.embedded;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.eclipse.jgit.lib.Constants;

/** A repository as the API shows it. */
final class RepositoryView {

    private final Owners owners;
    private final Access access;

    RepositoryView(Owners owners, Access access) {
        this.owners = owners;
        this.access = access;
    }

    ObjectNode of(StoredRepository repository, GitAccount reader, Links links) {
        try {
            return build(repository, reader, links);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode build(StoredRepository repository, GitAccount reader, Links links) throws IOException {
        RepositoryRecord record = repository.record();
        boolean writes = access.mayWrite(reader, record);
        ObjectNode view = Views.object().put("id", record.id());
        view.set("owner", Views.owner(record.owner(), owners, links));
        view.put("name", record.name())
                .put("full_name", record.fullName())
                .put("description", record.description())
                .put("empty", repository.isEmpty())
                .put("private", record.closed())
                .put("fork", false)
                .put("template", record.template())
                .put("mirror", false)
                .put("size", repository.kibibytes())
                .put("language", "")
                .put("languages_url", links.repository(record) + "/languages")
                .put("html_url", links.html(record.fullName()))
                .put("url", links.repository(record))
                .put("link", "")
                .put("ssh_url", links.ssh(record))
                .put("clone_url", links.clone(record))
                .put("original_url", "")
                .put("website", record.website())
                .put("stars_count", 0)
                .put("forks_count", 0)
                .put("watchers_count", 0)
                .put("branch_count", repository.countOf(Constants.R_HEADS))
                .put("open_issues_count", 0)
                .put("open_pr_counter", 0)
                .put("release_counter", 0)
                .put("default_branch", record.defaultBranch())
                .put("archived", record.archived())
                .put("created_at", Views.time(record.createdAt()))
                .put("updated_at", Views.time(record.updatedAt()))
                .put("archived_at", Views.time(record.archivedSince().orElse(Instant.EPOCH)));
        view.set(
                "permissions",
                Views.object().put("admin", writes).put("push", writes).put("pull", true));
        features(view);
        view.set("topics", Views.texts(record.topics()));
        view.set("licenses", Views.array());
        return view;
    }

    /** What Gitea has beside the code, and this server has not. */
    private static void features(ObjectNode view) {
        view.put("has_code", true)
                .put("has_issues", false)
                .put("has_wiki", false)
                .put("has_pull_requests", false)
                .put("has_projects", false)
                .put("projects_mode", "all")
                .put("has_releases", false)
                .put("has_packages", false)
                .put("has_actions", false)
                .put("ignore_whitespace_conflicts", false)
                .put("allow_merge_commits", false)
                .put("allow_rebase", false)
                .put("allow_rebase_explicit", false)
                .put("allow_squash_merge", false)
                .put("allow_fast_forward_only_merge", false)
                .put("allow_rebase_update", false)
                .put("allow_manual_merge", false)
                .put("autodetect_manual_merge", false)
                .put("default_delete_branch_after_merge", false)
                .put("default_merge_style", "merge")
                .put("default_target_branch", "")
                .put("default_allow_maintainer_edit", false)
                .put("avatar_url", "")
                .put("internal", false)
                .put("mirror_interval", "")
                .put("mirror_updated", "0001-01-01T00:00:00Z")
                .put("object_format_name", "sha1");
    }
}
