package io.aiops.gitea.upload;

import static io.aiops.gitea.upload.SecretRule.Alphabet.BASE64;
import static io.aiops.gitea.upload.SecretRule.Alphabet.BASE64URL;
import static io.aiops.gitea.upload.SecretRule.Alphabet.DOTTED;
import static io.aiops.gitea.upload.SecretRule.Alphabet.HEX;
import static io.aiops.gitea.upload.SecretRule.Alphabet.UPPER;
import static io.aiops.gitea.upload.SecretRule.Alphabet.URL;
import static io.aiops.gitea.upload.SecretRule.Alphabet.WORD;

import java.util.List;

/** The secrets that can be told by how they begin. */
final class SecretRules {

    private static final int MANY = 4096;

    private SecretRules() {}

    static List<SecretRule> all() {
        return List.of(
                new SecretRule("AWS access key", "AKIA", UPPER, 16, 16),
                new SecretRule("AWS temporary access key", "ASIA", UPPER, 16, 16),
                new SecretRule("GitHub token", "ghp_", WORD, 36, 255),
                new SecretRule("GitHub OAuth token", "gho_", WORD, 36, 255),
                new SecretRule("GitHub app token", "ghs_", WORD, 36, 255),
                new SecretRule("GitHub user token", "ghu_", WORD, 36, 255),
                new SecretRule("GitHub fine-grained token", "github_pat_", WORD, 60, 255),
                new SecretRule("GitLab token", "glpat-", BASE64URL, 20, 255),
                new SecretRule("GitLab runner token", "glrt-", BASE64URL, 20, 255),
                new SecretRule("Anthropic key", "sk-ant-", BASE64URL, 32, 255),
                new SecretRule("OpenAI project key", "sk-proj-", BASE64URL, 32, 255),
                new SecretRule("OpenAI key", "sk-", WORD, 40, 64),
                new SecretRule("Hugging Face token", "hf_", WORD, 34, 64),
                new SecretRule("Google API key", "AIza", BASE64URL, 35, 35),
                new SecretRule("Google OAuth token", "ya29.", BASE64URL, 40, MANY),
                new SecretRule("Slack token", "xoxb-", BASE64URL, 20, 255),
                new SecretRule("Slack user token", "xoxp-", BASE64URL, 20, 255),
                new SecretRule("Slack webhook", "https://hooks.slack.com/services/", URL, 30, 255),
                new SecretRule("Stripe key", "sk_live_", WORD, 20, 255),
                new SecretRule("SendGrid key", "SG.", DOTTED, 60, 80),
                new SecretRule("npm token", "npm_", WORD, 36, 36),
                new SecretRule("PyPI token", "pypi-", BASE64URL, 80, MANY),
                new SecretRule("Docker token", "dckr_pat_", BASE64URL, 24, 64),
                new SecretRule("DigitalOcean token", "dop_v1_", HEX, 64, 64),
                new SecretRule("Azure storage key", "AccountKey=", BASE64, 80, 100),
                new SecretRule("AiOps token", "aiops_", WORD, 32, 255),
                new SecretRule("web token (JWT)", "eyJ", DOTTED, 60, MANY));
    }
}
