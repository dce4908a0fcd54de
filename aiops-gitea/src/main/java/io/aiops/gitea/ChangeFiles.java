package io.aiops.gitea;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One commit that changes files.
 *
 * @param branch the branch it builds on
 * @param message the message of the commit
 * @param changes what happens to the files, one change or more
 * @param newBranch the branch it goes to, if it is to be a new one
 * @param author who made it; absent for the token's user
 */
public record ChangeFiles(
        String branch, String message, List<FileChange> changes, Optional<String> newBranch, Optional<Author> author) {

    /**
     * Who made a commit.
     *
     * @param name the name
     * @param email the address
     */
    public record Author(String name, String email) {
        JsonFields fields() {
            return new JsonFields().with("name", (Object) name).with("email", (Object) email);
        }
    }

    /**
     * Copies the changes.
     *
     * @throws AiOpsException {@code INVALID_REQUEST} without a message
     */
    public ChangeFiles {
        changes = List.copyOf(changes);
        if (message.isBlank()) {
            throw new AiOpsException(ErrorCode.INVALID_REQUEST, "a commit needs a message");
        }
    }

    /** A commit on a branch, without changes yet. */
    public static ChangeFiles on(String branch, String message) {
        return new ChangeFiles(branch, message, List.of(), Optional.empty(), Optional.empty());
    }

    /** The same with one more change. */
    public ChangeFiles with(FileChange change) {
        List<FileChange> more = new ArrayList<>(changes);
        more.add(change);
        return new ChangeFiles(branch, message, more, newBranch, author);
    }

    /** The same on a new branch. */
    public ChangeFiles toNewBranch(String name) {
        return new ChangeFiles(branch, message, changes, Optional.of(name), author);
    }

    /** The same by somebody else than the token's user. */
    public ChangeFiles by(Author somebody) {
        return new ChangeFiles(branch, message, changes, newBranch, Optional.of(somebody));
    }

    /** The branch that has the commit afterwards. */
    String target() {
        return newBranch.orElse(branch);
    }

    JsonFields fields() {
        return new JsonFields()
                .text("branch", branch)
                .with("new_branch", newBranch)
                .with("message", (Object) message)
                .with("author", author.map(Author::fields))
                .with("committer", author.map(Author::fields))
                .with("files", (Object) changes.stream().map(FileChange::fields).toList());
    }
}
