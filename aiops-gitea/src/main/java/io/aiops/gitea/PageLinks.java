package io.aiops.gitea;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page numbers of a {@code Link} header, and nothing else of it: its addresses are made of the server's own idea of
 * its name, which may be wrong.
 *
 * @param told whether there was such a header
 * @param next the number of the next page
 */
record PageLinks(boolean told, OptionalInt next) {

    private static final Pattern NEXT =
            Pattern.compile("<[^>]*[?&]page=(\\d{1,9})(?:&[^>]*)?>\\s*;[^,]*rel=\"?next\"?");

    static PageLinks of(Answer answer) {
        String links = String.join(",", answer.headers().allValues("Link"));
        Matcher found = NEXT.matcher(links);
        return new PageLinks(
                !links.isBlank(),
                found.find() ? OptionalInt.of(Integer.parseInt(found.group(1))) : OptionalInt.empty());
    }
}
