package io.aiops.project;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads one YAML document into plain parts. There are no types to construct; anchors, aliases and tags are refused, depth is
 * bounded, and a key that comes twice is an error rather than a quiet loss.
 */
final class YamlReader {

    private static final int MAX_DEPTH = 16;

    private final YAMLFactory factory = new YAMLFactory();

    /** What went wrong, and where. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    /** The document; empty if there is none. */
    Optional<YamlNode> read(String text) throws Malformed {
        try (YAMLParser parser = factory.createParser(text)) {
            if (parser.nextToken() == null) {
                return Optional.empty();
            }
            YamlNode root = node(parser, 0);
            if (parser.nextToken() != null) {
                throw malformed(parser, "a second document begins");
            }
            return Optional.of(root);
        } catch (JsonProcessingException broken) {
            String first = broken.getOriginalMessage().lines().findFirst().orElse("not YAML");
            String where = broken.getLocation() == null
                    ? ""
                    : "line " + broken.getLocation().getLineNr() + ": ";
            throw new Malformed(where + Words.printable(first));
        } catch (IOException impossible) {
            throw new Malformed(String.valueOf(impossible.getMessage()));
        }
    }

    private YamlNode node(YAMLParser parser, int depth) throws IOException, Malformed {
        if (depth > MAX_DEPTH) {
            throw malformed(parser, "more than " + MAX_DEPTH + " levels in each other");
        }
        if (parser.isCurrentAlias() || parser.getObjectId() != null) {
            throw malformed(parser, "anchors and aliases (& and *) are not used here; write the value out");
        }
        if (parser.getTypeId() != null) {
            throw malformed(parser, "tags (!) are not used here");
        }
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return mapping(parser, depth);
        }
        if (token == JsonToken.START_ARRAY) {
            List<YamlNode> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(node(parser, depth + 1));
            }
            return new YamlNode.Sequence(items);
        }
        return new YamlNode.Scalar(String.valueOf(parser.getText()), token == JsonToken.VALUE_NULL);
    }

    private YamlNode mapping(YAMLParser parser, int depth) throws IOException, Malformed {
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            if (entries.containsKey(key)) {
                throw malformed(parser, "\"" + Words.printable(key) + "\" is there twice");
            }
            parser.nextToken();
            entries.put(key, node(parser, depth + 1));
        }
        return new YamlNode.Mapping(entries);
    }

    private static Malformed malformed(YAMLParser parser, String what) {
        return new Malformed("line " + parser.currentLocation().getLineNr() + ": " + what);
    }
}
