package io.aiops.app.gitea;

import io.aiops.gitea.RepoName;
import io.aiops.gitea.upload.UploadResult;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an upload made.
 *
 * @param commit the commit that the branch now has
 * @param changed whether that commit is new
 * @param route the way it took: contents, push or staged
 * @param stages pushes before the one that moved the branch
 * @param leftOut how many files and folders stayed behind, by rule
 */
record UploadResultDocument(
        String commit,
        String branch,
        String repository,
        String cloneUrl,
        int files,
        long bytes,
        String route,
        int stages,
        int requests,
        long bytesSent,
        long bytesResumed,
        List<String> inParts,
        Map<String, Integer> leftOut,
        boolean changed) {

    static UploadResultDocument of(
            RepoName repository, URI cloneUrl, UploadResult result, Map<String, Integer> leftOut) {
        return new UploadResultDocument(
                result.commit(),
                result.branch(),
                repository.toString(),
                cloneUrl.toString(),
                result.files(),
                result.bytes(),
                result.route().name().toLowerCase(Locale.ROOT),
                result.stages(),
                result.requests(),
                result.bytesSent(),
                result.bytesResumed(),
                result.inParts(),
                leftOut,
                result.isChanged());
    }
}
