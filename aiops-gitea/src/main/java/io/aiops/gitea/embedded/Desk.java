package io.aiops.gitea.embedded;

import java.util.Optional;

/** Hands out repositories to the endpoints, to those who may have them. */
final class Desk {

    private final RepositoryStore store;
    private final Access access;

    Desk(RepositoryStore store, Access access) {
        this.store = store;
        this.access = access;
    }

    /** The repository that the path names; 404 if there is none or the account may not see it, 307 if it has moved. */
    StoredRepository readable(Call call) {
        return find(call)
                .orElseThrow(() -> store.findByFormerName(call.part("owner"), call.part("repo"))
                        .filter(repository -> access.mayRead(call.account(), repository.record()))
                        .map(repository -> Refusal.moved(call.addressIn(repository.record())))
                        .orElseGet(Refusal::notFound));
    }

    /** The same, if the account may write to it; 403 if it may only read. */
    StoredRepository administered(Call call) {
        StoredRepository repository = readable(call);
        if (!access.mayWrite(call.account(), repository.record())) {
            throw Refusal.forbidden("user should have a permission to write to this repo");
        }
        return repository;
    }

    /** The same, if it is not archived; 423 if it is. */
    StoredRepository writable(Call call) {
        StoredRepository repository = administered(call);
        if (repository.record().archived()) {
            throw Refusal.archived(repository.record());
        }
        return repository;
    }

    private Optional<StoredRepository> find(Call call) {
        return store.find(call.part("owner"), call.part("repo"))
                .filter(repository -> access.mayRead(call.account(), repository.record()));
    }
}
