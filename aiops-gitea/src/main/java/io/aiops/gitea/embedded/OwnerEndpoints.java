package io.aiops.gitea.embedded;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Users and organisations. */
final class OwnerEndpoints {

    private static final Set<String> VISIBILITIES = Set.of("public", "limited", "private");

    private final Owners owners;
    private final Access access;

    OwnerEndpoints(Owners owners, Access access) {
        this.owners = owners;
        this.access = access;
    }

    void addTo(Routes routes) {
        routes.add("GET", "user", "/user", call -> call.answer(200, Views.user(call.account(), call.links())))
                .add("GET", "organization", "/user/orgs", this::mine)
                .add("GET", "user", "/users/{user}", this::user)
                .add("GET", "organization", "/users/{user}/orgs", this::organisationsOf)
                .add("GET", "organization", "/orgs", this::organisations)
                .add("POST", "organization", "/orgs", this::create)
                .add("GET", "organization", "/orgs/{org}", this::organisation);
    }

    private void user(Call call) throws IOException {
        String name = call.part("user");
        Optional<Organisation> organisation = owners.organisation(name);
        if (organisation.isPresent()) {
            call.answer(200, Views.organisationAsUser(organisation.get(), call.links()));
            return;
        }
        GitAccount account = owners.user(name).orElseThrow(() -> Refusal.notFound("user redirect does not exist"));
        call.answer(200, Views.user(account, call.links()));
    }

    private void mine(Call call) throws IOException {
        call.answerPage(membershipsOf(call.account()), each -> Views.organisation(each, call.links()));
    }

    private void organisationsOf(Call call) throws IOException {
        GitAccount account = owners.user(call.part("user")).orElseThrow(Refusal::notFound);
        call.answerPage(membershipsOf(account), each -> Views.organisation(each, call.links()));
    }

    private void organisations(Call call) throws IOException {
        call.answerPage(owners.organisations().all(), each -> Views.organisation(each, call.links()));
    }

    private void organisation(Call call) throws IOException {
        Organisation found = owners.organisation(call.part("org")).orElseThrow(Refusal::notFound);
        call.answer(200, Views.organisation(found, call.links()));
    }

    private void create(Call call) throws IOException {
        Fields body = call.body();
        String name = body.required("username");
        NameRules.faultOfOwner(name).ifPresent(fault -> {
            throw Refusal.invalid(fault);
        });
        String visibility = body.text("visibility", "public");
        if (!VISIBILITIES.contains(visibility)) {
            throw Refusal.invalid("[visibility]: In");
        }
        Organisation organisation = new Organisation(
                name,
                body.text("full_name", ""),
                body.text("description", ""),
                visibility,
                Set.of(call.account().login().toLowerCase(Locale.ROOT)));
        if (owners.user(name).isPresent() || !owners.organisations().add(organisation)) {
            throw Refusal.invalid("user already exists [name: " + name + "]");
        }
        call.answer(201, Views.organisation(organisation, call.links()));
    }

    private List<Organisation> membershipsOf(GitAccount account) {
        return owners.organisations().all().stream()
                .filter(each -> access.isMember(account, each.name()))
                .toList();
    }
}
