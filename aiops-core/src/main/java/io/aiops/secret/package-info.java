/** Encryption of stored secrets: keys, envelopes, and the binding of a ciphertext to what it belongs to. */
@NullMarked
package io.aiops.secret;

import org.jspecify.annotations.NullMarked;
