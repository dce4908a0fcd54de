package io.aiops.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a project is, and what it says of itself. */
final class ProjectInspectorTest {

    @TempDir
    Path folder;

    private final ProjectInspector inspector = new ProjectInspector();

    @Test
    void aFolderWithMainPyIsPython() throws IOException {
        file("main.py", "");
        Project project = inspector.inspect(folder);
        assertThat(project.kind()).isEqualTo(ProjectKind.PYTHON);
        assertThat(project.startCommand()).containsExactly("python", "main.py");
    }

    @Test
    void aFolderWithPackageJsonIsStartedAsItsStartScriptSaysWithoutAShell() throws IOException {
        file("package.json", "{\"scripts\":{\"start\":\"node server.js\"}}");
        assertThat(inspector.inspect(folder).startCommand()).containsExactly("node", "server.js");
        file("package.json", "{\"scripts\":{\"start\":\"vite preview && echo\"}}");
        assertThat(inspector.inspect(folder).startCommand()).containsExactly("npm", "run", "start");
    }

    @Test
    void aDockerfileComesFirstUnlessTheManifestSaysOtherwise() throws IOException {
        file("Dockerfile", "FROM scratch");
        file("main.py", "");
        assertThat(inspector.inspect(folder).kind()).isEqualTo(ProjectKind.DOCKERFILE);
        file("aiops.yaml", "runtime: python");
        assertThat(inspector.inspect(folder).kind()).isEqualTo(ProjectKind.PYTHON);
    }

    @Test
    void anOwnStartScriptWinsOverDetection() throws IOException {
        file("main.py", "");
        file("start.sh", "#!/bin/sh\nexec python main.py");
        assertThat(inspector.inspect(folder).startCommand()).containsExactly("./start.sh");
    }

    @Test
    void aProjectWithNothingToStartSaysWhatWasLookedFor() throws IOException {
        file("README.md", "nothing");
        assertThatThrownBy(() -> inspector.inspect(folder))
                .isInstanceOfSatisfying(
                        AiOpsException.class, why -> assertThat(why.code()).isEqualTo(ErrorCode.NOTHING_TO_START))
                .hasMessageContaining("main.py")
                .hasMessageContaining("aiops.yaml");
    }

    @Test
    void aManifestIsReadWhole() throws IOException {
        file("main.py", "");
        file("aiops.yaml", """
                id: text-classify
                name: 文本分类
                runtime: python
                command: [python, main.py, "--name", "a b; c"]
                build: [python, train.py]
                port: 8001
                timeout: 30
                health: {path: /healthz, interval: 10, timeout: 500ms, start_timeout: 2m}
                resources: {memory: 1g, cpus: 1.5, gpus: 0}
                restart: {policy: always, start_seconds: 2, retries: 5}
                stop: {signal: INT, grace: 20}
                env: {MODE: fast, LEVEL: 3}
                """);
        Manifest manifest = inspector.inspect(folder).manifest();
        assertThat(manifest.name()).contains("文本分类");
        assertThat(manifest.command().orElseThrow()).containsExactly("python", "main.py", "--name", "a b; c");
        assertThat(manifest.build().orElseThrow()).containsExactly("python", "train.py");
        assertThat(manifest.port()).hasValue(8001);
        assertThat(manifest.health().timeout()).contains(Duration.ofMillis(500));
        assertThat(manifest.health().startTimeout()).contains(Duration.ofMinutes(2));
        assertThat(manifest.resources().memoryBytes()).hasValue(1L << 30);
        assertThat(manifest.restart().policy()).contains("always");
        assertThat(manifest.stop().grace()).contains(Duration.ofSeconds(20));
        assertThat(manifest.environment()).containsEntry("MODE", "fast").containsEntry("LEVEL", "3");
    }

    @Test
    void everythingThatIsWrongWithAManifestIsNamedAtOnce() throws IOException {
        file("main.py", "");
        file("aiops.yaml", """
                id: "Not Allowed"
                prot: 8001
                port: 99999
                timeout: soon
                command: python main.py
                health: {pth: /x}
                resources: {memory: lots}
                """);
        assertThatThrownBy(() -> inspector.inspect(folder))
                .isInstanceOfSatisfying(
                        AiOpsException.class, why -> assertThat(why.code()).isEqualTo(ErrorCode.INVALID_MANIFEST))
                .hasMessageContaining("prot")
                .hasMessageContaining("port must be")
                .hasMessageContaining("timeout")
                .hasMessageContaining("command must be a list")
                .hasMessageContaining("health.pth")
                .hasMessageContaining("resources.memory")
                .hasMessageContaining("service id");
    }

    @Test
    void aManifestThatIsNoYamlOrABombIsRefused() throws IOException {
        file("main.py", "");
        for (String text :
                new String[] {"a: [1, 2", "- just\n- a list", "id: a\nid: b", "x: ".repeat(1) + "[".repeat(5000), bomb()
                }) {
            file("aiops.yaml", text);
            assertThatThrownBy(() -> inspector.inspect(folder))
                    .isInstanceOfSatisfying(
                            AiOpsException.class, why -> assertThat(why.code()).isEqualTo(ErrorCode.INVALID_MANIFEST));
        }
    }

    private static String bomb() {
        StringBuilder yaml = new StringBuilder("env:\n  a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 30; i++) {
            String before = "*a" + (i - 1);
            yaml.append("  a").append(i).append(": &a").append(i).append(" [");
            yaml.append((before + ",").repeat(8)).append(before).append("]\n");
        }
        return yaml.toString();
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
