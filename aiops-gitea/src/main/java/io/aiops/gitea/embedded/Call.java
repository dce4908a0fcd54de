package io.aiops.gitea.embedded;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One request to the API and its answer. Used by one thread. */
final class Call {

    private static final long READ_IN_VAIN = 32L << 20;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final ObjectMapper json;
    private final Links links;
    private final String path;
    private final Map<String, String> parts;
    private final Map<String, String> query;
    private final Optional<GitAccount> account;
    private final long bodyLimit;

    Call(
            HttpServletRequest request,
            HttpServletResponse response,
            ObjectMapper json,
            Links links,
            String path,
            Map<String, String> parts,
            Optional<GitAccount> account,
            long bodyLimit) {
        this.request = request;
        this.response = response;
        this.json = json;
        this.links = links;
        this.path = path;
        this.parts = parts;
        this.query = parse(request.getQueryString());
        this.account = account;
        this.bodyLimit = bodyLimit;
    }

    Links links() {
        return links;
    }

    String method() {
        return request.getMethod();
    }

    /** Who asks; 401 if nobody has signed in. */
    GitAccount account() {
        return account.orElseThrow(() -> Refusal.of(401, "token is required"));
    }

    /** A part of the path, decoded. */
    String part(String name) {
        return Optional.ofNullable(parts.get(name)).orElseThrow(() -> new IllegalStateException("no part " + name));
    }

    Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
    }

    /** The address of this request if it were sent to another repository. */
    String addressIn(RepositoryRecord repository) {
        String rest = path.substring(("/repos/" + part("owner") + "/" + part("repo")).length());
        String asked = request.getQueryString();
        return links.repository(repository) + PathText.encode(rest) + (asked == null ? "" : "?" + asked);
    }

    /** A switch in the query that is on unless it says {@code false}. */
    boolean on(String name) {
        return !query(name).filter("false"::equals).isPresent();
    }

    /** A switch in the query that is off unless it says {@code true} or {@code 1}. */
    boolean asked(String name) {
        return query(name)
                .filter(value -> value.equals("true") || value.equals("1"))
                .isPresent();
    }

    int number(String name, int otherwise) {
        try {
            return query(name).map(Integer::parseInt).orElse(otherwise);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    Page page() {
        return Page.of(number("page", 1), number("limit", Page.STANDARD));
    }

    /** The JSON object of the body; 413 above the limit, 422 if it is none. */
    Fields body() throws IOException {
        if (request.getContentLengthLong() > bodyLimit) {
            throw tooLarge();
        }
        try (InputStream in = request.getInputStream()) {
            byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, bodyLimit + 1));
            if (bytes.length > bodyLimit) {
                throw tooLarge();
            }
            JsonNode node = bytes.length == 0 ? JsonNodeFactory.instance.objectNode() : json.readTree(bytes);
            if (node instanceof ObjectNode object) {
                return new Fields(object);
            }
            throw Refusal.invalid("the body must be a JSON object");
        } catch (JacksonException e) {
            throw Refusal.invalid("the body is no JSON: " + e.getOriginalMessage());
        }
    }

    void header(String name, String value) {
        response.setHeader(name, value);
    }

    Optional<String> requestHeader(String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    void answer(int status, JsonNode body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        response.setStatus(status);
        response.setContentType("application/json;charset=utf-8");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    void answerNothing(int status) {
        response.setStatus(status);
    }

    /** Starts an answer that is no JSON; the length is unknown if negative. */
    OutputStream stream(int status, String type, long length) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        if (length >= 0) {
            response.setContentLengthLong(length);
        }
        return response.getOutputStream();
    }

    /** Answers one page of a list that is at hand as a whole. */
    <T> void answerPage(List<T> all, Function<? super T, ? extends JsonNode> view) throws IOException {
        Page page = page();
        announcePage(page, all.size());
        answer(200, Views.array(page.of(all), view));
    }

    /** Sets the headers of a page. */
    void announcePage(Page page, long total) {
        header("X-Total-Count", Long.toString(total));
        header("Access-Control-Expose-Headers", "X-Total-Count, Link");
        String others = query.entrySet().stream()
                .filter(each -> !each.getKey().equals("page") && !each.getKey().equals("limit"))
                .map(each -> PathText.encode(each.getKey()) + "=" + PathText.encode(each.getValue()) + "&")
                .collect(Collectors.joining());
        String link = page.links(links.api(path), others, total);
        if (!link.isEmpty()) {
            header("Link", link);
        }
    }

    /** Reads on a bit: a caller that is still sending when the connection ends would see a broken one and no answer. */
    private Refusal tooLarge() throws IOException {
        try (InputStream rest = request.getInputStream()) {
            byte[] ignored = new byte[8192];
            long left = READ_IN_VAIN;
            for (int read = 0; left > 0 && read >= 0; left -= read) {
                read = rest.read(ignored);
            }
        }
        return Refusal.of(413, "the body is larger than " + bodyLimit + " bytes; push it with git instead");
    }

    private static Map<String, String> parse(@org.jspecify.annotations.Nullable String text) {
        Map<String, String> all = new LinkedHashMap<>();
        if (text == null) {
            return all;
        }
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            try {
                all.putIfAbsent(
                        URLDecoder.decode(name, StandardCharsets.UTF_8),
                        URLDecoder.decode(value, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw Refusal.badRequest("the query has a broken percent sign");
            }
        }
        return all;
    }
}
