package io.aiops.gitea;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What a status says of a commit. */
public enum CommitState {
    /** It is being looked at. */
    @JsonProperty("pending")
    PENDING("pending"),
    /** It is good. */
    @JsonProperty("success")
    SUCCESS("success"),
    /** The look at it failed. */
    @JsonProperty("error")
    ERROR("error"),
    /** It is bad. */
    @JsonProperty("failure")
    FAILURE("failure"),
    /** It is good enough. */
    @JsonProperty("warning")
    WARNING("warning"),
    /** It is not looked at. */
    @JsonProperty("skipped")
    SKIPPED("skipped"),
    /** Nothing yet, or a word that this version does not know; cannot be set. */
    @JsonEnumDefaultValue
    UNKNOWN("");

    private final String word;

    CommitState(String word) {
        this.word = word;
    }

    /** The word of the API. */
    public String word() {
        return word;
    }
}
