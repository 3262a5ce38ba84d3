"""A server that speaks as Redis does, as far as limits need it: a counter that begins with its first hit and ends after a while."""

from __future__ import annotations

import hashlib
import socketserver
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNTING = "INCRBY"
"""Stands in the one script that limits of a fixed window send: count, and set the end with the first hit."""


@dataclass
class RedisServer:
    """What the server holds, and where it listens."""

    port: int = 0
    is_silent: bool = False
    """While this is set, every connection is hung up."""
    counters: dict[str, tuple[int, float]] = field(default_factory=dict)
    """Hits, and when the counter ends, by its key."""
    scripts: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def answer(self, command: str, *given: str) -> Any:
        """What Redis answers; an ``Exception`` is an error of its own."""
        for key in [key for key, (_hits, end) in self.counters.items() if end <= time.time()]:
            del self.counters[key]
        match command.upper(), *given:
            case "SCRIPT", "LOAD", text:
                name = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
                self.scripts[name] = text
                return name
            case "EVALSHA", name, "1", key, seconds, by:
                return self._count(name, key, int(float(seconds)), int(by))
            case "GET", key:
                return str(self.counters[key][0]) if key in self.counters else None
            case "TTL", key:
                return round(self.counters[key][1] - time.time()) if key in self.counters else -2
            case "CLIENT", *_rest:
                return "OK"
        return Exception(f"ERR unknown command '{command}'")

    def _count(self, name: str, key: str, seconds: int, by: int) -> int | Exception:
        if name not in self.scripts:
            return Exception("NOSCRIPT No matching script.")
        assert COUNTING in self.scripts[name].upper()
        hits, end = self.counters.get(key, (0, time.time() + seconds))
        self.counters[key] = (hits + by, end)
        return hits + by


class Handler(socketserver.StreamRequestHandler):
    """One connection: commands come as lists of texts, answers go as Redis writes them."""

    redis: RedisServer

    def handle(self) -> None:
        while not self.redis.is_silent and (head := self.rfile.readline()):
            parts = []
            for _part in range(int(head[1:])):
                length = int(self.rfile.readline()[1:])
                parts.append(self.rfile.read(length + 2)[:-2].decode())
            if not self.redis.is_silent:
                self.wfile.write(encoded(self.redis.answer(*parts)))


def encoded(answer: Any) -> bytes:
    """An answer in the protocol of Redis (RESP2)."""
    if answer is None:
        return b"$-1\r\n"
    if isinstance(answer, int):
        return b":%d\r\n" % answer
    if isinstance(answer, Exception):
        return f"-{answer}\r\n".encode()
    return f"${len(answer.encode())}\r\n{answer}\r\n".encode()


@contextmanager
def running() -> Iterator[RedisServer]:
    """Such a server on a port of its own."""
    redis = RedisServer()
    handler = type("OwnHandler", (Handler,), {"redis": redis})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        redis.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield redis
        finally:
            server.shutdown()
            thread.join()
