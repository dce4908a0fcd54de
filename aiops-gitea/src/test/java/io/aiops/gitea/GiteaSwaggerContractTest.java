package io.aiops.gitea;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiops.gitea.HostileServer.Reply;
import io.aiops.gitea.HostileServer.Request;
import io.aiops.service.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the client asks and reads is in the API's own description, of which the parts used are beside this. */
@Timeout(60)
final class GiteaSwaggerContractTest {

    private final JsonNode swagger = read();

    private static JsonNode read() {
        try (InputStream in = GiteaSwaggerContractTest.class.getResourceAsStream("client-swagger-subset.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void everyRequestOfEveryFacetIsDescribedWithItsQueryAndItsFields(@TempDir Path folder) throws IOException {
        try (HostileServer server = HostileServer.start();
                GiteaClient client = Fixture.once(server.url())
                        .limits(RequestLimits.standard().withRate(1000, 1000, 4))
                        .build()) {
            server.otherwise(GiteaSwaggerContractTest::reply);
            Map<String, Runnable> calls = calls(client, Files.writeString(folder.resolve("asset"), "x"));
            assertThat(calls.keySet()).containsExactlyInAnyOrderElementsOf(facetMethods());
            calls.values().forEach(Runnable::run);
            assertThat(server.requests()).hasSizeGreaterThan(50).allSatisfy(this::isDescribed);
        }
    }

    @Test
    void everyFieldThatIsReadIsDescribedWithItsKind() {
        Map<Class<? extends Record>, String> read = new LinkedHashMap<>();
        read.put(User.class, "User");
        read.put(Repository.class, "Repository");
        read.put(Permissions.class, "Permission");
        read.put(Branch.class, "Branch");
        read.put(BranchTip.class, "PayloadCommit");
        read.put(Tag.class, "Tag");
        read.put(CommitRef.class, "CommitMeta");
        read.put(Commit.class, "Commit");
        read.put(CommitDetails.class, "RepoCommit");
        read.put(Signature.class, "CommitUser");
        read.put(TreeEntry.class, "GitEntry");
        read.put(Repos.TreePage.class, "GitTreeResponse");
        read.put(Repos.FoundRepositories.class, "SearchResults");
        read.put(ContentEntry.class, "ContentsResponse");
        read.put(FileCommits.Answered.class, "FilesResponse");
        read.put(Hook.class, "Hook");
        read.put(CommitStatus.class, "CommitStatus");
        read.put(CombinedStatus.class, "CombinedStatus");
        read.put(Release.class, "Release");
        read.put(ReleaseAsset.class, "Attachment");
        read.put(ApiSettings.class, "GeneralAPISettings");
        read.put(RepositorySettings.class, "GeneralRepoSettings");
        read.put(AttachmentSettings.class, "GeneralAttachmentSettings");
        read.forEach((type, definition) -> {
            JsonNode properties = swagger.path("definitions").path(definition).path("properties");
            for (RecordComponent component : type.getRecordComponents()) {
                JsonNode field = properties.path(jsonName(type, component));
                assertThat(field.isMissingNode())
                        .as("%s.%s", definition, component.getName())
                        .isFalse();
                assertThat(kind(field))
                        .as("%s.%s", definition, component.getName())
                        .isEqualTo(kind(component));
            }
        });
        assertThat(swagger.at("/definitions/ServerVersion/properties/version/type")
                        .asText())
                .isEqualTo("string");
        assertThat(swagger.at("/definitions/TopicName/properties/topics/type").asText())
                .isEqualTo("array");
        assertThat(swagger.at("/definitions/FileCommitResponse/properties/sha/type")
                        .asText())
                .isEqualTo("string");
    }

    private static Reply reply(Request request) {
        String path = request.path();
        boolean list = request.method().equals("GET")
                && Stream.of("/branches", "/tags", "/commits", "/hooks", "/releases", "/repos", "/contents/folder")
                        .anyMatch(path::endsWith);
        if (path.endsWith("/orgs/me")) {
            return Reply.status(404, "{}");
        }
        if (path.contains("/raw/") || path.contains("/archive/")) {
            return Reply.of(200, "application/octet-stream", "x");
        }
        if (path.endsWith("/git/trees/HEAD")) {
            return Reply.json("{\"tree\":[]}");
        }
        if (request.method().equals("GET") && path.endsWith("/repos/me/new")) {
            return Reply.status(404, "{}");
        }
        return Reply.json(list ? "[]" : "{\"login\":\"me\",\"version\":\"1.27.1\"}");
    }

    private static Map<String, Runnable> calls(GiteaClient client, Path asset) {
        RepoName repo = Fixture.REPO;
        Map<String, Runnable> calls = new LinkedHashMap<>();
        calls.put("Server.version", () -> client.server().version());
        calls.put("Server.settings", () -> client.server().settings());
        calls.put("Server.currentUser", () -> client.server().currentUser());
        calls.put("Server.ownerKind", () -> client.server().ownerKind("me"));
        calls.put("Server.missingScopes", () -> {
            client.server().missingScopes("me", OwnerKind.USER);
            client.server().missingScopes("team", OwnerKind.ORGANIZATION);
        });
        calls.put("Repos.create", () -> {
            client.repos().create(NewRepository.named("new").ownedBy("team").describedAs("d"));
            client.repos().create(NewRepository.named("new").withFirstCommit());
        });
        calls.put("Repos.ensure", () -> client.repos().ensure(NewRepository.named("new")));
        calls.put("Repos.nameOf", () -> client.repos().nameOf(NewRepository.named("new")));
        calls.put("Repos.get", () -> client.repos().get(repo));
        calls.put("Repos.find", () -> client.repos().find(repo));
        calls.put("Repos.own", () -> client.repos().own().all());
        calls.put(
                "Repos.ofOrganization",
                () -> client.repos().ofOrganization("team").all());
        calls.put("Repos.ofUser", () -> client.repos().ofUser("me").all());
        calls.put("Repos.search", () -> client.repos().search("x").all());
        calls.put(
                "Repos.update",
                () -> client.repos()
                        .update(
                                repo,
                                RepositoryChange.none()
                                        .archived(true)
                                        .description("d")
                                        .visibleToMembersOnly(true)
                                        .defaultBranch("b")));
        calls.put("Repos.delete", () -> client.repos().delete(repo));
        calls.put("Repos.topics", () -> client.repos().topics(repo));
        calls.put("Repos.replaceTopics", () -> client.repos().replaceTopics(repo, List.of("a")));
        calls.put(
                "Repos.rawFile",
                () -> client.repos().rawFile(repo, "a/b", "main").close());
        calls.put("Repos.archive", () -> {
            client.repos().archive(repo, "feature/x", ArchiveFormat.TAR_GZ).close();
            client.repos().archive(repo, "main", ArchiveFormat.ZIP, "folder").close();
        });
        calls.put("Repos.tree", () -> client.repos().tree(repo, "HEAD").all());
        calls.put("Contents.file", () -> client.contents().file(repo, "a/b", "main"));
        calls.put("Contents.folder", () -> client.contents().folder(repo, "folder", "main"));
        calls.put(
                "Contents.change",
                () -> client.contents()
                        .change(
                                repo,
                                ChangeFiles.on("main", "m")
                                        .by(new ChangeFiles.Author("A", "a@b.c"))
                                        .toNewBranch("n")
                                        .with(FileChange.create("c", new byte[1]))
                                        .with(FileChange.update("u", new byte[1], "0"))
                                        .with(FileChange.upload("l", new byte[1]))
                                        .with(FileChange.rename("f", "t", "0"))
                                        .with(FileChange.delete("d", "0"))));
        calls.put("Branches.list", () -> client.branches().list(repo).all());
        calls.put("Branches.get", () -> client.branches().get(repo, "feature/x"));
        calls.put("Branches.create", () -> client.branches().create(repo, "feature/x", "main"));
        calls.put("Branches.delete", () -> client.branches().delete(repo, "feature/x"));
        calls.put("Branches.rename", () -> client.branches().rename(repo, "feature/x", "y"));
        calls.put("Branches.move", () -> client.branches().move(repo, "x", "1", Optional.of("0"), true));
        calls.put("Tags.list", () -> client.tags().list(repo).all());
        calls.put("Tags.get", () -> client.tags().get(repo, "v/1"));
        calls.put("Tags.create", () -> client.tags().create(repo, "v1", "main", "m"));
        calls.put("Tags.delete", () -> client.tags().delete(repo, "v1"));
        calls.put("Commits.list", () -> client.commits().list(repo, "main").all());
        calls.put(
                "Commits.ofPath",
                () -> client.commits().ofPath(repo, "main", "a").all());
        calls.put("Commits.get", () -> client.commits().get(repo, "0"));
        calls.put("Hooks.list", () -> client.hooks().list(repo).all());
        calls.put("Hooks.get", () -> client.hooks().get(repo, 1));
        NewHook hook = NewHook.forPushes(URI.create("http://x"), Secret.of("s")).onBranches("main");
        calls.put("Hooks.create", () -> client.hooks().create(repo, hook));
        calls.put("Hooks.replace", () -> client.hooks().replace(repo, 1, hook));
        calls.put("Hooks.delete", () -> client.hooks().delete(repo, 1));
        calls.put("Hooks.test", () -> client.hooks().test(repo, 1, "main"));
        NewStatus status = NewStatus.of(CommitState.SUCCESS, "aiops", "d").seeAlso("http://x");
        calls.put("Statuses.set", () -> client.statuses().set(repo, "0", status));
        calls.put("Statuses.combined", () -> client.statuses().combined(repo, "0"));
        calls.put("Releases.list", () -> client.releases().list(repo).all());
        calls.put("Releases.ofTag", () -> client.releases().ofTag(repo, "v1"));
        calls.put(
                "Releases.create",
                () -> client.releases()
                        .create(repo, NewRelease.of("v1").at("main").saying("t", "b")));
        calls.put("Releases.uploadAsset", () -> client.releases().uploadAsset(repo, 1, "a", asset));
        calls.put("Releases.delete", () -> client.releases().delete(repo, 1));
        return calls;
    }

    private static Set<String> facetMethods() {
        Set<String> names = new TreeSet<>();
        for (Class<?> facet : List.of(
                Server.class,
                Repos.class,
                Contents.class,
                Branches.class,
                Tags.class,
                Commits.class,
                Hooks.class,
                Statuses.class,
                Releases.class)) {
            for (Method method : facet.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers())) {
                    names.add(facet.getSimpleName() + "." + method.getName());
                }
            }
        }
        return names;
    }

