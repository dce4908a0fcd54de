package io.aiops.gitea.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds answers against Gitea's own description: the status, and each field of the body. A field that is not in the
 * description is a fault, and so is one that is missing, unless Gitea leaves it out when it has no value.
 */
final class GiteaSwagger {

    /** Fields that Gitea leaves out when they are empty. */
    private static final Map<String, Set<String>> OPTIONAL = Map.of(
            "Repository", Set.of("parent", "external_tracker", "internal_tracker", "external_wiki", "repo_transfer"),
            "ContentsResponse",
                    Set.of(
                            "lfs_oid",
                            "lfs_size",
                            "last_commit_message",
                            "last_commit_sha",
                            "last_author_date",
                            "last_committer_date"),
            "ContentsExtResponse", Set.of("dir_contents", "file_contents"),
            "GitBlobResponse", Set.of("lfs_oid", "lfs_size"));

    /** Fields that Gitea sends as null when they have no value. */
    private static final Map<String, Set<String>> NULLABLE = Map.of(
            "Commit", Set.of("author", "committer", "files", "stats"),
            "RepoCommit", Set.of("verification"),
            "PayloadCommit", Set.of("added", "removed", "modified"),
            "PayloadCommitVerification", Set.of("signer"),
            "ContentsResponse", Set.of("encoding", "content", "target", "submodule_git_url", "download_url"),
            "GitBlobResponse", Set.of("content", "encoding"),
            "FileDeleteResponse", Set.of("content"));

    /** Statuses that Gitea answers though its description does not say so, of any path. */
    private static final Set<Integer> EVERYWHERE = Set.of(307, 401, 403, 404, 405, 413, 423);

    /** The same, of single paths. */
    private static final Map<String, Set<Integer>> ALSO = Map.of(
            "post /repos/{owner}/{repo}/tags", Set.of(201),
            "post /orgs/{org}/repos", Set.of(409, 422),
            "post /repos/{owner}/{repo}/branches", Set.of(422),
            "post /repos/{owner}/{repo}/hooks", Set.of(422),
            "patch /repos/{owner}/{repo}/hooks/{id}", Set.of(422),
            "get /repos/{owner}/{repo}/archive/{archive}", Set.of(400),
            "get /repos/{owner}/{repo}/contents-ext/{filepath}", Set.of(400),
            "post /repos/{owner}/{repo}/statuses/{sha}", Set.of(422));

    private final JsonNode document;
    private final Set<String> succeeded = new HashSet<>();

    GiteaSwagger() {
        try (InputStream in = GiteaSwagger.class.getResourceAsStream("/io/aiops/gitea/gitea-swagger-subset.json")) {
            this.document = JsonText.mapper().readTree(in);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** All operations, as {@code get /version}. */
    Set<String> operations() {
        Set<String> operations = new HashSet<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> operations.add(method + " " + path.getKey())));
        return operations;
    }

    /** Those that answered well at least once. */
    Set<String> succeeded() {
        return succeeded;
    }

    Answer check(String operation, Answer answer) {
        String method = operation.substring(0, operation.indexOf(' '));
        String path = operation.substring(operation.indexOf(' ') + 1);
        JsonNode responses = document.at("/paths").path(path).path(method).path("responses");
        assertThat(responses.isMissingNode()).as("described: " + operation).isFalse();
        JsonNode response = responses.get(Integer.toString(answer.status()));
        List<String> faults = new ArrayList<>();
        if (response == null) {
            boolean known = EVERYWHERE.contains(answer.status())
                    || ALSO.getOrDefault(operation, Set.of()).contains(answer.status());
            assertThat(known)
                    .as(operation + " answers " + answer.status() + ": " + answer.text())
                    .isTrue();
            if (answer.status() == 201) {
                response = responses.get("200");
            }
        }
        if (answer.status() < 300) {
            succeeded.add(operation);
        }
        if (answer.status() >= 400) {
            checkError(response, answer, faults);
        } else if (response != null
                && response.at("/schema").size() > 0
                && !response.at("/schema/type").asText().equals("file")) {
            assertThat(answer.header("Content-Type")).hasValue("application/json;charset=utf-8");
            check(response.get("schema"), answer.json(), "", faults, false);
        } else if (answer.status() == 204) {
            assertThat(answer.bytes()).isEmpty();
        }
        assertThat(faults)
                .as(operation + " " + answer.status() + "\n" + answer.text())
                .isEmpty();
        return answer;
    }

