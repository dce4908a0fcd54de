package io.aiops.gitea.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.TreeFormatter;

/** The commit of a repository that shall not be empty: a README with its name. */
final class FirstCommit {

    private final Clock clock;

    FirstCommit(Clock clock) {
        this.clock = clock;
    }

    void addTo(StoredRepository repository, GitAccount account) throws IOException {
        RepositoryRecord record = repository.record();
        String description = record.description().isEmpty() ? "" : "\n" + record.description() + "\n";
        byte[] readme = ("# " + record.name() + "\n" + description).getBytes(StandardCharsets.UTF_8);
        PersonIdent author = new PersonIdent(account.login(), account.email(), clock.instant(), ZoneOffset.UTC);
        repository.locked(() -> {
            try (ObjectInserter inserter = repository.git().newObjectInserter()) {
                TreeFormatter tree = new TreeFormatter();
                tree.append("README.md", FileMode.REGULAR_FILE, inserter.insert(Constants.OBJ_BLOB, readme));
                CommitBuilder commit = new CommitBuilder();
                commit.setTreeId(inserter.insert(tree));
                commit.setAuthor(author);
                commit.setCommitter(author);
                commit.setMessage("Initial commit");
                ObjectId id = inserter.insert(commit);
                inserter.flush();
                RefUpdate update = repository.git().updateRef(Constants.R_HEADS + record.defaultBranch());
                update.setNewObjectId(id);
                update.setExpectedOldObjectId(ObjectId.zeroId());
                update.disableRefLog();
                update.update();
            }
            repository.forgetSize();
            return true;
        });
    }
}
