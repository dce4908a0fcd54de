package io.aiops.gitea.upload;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.ignore.FastIgnoreRule;
import org.eclipse.jgit.ignore.IgnoreNode;

/** Which names stay behind: what the user's {@code .gitignore} says, else what is no source anywhere. */
final class IgnoreRules {

    private static final String ALWAYS = """
            .venv/
            venv/
            node_modules/
            __pycache__/
            *.pyc
            .idea/
            .vscode/
            .hg/
            .svn/
            __MACOSX/
            .DS_Store
            .env
            *.pem
            *.key
            """;
    private static final String WITHOUT_OWN_RULES = ALWAYS + "dist/\nbuild/\ntarget/\n";
    private static final long LARGEST = 1 << 20;

    /** The rules of one folder. */
    record Node(String folder, IgnoreNode rules) {}

    private final IgnoreNode defaults;

    private IgnoreRules(IgnoreNode defaults) {
        this.defaults = defaults;
    }

    /** Rules for a tree with this root. */
    static IgnoreRules of(Path root) throws IOException {
        boolean own = Files.isRegularFile(root.resolve(".gitignore"), LinkOption.NOFOLLOW_LINKS);
        IgnoreNode node = new IgnoreNode();
        try (InputStream in =
                new ByteArrayInputStream((own ? ALWAYS : WITHOUT_OWN_RULES).getBytes(StandardCharsets.UTF_8))) {
            node.parse(in);
        }
        return new IgnoreRules(node);
    }

    /** The rules that a folder brings itself. */
    static Optional<Node> ofFolder(Path folder, String path) throws IOException {
        Path file = folder.resolve(".gitignore");
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LARGEST) {
            return Optional.empty();
        }
        IgnoreNode node = new IgnoreNode();
        try (InputStream in = Files.newInputStream(file)) {
            node.parse(in);
        }
        return Optional.of(new Node(path, node));
    }

    /** The rule by which a path stays behind; nearer folders and later lines win, the defaults come last. */
    Optional<String> leavesOut(String path, boolean folder, List<Node> nearestFirst) {
        for (Node node : nearestFirst) {
            String within = node.folder().isEmpty()
                    ? path
                    : path.substring(node.folder().length() + 1);
            Optional<FastIgnoreRule> rule = last(node.rules(), within, folder);
            if (rule.isPresent()) {
                return rule.filter(FastIgnoreRule::getResult).map(found -> found + " (.gitignore)");
            }
        }
        return last(defaults, path, folder).map(FastIgnoreRule::toString);
    }

    private static Optional<FastIgnoreRule> last(IgnoreNode node, String path, boolean folder) {
        List<FastIgnoreRule> rules = node.getRules();
        for (int at = rules.size() - 1; at >= 0; at--) {
            if (rules.get(at).isMatch(path, folder, true)) {
                return Optional.of(rules.get(at));
            }
        }
        return Optional.empty();
    }
}
