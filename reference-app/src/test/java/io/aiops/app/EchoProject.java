package io.aiops.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A small service as a user would write it, for tests: it answers what it was asked and writes each call to its log. */
final class EchoProject {

    private static final String PROGRAM = """
            import json, os, sys
            from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

            class Echo(BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"

                def do_GET(self):
                    self.reply({"status": "healthy", "path": self.path, "id": os.environ["SERVICE_ID"],
                                "greeting": os.environ.get("GREETING", ""),
                                "own": {k: v for k, v in os.environ.items() if k.startswith("SERVICE_")}})

                def do_POST(self):
                    body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                    print("call 调用 " + body.decode(), flush=True)
                    self.reply({"received": json.loads(body)})

                def reply(self, value):
                    body = json.dumps(value).encode()
                    self.send_response(200)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)

                def log_message(self, *words):
                    pass

            print("begins", flush=True)
            ThreadingHTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Echo).serve_forever()
            """;

    private static final String MANIFEST = """
            runtime: command
            command: [python3, main.py]
            health: {path: /health, interval: 1, timeout: 2, start_timeout: 20}
            """;

    private EchoProject() {}

    /** Writes it into a folder. */
    static Path in(Path folder) throws IOException {
        return write(folder, MANIFEST, PROGRAM);
    }

    /** Writes one that says its last words and exits. */
    static Path thatExits(Path folder) throws IOException {
        return write(folder, MANIFEST, "import sys\nprint('last words', file=sys.stderr)\nsys.exit(3)\n");
    }

    /** Writes one whose build takes its time and says so. */
    static Path thatBuilds(Path folder) throws IOException {
        return write(
                folder,
                MANIFEST + "build: [python3, build.py]\n",
                PROGRAM,
                "import time\nfor i in range(20):\n    print('step 步骤', i, flush=True)\n    time.sleep(0.1)\n");
    }

    /** The same as a zip. */
    static Path zip(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            entry(zip, "echo/main.py", PROGRAM);
            entry(zip, "echo/aiops.yaml", MANIFEST);
        }
        return file;
    }

    /** A zip with an entry that leads out of its folder. */
    static Path hostileZip(Path file, String entry) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            entry(zip, "main.py", PROGRAM);
            entry(zip, entry, "gotcha");
        }
        return file;
    }

    private static Path write(Path folder, String manifest, String program, String... build) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("aiops.yaml"), manifest);
        Files.writeString(folder.resolve("main.py"), program);
        if (build.length > 0) {
            Files.writeString(folder.resolve("build.py"), build[0]);
        }
        return folder;
    }

    private static void entry(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
