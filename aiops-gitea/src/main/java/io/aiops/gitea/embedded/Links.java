package io.aiops.gitea.embedded;

import java.net.URI;

/**
 * The addresses that answers carry.
 *
 * @param root where the server is seen from outside, without a slash at the end
 */
record Links(String root) {

    static Links of(URI external) {
        String text = external.toString();
        return new Links(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }

    String api(String path) {
        return root + "/api/v1" + PathText.encode(path);
    }

    String repository(RepositoryRecord repository) {
        return api("/repos/" + repository.fullName());
    }

    String html(String path) {
        return root + "/" + PathText.encode(path);
    }

    String clone(RepositoryRecord repository) {
        return html(repository.fullName() + ".git");
    }

    String ssh(RepositoryRecord repository) {
        return "ssh://git@" + URI.create(root).getHost() + "/" + PathText.encode(repository.fullName()) + ".git";
    }

    String swagger() {
        return root + "/api/swagger";
    }
}
