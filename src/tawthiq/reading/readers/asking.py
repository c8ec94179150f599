"""One question to one server that the operator named: no proxy, no redirect, a bound on size, time and repeats.

A report is never sent to a server that the operator has not named. One on this machine is named by its address; one
elsewhere only if its host also stands among the allowed hosts.
"""

import contextlib
import http.client
import ipaddress
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from tawthiq.errors import InvalidRecord, Unreachable

_CHUNK_BYTES = 64 * 1024
_BUSY = (408, 425, 429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a server may take: seconds for the whole answer, bytes of it, repeats, seconds between them."""

    whole_s: float = 120.0
    most_bytes: int = 2_000_000
    repeats: int = 2
    pause_s: float = 1.0


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens: ``path`` is the part before the names of its functions."""

    scheme: str
    host: str
    port: int
    path: str


def parse_address(url: str, *, allowed_hosts: Sequence[str]) -> Address:
    """The address; raises InvalidRecord for what is none and for a host that may not be sent to."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as odd:
        raise InvalidRecord(f"the address of a server: {odd}") from odd
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.username:
        raise InvalidRecord(f"{url!r} is not the address of a server, such as http://127.0.0.1:8080/v1")
    host = parts.hostname.lower()
    if not is_loopback(host) and host not in {name.lower() for name in allowed_hosts}:
        raise InvalidRecord(
            f"reports are not sent to {host}: it is not this machine, nor named in TAWTHIQ_READER_HOSTS"
        )
    return Address(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), parts.path.rstrip("/"))


def is_loopback(host: str) -> bool:
    """Whether the name is this machine whatever a name server says."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def ask(address: Address, name: str, *, body: bytes, headers: dict[str, str], bounds: Bounds) -> bytes:
    """The answer to a POST; raises Unreachable after the last repeat, with what the last try met."""
    left = bounds.repeats
    while True:
        try:
            return _ask_once(address, name, body=body, headers=headers, bounds=bounds)
        except _Busy as odd:
            if not left:
                raise Unreachable(str(odd)) from odd
        left -= 1
        time.sleep(bounds.pause_s)


class _Busy(Exception):
    """Worth another try: nothing came, or the server asked for patience."""


def _ask_once(address: Address, name: str, *, body: bytes, headers: dict[str, str], bounds: Bounds) -> bytes:
    connection = _connection(address, bounds.whole_s)
    late = threading.Event()
    open_sockets: list[socket.socket] = []
    timer = threading.Timer(bounds.whole_s, _cut, (open_sockets, late))
    timer.daemon = True
    timer.start()
    try:
        connection.connect()
        open_sockets.append(connection.sock)  # the connection forgets it once an answer without a length begins
        connection.request("POST", f"{address.path}/{name}", body=body, headers=headers)
        answer = connection.getresponse()
        if answer.status != 200:
            raise _refusal(answer.status)
        content = bytearray()
        while chunk := answer.read1(_CHUNK_BYTES):
            content += chunk
            if len(content) > bounds.most_bytes:
                raise Unreachable(f"the answer is larger than {bounds.most_bytes} bytes")
        if late.is_set():  # what was cut off looks like an end
            raise Unreachable(f"no whole answer in {bounds.whole_s:g} seconds")
        if answer.length:
            raise _Busy("the answer breaks off")
        return bytes(content)
    except (OSError, http.client.HTTPException) as odd:
        if late.is_set() or isinstance(odd, TimeoutError):  # the socket's own time may end a moment before the timer
            raise Unreachable(f"no whole answer in {bounds.whole_s:g} seconds") from odd
        raise _Busy(f"no answer: {odd or type(odd).__name__}") from odd
    finally:
        timer.cancel()
        connection.close()


def _connection(address: Address, timeout_s: float) -> http.client.HTTPConnection:
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    # "localhost" is reached as this machine, whatever the hosts file or a name server says
    host = "127.0.0.1" if address.host == "localhost" and address.scheme == "http" else address.host
    return kind(host, address.port, timeout=timeout_s)


def _refusal(status: int) -> Exception:
    words = f"the server answered {status}"
    return _Busy(words) if status in _BUSY else Unreachable(words)


def _cut(open_sockets: list[socket.socket], late: threading.Event) -> None:
    """Ends a wait from outside: a server that sends a letter now and then would hold a timeout off for ever."""
    late.set()
    for one in open_sockets:
        with contextlib.suppress(OSError):  # it was closed meanwhile
            one.shutdown(socket.SHUT_RDWR)
