package io.aiops.secret;

/** Where encryption keys come from: a file, a variable, a key management service. Thread-safe. */
@FunctionalInterface
public interface KeyProvider {

    /** The keys as they are now; asked again when an unknown key id turns up, so that a rotated file needs no restart. */
    Keyring keys();

    /** No keys at all: secrets are refused. */
    static KeyProvider none() {
        return () -> Keyring.EMPTY;
    }
}
