package io.aiops.app.services;

/** Cuts bytes of a text so that no character is torn. */
final class TextTail {

    private TextTail() {}

    /** How many of the bytes make whole UTF-8 characters; what follows is the beginning of one more. */
    static int wholeCharacters(byte[] bytes) {
        int lead = bytes.length - 1;
        while (lead >= 0 && bytes.length - lead < 4 && (bytes[lead] & 0xC0) == 0x80) {
            lead--;
        }
        if (lead < 0) {
            return bytes.length;
        }
        int first = bytes[lead] & 0xFF;
        int needed = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
        return bytes.length - lead < needed ? lead : bytes.length;
    }
}
