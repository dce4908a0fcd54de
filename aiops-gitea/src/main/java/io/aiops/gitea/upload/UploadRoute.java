package io.aiops.gitea.upload;

/** Which way an upload takes. */
public enum UploadRoute {
    /** One request to the server's API. */
    CONTENTS,
    /** One push. */
    PUSH,
    /** Several pushes to a ref that nobody sees, then one commit, then that ref is removed. */
    STAGED
}
