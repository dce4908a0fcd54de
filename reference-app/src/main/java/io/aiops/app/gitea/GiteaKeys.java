package io.aiops.app.gitea;

import io.aiops.config.ConfigKey;
import io.aiops.service.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The settings of the code server. */
public final class GiteaKeys {

    /** A Gitea server. */
    static final ConfigKey<String> SERVER_URL = ConfigKey.text("gitea.server-url")
            .variable("GITEA_SERVER_URL")
            .checked(GiteaKeys::checkUrl)
            .describedAs("a Gitea server; without one the platform keeps code itself, under /git/")
            .build();

    /** A token of that server. */
    static final ConfigKey<Secret> ACCESS_TOKEN = ConfigKey.secret("gitea.access-token")
            .variable("GITEA_ACCESS_TOKEN")
            .describedAs("a token of that server")
            .build();

    /** Whose repositories are made. */
    static final ConfigKey<String> DEFAULT_OWNER = ConfigKey.text("gitea.default-owner")
            .variable("GITEA_DEFAULT_OWNER")
            .orElse(EmbeddedCode.OWNER)
            .describedAs("whose repositories: a user or an organisation")
            .build();

    /** How the names of repositories begin. */
    static final ConfigKey<String> REPO_PREFIX = ConfigKey.text("gitea.repo-prefix")
            .variable("GITEA_REPO_PREFIX")
            .describedAs("how their names begin")
            .build();

    /** The authority of the server's certificate. */
    static final ConfigKey<String> CA_FILE = ConfigKey.text("gitea.ca-file")
            .checked(GiteaKeys::checkPath)
            .describedAs("a PEM file of the authority that signed the server's certificate")
            .build();

    /** Whether any certificate is believed. */
    static final ConfigKey<Boolean> INSECURE = ConfigKey.flag("gitea.insecure")
            .orElse(false)
            .describedAs("believe any certificate of the server; whoever stands between can then read the token")
            .build();

    /** What webhooks are signed with. */
    static final ConfigKey<Secret> WEBHOOK_SECRET = ConfigKey.secret("gitea.webhook-secret")
            .dynamic()
            .describedAs("what webhooks are signed with; without it they are refused")
            .build();

    /** How often repositories are asked for what no webhook told. */
    static final ConfigKey<Duration> POLL_INTERVAL = ConfigKey.seconds("gitea.poll-interval")
            .range(1, 86_400)
            .orElse(60)
            .describedAs("how many seconds lie between two looks for pushes that no webhook told of")
            .build();

    /** All of them. */
    public static final List<ConfigKey<?>> ALL = List.of(
            SERVER_URL, ACCESS_TOKEN, DEFAULT_OWNER, REPO_PREFIX, CA_FILE, INSECURE, WEBHOOK_SECRET, POLL_INTERVAL);

    private GiteaKeys() {}

    private static void checkUrl(String text) {
        // The parser's own message quotes the text, and people write passwords into addresses.
        boolean right;
        try {
            URI uri = new URI(text);
            right = uri.getHost() != null
                    && uri.getUserInfo() == null
                    && Set.of("http", "https").contains(String.valueOf(uri.getScheme()));
        } catch (URISyntaxException broken) {
            right = false;
        }
        if (!right) {
            throw new IllegalArgumentException(
                    "must be an address such as https://git.example.org, without a user or password in it");
        }
    }

    private static void checkPath(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("must be a path");
        }
    }
}