    private void isDescribed(Request request) {
        String path = request.path().substring("/api/v1".length());
        JsonNode operation = operation(request.method().toLowerCase(Locale.ROOT), path);
        assertThat(operation.isMissingNode())
                .as("%s %s", request.method(), path)
                .isFalse();
        List<String> query = new ArrayList<>();
        JsonNode body = parameters(operation, query);
        assertThat(query).as(path).containsAll(queryNames(request));
        if (request.header("Content-Type").startsWith("application/json")) {
            describes(body.path("schema"), json(request), path);
        }
    }

    private static JsonNode json(Request request) {
        try {
            return new ObjectMapper().readTree(request.body());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void describes(JsonNode schema, JsonNode sent, String where) {
        JsonNode type = resolved(schema);
        if (sent.isObject() && type.path("additionalProperties").isMissingNode()) {
            type.path("required").forEach(name -> {
                if (!sent.isEmpty()) {
                    assertThat(sent.has(name.asText())).as(where + " " + name).isTrue();
                }
            });
            sent.fieldNames().forEachRemaining(name -> {
                JsonNode field = type.path("properties").path(name);
                assertThat(field.isMissingNode()).as(where + " " + name).isFalse();
                describes(field, sent.path(name), where + "." + name);
            });
        } else if (sent.isArray()) {
            assertThat(type.path("type").asText()).as(where).isEqualTo("array");
            sent.forEach(item -> describes(type.path("items"), item, where + "[]"));
        } else if (sent.isTextual() || sent.isBoolean()) {
            String expected = sent.isTextual() ? "string" : "boolean";
            assertThat(type.path("type").asText("string")).as(where).isIn(expected, "object");
        }
    }

    private JsonNode resolved(JsonNode schema) {
        String ref = schema.path("$ref").asText("");
        return ref.isEmpty() ? schema : swagger.at(ref.substring(1));
    }

    private static JsonNode parameters(JsonNode operation, List<String> query) {
        JsonNode body = operation.path("no body");
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.path("in").asText().equals("query")) {
                query.add(parameter.path("name").asText());
            } else if (parameter.path("in").asText().equals("body")) {
                body = parameter;
            }
        }
        return body;
    }

