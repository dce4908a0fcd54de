package io.aiops.gitea.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;

/** Takes a push: objects without a lock, then its refs one push at a time, then says what has moved. */
final class AnnouncingReceivePack extends ReceivePack {

    private static final List<String> CLOSED = List.of(Constants.R_REFS + "pull/", Constants.R_REFS + "for/");

    private final GitErrand errand;
    private final Announcer announcer;

    AnnouncingReceivePack(GitErrand errand, Announcer announcer, GitLimits limits) {
        super(errand.repository().git());
        this.errand = errand;
        this.announcer = announcer;
        setCheckReceivedObjects(true);
        setMaxObjectSizeLimit(limits.objectBytes());
        setMaxPackSizeLimit(limits.packBytes());
        setAllowCreates(true);
        setAllowDeletes(true);
        setAllowNonFastForwards(true);
        setAtomic(false);
        setRefLogIdent(
                new PersonIdent(errand.account().login(), errand.account().email()));
    }

    @Override
    protected void executeCommands() {
        StoredRepository repository = errand.repository();
        try {
            repository.locked(() -> {
                refuseWhatMayNotBe(repository);
                super.executeCommands();
                announcer.announce(repository, errand.account(), errand.links(), moved());
                return true;
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the push to " + repository.record().fullName() + " failed", e);
        }
    }

    private void refuseWhatMayNotBe(StoredRepository repository) {
        for (ReceiveCommand command : getAllCommands()) {
            if (command.getResult() != ReceiveCommand.Result.NOT_ATTEMPTED) {
                continue;
            }
            String ref = command.getRefName();
            if (repository.gone()) {
                command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, "the repository was deleted or renamed");
            } else if (CLOSED.stream().anyMatch(ref::startsWith)) {
                command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, "this server has no pull requests");
            } else if (command.getType() == ReceiveCommand.Type.DELETE
                    && ref.equals(Constants.R_HEADS + repository.record().defaultBranch())) {
                command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, "the default branch cannot be deleted");
            }
        }
    }

    private List<RefChange> moved() {
        List<RefChange> changes = new ArrayList<>();
        for (ReceiveCommand command : getAllCommands()) {
            if (command.getResult() == ReceiveCommand.Result.OK) {
                changes.add(new RefChange(command.getRefName(), command.getOldId(), command.getNewId()));
            }
        }
        return changes;
    }
}
