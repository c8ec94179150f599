"""The one way out of a visit: a small proxy on a Unix socket that the shut-in browser must use for everything.

It takes HTTP requests in absolute form and CONNECT, dials through ``dialling`` and carries bytes, counted. It reads no
encrypted byte. Each connection is checked anew, so each redirect is.
"""

import secrets
import selectors
import socket
import socketserver
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tawthiq.capture.web.dialling import Dialled, Dialler, Refused
from tawthiq.errors import Unreachable

HEAD_BYTES = 64 << 10
CHUNK_BYTES = 64 << 10
IDLE_S = 60.0
GUARD_FIELD = "Tawthiq-Guard"
# What a browser asks its maker for by itself: updates, lists, experiments. Nobody asked for that here.
MAKERS_HOSTS = frozenset(
    {
        "accounts.google.com",
        "android.clients.google.com",
        "clients1.google.com",
        "clients2.google.com",
        "clients3.google.com",
        "clients4.google.com",
        "clientservices.googleapis.com",
        "content-autofill.googleapis.com",
        "edgedl.me.gvt1.com",
        "mtalk.google.com",
        "optimizationguide-pa.googleapis.com",
        "redirector.gvt1.com",
        "safebrowsing.googleapis.com",
        "update.googleapis.com",
    }
)
_HOP_FIELDS = (b"proxy-connection", b"proxy-authorization", b"connection", b"keep-alive", b"upgrade")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one visit may take: ``total_bytes`` counts both directions, as they pass."""

    total_bytes: int = 300 << 20
    connections: int = 500
    at_once: int = 64
    wall_s: float = 180.0


@dataclass(frozen=True, slots=True)
class Passage:
    """One connection that was made (``address`` is set) or refused (``code`` is set)."""

    host: str
    port: int
    address: str = ""
    code: str = ""


class Egress:
    """The guard of one visit: ``with Egress(path, dialler=…)``, then ``begin``; ``passages``, ``bound`` tell of it."""

    def __init__(self, path: Path, *, dialler: Dialler, bounds: Bounds | None = None) -> None:
        """Listens on ``path``, a Unix socket, once entered."""
        self._path, self._dialler, self.bounds = path, dialler, bounds or Bounds()
        self._lock = threading.Lock()
        self._passages: list[Passage] = []
        self._bytes = self._open = 0
        self._ends_at = 0.0
        self._is_over, self._is_begun = threading.Event(), threading.Event()
        self._asked_hosts: frozenset[str] = frozenset()
        self.bound = ""
        self.token = secrets.token_hex(16)  # by which an answer of the guard is told from a site that imitates one

    def __enter__(self) -> "Egress":
        """Open for connections."""
        self._ends_at = time.monotonic() + self.bounds.wall_s
        self._server = _Server(str(self._path), _Passer)
        self._server.guard = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Closed; connections that are still open end."""
        self._is_over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._path.unlink(missing_ok=True)

    def begin(self, host: str) -> None:
        """From here on there is a way out; ``host`` is what a person asked for, whosever it is."""
        self._asked_hosts = frozenset({host})
        self._is_begun.set()

    @property
    def passages(self) -> list[Passage]:
        """What was asked for so far, in order."""
        with self._lock:
            return list(self._passages)

    @property
    def passed_bytes(self) -> int:
        """Bytes carried so far, both ways."""
        return self._bytes

    def address_of(self, host: str, port: int) -> str:
        """The address that the host was last reached at, or nothing."""
        found = [one.address for one in self.passages if (one.host, one.port) == (host, port) and one.address]
        return found[-1] if found else ""

    def dial(self, host: str, port: int) -> Dialled:
        """A connection within the bounds, once the visit has begun; raises Refused or Unreachable, and notes either.

        What the browser wants for itself is refused and not noted: it is no part of the visit.
        """
        if not self._is_begun.is_set() or (host.lower().rstrip(".") in MAKERS_HOSTS - self._asked_hosts):
            raise Refused("not_asked")
        try:
            self._take_place()
            dialled = self._dialler.dial(host, port)
        except (Refused, Unreachable) as odd:
            self._note(Passage(host, port, code=str(odd).split(":")[0]))
            raise
        self._note(Passage(host, port, address=str(dialled.address)))
        return dialled

    def _take_place(self) -> None:
        with self._lock:
            if len(self._passages) >= self.bounds.connections or self._open > self.bounds.at_once:
                self.bound = self.bound or "count_bound"
                raise Refused("count_bound")
        if not self.may_go_on():
            raise Refused(self.bound or "over")

    def _note(self, passage: Passage) -> None:
        with self._lock:
            if len(self._passages) <= self.bounds.connections:
                self._passages.append(passage)

    def entered(self, change: int) -> None:
        """One connection more, or one less."""
        with self._lock:
            self._open += change

    def count(self, size: int) -> bool:
        """Whether these bytes may still pass."""
        with self._lock:
            self._bytes += size
            if self._bytes > self.bounds.total_bytes:
                self.bound = self.bound or "bytes_bound"
        return self.may_go_on()

    def may_go_on(self) -> bool:
        """Whether neither a bound nor the end of the visit was reached."""
        if time.monotonic() > self._ends_at:
            self.bound = self.bound or "time_bound"
        return self.bound in ("", "count_bound") and not self._is_over.is_set()

    def carry(self, one: socket.socket, other: socket.socket) -> None:
        """Bytes go both ways until one side ends, nothing moves for a minute, or a bound is reached."""
        with selectors.DefaultSelector() as waiting:
            waiting.register(one, selectors.EVENT_READ, other)
            waiting.register(other, selectors.EVENT_READ, one)
            moved_at = time.monotonic()
            while self.may_go_on() and time.monotonic() - moved_at < IDLE_S:
                for key, _ in waiting.select(0.5):
                    source, target = key.fileobj, key.data
                    chunk = source.recv(CHUNK_BYTES)  # type: ignore[union-attr]
                    if not chunk or not self.count(len(chunk)):
                        return
                    target.sendall(chunk)
                    moved_at = time.monotonic()


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    guard: Egress

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that breaks is the browser's affair: it is said nowhere, for its address may be a secret."""


