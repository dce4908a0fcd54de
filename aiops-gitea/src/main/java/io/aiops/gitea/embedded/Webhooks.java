package io.aiops.gitea.embedded;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiops.service.Secret;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes deliveries of what has moved, for the hooks that want it. */
final class Webhooks {

    private final ObjectMapper json = JsonText.mapper();
    private final Outbox outbox;
    private final RepositoryView repositories;
    private final Clock clock;

    Webhooks(Outbox outbox, RepositoryView repositories, Clock clock) {
        this.outbox = outbox;
        this.repositories = repositories;
        this.clock = clock;
    }

    void refMoved(StoredRepository repository, GitAccount pusher, Links links, RefChange change) throws IOException {
        List<Hook> hooks = repository.hooks().all().stream()
                .filter(hook -> !change.isBranch() || BranchGlob.passes(hook.branchFilter(), change.shortName()))
                .toList();
        if (hooks.isEmpty()) {
            return;
        }
        PushPayload payload = new PushPayload(repository, repositories, pusher, links);
        if (change.deleted()) {
            deliver(repository, hooks, "delete", payload.deleted(change));
            return;
        }
        if (change.created()) {
            deliver(repository, hooks, "create", payload.created(change));
        }
        if (hooks.stream().anyMatch(hook -> hook.wants("push"))) {
            deliver(repository, hooks, "push", payload.push(change));
        }
    }

    /** Sends a push that moved nothing to one hook, whatever it wants. */
    void test(StoredRepository repository, GitAccount account, Links links, Hook hook, RefChange still)
            throws IOException {
        ObjectNode payload = new PushPayload(repository, repositories, account, links).push(still);
        add(repository, hook, "push", payload);
    }

    /** How the outbox finds where a delivery goes. */
    static Outbox.Directory directory(RepositoryStore store, SecretSeal seal) {
        return entry -> {
            Optional<Hook> hook = store.all().stream()
                    .filter(repository -> repository.record().id() == entry.repositoryId())
                    .findFirst()
                    .flatMap(repository -> repository.hooks().find(entry.hookId()));
            return hook.isEmpty() ? Optional.empty() : Optional.of(request(hook.get(), seal));
        };
    }

    private static WebhookRequest request(Hook hook, SecretSeal seal) throws IOException {
        return new WebhookRequest(
                URI.create(hook.url()), opened(hook.sealedSecret(), seal), opened(hook.sealedAuthorization(), seal));
    }

    private static Optional<Secret> opened(@Nullable String sealed, SecretSeal seal) throws IOException {
        return sealed == null ? Optional.empty() : Optional.of(seal.open(sealed));
    }

    private void deliver(StoredRepository repository, List<Hook> hooks, String event, ObjectNode payload)
            throws IOException {
        for (Hook hook : hooks) {
            if (hook.wants(event)) {
                add(repository, hook, event, payload);
            }
        }
    }

    private void add(StoredRepository repository, Hook hook, String event, ObjectNode payload) throws IOException {
        Instant now = clock.instant();
        outbox.add(new OutboxEntry(
                UUID.randomUUID().toString(),
                repository.record().id(),
                repository.record().fullName(),
                hook.id(),
                event,
                json.writeValueAsString(payload),
                0,
                now,
                now));
    }
}
