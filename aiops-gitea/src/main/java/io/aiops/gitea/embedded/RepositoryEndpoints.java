package io.aiops.gitea.embedded;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;

/** Repositories: made, listed, changed, deleted; and their topics. */
final class RepositoryEndpoints {

    private static final int MOST_TOPICS = 25;

    private final RepositoryStore store;
    private final Desk desk;
    private final Owners owners;
    private final Access access;
    private final RepositoryView view;
    private final FirstCommit firstCommit;
    private final Clock clock;

    RepositoryEndpoints(
            RepositoryStore store,
            Desk desk,
            Owners owners,
            Access access,
            RepositoryView view,
            FirstCommit firstCommit,
            Clock clock) {
        this.store = store;
        this.desk = desk;
        this.owners = owners;
        this.access = access;
        this.view = view;
        this.firstCommit = firstCommit;
        this.clock = clock;
    }

    void addTo(Routes routes) {
        routes.add(
                        "POST",
                        "user",
                        "/user/repos",
                        call -> create(call, call.account().login()))
                .add("POST", "organization", "/orgs/{org}/repos", this::createInOrganisation)
                .add("POST", "admin", "/admin/users/{user}/repos", this::createForUser)
                .add("GET", "repository", "/user/repos", this::mine)
                .add("GET", "organization", "/orgs/{org}/repos", this::ofOrganisation)
                .add("GET", "user", "/users/{user}/repos", this::ofUser)
                .add("GET", "repository", "/repos/search", this::search)
                .add("GET", "repository", "/repos/{owner}/{repo}", this::get)
                .add("PATCH", "repository", "/repos/{owner}/{repo}", this::edit)
                .add("DELETE", "repository", "/repos/{owner}/{repo}", this::delete)
                .add("GET", "repository", "/repos/{owner}/{repo}/topics", this::topics)
                .add("PUT", "repository", "/repos/{owner}/{repo}/topics", this::setTopics);
    }

    private void createInOrganisation(Call call) throws IOException {
        Organisation organisation = owners.organisation(call.part("org")).orElseThrow(Refusal::notFound);
        if (!access.mayWriteTo(call.account(), organisation.name())) {
            throw Refusal.forbidden("Given user is not allowed to create repository in organization.");
        }
        create(call, organisation.name());
    }

    private void createForUser(Call call) throws IOException {
        if (!call.account().admin()) {
            throw Refusal.forbidden("user should be the site admin");
        }
        String user = call.part("user");
        String owner = owners.organisation(user)
                .map(Organisation::name)
                .or(() -> owners.user(user).map(GitAccount::login))
                .orElseThrow(Refusal::notFound);
        create(call, owner);
    }

    private void create(Call call, String owner) throws IOException {
        Fields body = call.body();
        String name = body.required("name");
        NameRules.faultOfRepository(name).ifPresent(fault -> {
            throw Refusal.invalid(fault);
        });
        String branch =
                body.text("default_branch").filter(each -> !each.isBlank()).orElse("main");
        if (!Repository.isValidRefName(Constants.R_HEADS + branch)) {
            throw Refusal.invalid("[default_branch]: GitRefName");
        }
        if (!body.text("object_format_name", "sha1").equals("sha1")) {
            throw Refusal.invalid("[object_format_name]: this server has sha1 only");
        }
        for (String template : List.of("gitignores", "license", "issue_labels")) {
            if (!body.text(template, "").isEmpty()) {
                throw Refusal.invalid("[" + template + "]: this server has no templates; add the file yourself");
            }
        }
        RepositoryRecord draft = store.draft(owner, name, branch)
                .described(body.text("description", ""), "", body.flag("private", false), body.flag("template", false));
        StoredRepository made = store.create(draft)
                .orElseThrow(() -> Refusal.conflict("The repository with the same name already exists."));
        if (body.flag("auto_init", false)) {
            firstCommit.addTo(made, call.account());
        }
        call.answer(201, view.of(made, call.account(), call.links()));
    }

    private void get(Call call) throws IOException {
        call.answer(200, view.of(desk.readable(call), call.account(), call.links()));
    }

    private void delete(Call call) throws IOException {
        store.delete(desk.administered(call));
        call.answerNothing(204);
    }

    private void edit(Call call) throws IOException {
        StoredRepository repository = desk.administered(call);
        Fields body = call.body();
        Optional<String> name = body.text("name").filter(each -> !each.isEmpty());
        name.flatMap(NameRules::faultOfRepository).ifPresent(fault -> {
            throw Refusal.invalid(fault);
        });
        Optional<String> branch = body.text("default_branch");
        if (branch.isPresent()
                && !repository.isEmpty()
                && repository.git().exactRef(Constants.R_HEADS + branch.get()) == null) {
            throw Refusal.invalid("branch does not exist [name: " + branch.get() + "]");
        }
        if (branch.isPresent() && !Repository.isValidRefName(Constants.R_HEADS + branch.get())) {
            throw Refusal.invalid("[default_branch]: GitRefName");
        }
        repository.locked(() -> {
            repository.update(record -> record.described(
                    body.text("description", record.description()),
                    body.text("website", record.website()),
                    body.flag("private", record.closed()),
                    body.flag("template", record.template())));
            if (branch.isPresent()) {
                repository.pointHeadTo(branch.get());
                repository.update(record -> record.withDefaultBranch(branch.get()));
            }
            body.flag("archived").ifPresent(archived -> archive(repository, archived));
            return true;
        });
        StoredRepository now = repository;
        if (name.isPresent() && !name.get().equals(repository.record().name())) {
            now = store.rename(repository, name.get())
                    .orElseThrow(() -> Refusal.invalid(
                            "The repository with the same name already exists. [name: " + name.get() + "]"));
        }
        call.answer(200, view.of(now, call.account(), call.links()));
    }

