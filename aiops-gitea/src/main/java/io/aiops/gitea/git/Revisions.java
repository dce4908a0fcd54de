package io.aiops.gitea.git;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the commit that a revision means at this moment. */
final class Revisions {

    private Revisions() {}

    static GitPin resolve(GitRemote remote, RemoteRefs refs, GitRevision revision) {
        return switch (revision.kind()) {
            case COMMIT -> new GitPin(revision, Optional.empty(), revision.name());
            case DEFAULT -> ofDefaultBranch(remote, refs, revision);
            case BRANCH -> pinned(remote, refs, revision, List.of(RemoteRefs.HEADS));
            case TAG -> pinned(remote, refs, revision, List.of(RemoteRefs.TAGS));
            case NAME -> pinned(remote, refs, revision, List.of(RemoteRefs.HEADS, RemoteRefs.TAGS));
        };
    }

    private static GitPin ofDefaultBranch(GitRemote remote, RemoteRefs refs, GitRevision revision) {
        requireSome(remote, refs);
        String branch = refs.defaultBranch()
                .filter(name -> refs.branches().containsKey(name))
                .orElseThrow(() -> new GitException(
                        GitFault.REF_NOT_FOUND, remote + " has no default branch; name one of " + shown(refs)));
        return pin(refs, revision, RemoteRefs.HEADS + branch).orElseThrow();
    }

    private static GitPin pinned(GitRemote remote, RemoteRefs refs, GitRevision revision, List<String> prefixes) {
        requireSome(remote, refs);
        for (String prefix : prefixes) {
            Optional<GitPin> found = pin(refs, revision, prefix + revision.name());
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new GitException(
                GitFault.REF_NOT_FOUND,
                remote + " has no " + ShownText.of(revision.toString()) + "; it has " + shown(refs)
                        + ". A commit is named by all of its 40 digits");
    }

    private static Optional<GitPin> pin(RemoteRefs refs, GitRevision revision, String name) {
        return refs.find(name)
                .map(id -> new GitPin(revision, Optional.of(name), refs.peeled().getOrDefault(name, id)));
    }

    private static void requireSome(GitRemote remote, RemoteRefs refs) {
        if (refs.isEmpty()) {
            throw new GitException(GitFault.EMPTY, remote + " has no commit yet; upload or push something first");
        }
    }

    private static String shown(RemoteRefs refs) {
        TreeSet<String> names = new TreeSet<>(refs.branches().keySet());
        names.addAll(refs.tags().keySet());
        List<String> some = names.stream().limit(10).map(ShownText::of).toList();
        return String.join(", ", some) + (names.size() > some.size() ? ", …" : "");
    }
}
