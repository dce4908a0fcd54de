package io.aiops.gitea.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilter;

/** Whole commits as archives, streamed while they are made. */
final class ArchiveEndpoints {

    private final Desk desk;

    ArchiveEndpoints(Desk desk) {
        this.desk = desk;
    }

    void addTo(Routes routes) {
        routes.add("GET", "repository", "/repos/{owner}/{repo}/archive/{archive*}", this::archive);
    }

    private void archive(Call call) throws IOException {
        StoredRepository repository = desk.readable(call);
        String name = call.part("archive");
        ArchiveFormat format = ArchiveFormat.of(name)
                .orElseThrow(() -> Refusal.badRequest("Unknown format in " + name + "; use .zip or .tar.gz"));
        String ref = name.substring(0, name.length() - format.ending().length());
        RevCommit commit = Revisions.require(repository, Optional.of(ref));
        Optional<String> path = call.query("path").map(TreePath::clean).filter(text -> !text.isEmpty());
        if (path.isPresent() && !isThere(repository, commit, path.get())) {
            throw Refusal.notFound();
        }
        RepositoryRecord record = repository.record();
        call.header(
                "Link",
                "<" + call.links().repository(record) + "/archive/" + commit.name() + format.ending() + "?rev="
                        + PathText.encode(ref).replace("/", "%2F") + ">; rel=\"immutable\"");
        call.header(
                "Content-Disposition",
                "attachment; filename*=UTF-8''"
                        + PathText.encode(record.name() + "-" + ref.replace('/', '-') + format.ending()));
        try (OutputStream out = call.stream(200, format.mediaType(), -1);
                ArchiveWriter archive =
                        format.open(out, commit.getCommitterIdent().getWhenAsInstant())) {
            write(repository, commit, path, record.name() + "/", archive);
        }
    }

    private static boolean isThere(StoredRepository repository, RevCommit commit, String path) throws IOException {
        if (TreePath.faultOf(path).isPresent()) {
            return false;
        }
        try (TreeWalk walk = TreeWalk.forPath(repository.git(), path, commit.getTree())) {
            return walk != null;
        }
    }

    private static void write(
            StoredRepository repository, RevCommit commit, Optional<String> path, String root, ArchiveWriter archive)
            throws IOException {
        try (TreeWalk walk = new TreeWalk(repository.git());
                ObjectReader reader = repository.git().newObjectReader()) {
            walk.addTree(commit.getTree());
            walk.setRecursive(true);
            path.ifPresent(text -> walk.setFilter(PathFilter.create(text)));
            while (walk.next()) {
                FileMode mode = walk.getFileMode(0);
                if (mode != FileMode.GITLINK) {
                    archive.add(root + walk.getPathString(), mode, reader.open(walk.getObjectId(0)));
                }
            }
        }
    }
}
