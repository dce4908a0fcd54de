package io.aiops.gitea.embedded;

import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** Finds what a request names: a branch, a tag, a full ref or an id. Expressions such as {@code main~3} are not taken. */
final class Revisions {

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{7,40}");

    private Revisions() {}

    /** The commit that a text names; the tip of the default branch if there is no text. */
    static Optional<RevCommit> find(StoredRepository repository, Optional<String> text) throws IOException {
        String named = text.filter(each -> !each.equals(Constants.HEAD))
                .orElseGet(() -> repository.record().defaultBranch());
        Repository git = repository.git();
        try (RevWalk walk = new RevWalk(git)) {
            for (String prefix : new String[] {Constants.R_HEADS, Constants.R_TAGS, ""}) {
                Optional<Ref> ref = exact(git, prefix + named);
                if (ref.isPresent()) {
                    return commit(walk, ref.get().getObjectId());
                }
            }
            Optional<ObjectId> id = id(git, named);
            return id.isPresent() ? commit(walk, id.get()) : Optional.empty();
        }
    }

    /** The commit that a text names; 404 if there is none. */
    static RevCommit require(StoredRepository repository, Optional<String> text) throws IOException {
        return find(repository, text)
                .orElseThrow(() -> Refusal.notFound("object does not exist [id: "
                        + text.orElse(repository.record().defaultBranch()) + ", rel_path: ]"));
    }

    /** The object of a full or shortened id, whatever it is. */
    static Optional<ObjectId> id(Repository git, String text) throws IOException {
        if (!HEX.matcher(text).matches()) {
            return Optional.empty();
        }
        try (ObjectReader reader = git.newObjectReader()) {
            if (text.length() == Constants.OBJECT_ID_STRING_LENGTH) {
                ObjectId id = ObjectId.fromString(text);
                return reader.has(id) ? Optional.of(id) : Optional.empty();
            }
            Collection<ObjectId> fitting = reader.resolve(AbbreviatedObjectId.fromString(text));
            return fitting.size() == 1 ? Optional.of(fitting.iterator().next()) : Optional.empty();
        }
    }

    private static Optional<Ref> exact(Repository git, String name) throws IOException {
        boolean full = name.startsWith(Constants.R_REFS) && Repository.isValidRefName(name);
        return full ? Optional.ofNullable(git.exactRef(name)) : Optional.empty();
    }

    private static Optional<RevCommit> commit(RevWalk walk, ObjectId id) throws IOException {
        try {
            return Optional.of(walk.parseCommit(id));
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            return Optional.empty();
        }
    }
}
