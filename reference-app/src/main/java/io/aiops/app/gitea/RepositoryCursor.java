package io.aiops.app.gitea;

import io.aiops.app.http.ProblemException;
import io.aiops.gitea.Paged;
import io.aiops.gitea.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A place in a list that the server cuts into pages of its own.
 *
 * @param page of the server, from 1 on
 * @param skipped how many of that page were shown before
 */
record RepositoryCursor(int page, int skipped) {

    /** What was read, and where to go on. */
    record Read(List<Repository> repositories, Optional<RepositoryCursor> next) {}

    static RepositoryCursor parse(String text) {
        if (!text.matches("[1-9]\\d{0,6}\\.\\d{1,6}")) {
            throw ProblemException.ofField("cursor", "must be next_cursor of a page before");
        }
        int dot = text.indexOf('.');
        return new RepositoryCursor(
                Integer.parseInt(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
    }

    String text() {
        return page + "." + skipped;
    }

    /** Reads so many repositories from here on, and looks whether there are more. */
    Read read(Paged<Repository> all, int limit) {
        List<Repository> found = new ArrayList<>();
        int number = page;
        int from = skipped;
        while (true) {
            List<Repository> some = all.page(number);
            if (some.isEmpty()) {
                return new Read(found, Optional.empty());
            }
            for (int i = from; i < some.size(); i++) {
                if (found.size() == limit) {
                    return new Read(found, Optional.of(new RepositoryCursor(number, i)));
                }
                found.add(some.get(i));
            }
            number++;
            from = 0;
        }
    }
}
