package io.aiops.app;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A form as curl sends it. */
final class UploadFormBody {

    private final List<byte[]> parts = new ArrayList<>();

    static UploadFormBody of(String algorithm) {
        return new UploadFormBody().field("algorithm_id", algorithm);
    }

    UploadFormBody field(String name, String value) {
        return part("name=\"" + name + "\"", value.getBytes(StandardCharsets.UTF_8));
    }

    UploadFormBody file(String path, byte[] content) {
        return file("files", path, content);
    }

    UploadFormBody file(String path, String content) {
        return file("files", path, content.getBytes(StandardCharsets.UTF_8));
    }

    UploadFormBody file(String field, String path, byte[] content) {
        return part("name=\"" + field + "\"; filename=\"" + path + "\"", content);
    }

    HttpRequest.Builder to(Api api, String path) {
        List<byte[]> all = new ArrayList<>(parts);
        all.add("--line--\r\n".getBytes(StandardCharsets.US_ASCII));
        return api.request(path)
                .header("Content-Type", "multipart/form-data; boundary=line")
                .POST(BodyPublishers.ofByteArrays(all));
    }

    private UploadFormBody part(String disposition, byte[] content) {
        parts.add(("--line\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        parts.add(content);
        parts.add("\r\n".getBytes(StandardCharsets.US_ASCII));
        return this;
    }
}
