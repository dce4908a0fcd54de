"""The HTTP service around ai_algorithm.py."""

import asyncio
import base64
import binascii
import http.client
import json
import os
import signal
import sys
import tempfile
import time
import urllib.request
from contextlib import asynccontextmanager

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))

sys.dont_write_bytecode = True  # a release is never written to

import uvicorn
from fastapi import FastAPI, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from python_multipart.exceptions import FormParserError
from starlette.datastructures import UploadFile

from ai_algorithm import FORMATS, MAX_BYTES, MAX_PIXELS, PARAMS, ImageRecognizer, InvalidInput, TooLarge, check_params

VERSION = "1.0.0"
MAX_ITEMS = 16
MAX_REQUEST_BYTES = 48_000_000
URL_TIMEOUT_SECONDS = 10
WORKERS = 2  # images in work at once; one is decoded while another is searched


def allow_urls():
    """Whether the service may fetch http(s) URLs: off, since it would read for the caller what only this host can reach."""
    return os.environ.get("SERVICE_ALLOW_URLS", "").strip().lower() == "true"


class RequestLog:
    """One line to standard output for each request."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0

        async def watched_send(message):
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched_send)
        finally:
            path = scope.get("raw_path", b"").decode("latin-1")[:200]
            spent = (time.perf_counter() - started) * 1000
            print("%s %s %d %.1f ms" % (scope["method"], ascii(path)[1:-1], status, spent), flush=True)


@asynccontextmanager
async def lifespan(app):
    data_dir = os.environ.get("SERVICE_DATA_DIR")
    if data_dir:
        # Uploads over 1 MB pass through temporary files.
        tempfile.tempdir = os.path.join(data_dir, "tmp")
        os.makedirs(tempfile.tempdir, exist_ok=True)
    app.state.slots = asyncio.Semaphore(WORKERS)
    app.state.recognizer = await run_in_threadpool(ImageRecognizer)
    yield
    app.state.recognizer = None


app = FastAPI(title="image-recog", version=VERSION, lifespan=lifespan, docs_url=None, redoc_url=None)
app.add_middleware(RequestLog)


@app.exception_handler(Exception)
async def unexpected(request, error):
    return JSONResponse({"detail": "the service failed on this input; its log says why"}, status_code=500)


@app.get("/health")
async def health():
    if getattr(app.state, "recognizer", None) is None:
        return JSONResponse({"status": "starting"}, status_code=503)
    return {"status": "healthy"}


@app.get("/info")
async def info():
    return {
        "id": os.environ.get("SERVICE_ID", "image-recog"),
        "name": os.environ.get("SERVICE_NAME", "图像识别"),
        "version": VERSION,
        "task": "object-detection",
        "input": {
            "type": "image",
            "formats": FORMATS,
            "max_bytes": MAX_BYTES,
            "max_pixels": MAX_PIXELS,
            "max_items": MAX_ITEMS,
            "urls": allow_urls(),
        },
        "output": {"type": "boxes"},
        "params": PARAMS,
        "metrics": ["precision", "recall"],
    }


@app.post("/predict")
async def predict(request: Request):
    started = time.perf_counter()
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    limit_body(request)
    try:
        if kind == "multipart/form-data":
            items, batch_id, params = await read_form(request)
        elif kind == "application/json" or kind.endswith("+json"):
            items, batch_id, params = await read_json(request)
        else:
            raise HTTPException(415, "send multipart/form-data or application/json, not %s" % (kind[:100] or "nothing"))
        if batch_id is not None and (not isinstance(batch_id, str) or printable(batch_id) != batch_id):
            raise InvalidInput("batch_id must be a string")
        params = check_params(params)
        if not items:
            raise InvalidInput("input_data is missing or empty")
        if len(items) > MAX_ITEMS:
            raise TooLarge("input_data has %d images, allowed are %d" % (len(items), MAX_ITEMS))
        predictions = []
        for index, (name, source) in enumerate(items):
            try:
                data = source if isinstance(source, bytes) else await run_in_threadpool(read_source, source)
                async with app.state.slots:
                    prediction = await run_in_threadpool(app.state.recognizer.predict, data, params)
            except InvalidInput as invalid:
                raise type(invalid)("input_data[%d]: %s" % (index, invalid)) from None
            predictions.append({"name": name, **prediction} if name else prediction)
    except TooLarge as large:
        raise HTTPException(413, printable(str(large))) from None
    except InvalidInput as invalid:
        raise HTTPException(400, printable(str(invalid))) from None
    elapsed = round((time.perf_counter() - started) * 1000, 2)
    return {"batch_id": batch_id, "predictions": predictions, "elapsed_ms": elapsed}


def printable(text):
    """The text with halves of surrogate pairs, which JSON can carry and UTF-8 cannot, replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")


