package io.aiops.secret;

import io.aiops.error.AiOpsException;
import io.aiops.service.Secret;

/** Keys in one text, such as an environment variable: {@code id:base64}, several separated by commas, the first one encrypting. */
public final class KeyVariable implements KeyProvider {

    private final Keyring keys;

    /**
     * Reads the keys.
     *
     * @param name what the text is called, for errors
     * @throws AiOpsException {@code INVALID_SETTING}; the message does not repeat the text
     */
    public KeyVariable(String name, Secret text) {
        KeyText read = new KeyText(name);
        int number = 0;
        for (String key : text.reveal().split(",", -1)) {
            number++;
            read.add("key " + number, key.strip().split(":", -1));
        }
        this.keys = read.keyring();
    }

    @Override
    public Keyring keys() {
        return keys;
    }
}
