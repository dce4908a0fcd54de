package io.aiops.gitea.git;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what a server says of its refs. */
final class Advertisement {

    static final String NOTHING = "0".repeat(40);

    private static final int MOST_REFS = 1_000_000;

    private final Map<String, String> refs = new LinkedHashMap<>();
    private final Map<String, String> peeled = new LinkedHashMap<>();
    private final Set<String> capabilities = new LinkedHashSet<>();

    private Advertisement() {}

    static RemoteRefs read(InputStream in) throws IOException {
        Advertisement advertisement = new Advertisement();
        Optional<byte[]> line = PktLines.read(in);
        if (line.isPresent() && PktLines.text(line.get()).startsWith("# service=")) {
            PktLines.read(in);
            line = PktLines.read(in);
        }
        while (line.isPresent()) {
            advertisement.take(PktLines.text(line.get()));
            line = PktLines.read(in);
        }
        return new RemoteRefs(advertisement.refs, advertisement.peeled, advertisement.capabilities);
    }

    private void take(String line) throws IOException {
        int zero = line.indexOf('\0');
        if (zero >= 0) {
            capabilities.addAll(List.of(line.substring(zero + 1).strip().split(" +")));
        }
        String plain = zero < 0 ? line : line.substring(0, zero);
        if (plain.startsWith("ERR ")) {
            throw new IOException(plain.substring(4));
        }
        int blank = plain.indexOf(' ');
        if (blank < 0 || refs.size() > MOST_REFS) {
            return; // "shallow" lines and what later versions may add
        }
        String id = plain.substring(0, blank);
        String name = plain.substring(blank + 1);
        if (id.equals(NOTHING) || id.equals("shallow")) {
            return;
        }
        if (name.endsWith("^{}")) {
            peeled.put(name.substring(0, name.length() - 3), id);
        } else {
            refs.put(name, id);
        }
    }
}
