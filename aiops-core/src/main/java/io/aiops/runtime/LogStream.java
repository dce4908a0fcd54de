package io.aiops.runtime;

/** Which output of a process. */
public enum LogStream {
    /** Standard output. */
    STDOUT,
    /** Standard error. */
    STDERR
}