    private static Set<String> queryNames(Request request) {
        Set<String> names = new TreeSet<>();
        int start = request.target().indexOf('?');
        if (start >= 0) {
            for (String pair : request.target().substring(start + 1).split("&")) {
                names.add(URLDecoder.decode(pair.substring(0, pair.indexOf('=')), StandardCharsets.UTF_8));
            }
        }
        return names;
    }

    /** The operation whose path fits best: most words that are the same, no variable for one. */
    private JsonNode operation(String method, String path) {
        JsonNode best = swagger.path("no operation");
        int most = -1;
        for (Map.Entry<String, JsonNode> entry : swagger.path("paths").properties()) {
            String pattern = Stream.of(entry.getKey().split("/"))
                    .map(part -> switch (part) {
                        case "{filepath}", "{archive}", "{branch}", "{tag}" -> ".+";
                        default -> part.startsWith("{") ? "[^/]+" : part;
                    })
                    .reduce((left, right) -> left + "/" + right)
                    .orElse("");
            int words = (int) Stream.of(entry.getKey().split("/"))
                    .filter(part -> !part.startsWith("{"))
                    .count();
            if (path.matches(pattern) && entry.getValue().has(method) && words > most) {
                best = entry.getValue().path(method);
                most = words;
            }
        }
        return best;
    }

    private static String jsonName(Class<?> type, RecordComponent component) {
        try {
            JsonProperty given = type.getDeclaredField(component.getName()).getAnnotation(JsonProperty.class);
            return given != null
                    ? given.value()
                    : component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        } catch (NoSuchFieldException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String kind(JsonNode field) {
        return field.has("$ref") ? "object" : field.path("type").asText();
    }

    private static String kind(RecordComponent component) {
        Class<?> type = component.getType();
        if (type == Optional.class) {
            String inner = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0].getTypeName();
            return inner.equals("java.lang.String") || inner.equals("java.time.OffsetDateTime") ? "string" : "object";
        }
        if (type == boolean.class) {
            return "boolean";
        }
        if (type == List.class) {
            return "array";
        }
        if (type == long.class || type == int.class) {
            return "integer";
        }
        return type == String.class || type.isEnum() ? "string" : "object";
    }
}
