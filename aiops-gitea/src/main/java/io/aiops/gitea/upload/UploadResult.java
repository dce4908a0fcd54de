package io.aiops.gitea.upload;

import java.util.List;

/**
 * What an upload made.
 *
 * @param commit the commit that the branch now has
 * @param branch short name
 * @param isChanged whether that commit is new; the same files twice make one commit
 * @param files of the upload
 * @param bytes of these files
 * @param route the way it took
 * @param requests that carried objects
 * @param stages pushes to the staging ref, those of an earlier try not counted
 * @param bytesSent bodies together
 * @param bytesResumed bytes of files that the server had from an earlier try or commit
 * @param inParts files that went in parts
 */
public record UploadResult(
        String commit,
        String branch,
        boolean isChanged,
        int files,
        long bytes,
        UploadRoute route,
        int requests,
        int stages,
        long bytesSent,
        long bytesResumed,
        List<String> inParts) {

    /** Copies. */
    public UploadResult {
        inParts = List.copyOf(inParts);
    }
}