class _Passer(socketserver.BaseRequestHandler):
    """One connection of the browser: the first request says where to; everything after goes to the same place."""

    server: _Server
    request: socket.socket

    def handle(self) -> None:
        guard = self.server.guard
        guard.entered(1)
        try:
            self._pass(guard)
        except OSError:
            return  # either side hung up
        finally:
            guard.entered(-1)

    def _pass(self, guard: Egress) -> None:
        self.request.settimeout(IDLE_S)
        head, rest = _read_request(self.request)
        try:
            is_tunnel, host, port, first = read_request(head)
            dialled = guard.dial(host, port)
        except Refused as odd:
            self._answer(403, str(odd), token=guard.token)
            return
        except Unreachable:
            self._answer(502, "unreachable", token=guard.token)
            return
        with dialled.connection as there:
            there.settimeout(IDLE_S)
            if is_tunnel:
                self.request.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            if (first or rest) and guard.count(len(first) + len(rest)):
                there.sendall(first + rest)
            guard.carry(self.request, there)

    def _answer(self, status: int, code: str, *, token: str) -> None:
        head = f"HTTP/1.1 {status} Refused\r\n{GUARD_FIELD}: {token} {code}\r\nContent-Length: 0\r\n"
        self.request.sendall(f"{head}Connection: close\r\n\r\n".encode("ascii", "replace"))


def _read_request(connection: socket.socket) -> tuple[bytes, bytes]:
    """The head with its empty line, and what came after it in the same breath."""
    got = b""
    while b"\r\n\r\n" not in got:
        chunk = connection.recv(CHUNK_BYTES)
        if not chunk or len(got) > HEAD_BYTES:
            raise ConnectionResetError("no whole request came")
        got += chunk
    head, rest = got.split(b"\r\n\r\n", 1)
    return head, rest


def read_request(head: bytes) -> tuple[bool, str, int, bytes]:
    """Whether a tunnel is asked for, the host and port, and the head as it goes on; raises Refused."""
    lines = head.split(b"\r\n")
    parts = lines[0].split(b" ")
    if len(parts) != 3 or not parts[2].startswith(b"HTTP/1."):
        raise Refused("url_invalid")
    method, target = parts[0], parts[1].decode("latin-1")
    if method == b"CONNECT":
        host, port = _split_place(target)
        return True, host, port, b""
    try:
        url = urlsplit(target)
    except ValueError as odd:
        raise Refused("url_invalid") from odd
    if url.scheme != "http":
        raise Refused("url_scheme")
    if "@" in url.netloc or not url.netloc:
        raise Refused("url_userinfo" if url.netloc else "url_host")
    host, port = _split_place(url.netloc if _has_port(url.netloc) else f"{url.netloc}:80")
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    return False, host, port, _onward(method, path, netloc=url.netloc, fields=lines[1:])


def _onward(method: bytes, path: str, *, netloc: str, fields: Sequence[bytes]) -> bytes:
    """The request as the site gets it: origin form, its own host, one request a connection."""
    kept = [line for line in fields if line.split(b":")[0].strip().lower() not in (*_HOP_FIELDS, b"host")]
    first = [method + b" " + path.encode("latin-1") + b" HTTP/1.1", b"Host: " + netloc.encode("latin-1")]
    return b"\r\n".join([*first, *kept, b"Connection: close", b"", b""])


def _has_port(netloc: str) -> bool:
    return ":" in netloc[netloc.rfind("]") + 1 :]


def _split_place(place: str) -> tuple[str, int]:
    host, _, port = place.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or len(port) > 5:
        raise Refused("url_invalid")
    return host, int(port)
