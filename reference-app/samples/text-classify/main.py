"""The HTTP service around ai_algorithm.py, with nothing but the standard library."""

import json
import os
import signal
import socket
import socketserver
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.dont_write_bytecode = True  # a release is never written to

from ai_algorithm import LABELS, MAX_CHARACTERS, MAX_ITEMS, PARAMS, InvalidInput, SentimentClassifier, TooLarge, check_params, check_texts
from train import MODEL, train_on_all

VERSION = "1.0.0"
MAX_BODY_BYTES = 8_000_000
MAX_DRAINED_BYTES = 64_000_000
STOP_SECONDS = 3


class Refused(Exception):
    """An answer other than 200."""

    def __init__(self, status, detail, headers=()):
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers


class Model:
    """Makes the classifier in the background, so that the service answers while it is being made."""

    def __init__(self):
        self.classifier = None
        self.failure = None

    def start(self):
        threading.Thread(target=self._make, name="model", daemon=True).start()

    def _make(self):
        try:
            try:
                self.classifier = SentimentClassifier.load(MODEL)
                say("model.json loaded")
            except (OSError, ValueError, KeyError) as missing:
                say("training, since model.json cannot be used (%s)" % missing)
                started = time.perf_counter()
                self.classifier = train_on_all()
                say("trained in %.1f s" % (time.perf_counter() - started))
        except Exception as failed:
            self.failure = "the model cannot be made: %s" % failed
            say(self.failure)


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def health(server, handler):
    if server.model.classifier is None:
        return 503, {"status": "failed" if server.model.failure else "starting", "detail": server.model.failure}
    return 200, {"status": "healthy"}


def info(server, handler):
    return 200, {
        "id": os.environ.get("SERVICE_ID", "text-classify"),
        "name": os.environ.get("SERVICE_NAME", "文本情感分类"),
        "version": VERSION,
        "task": "text-classification",
        "input": {
            "type": "text",
            "formats": ["text/plain"],
            "languages": ["zh", "en"],
            "max_bytes": MAX_BODY_BYTES,
            "max_items": MAX_ITEMS,
            "max_characters": MAX_CHARACTERS,
        },
        "output": {"type": "labels", "labels": LABELS},
        "params": PARAMS,
        "metrics": ["accuracy", "precision", "recall", "f1"],
    }