    private static void checkError(JsonNode response, Answer answer, List<String> faults) {
        assertThat(answer.header("Content-Type")).hasValue("application/json;charset=utf-8");
        Set<String> expected = new HashSet<>(Set.of("message", "url"));
        if (response != null && response.path("error").toString().contains("invalidTopics")) {
            expected = Set.of("message", "invalidTopics");
        }
        Set<String> names = new HashSet<>();
        answer.json().fieldNames().forEachRemaining(names::add);
        if (!names.equals(expected) || !answer.json().get("message").isTextual()) {
            faults.add("an error has the fields " + expected + ", not " + names);
        }
    }

    /** Holds a value against a definition by name, for what is no answer. */
    List<String> faultsOf(String definition, JsonNode value) {
        List<String> faults = new ArrayList<>();
        checkDefinition(definition, value, definition, faults);
        return faults;
    }

    private void check(JsonNode schema, JsonNode value, String at, List<String> faults, boolean nullable) {
        if (value == null || value.isNull()) {
            if (!nullable) {
                faults.add(at + " is null");
            }
            return;
        }
        if (schema.has("$ref")) {
            String name = schema.get("$ref").textValue().replaceFirst(".*/", "");
            checkDefinition(name, value, at, faults);
            return;
        }
        if (!schema.has("type")) {
            return;
        }
        boolean fits = switch (schema.get("type").textValue()) {
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> false;
        };
        if (!fits) {
            faults.add(at + " is no " + schema.get("type").textValue() + " but " + value);
            return;
        }
        checkForm(schema, value, at, faults);
        if (value.isArray()) {
            boolean mayBeNull = at.endsWith("files") || at.isEmpty();
            for (int i = 0; i < value.size(); i++) {
                check(schema.get("items"), value.get(i), at + "/" + i, faults, mayBeNull);
            }
        }
        if (value.isObject() && schema.path("additionalProperties").isObject()) {
            value.properties()
                    .forEach(field -> check(
                            schema.get("additionalProperties"),
                            field.getValue(),
                            at + "/" + field.getKey(),
                            faults,
                            false));
        }
    }

    private static void checkForm(JsonNode schema, JsonNode value, String at, List<String> faults) {
        if (schema.has("enum") && !schema.get("enum").toString().contains(value.toString())) {
            faults.add(at + " is " + value + ", none of " + schema.get("enum"));
        }
        if ("date-time".equals(schema.path("format").textValue())) {
            try {
                OffsetDateTime.parse(value.textValue());
            } catch (DateTimeParseException e) {
                faults.add(at + " is no time but " + value);
            }
        }
    }

    private void checkDefinition(String name, JsonNode value, String at, List<String> faults) {
        JsonNode definition = document.at("/definitions").path(name);
        if (!definition.has("properties")) {
            check(definition, value, at, faults, false);
            return;
        }
        if (!value.isObject()) {
            faults.add(at + " is no " + name + " but " + value);
            return;
        }
        JsonNode properties = definition.get("properties");
        value.fieldNames().forEachRemaining(field -> {
            if (!properties.has(field)) {
                faults.add(at + "/" + field + " is not in the description of " + name);
            }
        });
        properties.properties().forEach(property -> {
            String field = property.getKey();
            if (!value.has(field)) {
                if (!OPTIONAL.getOrDefault(name, Set.of()).contains(field)) {
                    faults.add(at + "/" + field + " of " + name + " is missing");
                }
                return;
            }
            boolean nullable = NULLABLE.getOrDefault(name, Set.of()).contains(field);
            check(property.getValue(), value.get(field), at + "/" + field, faults, nullable);
        });
    }
}
