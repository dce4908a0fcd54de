package io.aiops.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aiops.error.AiOpsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same value in every form, whatever is in it. */
final class ConfigTextTest {

    @TempDir
    Path folder;

    private final ConfigText text = new ConfigText("for a test");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                " two  words ",
                "it's",
                "say \"hi\"",
                "back\\slash \\n",
                "$HOME `id` $(id)",
                "${HOME}",
                "it's ${HOME} \\ \"x\" `id`",
                "# no comment",
                "a=b; c | d & e > f",
                "two\nlines",
                "文本 🤖 é",
                "tab\there"
            })
    void everyReaderSeesTheValue(String value) throws Exception {
        Map<String, Object> values = Map.of("the.value", value);
        Files.writeString(folder.resolve("v.env"), text.variables(values));
        Files.writeString(folder.resolve("v.py"), text.python(values));
        assertThat(run("/bin/sh", "-c", "unset THE_VALUE; . ./v.env; printf %s \"$THE_VALUE\""))
                .isEqualTo(value);
        assertThat(new JsonMapper().readTree(text.json(values)).get("the.value").asText())
                .isEqualTo(value);
        assumeTrue(HostEnvironment.find("python3", System.getenv("PATH")).isPresent(), "needs python3");
        assertThat(run("python3", "-c", "import v, sys; sys.stdout.buffer.write(v.THE_VALUE.encode())"))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "it's",
                "say \"hi\"",
                "back\\slash \\n",
                "$HOME `id` $(id)",
                "${HOME}",
                "it's ${HOME} \\ \"x\" `id`",
                "a # b",
                "two\nlines",
                "文本 🤖"
            })
    void dotenvReadsTheValueOrSkipsItButNeverReadsAnother(String value) throws Exception {
        boolean there = HostEnvironment.find("python3", System.getenv("PATH")).isPresent()
                && new ProcessBuilder("python3", "-c", "import dotenv").start().waitFor() == 0;
        assumeTrue(there, "needs python-dotenv");
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("before", "1");
        values.put("the.value", value);
        values.put("zafter", "2");
        Files.writeString(folder.resolve("v.env"), text.variables(values));
        String read = run(
                "python3",
                "-c",
                "import dotenv, json, logging; logging.disable(); print(json.dumps(dotenv.dotenv_values('v.env')))");
        var found = new JsonMapper().readTree(read);
        assertThat(found.path("BEFORE").asText()).isEqualTo("1");
        assertThat(found.path("ZAFTER").asText()).isEqualTo("2");
        assertThat(found.path("THE_VALUE").asText(value)).isEqualTo(value);
        boolean both = (value.contains("'") || value.contains("\\")) && value.contains("$");
        assertThat(found.has("THE_VALUE")).isEqualTo(!both && !value.contains("${"));
    }

    @Test
    void aValueThatCannotBeWrittenOnLinesIsLeftOutAndCannotBecomeAnother() throws IOException {
        String lines = text.variables(Map.of("evil", "it's ${X}\nPATH=/evil"));
        assertThat(lines.lines().filter(line -> !line.startsWith("#"))).isEmpty();
        assertThat(text.variables(Map.of("evil", "a\rPATH=/evil")).lines().filter(line -> !line.startsWith("#")))
                .isEmpty();
    }

    @Test
    void numbersTruthsListsAndMapsKeepTheirKinds() throws Exception {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("count", 3);
        values.put("ratio", 0.5);
        values.put("on", true);
        values.put("list", Arrays.asList("a", null, 2));
        values.put("map", Map.of("k", List.of()));
        Files.writeString(folder.resolve("v.py"), text.python(values));
        assertThat(text.variables(values)).contains("COUNT='3'", "ON='true'", "LIST='[\"a\",null,2]'");
        assumeTrue(HostEnvironment.find("python3", System.getenv("PATH")).isPresent(), "needs python3");
        assertThat(run("python3", "-c", "import v; print((v.COUNT, v.RATIO, v.ON, v.LIST, v.MAP), end='')"))
                .isEqualTo("(3, 0.5, True, ['a', None, 2], {'k': []})");
    }

    @Test
    void theCommonFilesAreTheSameForTheSameValuesInAnyOrder() throws IOException {
        CommonFiles files = new CommonFiles(new ServiceDirectories(folder));
        files.writeCommon(Map.of("b", 2, "a", 1, "c", "x"));
        String first = Files.readString(folder.resolve("config/common.py"));
        Object key = Files.readAttributes(
                        folder.resolve("config/common.py"), java.nio.file.attribute.BasicFileAttributes.class)
                .fileKey();
        Map<String, Object> other = new LinkedHashMap<>();
        other.put("c", "x");
        other.put("b", 2);
        other.put("a", 1);
        files.writeCommon(other);
        assertThat(folder.resolve("config/common.py")).hasContent(first);
        assertThat(Files.readAttributes(
                                folder.resolve("config/common.py"), java.nio.file.attribute.BasicFileAttributes.class)
                        .fileKey())
                .as("an equal file is left alone")
                .isEqualTo(key);
        assertThat(folder.resolve("config").toFile().list())
                .containsExactlyInAnyOrder("common.json", "common.py", "common.env");
    }

    @Test
    void twoKeysThatWouldBeOneVariableAreRefused() {
        CommonFiles files = new CommonFiles(new ServiceDirectories(folder));
        assertThatThrownBy(() -> files.writeCommon(Map.of("a.b", 1, "a-b", 2)))
                .isInstanceOf(AiOpsException.class)
                .hasMessageContaining("A_B");
    }

    private String run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
