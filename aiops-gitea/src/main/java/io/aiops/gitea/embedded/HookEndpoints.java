package io.aiops.gitea.embedded;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiops.service.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/** Webhooks of a repository. Their secrets go in and never come out. */
final class HookEndpoints {

    private final Desk desk;
    private final Webhooks webhooks;
    private final SecretSeal seal;
    private final Sequence ids;
    private final Clock clock;

    HookEndpoints(Desk desk, Webhooks webhooks, SecretSeal seal, Sequence ids, Clock clock) {
        this.desk = desk;
        this.webhooks = webhooks;
        this.seal = seal;
        this.ids = ids;
        this.clock = clock;
    }

    void addTo(Routes routes) {
        String base = "/repos/{owner}/{repo}/hooks";
        routes.add("GET", "repository", base, this::list)
                .add("POST", "repository", base, this::create)
                .add("GET", "repository", base + "/{id}", call -> call.answer(200, view(hook(call))))
                .add("PATCH", "repository", base + "/{id}", this::edit)
                .add("DELETE", "repository", base + "/{id}", this::delete)
                .add("POST", "repository", base + "/{id}/tests", this::test);
    }

    private void list(Call call) throws IOException {
        call.answerPage(desk.administered(call).hooks().all(), HookEndpoints::view);
    }

    private void create(Call call) throws IOException {
        StoredRepository repository = desk.administered(call);
        Fields body = call.body();
        if (!body.required("type").equals("gitea")) {
            throw Refusal.invalid("Invalid hook type: this server has \"gitea\" only");
        }
        Map<String, String> config =
                body.object("config").map(Fields::asTexts).orElseThrow(() -> Refusal.invalid("[config]: Required"));
        if (!config.containsKey("url") || !config.containsKey("content_type")) {
            throw Refusal.invalid("Missing config option: url, content_type");
        }
        requireJson(config);
        Instant now = clock.instant();
        Hook hook = new Hook(
                ids.next(),
                body.text("name", ""),
                requireUrl(config.get("url")),
                sealed(Optional.ofNullable(config.get("secret"))),
                sealed(body.text("authorization_header")),
                body.texts("events").filter(events -> !events.isEmpty()).orElse(List.of("push")),
                BranchGlob.require(body.text("branch_filter", "")),
                body.flag("active", false),
                now,
                now);
        repository.hooks().put(hook);
        call.answer(201, view(hook));
    }

    private void edit(Call call) throws IOException {
        StoredRepository repository = desk.administered(call);
        Hook old = hook(call);
        Fields body = call.body();
        Map<String, String> config = body.object("config").map(Fields::asTexts).orElse(Map.of());
        requireJson(config);
        Hook hook = new Hook(
                old.id(),
                body.text("name", old.name()),
                config.containsKey("url") ? requireUrl(config.get("url")) : old.url(),
                config.containsKey("secret") ? sealed(Optional.ofNullable(config.get("secret"))) : old.sealedSecret(),
                body.text("authorization_header").isPresent()
                        ? sealed(body.text("authorization_header"))
                        : old.sealedAuthorization(),
                body.texts("events").orElse(old.events()),
                BranchGlob.require(body.text("branch_filter", old.branchFilter())),
                body.flag("active", old.active()),
                old.createdAt(),
                clock.instant());
        repository.hooks().put(hook);
        call.answer(200, view(hook));
    }

    private void delete(Call call) throws IOException {
        if (!desk.administered(call).hooks().remove(hook(call).id())) {
            throw Refusal.notFound();
        }
        call.answerNothing(204);
    }

    private void test(Call call) throws IOException {
        StoredRepository repository = desk.administered(call);
        Hook hook = hook(call);
        Optional<String> named = call.query("ref").map(ref -> ref.replaceFirst("^refs/(heads|tags)/", ""));
        RevCommit commit = Revisions.require(repository, named);
        String branch = named.orElse(repository.record().defaultBranch());
        webhooks.test(
                repository, call.account(), call.links(), hook, new RefChange("refs/heads/" + branch, commit, commit));
        call.answerNothing(204);
    }

    private Hook hook(Call call) {
        StoredRepository repository = desk.administered(call);
        try {
            return repository.hooks().find(Long.parseLong(call.part("id"))).orElseThrow(Refusal::notFound);
        } catch (NumberFormatException e) {
            throw Refusal.notFound();
        }
    }

    private @Nullable String sealed(Optional<String> text) {
        return text.filter(value -> !value.isEmpty())
                .map(value -> seal.seal(Secret.of(value)))
                .orElse(null);
    }

    private static void requireJson(Map<String, String> config) {
        if (config.containsKey("content_type") && !"json".equals(config.get("content_type"))) {
            throw Refusal.invalid("Invalid content type: this server sends \"json\" only");
        }
    }

    private static String requireUrl(@Nullable String text) {
        try {
            URI uri = new URI(text == null ? "" : text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getUserInfo() == null) {
                return uri.toString();
            }
        } catch (URISyntaxException e) {
            throw Refusal.invalid("Invalid url");
        }
        throw Refusal.invalid("Invalid url");
    }

    private static ObjectNode view(Hook hook) {
        ObjectNode view = Views.object()
                .put("id", hook.id())
                .put("type", "gitea")
                .put("name", hook.name())
                .put("branch_filter", hook.branchFilter());
        view.set("config", Views.object().put("content_type", "json").put("url", hook.url()));
        view.set("events", Views.texts(hook.events()));
        return view.put("authorization_header", "")
                .put("active", hook.active())
                .put("updated_at", Views.time(hook.updatedAt()))
                .put("created_at", Views.time(hook.createdAt()));
    }
}
