"""A bucket that speaks as much of S3 as photos need, on this machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

LIST = (
    '<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>{}</ListBucketResult>',
    "<Contents><Key>{}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><Size>1</Size></Contents>",
)


class Bucket(BaseHTTPRequestHandler):
    """Keeps what is put, and notes with which headers."""

    protocol_version = "HTTP/1.1"
    files: dict[str, bytes] = {}
    asked: list[tuple[str, str, dict[str, str]]] = []

    def do_PUT(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "aws-chunked" in (self.headers.get("Content-Encoding") or ""):
            size, _line, rest = body.partition(b"\r\n")
            body = rest[: int(size.split(b";")[0], 16)]
        self.files[self._key()] = body
        self._answer(200)

    def do_GET(self):
        query = parse_qs(urlsplit(self.path).query)
        if "prefix" in query or "list-type" in query:
            prefix = query.get("prefix", [""])[0]
            keys = [key for key in sorted(self.files) if key.startswith(prefix)]
            self._answer(200, LIST[0].format("".join(LIST[1].format(key) for key in keys)).encode())
            return
        self._answer(200, self.files[self._key()]) if self._key() in self.files else self._answer(404)

    def do_HEAD(self):
        self._answer(200 if self._key() in self.files else 404)

    def do_DELETE(self):
        self.files.pop(self._key(), None)
        self._answer(204)

    def log_message(self, *_said):
        """Say nothing."""

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix("/bucket/")

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.asked.append((self.command, self._key(), dict(self.headers)))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextmanager
def bucket() -> Iterator[tuple[str, type[Bucket]]]:
    """Run one, and give the setting that names it."""
    kind = type("OwnBucket", (Bucket,), {"files": {}, "asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"s3+http://key:secret@127.0.0.1:{server.server_port}/bucket/ashby", kind
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
