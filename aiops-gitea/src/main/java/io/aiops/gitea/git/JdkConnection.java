package io.aiops.gitea.git;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * One request of JGit, sent by {@link GitHttp}. Only the headers of the protocol pass, so that nothing of the host's
 * configuration comes along. An answer that is no success is thrown, not handed to JGit.
 */
final class JdkConnection implements HttpConnection {

    private static final Set<String> PASSED = Set.of(
            "accept", "accept-encoding", "content-type", "content-encoding", "git-protocol", "pragma", "user-agent");
    private static final int MOST_BODY = 64 << 20;

    private final GitHttp http;
    private final GitRemote remote;
    private final GitAccess access;
    private final GitOperation operation;
    private final URL url;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private String method = "GET";
    private @Nullable GitAnswer answer;

    private JdkConnection(GitHttp http, GitRemote remote, GitAccess access, GitOperation operation, URL url) {
        this.http = http;
        this.remote = remote;
        this.access = access;
        this.operation = operation;
        this.url = url;
    }

    /** Connections of one operation to one repository. */
    static HttpConnectionFactory factory(GitHttp http, GitRemote remote, GitAccess access, GitOperation operation) {
        return new HttpConnectionFactory() {
            @Override
            public HttpConnection create(URL url) throws IOException {
                if (!url.toString().startsWith(remote.url() + "/")) {
                    throw new IOException("git wanted to go to another address than " + remote);
                }
                return new JdkConnection(http, remote, access, operation, url);
            }

            @Override
            public HttpConnection create(URL url, Proxy proxy) throws IOException {
                return create(url);
            }
        };
    }

    private GitAnswer answer() throws IOException {
        GitAnswer known = answer;
        if (known != null) {
            return known;
        }
        byte[] bytes = body.toByteArray();
        GitRequest request = new GitRequest(
                remote,
                access,
                URI.create(url.toString()),
                headers,
                method.equals("POST") ? BodyPublishers.ofByteArray(bytes) : null,
                bytes.length);
        try {
            GitAnswer fresh = http.send(request, new Movement(), operation.cancellation());
            answer = fresh;
            return fresh;
        } catch (GitException refused) {
            throw new GitFailure(refused);
        }
    }

    @Override
    public int getResponseCode() throws IOException {
        return answer().status();
    }

    @Override
    public String getResponseMessage() throws IOException {
        return answer().status() == HTTP_OK ? "OK" : "";
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(answer().body()) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int read = super.read(buffer, offset, length);
                operation.received(Math.max(read, 0));
                return read;
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (body.size() + length > MOST_BODY) {
                    throw new IOException("git's question is larger than " + MOST_BODY + " bytes");
                }
                body.write(bytes, offset, length);
            }
        };
    }

    @Override
    public void setRequestProperty(String key, String value) {
        if (PASSED.contains(key.toLowerCase(Locale.ROOT))) {
            headers.put(key, value);
        }
    }

    @Override
    public void setRequestMethod(String wanted) {
        method = wanted;
    }

    @Override
    public String getRequestMethod() {
        return method;
    }

    @Override
    public URL getURL() {
        return url;
    }

    @Override
    public Map<String, List<String>> getHeaderFields() {
        GitAnswer known = answer;
        return known == null ? Map.of() : known.headers().map();
    }

    @Override
    public @Nullable String getHeaderField(String name) {
        GitAnswer known = answer;
        return known == null ? null : known.headers().firstValue(name).orElse(null);
    }

    @Override
    public List<String> getHeaderFields(String name) {
        GitAnswer known = answer;
        return known == null ? List.of() : known.headers().allValues(name);
    }

    @Override
    public @Nullable String getContentType() {
        return getHeaderField("Content-Type");
    }

    @Override
    public int getContentLength() {
        return -1;
    }

    @Override
    public void connect() throws IOException {
        answer();
    }

    @Override
    public boolean usingProxy() {
        return false;
    }

    @Override
    public void setUseCaches(boolean use) {}

    @Override
    public void setConnectTimeout(int millis) {}

    @Override
    public void setReadTimeout(int millis) {}

    @Override
    public void setInstanceFollowRedirects(boolean follow) {}

    @Override
    public void setDoOutput(boolean output) {}

    @Override
    public void setFixedLengthStreamingMode(int length) {}

    @Override
    public void setChunkedStreamingMode(int length) {}

    @Override
    public void configure(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {}

    @Override
    public void setHostnameVerifier(HostnameVerifier verifier) {}
}
