package io.aiops.gitea.git;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GitPathRulesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".git/config",
                "a/.GIT/hooks/x",
                ".Git",
                ".git ",
                ".git.",
                ".git. .",
                ".git::$INDEX_ALLOCATION",
                "git~1",
                "GIT~2",
                ".g\u200cit/x",
                "\ufeff.git",
                ".gi\u200dt",
                "../a",
                "a/../b",
                "/a",
                "a//b",
                "a/./b",
                "",
                "a\\b",
                "con",
                "a/NUL.txt",
                "com1",
                "lpt9.log",
                "aux.tar.gz",
                "a.",
                "a ",
                "c:/x",
                "C:x",
                "a\u0000b",
                "a\nb",
                "a\u007fb"
            })
    void refusesWhatSomeSystemTakesForSomethingElse(String path) {
        assertThat(PathRules.refusal(path)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.py",
                ".gitignore",
                ".gitattributes",
                ".github/workflows/ci.yml",
                "dir with space/100%/c#1/ü.txt",
                "模型/权重.bin",
                "what?.txt",
                "a+b&c=d.txt",
                "console.log",
                "com10",
                "git~",
                "a/b/c/d",
                "...a",
                "time 12:30.log"
            })
    void letsOrdinaryNamesPass(String path) {
        assertThat(PathRules.refusal(path)).isEmpty();
    }
}
