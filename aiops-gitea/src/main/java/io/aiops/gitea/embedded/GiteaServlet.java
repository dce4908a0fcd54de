package io.aiops.gitea.embedded;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole server behind one servlet, wherever a host mounts it. */
final class GiteaServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(GiteaServlet.class);
    private static final String API = "/api/v1";

    private final transient ObjectMapper json = JsonText.mapper();
    private final transient Gatekeeper gatekeeper;
    private final transient GitOverHttp git;
    private final transient Routes routes;
    private final transient Optional<URI> externalUrl;
    private final transient GitLimits limits;

    GiteaServlet(Gatekeeper gatekeeper, GitOverHttp git, Routes routes, Optional<URI> externalUrl, GitLimits limits) {
        this.gatekeeper = gatekeeper;
        this.git = git;
        this.routes = routes;
        this.externalUrl = externalUrl;
        this.limits = limits;
    }

    @Override
    public void init() throws ServletException {
        git.init(getServletConfig());
    }

    @Override
    public void destroy() {
        git.destroy();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String mount = mountOf(request);
        Links links = externalUrl.map(Links::of).orElseGet(() -> linksOf(request, mount));
        boolean api = false;
        try {
            String path = PathText.decode(request.getRequestURI().substring(mount.length()))
                    .orElseThrow(() -> Refusal.badRequest("the path is no UTF-8 text"));
            api = path.startsWith(API + "/");
            if (api) {
                answerApi(request, response, path.substring(API.length()), links);
            } else if (GitOverHttp.isGit(path)) {
                git.service(request, response, path, gatekeeper.admit(request), links);
            } else {
                throw Refusal.notFound("Not found");
            }
        } catch (Refusal refusal) {
            refuse(response, refusal, links, api);
        } catch (IOException | RuntimeException e) {
            if (response.isCommitted()) {
                throw e;
            }
            LOG.warn("{} {} failed", request.getMethod(), request.getRequestURI(), e);
            refuse(response, Refusal.of(500, ""), links, api);
        }
    }

    private void answerApi(HttpServletRequest request, HttpServletResponse response, String path, Links links)
            throws IOException {
        Optional<GitAccount> account = gatekeeper.admit(request);
        List<Route> matching = routes.matching(path);
        if (matching.isEmpty()) {
            throw Refusal.notFound("not found");
        }
        Route route = matching.stream()
                .filter(each -> each.isFor(request.getMethod()))
                .findFirst()
                .orElseThrow(() -> Refusal.of(405, "Method Not Allowed"));
        requireScope(route, account);
        Map<String, String> parts = route.match(path).orElseThrow();
        route.endpoint().answer(new Call(request, response, json, links, path, parts, account, limits.bodyBytes()));
    }

    private static void requireScope(Route route, Optional<GitAccount> account) {
        if (route.scope().isEmpty()) {
            return;
        }
        GitAccount who = account.orElseThrow(() -> Refusal.of(401, "token is required"));
        String category = route.scope().get();
        boolean allowed =
                route.writes() ? who.scopes().mayWrite(category) : who.scopes().mayRead(category);
        if (!allowed) {
            throw Refusal.forbidden("token does not have at least one of required scope(s), required=["
                    + (route.writes() ? "write:" : "read:") + category + "], token scope="
                    + who.scopes().listed());
        }
    }

    private void refuse(HttpServletResponse response, Refusal refusal, Links links, boolean api) throws IOException {
        if (refusal.status() == 413) {
            // The rest of the body is not read, so the connection cannot be used again; saying so spares the caller a
            // race.
            response.setHeader("Connection", "close");
        }
        response.resetBuffer();
        response.setStatus(refusal.status());
        if (refusal.location().isPresent()) {
            response.setHeader("Location", refusal.location().get());
            return;
        }
        if (refusal.status() == 401 && !api) {
            response.setHeader("WWW-Authenticate", "Basic realm=\"Gitea\"");
        }
        byte[] body = api
                ? json.writeValueAsBytes(Views.error(refusal, links))
                : (refusal.message() + "\n").getBytes(StandardCharsets.UTF_8);
        response.setContentType(api ? "application/json;charset=utf-8" : "text/plain;charset=utf-8");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** The part of the path before what belongs to this server, as it was sent. */
    private static String mountOf(HttpServletRequest request) {
        String pattern = request.getHttpServletMapping().getPattern();
        return request.getContextPath() + (pattern.endsWith("/*") ? pattern.substring(0, pattern.length() - 2) : "");
    }

    private static Links linksOf(HttpServletRequest request, String mount) {
        StringBuilder root = new StringBuilder();
        root.append(request.getScheme()).append("://").append(request.getServerName());
        boolean usual = request.getServerPort() == (request.getScheme().equals("https") ? 443 : 80);
        if (!usual) {
            root.append(':').append(request.getServerPort());
        }
        return new Links(root.append(mount).toString());
    }
}
