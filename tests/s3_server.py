"""A server that speaks as much of S3 as a store needs: objects put whole, listed, removed, and put on a condition.

Answers are those of the S3 API reference: PutObject with If-Match and If-None-Match, ListObjectsV2, DeleteObjects.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import escape

PAGE = 7  # keys a listing answers at a time
DATE = "2026-01-01T00:00:00.000Z"


class Server(ThreadingHTTPServer):
    """One bucket for all names; ``puts`` are the names put, in their order."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.objects: dict[str, bytes] = {}
        self.puts: list[str] = []
        self.lock = threading.Lock()

    @property
    def environment(self) -> dict[str, str]:
        """What makes a client come here."""
        return {
            "AWS_ENDPOINT": f"http://127.0.0.1:{self.server_address[1]}",
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
        }


class Handler(BaseHTTPRequestHandler):
    """A request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    @property
    def key(self) -> str:
        """Bucket and name."""
        return unquote(urlsplit(self.path).path).lstrip("/")

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            there = self.server.objects.get(self.key)
            if (code := self._refused(there)) is not None:
                self._fail(*code)
                return
            self.server.objects[self.key] = content
            self.server.puts.append(self.key)
        self._answer(200, b"", ETag=etag(content))

    def _refused(self, there: bytes | None) -> tuple[int, str] | None:
        if self.headers["If-None-Match"] == "*" and there is not None:
            return 412, "PreconditionFailed"
        if (wanted := self.headers["If-Match"]) is not None:
            if there is None:
                return 404, "NoSuchKey"
            if wanted != etag(there):
                return 412, "PreconditionFailed"
        return None

    def do_GET(self) -> None:
        if "list-type" in urlsplit(self.path).query:
            self._list()
        elif (content := self.server.objects.get(self.key)) is None:
            self._fail(404, "NoSuchKey")
        else:
            self._answer(200, content, ETag=etag(content), Last_Modified="Thu, 01 Jan 2026 00:00:00 GMT")

    do_HEAD = do_GET

    def _list(self) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        bucket, prefix = self.key.rstrip("/"), asked.get("prefix", "")
        with self.server.lock:
            objects = {
                key.removeprefix(f"{bucket}/"): c
                for key, c in self.server.objects.items()
                if key.startswith(f"{bucket}/")
            }
        names = sorted(name for name in objects if name.startswith(prefix))
        names = [name for name in names if name > asked.get("continuation-token", "")]
        rows = "".join(
            f"<Contents><Key>{escape(quote(name) if 'encoding-type' in asked else name)}</Key><LastModified>{DATE}</LastModified>"
            f"<ETag>{escape(etag(objects[name]))}</ETag><Size>{len(objects[name])}</Size></Contents>"
            for name in names[:PAGE]
        )
        more = len(names) > PAGE
        token = f"<NextContinuationToken>{escape(names[PAGE - 1])}</NextContinuationToken>" if more else ""
        body = f"<ListBucketResult><Name>{bucket}</Name><IsTruncated>{str(more).lower()}</IsTruncated>{token}{rows}</ListBucketResult>"
        self._answer(200, body.encode())

    def do_POST(self) -> None:
        asked = ElementTree.fromstring(self.rfile.read(int(self.headers["Content-Length"])))
        names = [element.text or "" for element in asked.iter() if element.tag.endswith("Key")]
        with self.server.lock:
            for name in names:
                self.server.objects.pop(f"{self.key.rstrip('/')}/{name}", None)
        said = "".join(f"<Deleted><Key>{escape(name)}</Key></Deleted>" for name in names)
        self._answer(200, f"<DeleteResult>{said}</DeleteResult>".encode())

    def _fail(self, status: int, code: str) -> None:
        self._answer(status, f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode())

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


def etag(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


@contextmanager
def serving() -> Iterator[Server]:
    """A server on this machine."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