def limit_body(request):
    """Refuses a body over the limit: at once if its length is announced, else when it gets there."""
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > MAX_REQUEST_BYTES:
        raise HTTPException(413, "the request has %s bytes, allowed are %d" % (announced, MAX_REQUEST_BYTES))
    received = 0
    receive = request._receive

    async def counted():
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > MAX_REQUEST_BYTES:
            raise HTTPException(413, "the request is over the %d bytes allowed" % MAX_REQUEST_BYTES)
        return message

    request._receive = counted


async def read_form(request):
    try:
        form = await request.form(max_files=MAX_ITEMS, max_fields=MAX_ITEMS + 8, max_part_size=MAX_REQUEST_BYTES)
    except (FormParserError, LookupError, ValueError) as broken:
        raise InvalidInput("the form cannot be read: %s" % broken) from None
    try:
        items = []
        for value in form.getlist("input_data"):
            if isinstance(value, UploadFile):
                items.append((value.filename, await value.read()))
            elif value:
                items.append((None, value))
        params = form.get("params")
        batch_id = form.get("batch_id")
    finally:
        await form.close()
    if isinstance(params, UploadFile) or isinstance(batch_id, UploadFile):
        raise InvalidInput("params and batch_id are text fields, not files")
    return items, batch_id, parse_json(params, "params") if params else None


async def read_json(request):
    body = parse_json(await request.body(), "the body")
    if not isinstance(body, dict):
        raise InvalidInput("the body must be a JSON object")
    given = body.get("input_data")
    if isinstance(given, str):
        given = [given]
    if not isinstance(given, list):
        raise InvalidInput("input_data must be a base64 text, a data: URL, or a list of them")
    for index, item in enumerate(given):
        if not isinstance(item, str):
            raise InvalidInput("input_data[%d]: must be a base64 text or a data: URL" % index)
    return [(None, item) for item in given], body.get("batch_id"), body.get("params")


def parse_json(text, what):
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as broken:
        raise InvalidInput("%s is not JSON: %s" % (what, str(broken)[:200])) from None


def read_source(text):
    """The bytes that a text stands for: base64, a data: URL, or, where allowed, an http(s) URL."""
    text = text.strip()
    start = text[:8].lower()
    if start.startswith(("http://", "https://")):
        if not allow_urls():
            raise InvalidInput("URLs are not fetched by this service; send the image itself, or have SERVICE_ALLOW_URLS=true set")
        return fetch(text)
    if start.startswith("data:"):
        head, comma, payload = text.partition(",")
        if not comma or not head.lower().endswith(";base64"):
            raise InvalidInput("the data: URL must be of the form data:image/png;base64,...")
        text = payload
    if len(text) > (MAX_BYTES + 2) // 3 * 4 + MAX_BYTES // 16:
        raise TooLarge("the image is over the %d bytes allowed" % MAX_BYTES)
    try:
        return base64.b64decode("".join(text.split()).encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise InvalidInput("neither base64, nor a data: URL, nor an http(s) URL") from None


class OnlyWebRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, request, answer, code, message, headers, target):
        if not target.lower().startswith(("http://", "https://")):
            raise InvalidInput("the URL redirects to something that is not http(s)")
        return super().redirect_request(request, answer, code, message, headers, target)


def fetch(url):
    try:
        opener = urllib.request.build_opener(OnlyWebRedirects)
        with opener.open(url, timeout=URL_TIMEOUT_SECONDS) as answer:
            deadline = time.monotonic() + URL_TIMEOUT_SECONDS
            data = bytearray()
            while True:
                part = answer.read1(65536)
                if not part:
                    return bytes(data)
                data += part
                if len(data) > MAX_BYTES:
                    raise TooLarge("the image behind the URL is over the %d bytes allowed" % MAX_BYTES)
                if time.monotonic() > deadline:
                    raise InvalidInput("the URL took over %d seconds" % URL_TIMEOUT_SECONDS)
    except InvalidInput:
        raise
    except (OSError, ValueError, http.client.HTTPException) as failed:
        raise InvalidInput("the URL cannot be read: %s" % failed) from None


def main():
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=os.environ.get("HOST", "127.0.0.1"),
            port=int(os.environ.get("PORT", "8000")),
            access_log=False,
            timeout_graceful_shutdown=5,
        )
    )
    server.run()
    sys.exit(0 if server.started else 1)


if __name__ == "__main__":
    main()
