"""A store that speaks as S3 does, as far as Tracker needs it; it refuses every request that is not signed with its keys."""

from __future__ import annotations

import hashlib
import hmac
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCESS_KEY, SECRET_KEY, REGION = "access", "secret", "ru-central1"
BUCKET = "files"
"""The one bucket that there is."""
NO_BUCKET = b"<Error><Code>NoSuchBucket</Code><Message>There is no such bucket.</Message></Error>"
MISSING = b"<Error><Code>NoSuchKey</Code><Message>There is no such key.</Message></Error>"
REFUSED = b"<Error><Code>SignatureDoesNotMatch</Code><Message>The signature is wrong.</Message></Error>"


@dataclass
class ObjectStore:
    """What the store holds, and where it listens."""

    port: int = 0
    objects: dict[str, bytes] = field(default_factory=dict)
    """Contents by ``bucket/key``."""

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class Handler(BaseHTTPRequestHandler):
    """PUT, GET, HEAD and DELETE of one object."""

    protocol_version = "HTTP/1.1"
    store: ObjectStore

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not self._is_signed(content):
            return
        if not self._key().startswith(f"{BUCKET}/"):
            self._answer(404, NO_BUCKET)
            return
        self.store.objects[self._key()] = content
        self._answer(200, b"")

    def do_GET(self) -> None:
        if not self._is_signed(b""):
            return
        found = self.store.objects.get(self._key())
        self._answer(404, MISSING) if found is None else self._answer(200, found)

    do_HEAD = do_GET  # noqa: N815  # the name that the library asks for

    def do_DELETE(self) -> None:
        if self._is_signed(b""):
            self.store.objects.pop(self._key(), None)
            self._answer(204, b"")

    def log_message(self, *_arguments: object) -> None:
        """Stay silent."""

    def _key(self) -> str:
        return urlsplit(self.path).path.lstrip("/")

    def _answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", f'"{hashlib.sha256(content).hexdigest()}"')
        self.send_header("Last-Modified", "Thu, 26 Nov 2026 10:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _is_signed(self, content: bytes) -> bool:
        """Compare the signature (AWS Signature Version 4) with the one that our keys make; answers where they differ."""
        given = self.headers.get("Authorization", "")
        parts = dict(part.strip().split("=", 1) for part in given.partition(" ")[2].split(",") if "=" in part)
        claimed = self.headers.get("x-amz-content-sha256", "")
        hashed = hashlib.sha256(content).hexdigest()
        if parts.get("Signature") == self._signature(parts, claimed) and claimed in {
            hashed,
            "UNSIGNED-PAYLOAD",
        }:
            return True
        self._answer(403, REFUSED)
        return False

    def _signature(self, parts: dict[str, str], claimed: str) -> str:
        address = urlsplit(self.path)
        query = "&".join(
            f"{quote(name, safe='')}={quote(value, safe='')}"
            for name, value in sorted(parse_qsl(address.query, keep_blank_values=True))
        )
        names = parts.get("SignedHeaders", "").split(";")
        headers = "".join(f"{name}:{' '.join(self.headers.get(name, '').split())}\n" for name in names)
        asked = "\n".join((self.command, address.path, query, headers, ";".join(names), claimed))
        moment = self.headers.get("x-amz-date", "")
        scope = f"{moment[:8]}/{REGION}/s3/aws4_request"
        if parts.get("Credential") != f"{ACCESS_KEY}/{scope}":
            return ""
        key = b"AWS4" + SECRET_KEY.encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        to_sign = "\n".join(("AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(asked.encode()).hexdigest()))
        return hmac.digest(key, to_sign.encode(), "sha256").hex()


@contextmanager
def running() -> Iterator[ObjectStore]:
    """Such a store on a port of its own."""
    store = ObjectStore()
    handler = type("OwnHandler", (Handler,), {"store": store})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        store.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield store
        finally:
            server.shutdown()
            thread.join()
