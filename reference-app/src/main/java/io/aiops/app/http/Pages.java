package io.aiops.app.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Locale;
import java.util.Map;

/** The pages of the web application, from the class path. Whatever is no file of it is a page of the one application. */
final class Pages {

    private static final String ROOT = "/ui";
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html;charset=utf-8"),
            Map.entry("js", "text/javascript;charset=utf-8"),
            Map.entry("css", "text/css;charset=utf-8"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("json", "application/json"),
            Map.entry("map", "application/json"),
            Map.entry("txt", "text/plain;charset=utf-8"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("woff", "font/woff"),
            Map.entry("ttf", "font/ttf"),
            Map.entry("wasm", "application/wasm"));

    private static final String WITHOUT_UI = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>AiOps</title></head>
            <body>
            <h1>AiOps</h1>
            <p>The platform runs. This build has no pages; use the REST API:</p>
            <ul>
            <li><a href="/openapi.json">/openapi.json</a> describes all calls</li>
            <li><a href="/ready">/ready</a> says whether the platform is ready</li>
            <li><code>/ai/&lt;service&gt;/predict</code> calls a service</li>
            </ul>
            <p>本次构建不含网页，请使用 REST 接口。</p>
            </body></html>
            """;

    /** Answers with the file of that path, or with the application's first page; false if there is nothing to show. */
    boolean serve(Context context) throws IOException {
        String path = context.path();
        if (!path.matches("/[A-Za-z0-9/_.@-]*") || path.contains("..")) {
            return false;
        }
        if (!path.endsWith("/") && send(context, path)) {
            return true;
        }
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (last.contains(".") && !last.endsWith(".html")) {
            return false;
        }
        if (!send(context, "/index.html")) {
            context.header("Cache-Control", "no-store").html(WITHOUT_UI);
        }
        return true;
    }

    private static boolean send(Context context, String path) throws IOException {
        URL resource = Pages.class.getResource(ROOT + path);
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
        if (resource == null || type == null) {
            return false;
        }
        boolean hashed = path.startsWith("/assets/");
        context.status(200);
        context.header("Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-store");
        context.contentType(type);
        try (InputStream in = resource.openStream()) {
            context.result(in.readAllBytes());
        }
        return true;
    }
}