def predict(server, handler):
    started = time.perf_counter()
    kind = handler.headers.get("Content-Type", "").split(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise Refused(415, "send application/json, not %s" % (kind[:100] or "nothing"))
    try:
        body = json.loads(handler.read_body())
    except (ValueError, RecursionError) as broken:
        raise Refused(400, "the body is not JSON: %s" % str(broken)[:200]) from None
    if not isinstance(body, dict):
        raise Refused(400, "the body must be a JSON object")
    batch_id = body.get("batch_id")
    if batch_id is not None and not isinstance(batch_id, str):
        raise Refused(400, "batch_id must be a string")
    try:
        texts = check_texts(body.get("input_data"))
        params = check_params(body.get("params"))
    except TooLarge as large:
        raise Refused(413, str(large)) from None
    except InvalidInput as invalid:
        raise Refused(400, str(invalid)) from None
    classifier = server.model.classifier
    if classifier is None:
        raise Refused(503, server.model.failure or "the model is still being trained; try again", [("Retry-After", "2")])
    predictions = [classifier.predict(text, params) for text in texts]
    elapsed = round((time.perf_counter() - started) * 1000, 2)
    return 200, {"batch_id": batch_id, "predictions": predictions, "elapsed_ms": elapsed}


ROUTES = {"/health": ("GET", health), "/info": ("GET", info), "/predict": ("POST", predict)}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "text-classify/" + VERSION
    sys_version = ""
    timeout = 75
    disable_nagle_algorithm = True

    def dispatch(self):
        started = time.perf_counter()
        self.unread = None
        with self.server.request_in_work():
            status, answer, headers = self.answer()
            self.send_json(status, answer, headers)
            say("%s %s %d %.1f ms" % (self.command, ascii(self.path[:200])[1:-1], status, (time.perf_counter() - started) * 1000))
        if self.close_connection:
            self.drain()

    do_GET = do_POST = do_HEAD = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = dispatch

    def answer(self):
        try:
            self.unread = self.body_length()
            path = self.path.split("?")[0]
            if path not in ROUTES:
                raise Refused(404, "there is nothing here; try /health, /info or /predict")
            method, route = ROUTES[path]
            if self.command != method:
                raise Refused(405, "%s takes %s" % (path, method), [("Allow", method)])
            return (*route(self.server, self), [])
        except Refused as refused:
            return refused.status, {"detail": refused.detail}, refused.headers
        except (ConnectionError, socket.timeout):
            self.close_connection = True
            return 400, {"detail": "the body did not arrive"}, []
        except Exception as failed:
            sys.stderr.write("%s %s: %r\n" % (self.command, ascii(self.path[:200]), failed))
            return 500, {"detail": "the service failed on this input; its log says why"}, []

    def body_length(self):
        """Bytes of the body, or -1 where it comes in chunks."""
        coding = self.headers.get("Transfer-Encoding")
        if coding is not None:
            if coding.strip().lower() != "chunked":
                self.close_connection = True
                raise Refused(501, "the only transfer coding is chunked")
            return -1
        length = self.headers.get("Content-Length", "0").strip()
        if not (length.isascii() and length.isdigit()) or len(length) > 15 or len(self.headers.get_all("Content-Length", [])) > 1:
            self.close_connection = True
            raise Refused(400, "Content-Length is not a number")
        return int(length)

    def read_body(self):
        if self.unread == -1:
            return self.read_chunks()
        if self.unread > MAX_BODY_BYTES:
            raise Refused(413, "the request has %d bytes, allowed are %d" % (self.unread, MAX_BODY_BYTES))
        body = self.rfile.read(self.unread)
        if len(body) < self.unread:
            raise ConnectionError("the caller hung up")
        self.unread = 0
        return body

    def read_chunks(self):
        body = bytearray()
        while True:
            line = self.rfile.readline(100)
            try:
                size = int(line.split(b";")[0].strip(), 16)
            except ValueError:
                size = -1
            if size < 0:
                raise Refused(400, "the chunks of the body are broken")
            if len(body) + size > MAX_BODY_BYTES:
                raise Refused(413, "the request is over the %d bytes allowed" % MAX_BODY_BYTES)
            if size == 0:
                break
            body += self.rfile.read(size)
            if self.rfile.readline(3) != b"\r\n":
                raise Refused(400, "the chunks of the body are broken")
        for _ in range(100):
            if self.rfile.readline(1000) in (b"\r\n", b""):
                self.unread = 0
                return bytes(body)
        raise Refused(400, "the trailers of the body are broken")

    def send_json(self, status, answer, headers):
        text = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
        if self.unread != 0:
            self.close_connection = True
        self.send_response_only(status)
        self.send_header("Date", self.date_time_string())
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        for name, value in headers:
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self._headers_buffer.append(b"\r\n")
        head = b"".join(self._headers_buffer)
        self._headers_buffer = []
        try:
            self.wfile.write(head if self.command == "HEAD" else head + text)
        except OSError:
            self.close_connection = True

    def send_error(self, code, message=None, explain=None):
        """Called by the base class for requests that it cannot read."""
        self.close_connection = True
        self.unread = 0
        self.request_version = "HTTP/1.1"
        self.command = getattr(self, "command", None)
        self.send_json(code, {"detail": message or "the request cannot be read"}, [])
        say("- %d %s" % (code, ascii(getattr(self, "requestline", ""))[1:100]))

    def drain(self):
        """Takes what the caller still sends, within limits: closing on it would lose the answer on its way."""
        try:
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(1)
            deadline = time.monotonic() + 5
            left = MAX_DRAINED_BYTES
            while left > 0 and time.monotonic() < deadline:
                part = self.connection.recv(65536)
                if not part:
                    break
                left -= len(part)
        except OSError:
            pass

    def log_message(self, format, *arguments):
        """The base class's own lines; dispatch writes one line a request."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, host, port):
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.model = Model()
        self._work = threading.Condition()
        self._count = 0
        super().__init__((host, port), Handler)

    def server_bind(self):
        """Binds without the base class's look-up of the host's name, which can take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]

    def request_in_work(self):
        return InWork(self)

    def count(self, step):
        with self._work:
            self._count += step
            self._work.notify_all()

    def wait_for_work(self, seconds):
        with self._work:
            self._work.wait_for(lambda: self._count == 0, seconds)

    def handle_error(self, request, client_address):
        """A caller that hangs up is no error of the service."""
        failed = sys.exc_info()[1]
        if not isinstance(failed, OSError):
            sys.stderr.write("%s: %r\n" % (client_address[0], failed))


class InWork:
    def __init__(self, server):
        self.server = server

    def __enter__(self):
        self.server.count(1)

    def __exit__(self, *_):
        self.server.count(-1)


def main():
    host = os.environ.get("HOST", "127.0.0.1")
    port = int(os.environ.get("PORT", "8000"))
    server = Server(host, port)

    def stop(*_):
        # shutdown() waits for serve_forever(), which runs in this very thread.
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    server.model.start()
    say("listening on %s port %d" % (host, server.server_port))
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    server.wait_for_work(STOP_SECONDS)
    say("stopped")


if __name__ == "__main__":
    main()
