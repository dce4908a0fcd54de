"""Answers every request with its process id, by the HTTP server of the standard library."""
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

BODY = b'{"status": "healthy", "pid": %d}' % os.getpid()


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, *values):
        pass


HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Answer).serve_forever()
