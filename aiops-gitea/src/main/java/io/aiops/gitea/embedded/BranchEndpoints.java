package io.aiops.gitea.embedded;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** Branches. */
final class BranchEndpoints {

    private final Desk desk;
    private final Access access;
    private final RefMover mover;

    BranchEndpoints(Desk desk, Access access, RefMover mover) {
        this.desk = desk;
        this.access = access;
        this.mover = mover;
    }

    void addTo(Routes routes) {
        routes.add("GET", "repository", "/repos/{owner}/{repo}/branches", this::list)
                .add("POST", "repository", "/repos/{owner}/{repo}/branches", this::create)
                .add("GET", "repository", "/repos/{owner}/{repo}/branches/{branch*}", this::get)
                .add("DELETE", "repository", "/repos/{owner}/{repo}/branches/{branch*}", this::delete)
                .add("PATCH", "repository", "/repos/{owner}/{repo}/branches/{branch*}", this::rename)
                .add("PUT", "repository", "/repos/{owner}/{repo}/branches/{branch*}", this::moveTip);
    }

    private void list(Call call) throws IOException {
        StoredRepository repository = desk.readable(call);
        List<Ref> branches = StreamSupport.stream(
                        repository.refs(Constants.R_HEADS).spliterator(), false)
                .toList();
        call.answerPage(branches, ref -> view(repository, ref.getName(), ref.getObjectId(), call));
    }

    private void get(Call call) throws IOException {
        StoredRepository repository = desk.readable(call);
        String ref = Constants.R_HEADS + call.part("branch");
        call.answer(200, view(repository, ref, tip(repository, ref), call));
    }

    private void create(Call call) throws IOException {
        StoredRepository repository = desk.writable(call);
        Fields body = call.body();
        String name = body.required("new_branch_name");
        Optional<String> from = body.text("old_ref_name")
                .filter(text -> !text.isEmpty())
                .or(() -> body.text("old_branch_name").filter(text -> !text.isEmpty()));
        String ref = Constants.R_HEADS + name;
        RefMover.requireName(ref);
        if (repository.isEmpty()) {
            throw Refusal.notFound("Git Repository is empty.");
        }
        RevCommit start =
                Revisions.find(repository, from).orElseThrow(() -> Refusal.notFound("The old branch does not exist"));
        if (repository.git().exactRef(ref) != null) {
            throw Refusal.conflict("The branch already exists.");
        }
        move(repository, call, new RefChange(ref, ObjectId.zeroId(), start));
        call.answer(201, view(repository, ref, start, call));
    }

    private void delete(Call call) throws IOException {
        StoredRepository repository = desk.writable(call);
        String name = call.part("branch");
        ObjectId tip = tip(repository, Constants.R_HEADS + name);
        if (name.equals(repository.record().defaultBranch())) {
            throw Refusal.forbidden("can not delete default branch");
        }
        move(repository, call, new RefChange(Constants.R_HEADS + name, tip, ObjectId.zeroId()));
        call.answerNothing(204);
    }

    private void rename(Call call) throws IOException {
        StoredRepository repository = desk.writable(call);
        String name = call.part("branch");
        String to = call.body().required("name");
        String ref = Constants.R_HEADS + to;
        RefMover.requireName(ref);
        repository.locked(() -> {
            ObjectId tip = tip(repository, Constants.R_HEADS + name);
            if (repository.git().exactRef(ref) != null) {
                throw Refusal.invalid(
                        "Cannot rename a branch using the same name or rename to a branch that already" + " exists.");
            }
            boolean isDefault = name.equals(repository.record().defaultBranch());
            if (isDefault) {
                repository.pointHeadTo(to);
                repository.update(record -> record.withDefaultBranch(to));
            }
            mover.move(
                    repository,
                    call.account(),
                    call.links(),
                    List.of(
                            new RefChange(ref, ObjectId.zeroId(), tip),
                            new RefChange(Constants.R_HEADS + name, tip, ObjectId.zeroId())));
            return true;
        });
        call.answerNothing(204);
    }

    private void moveTip(Call call) throws IOException {
        StoredRepository repository = desk.writable(call);
        Fields body = call.body();
        String ref = Constants.R_HEADS + call.part("branch");
        String wanted = body.required("new_commit_id");
        Optional<String> expected = body.text("old_commit_id").filter(text -> !text.isEmpty());
        boolean force = body.flag("force", false);
        repository.locked(() -> {
            ObjectId tip = tip(repository, ref);
            RevCommit target = Revisions.find(repository, Optional.of(wanted))
                    .filter(commit -> commit.name().startsWith(wanted))
                    .orElseThrow(() -> Refusal.notFound("commit does not exist [id: " + wanted + "]"));
            if (expected.isPresent() && !tip.name().equals(expected.get())) {
                throw Refusal.conflict("the branch is at " + tip.name() + ", not at " + expected.get());
            }
            if (!force && !isForward(repository, tip, target)) {
                throw Refusal.invalid("the new commit does not contain the old one; use force to move there");
            }
            if (!tip.equals(target)) {
                move(repository, call, new RefChange(ref, tip, target));
            }
            return true;
        });
        call.answerNothing(204);
    }

    private void move(StoredRepository repository, Call call, RefChange change) throws IOException {
        mover.move(repository, call.account(), call.links(), List.of(change));
    }

    private static boolean isForward(StoredRepository repository, ObjectId tip, ObjectId target) throws IOException {
        try (RevWalk walk = new RevWalk(repository.git())) {
            return walk.isMergedInto(walk.parseCommit(tip), walk.parseCommit(target));
        }
    }

    private static ObjectId tip(StoredRepository repository, String ref) throws IOException {
        ObjectId tip = RefMover.current(repository, ref);
        if (tip.equals(ObjectId.zeroId())) {
            throw Refusal.notFound("branch does not exist [name: " + ref.substring(Constants.R_HEADS.length()) + "]");
        }
        return tip;
    }

    private ObjectNode view(StoredRepository repository, String ref, ObjectId tip, Call call) {
        boolean writes = access.mayWrite(call.account(), repository.record());
        ObjectNode view = Views.object().put("name", ref.substring(Constants.R_HEADS.length()));
        try (RevWalk walk = new RevWalk(repository.git())) {
            view.set("commit", new CommitView(repository.record(), call.links()).brief(walk.parseCommit(tip)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        view.put("protected", false).put("required_approvals", 0).put("enable_status_check", false);
        view.set("status_check_contexts", Views.array());
        return view.put("user_can_push", writes)
                .put("user_can_merge", writes)
                .put("effective_branch_protection_name", "");
    }
}
