package io.aiops.gitea.embedded;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.PacketLineOut;

/**
 * Tells who clones an empty repository which branch it will have. JGit's server does not, and the first push would then go to
 * whatever branch the client likes to begin with.
 */
final class UnbornHead {

    private static final int LONGEST_REQUEST = 64 * 1024;

    private UnbornHead() {}

    /** Whether a clone asks in the version of the protocol that knows of this, and there is nothing to clone. */
    static boolean concerns(HttpServletRequest request, StoredRepository repository, String service)
            throws IOException {
        String protocol = request.getHeader("Git-Protocol");
        return service.equals("git-upload-pack")
                && protocol != null
                && Arrays.asList(protocol.split(":", -1)).contains("version=2")
                && repository.git().getRefDatabase().getRefs().isEmpty();
    }

    static void advertise(HttpServletResponse response) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PacketLineOut lines = new PacketLineOut(bytes);
        lines.writeString("# service=git-upload-pack\n");
        lines.end();
        for (String line : new String[] {"version 2", "ls-refs=unborn", "fetch=shallow", "object-format=sha1"}) {
            lines.writeString(line + "\n");
        }
        lines.end();
        send(response, "application/x-git-upload-pack-advertisement", bytes.toByteArray());
    }

    static void listRefs(HttpServletRequest request, HttpServletResponse response, StoredRepository repository)
            throws IOException {
        boolean listing = false;
        boolean unborn = false;
        for (String line : linesOf(request)) {
            listing |= line.equals("command=ls-refs");
            unborn |= line.equals("unborn");
        }
        if (!listing) {
            throw Refusal.badRequest("the repository is empty, there is nothing to fetch");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PacketLineOut lines = new PacketLineOut(bytes);
        if (unborn) {
            lines.writeString("unborn HEAD symref-target:" + Constants.R_HEADS
                    + repository.record().defaultBranch() + "\n");
        }
        lines.end();
        send(response, "application/x-git-upload-pack-result", bytes.toByteArray());
    }

    private static Iterable<String> linesOf(HttpServletRequest request) throws IOException {
        byte[] body;
        try (InputStream in = "gzip".equals(request.getHeader("Content-Encoding"))
                ? new GZIPInputStream(request.getInputStream())
                : request.getInputStream()) {
            body = in.readNBytes(LONGEST_REQUEST);
        }
        var lines = new java.util.ArrayList<String>();
        PacketLineIn packets = new PacketLineIn(new ByteArrayInputStream(body));
        String line = packets.readString();
        while (!PacketLineIn.isEnd(line)) {
            lines.add(line);
            line = packets.readString();
            if (PacketLineIn.isDelimiter(line)) {
                line = packets.readString();
            }
        }
        return lines;
    }

    private static void send(HttpServletResponse response, String type, byte[] body) throws IOException {
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-cache, max-age=0, must-revalidate");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
