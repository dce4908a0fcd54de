package io.aiops.gitea.embedded;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.http.server.GitServlet;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.resolver.ServiceNotAuthorizedException;

/** Git itself under {@code /{owner}/{repo}.git/}: who may come in is decided here, the rest is JGit's. */
final class GitOverHttp {

    private static final Set<String> SERVICES = Set.of("git-upload-pack", "git-receive-pack");

    private final RepositoryStore store;
    private final Access access;
    private final GitServlet servlet = new GitServlet();

    GitOverHttp(RepositoryStore store, Access access, Announcer announcer, GitLimits limits) {
        this.store = store;
        this.access = access;
        servlet.setRepositoryResolver(GitOverHttp::repository);
        servlet.setUploadPackFactory((request, git) -> upload(request, git));
        servlet.setReceivePackFactory((request, git) -> new AnnouncingReceivePack(errand(request), announcer, limits));
    }

    void init(ServletConfig config) throws ServletException {
        servlet.init(config);
    }

    void destroy() {
        servlet.destroy();
    }

    /** Whether a path is one of git's. */
    static boolean isGit(String path) {
        return path.contains(".git/");
    }

    /**
     * Serves a git request.
     *
     * @param path what follows the place where the server is mounted, decoded
     */
    void service(
            HttpServletRequest request,
            HttpServletResponse response,
            String path,
            Optional<GitAccount> account,
            Links links)
            throws IOException, ServletException {
        String[] parts = path.substring(1).split("/", 3);
        if (parts.length < 3 || !parts[1].endsWith(".git")) {
            throw Refusal.notFound("Not found");
        }
        String service = serviceOf(request, parts[2]);
        if (account.isEmpty()) {
            challenge(response);
            return;
        }
        String name = parts[1].substring(0, parts[1].length() - ".git".length());
        boolean writes = service.equals("git-receive-pack");
        Optional<StoredRepository> found =
                store.find(parts[0], name).filter(repository -> access.mayRead(account.get(), repository.record()));
        if (found.isEmpty()) {
            redirectOrRefuse(request, response, parts, name, account.get(), links);
            return;
        }
        requireRight(account.get(), found.get(), writes);
        if (UnbornHead.concerns(request, found.get(), service)) {
            if (request.getMethod().equals("GET")) {
                UnbornHead.advertise(response);
            } else {
                UnbornHead.listRefs(request, response, found.get());
            }
            return;
        }
        new GitErrand(found.get(), account.get(), links).attachTo(request);
        servlet.service(new Mounted(request, path), response);
    }

    private static String serviceOf(HttpServletRequest request, String rest) {
        String service = rest.equals("info/refs") ? parameter(request) : rest;
        if (!SERVICES.contains(service)) {
            throw Refusal.of(rest.equals("info/refs") ? 403 : 404, "only the smart protocol of git is served");
        }
        String method = rest.equals("info/refs") ? "GET" : "POST";
        if (!method.equals(request.getMethod())) {
            throw Refusal.of(405, "use " + method);
        }
        return service;
    }

    private static String parameter(HttpServletRequest request) {
        String query = Optional.ofNullable(request.getQueryString()).orElse("");
        return Arrays.stream(query.split("&"))
                .filter(pair -> pair.startsWith("service="))
                .map(pair -> pair.substring("service=".length()))
                .findFirst()
                .orElse("");
    }

    private void redirectOrRefuse(
            HttpServletRequest request,
            HttpServletResponse response,
            String[] parts,
            String name,
            GitAccount account,
            Links links) {
        StoredRepository moved = store.findByFormerName(parts[0], name)
                .filter(repository -> access.mayRead(account, repository.record()))
                .orElseThrow(() -> Refusal.notFound("Not found"));
        String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
        response.setStatus(request.getMethod().equals("GET") ? 301 : 307);
        response.setHeader("Location", links.clone(moved.record()) + "/" + parts[2] + query);
    }

    private void requireRight(GitAccount account, StoredRepository repository, boolean writes) {
        boolean scoped = writes
                ? account.scopes().mayWrite("repository")
                : account.scopes().mayRead("repository");
        if (!scoped) {
            throw Refusal.forbidden("the token lacks the scope " + (writes ? "write" : "read") + ":repository");
        }
        if (!writes) {
            return;
        }
        if (!access.mayWrite(account, repository.record())) {
            throw Refusal.forbidden("User permission denied for writing.");
        }
        if (repository.record().archived()) {
            throw Refusal.forbidden("This repo is archived. You can view files and clone it, but cannot push.");
        }
    }

    private static void challenge(HttpServletResponse response) throws IOException {
        response.setStatus(401);
        response.setHeader("WWW-Authenticate", "Basic realm=\"Gitea\"");
        response.setContentType("text/plain;charset=utf-8");
        response.getOutputStream().write("Unauthorized\n".getBytes(StandardCharsets.UTF_8));
    }

    private static GitErrand errand(HttpServletRequest request) throws ServiceNotAuthorizedException {
        return GitErrand.of(request).orElseThrow(ServiceNotAuthorizedException::new);
    }

    private static Repository repository(HttpServletRequest request, String name) throws RepositoryNotFoundException {
        Repository git = GitErrand.of(request)
                .orElseThrow(() -> new RepositoryNotFoundException(name))
                .repository()
                .git();
        git.incrementOpen();
        return git;
    }

    private static UploadPack upload(HttpServletRequest request, Repository git) {
        UploadPack upload = new UploadPack(git);
        PackConfig packs = new PackConfig(git);
        packs.setDeltaCompress(false);
        packs.setThreads(1);
        upload.setPackConfig(packs);
        upload.setRequestPolicy(UploadPack.RequestPolicy.ANY);
        String protocol = request.getHeader("Git-Protocol");
        if (protocol != null) {
            upload.setExtraParameters(Arrays.asList(protocol.split(":", -1)));
        }
        return upload;
    }

    /** The request as JGit shall see it, wherever the server is mounted. */
    private static final class Mounted extends HttpServletRequestWrapper {

        private final String path;

        Mounted(HttpServletRequest request, String path) {
            super(request);
            this.path = path;
        }

        @Override
        public String getServletPath() {
            return "";
        }

        @Override
        public String getPathInfo() {
            return path;
        }

        @Override
        public String getRequestURI() {
            return path;
        }

        @Override
        public String getParameter(String name) {
            return name.equals("service") ? parameter((HttpServletRequest) getRequest()) : super.getParameter(name);
        }
    }
}
