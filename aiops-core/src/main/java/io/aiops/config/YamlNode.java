package io.aiops.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A YAML file as it was written: numbers keep their spelling, everything knows its line. */
sealed interface YamlNode {

    /** The line it begins in, from 1. */
    int line();

    /** The value as plain Java, as JSON would have it. */
    @Nullable
    Object toJava();

    /** Keys and values; a key may be there more than once. */
    record Mapping(int line, List<Member> members) implements YamlNode {

        @Override
        public Object toJava() {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            members.forEach(member -> map.put(member.name(), member.value().toJava()));
            return map;
        }
    }

    /** One key and its value. */
    record Member(String name, YamlNode value) {}

    /** A list. */
    record Sequence(int line, List<YamlNode> items) implements YamlNode {

        @Override
        public Object toJava() {
            List<@Nullable Object> list = new ArrayList<>();
            items.forEach(item -> list.add(item.toJava()));
            return list;
        }
    }

    /** A text, number, truth value or null, as it was spelled. */
    record Scalar(int line, JsonToken kind, String text) implements YamlNode {

        boolean isNull() {
            return kind == JsonToken.VALUE_NULL;
        }

        @Override
        public @Nullable Object toJava() {
            return switch (kind) {
                case VALUE_NULL -> null;
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(text);
                default -> text;
            };
        }

        private static Object number(String text) {
            try {
                return new BigDecimal(text);
            } catch (NumberFormatException yamlOnly) {
                return text; // 0x1F and the like, which JSON does not know
            }
        }
    }

    /**
     * Reads a file.
     *
     * @return empty for an empty file
     * @throws Broken if it is no YAML
     * @throws IOException if it cannot be read
     */
    static Optional<YamlNode> read(Path file) throws IOException {
        YAMLParser parser = new YAMLFactory().createParser(Files.readString(file));
        try (parser) {
            Optional<YamlNode> root =
                    parser.nextToken() == null ? Optional.empty() : Optional.of(new Reader(parser).node());
            if (parser.nextToken() != null) {
                throw new Broken(parser.currentTokenLocation().getLineNr(), "holds more than one document");
            }
            return root;
        } catch (JsonProcessingException broken) {
            // The parser's own message may quote the line, and the line may hold a secret.
            int line = broken.getLocation() == null ? 0 : broken.getLocation().getLineNr();
            throw new Broken(line, "is not valid YAML");
        }
    }

    /** A file that is no YAML, or more YAML than is read. */
    final class Broken extends IOException {
        Broken(int line, String what) {
            super(what + " (line " + line + ")");
        }
    }

    /** Turns tokens into nodes. */
    final class Reader {
        private static final int DEEPEST = 100;

        private final YAMLParser parser;
        private int depth;

        private Reader(YAMLParser parser) {
            this.parser = parser;
        }

        private YamlNode node() throws IOException {
            int line = parser.currentTokenLocation().getLineNr();
            if (parser.isCurrentAlias()) {
                throw new Broken(line, "holds a reference (*name), which is not supported");
            }
            if (depth > DEEPEST) {
                throw new Broken(line, "is nested too deeply");
            }
            depth++;
            YamlNode node = switch (parser.currentToken()) {
                case START_OBJECT -> new Mapping(line, members());
                case START_ARRAY -> new Sequence(line, items());
                default -> new Scalar(line, parser.currentToken(), parser.getText());
            };
            depth--;
            return node;
        }

        private List<Member> members() throws IOException {
            List<Member> members = new ArrayList<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                members.add(new Member(name, node()));
            }
            return members;
        }

        private List<YamlNode> items() throws IOException {
            List<YamlNode> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(node());
            }
            return items;
        }
    }
}