    private void archive(StoredRepository repository, boolean archived) {
        try {
            repository.update(record ->
                    record.archived() == archived ? record : record.archivedAt(archived ? clock.instant() : null));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void mine(Call call) throws IOException {
        GitAccount account = call.account();
        list(
                call,
                readable(account).stream()
                        .filter(each -> account.login()
                                        .equalsIgnoreCase(each.record().owner())
                                || access.isMember(account, each.record().owner()))
                        .toList());
    }

    private void ofOrganisation(Call call) throws IOException {
        String name = owners.organisation(call.part("org"))
                .orElseThrow(Refusal::notFound)
                .name();
        list(call, ownedBy(name, call.account()));
    }

    private void ofUser(Call call) throws IOException {
        String name = call.part("user");
        if (owners.user(name).isEmpty() && owners.organisation(name).isEmpty()) {
            throw Refusal.notFound();
        }
        list(call, ownedBy(name, call.account()));
    }

    private void search(Call call) throws IOException {
        String asked = call.query("q").orElse("").toLowerCase(Locale.ROOT);
        boolean byTopic = call.asked("topic");
        Optional<String> owner = call.query("uid");
        List<StoredRepository> found = new ArrayList<>(readable(call.account()).stream()
                .filter(each -> fits(each.record(), asked, byTopic, call.asked("includeDesc")))
                .filter(each -> owner.isEmpty()
                        || owner.get()
                                .equals(Long.toString(Owners.idOf(each.record().owner()))))
                .filter(each -> !call.asked("is_private") || each.record().closed())
                .filter(each -> call.query("archived").isEmpty()
                        || call.asked("archived") == each.record().archived())
                .toList());
        sort(call, found);
        Page page = call.page();
        call.announcePage(page, found.size());
        var answer = Views.object().put("ok", true);
        answer.set("data", Views.array(page.of(found), each -> view.of(each, call.account(), call.links())));
        call.answer(200, answer);
    }

    private static boolean fits(RepositoryRecord record, String asked, boolean byTopic, boolean inDescription) {
        if (asked.isEmpty()) {
            return true;
        }
        if (byTopic) {
            return record.topics().contains(asked);
        }
        return record.fullName().toLowerCase(Locale.ROOT).contains(asked)
                || (inDescription
                        && record.description().toLowerCase(Locale.ROOT).contains(asked));
    }

    private static void sort(Call call, List<StoredRepository> found) {
        Map<String, Comparator<RepositoryRecord>> orders = Map.of(
                "alpha",
                        Comparator.comparing(
                                (RepositoryRecord record) -> record.fullName().toLowerCase(Locale.ROOT)),
                "created", Comparator.comparing(RepositoryRecord::createdAt),
                "updated", Comparator.comparing(RepositoryRecord::updatedAt),
                "id", Comparator.comparingLong(RepositoryRecord::id),
                "size", Comparator.comparingLong(RepositoryRecord::id));
        String sort = call.query("sort").orElse("alpha");
        Comparator<RepositoryRecord> order = Optional.ofNullable(orders.get(sort))
                .orElseThrow(() -> Refusal.invalid("Invalid sort mode: \"" + sort + "\""));
        boolean descending = call.query("order").filter("desc"::equals).isPresent();
        found.sort(Comparator.comparing(StoredRepository::record, descending ? order.reversed() : order));
    }

    private void topics(Call call) throws IOException {
        List<String> topics = desk.readable(call).record().topics();
        Page page = call.page();
        call.announcePage(page, topics.size());
        var answer = Views.object();
        answer.set("topics", Views.texts(page.of(topics)));
        call.answer(200, answer);
    }

    private void setTopics(Call call) throws IOException {
        StoredRepository repository = desk.writable(call);
        List<String> topics = call.body().texts("topics").orElse(List.of()).stream()
                .map(topic -> topic.strip().toLowerCase(Locale.ROOT))
                .distinct()
                .sorted()
                .toList();
        List<String> wrong =
                topics.stream().filter(topic -> !NameRules.isTopic(topic)).toList();
        if (!wrong.isEmpty()) {
            throw Refusal.invalidTopics(wrong);
        }
        if (topics.size() > MOST_TOPICS) {
            throw Refusal.invalidTopics(topics.subList(MOST_TOPICS, topics.size()));
        }
        repository.update(record -> record.withTopics(topics));
        call.answerNothing(204);
    }

    private void list(Call call, List<StoredRepository> repositories) throws IOException {
        call.answerPage(repositories, each -> view.of(each, call.account(), call.links()));
    }

    private List<StoredRepository> ownedBy(String owner, GitAccount reader) {
        return readable(reader).stream()
                .filter(each -> each.record().owner().equalsIgnoreCase(owner))
                .toList();
    }

    private List<StoredRepository> readable(GitAccount account) {
        return store.all().stream()
                .filter(each -> access.mayRead(account, each.record()))
                .toList();
    }
}
