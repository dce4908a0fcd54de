package io.aiops.gitea.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Files as they are, streamed. */
final class RawEndpoints {

    private final Desk desk;

    RawEndpoints(Desk desk) {
        this.desk = desk;
    }

    void addTo(Routes routes) {
        routes.add("GET", "repository", "/repos/{owner}/{repo}/raw/{path*}", this::raw)
                .add("GET", "repository", "/repos/{owner}/{repo}/media/{path*}", this::raw);
    }

    private void raw(Call call) throws IOException {
        StoredRepository repository = desk.readable(call);
        RevCommit commit = Revisions.require(repository, call.query("ref"));
        String path = TreePath.clean(call.part("path"));
        if (TreePath.faultOf(path).isPresent()) {
            throw Refusal.notFound();
        }
        try (TreeWalk walk = TreeWalk.forPath(repository.git(), path, commit.getTree());
                ObjectReader reader = repository.git().newObjectReader()) {
            if (walk == null || walk.getFileMode(0).getObjectType() != Constants.OBJ_BLOB) {
                throw Refusal.notFound();
            }
            String tag = "\"" + walk.getObjectId(0).name() + "\"";
            call.header("ETag", tag);
            call.header("X-Gitea-Object-Type", "blob");
            call.header("X-Content-Type-Options", "nosniff");
            call.header("Content-Security-Policy", "default-src 'none'; sandbox");
            call.header(
                    "Content-Disposition", "attachment; filename*=UTF-8''" + PathText.encode(TreePath.nameOf(path)));
            if (call.requestHeader("If-None-Match").equals(Optional.of(tag))) {
                call.answerNothing(304);
                return;
            }
            ObjectLoader loader = reader.open(walk.getObjectId(0), Constants.OBJ_BLOB);
            try (OutputStream out = call.stream(200, "application/octet-stream", loader.getSize())) {
                loader.copyTo(out);
            }
        }
    }
}
