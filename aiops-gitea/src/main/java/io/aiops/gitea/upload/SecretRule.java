package io.aiops.gitea.upload;

/**
 * A secret that begins with known characters and goes on with known ones. It is found by looking for the beginning and then
 * walking on, so a text costs time in proportion to its length, whatever is in it.
 *
 * @param name of the rule
 * @param prefix the beginning
 * @param alphabet what may follow
 * @param least characters after the beginning
 * @param most characters after the beginning; more is no secret of this kind
 */
record SecretRule(String name, String prefix, Alphabet alphabet, int least, int most) {

    /** What secrets are made of. */
    enum Alphabet {
        UPPER("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
        HEX("0123456789abcdefABCDEF"),
        WORD("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"),
        BASE64URL("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"),
        BASE64("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="),
        DOTTED("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-."),
        URL("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./");

        private final boolean[] member = new boolean[128];

        Alphabet(String characters) {
            characters.chars().forEach(c -> member[c] = true);
        }

        boolean has(char c) {
            return c < 128 && member[c];
        }
    }

    /** Where the value ends that begins with the prefix at this place; -1 if there is none. */
    int end(String text, int at) {
        if (at > 0 && (alphabet.has(text.charAt(at - 1)) || Alphabet.WORD.has(text.charAt(at - 1)))) {
            return -1; // in the middle of a longer word, which was walked already
        }
        int from = at + prefix.length();
        int to = from;
        while (to < text.length() && to - from <= most && alphabet.has(text.charAt(to))) {
            to++;
        }
        int length = to - from;
        return length < least || length > most ? -1 : to;
    }
}
