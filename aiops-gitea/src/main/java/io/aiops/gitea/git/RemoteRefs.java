package io.aiops.gitea.git;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a server says of a repository at one moment.
 *
 * @param refs ids by full name; an annotated tag has the id of its tag object
 * @param peeled commits of annotated tags, by full name
 * @param capabilities what the server can do; a key without a value is {@code name}, one with is {@code name=value}
 */
public record RemoteRefs(Map<String, String> refs, Map<String, String> peeled, Set<String> capabilities) {

    /** The name of a branch begins with it. */
    public static final String HEADS = "refs/heads/";

    /** The name of a tag begins with it. */
    public static final String TAGS = "refs/tags/";

    /** Copies. */
    public RemoteRefs {
        refs = Collections.unmodifiableMap(new LinkedHashMap<>(refs));
        peeled = Collections.unmodifiableMap(new LinkedHashMap<>(peeled));
        capabilities = Set.copyOf(capabilities);
    }

    /** Whether there is no branch and no tag yet. */
    public boolean isEmpty() {
        return refs.keySet().stream().noneMatch(name -> name.startsWith(HEADS) || name.startsWith(TAGS));
    }

    /** Ids of the branches by short name. */
    public Map<String, String> branches() {
        return below(HEADS, false);
    }

    /** Commits of the tags by short name. */
    public Map<String, String> tags() {
        return below(TAGS, true);
    }

    /** The branch that HEAD names; also in a repository that is empty, where the server says so. */
    public Optional<String> defaultBranch() {
        Optional<String> said = value("symref")
                .filter(target -> target.startsWith("HEAD:" + HEADS))
                .map(target -> target.substring(("HEAD:" + HEADS).length()));
        if (said.isPresent()) {
            return said;
        }
        Optional<String> head = Optional.ofNullable(refs.get("HEAD"));
        Map<String, String> branches = branches();
        return java.util.stream.Stream.concat(java.util.stream.Stream.of("main", "master"), branches.keySet().stream())
                .filter(name -> head.isPresent() && head.get().equals(branches.get(name)))
                .findFirst();
    }

    /** The id that a full name has. */
    public Optional<String> find(String fullName) {
        return Optional.ofNullable(refs.get(fullName));
    }

    /** Whether the server can do something. */
    public boolean can(String capability) {
        return capabilities.contains(capability);
    }

    /** What the server says of a capability. */
    public Optional<String> value(String capability) {
        return capabilities.stream()
                .filter(known -> known.startsWith(capability + "="))
                .map(known -> known.substring(capability.length() + 1))
                .findFirst();
    }

    private Map<String, String> below(String prefix, boolean commits) {
        Map<String, String> found = new LinkedHashMap<>();
        refs.forEach((name, id) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), commits ? peeled.getOrDefault(name, id) : id);
            }
        });
        return found;
    }
}
