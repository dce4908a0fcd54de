package io.aiops.gitea;

import com.fasterxml.jackson.core.type.TypeReference;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.gitea.HttpCall.Content;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** Releases and their files. Every method asks the server and throws {@link GiteaException}. Thread-safe. */
public final class Releases {

    private static final TypeReference<Release> RELEASE = new TypeReference<>() {};
    private static final TypeReference<List<Release>> RELEASES = new TypeReference<>() {};
    private static final TypeReference<ReleaseAsset> ASSET = new TypeReference<>() {};

    private final Calls calls;

    Releases(Calls calls) {
        this.calls = calls;
    }

    /** All releases, newest first. */
    public Paged<Release> list(RepoName repo) {
        return calls.list(HttpCall.get(Paths.repo(repo) + "/releases"), RELEASES, Release::id);
    }

    /**
     * Reads the release of a tag.
     *
     * @throws GiteaException.NotFound if there is none
     */
    public Release ofTag(RepoName repo, String tag) {
        return calls.read(HttpCall.get(Paths.one(repo, "releases/tags", tag)), RELEASE);
    }

    /**
     * Makes a release, and its tag where there is none.
     *
     * @throws GiteaException.Conflict if the tag has a release
     */
    public Release create(RepoName repo, NewRelease release) {
        return calls.read(
                HttpCall.of("POST", Paths.repo(repo) + "/releases").sending(Json.content(release.fields())), RELEASE);
    }

    /**
     * Adds a file to a release, streamed from the disk.
     *
     * @throws GiteaException.TooLarge if it is above the limit of Gitea or of a proxy
     * @throws AiOpsException {@code INVALID_REQUEST} if the file cannot be read or the name is not allowed
     */
    public ReleaseAsset uploadAsset(RepoName repo, long release, String name, Path file) {
        requireAssetName(name);
        HttpCall call = HttpCall.of("POST", Paths.repo(repo) + "/releases/" + release + "/assets")
                .with("name", name)
                .sending(multipart(name, file));
        return calls.read(call, ASSET);
    }

    /** Deletes a release; its tag stays. */
    public void delete(RepoName repo, long release) {
        calls.run(HttpCall.of("DELETE", Paths.repo(repo) + "/releases/" + release));
    }

    private static Content multipart(String name, Path file) {
        String boundary = "aiops-" + UUID.randomUUID();
        byte[] head = ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"attachment\"; filename=\"" + name
                        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] foot = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
        long length = head.length + size(file) + foot.length;
        return new Content(
                "multipart/form-data; boundary=" + boundary,
                length,
                () -> BodyPublishers.concat(
                        BodyPublishers.ofByteArray(head), content(file), BodyPublishers.ofByteArray(foot)));
    }

    private static BodyPublisher content(Path file) {
        try {
            return BodyPublishers.ofFile(file);
        } catch (FileNotFoundException gone) {
            throw new UncheckedIOException("file " + file + " is gone", gone);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException unreadable) {
            throw new AiOpsException(
                    ErrorCode.INVALID_REQUEST,
                    "file " + file + " cannot be read; check the path and its rights",
                    unreadable);
        }
    }

    private static void requireAssetName(String name) {
        boolean allowed = !name.isBlank()
                && name.length() <= 255
                && name.chars().noneMatch(c -> Character.isISOControl(c) || c == '"' || c == '/' || c == '\\');
        if (!allowed) {
            throw new AiOpsException(
                    ErrorCode.INVALID_REQUEST,
                    "asset name \"" + PathText.printable(name)
                            + "\" is not allowed; use up to 255 characters without quotes and slashes");
        }
    }
}
