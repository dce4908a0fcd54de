package io.aiops.gitea;

/** What stands behind the name of an owner. */
public enum OwnerKind {
    /** A person or robot. */
    USER,
    /** An organisation. */
    ORGANIZATION,
    /** Nobody, or nobody whom the token may see. */
    NONE
}
