package io.aiops.gitea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiops.error.AiOpsException;
import io.aiops.service.Secret;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GiteaValuesTest {

    @ParameterizedTest
    @CsvSource({
        "1.27.1, 1, 27, 1, false, false",
        "v1.27.1, 1, 27, 1, false, false",
        "1.27.0+dev-89-gf52b6f3315, 1, 27, 0, false, true",
        "1.27.1+aiops-embedded, 1, 27, 1, false, false",
        "1.28, 1, 28, 0, false, false",
        "11.0.1+gitea-1.22.0, 1, 22, 0, true, false",
        "rubbish, 0, 0, 0, false, false"
    })
    void aVersionOfAReleaseADevelopmentAndForgejoIsRead(
            String text, int major, int minor, int patch, boolean forgejo, boolean development) {
        assertThat(ServerVersion.parse(text))
                .isEqualTo(new ServerVersion(text, major, minor, patch, forgejo, development));
    }

    @Test
    void versionsCompareByNumber() {
        assertThat(ServerVersion.parse("1.9.9").isBelow(1, 27, 1)).isTrue();
        assertThat(ServerVersion.parse("1.27.0").isBelow(1, 27, 1)).isTrue();
        assertThat(ServerVersion.parse("1.27.1").isBelow(1, 27, 1)).isFalse();
        assertThat(ServerVersion.parse("2.0.0").isBelow(1, 27, 1)).isFalse();
        assertThat(ServerVersion.parse("rubbish").isBelow(1, 27, 1)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://Git.Example.COM/, https://git.example.com",
        "https://git.example.com:443/gitea/, https://git.example.com/gitea",
        "http://git.example.com:80, http://git.example.com",
        "http://git.example.com:3000//gitea//, http://git.example.com:3000/gitea",
        "https://git.example.com/gitea/api/v1/, https://git.example.com/gitea",
        "https://[::1]:3000/, https://[::1]:3000"
    })
    void aServerUrlIsNormalisedWithItsSubPath(String written, String normalised) {
        assertThat(ServerUrl.of(written)).hasToString(normalised);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://x",
                "git.example.com",
                "https://user:pw-secret@x/",
                "https://x/?token=pw-secret",
                "https://x/#pw-secret",
                "https://",
                "https://pw-secret @x",
                ""
            })
    void aServerUrlWithCredentialsQueryOrNoHostIsRefusedWithoutRepeatingIt(String written) {
        assertThatExceptionOfType(AiOpsException.class)
                .isThrownBy(() -> ServerUrl.of(written))
                .withMessageNotContaining("pw-secret");
    }

    @Test
    void aPrefixIsAppliedOnceHoweverOftenAndNamesAreChecked() {
        Naming naming = new Naming(java.util.Optional.empty(), "algo-");
        assertThat(naming.prefixed("ocr")).isEqualTo("algo-ocr");
        assertThat(naming.prefixed(naming.prefixed("ocr"))).isEqualTo("algo-ocr");
        assertThat(naming.prefixed("algo-")).isEqualTo("algo-algo-");
        assertThat(naming.prefixed("Algo-ocr")).isEqualTo("Algo-ocr");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "-", "a b", "a/b", "a.git", "A.GIT", "x.wiki", "ü", "a\u0000", "x.rss"})
    void aNameThatGiteaWouldRefuseIsRefusedBefore(String name) {
        assertThatExceptionOfType(AiOpsException.class).isThrownBy(() -> new RepoName("team", name));
    }

    @Test
    void aNameOfAHundredIsTheLongest() {
        assertThat(new RepoName("team", "x".repeat(100)).name()).hasSize(100);
        assertThatExceptionOfType(AiOpsException.class).isThrownBy(() -> new RepoName("team", "x".repeat(101)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "a//b", "../a", "a/../b", "a/./b", "a\nb"})
    void aPathThatAProxyWouldChangeIsRefused(String path) {
        assertThatExceptionOfType(AiOpsException.class).isThrownBy(() -> FileChange.upload(path, new byte[0]));
    }

    @Test
    void aHookWithoutASecretIsRefused() {
        assertThatExceptionOfType(AiOpsException.class)
                .isThrownBy(() -> NewHook.forPushes(URI.create("http://x"), Secret.of(" ")));
    }

    @Test
    void aHookIsAlwaysSentActive() {
        assertThat(NewHook.forPushes(URI.create("http://x"), Secret.of("s"))
                        .fields()
                        .values())
                .containsEntry("active", true);
    }

    @Test
    void theSecretOfAHookIsDroppedEvenIfTheServerSendsIt() {
        Hook hook = new Hook(
                1,
                "gitea",
                true,
                java.util.List.of("push"),
                java.util.Map.of("url", "http://x", "secret", "s3cret"),
                "");
        assertThat(hook.toString()).doesNotContain("s3cret");
        assertThat(hook.url()).isEqualTo("http://x");
    }
}
