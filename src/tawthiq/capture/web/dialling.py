"""Connections to strangers: a name is resolved once, every answer is checked, and exactly a checked address is gone to.

Between the check and the connection nothing is resolved again, so a name that answers differently the second time gains
nothing. Ports and addresses are refused by ``core.addresses``; no setting opens a closed address.
"""

import ipaddress
import socket
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from tawthiq.core.addresses import Address, Host, are_open, is_open, read_host
from tawthiq.errors import InvalidRecord, Unreachable

Resolver = Callable[[str], Sequence[Address]]
Policy = Callable[[Address], bool]
PORTS = (80, 443)
CONNECT_S = 15.0
_SOCKS_SIZES = {1: 4, 4: 16}
_TOR_RESOLVE, _SOCKS_CONNECT = 0xF0, 1
_HEAD_BYTES = 8192


class Refused(InvalidRecord):
    """The place is not visited; the text is the code of the reason."""


@dataclass(frozen=True, slots=True)
class Dialled:
    """An open connection, and the address it goes to."""

    connection: socket.socket
    address: Address


@dataclass(frozen=True, slots=True)
class Proxy:
    """A way that all connections take: ``kind`` is http, socks5 (names are resolved here) or socks5h (by the proxy)."""

    kind: str
    host: str
    port: int


def read_proxy(text: str) -> Proxy | None:
    """``http://host:port``, ``socks5://…`` or ``socks5h://…``; None for an empty text. Raises InvalidRecord."""
    if not text:
        return None
    try:
        parts = urlsplit(text)
        kind, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError as odd:
        raise InvalidRecord("TAWTHIQ_CAPTURE_PROXY: the address cannot be") from odd
    if kind not in ("http", "socks5", "socks5h") or not host or not port or parts.username:
        raise InvalidRecord("TAWTHIQ_CAPTURE_PROXY is not http://host:port, socks5://host:port or socks5h://host:port")
    return Proxy(kind=kind, host=host, port=port)


def resolve_name(name: str) -> list[Address]:
    """The addresses that this machine's resolver gives, each once; raises Unreachable."""
    try:
        answers = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as odd:
        raise Unreachable("name_unknown") from odd
    return list(dict.fromkeys(ipaddress.ip_address(str(answer[4][0]).split("%")[0]) for answer in answers))


class Dialler:
    """Opens connections to hosts that may be visited, and to no other."""

    def __init__(
        self,
        *,
        proxy: Proxy | None = None,
        ports: Sequence[int] = PORTS,
        resolver: Resolver = resolve_name,
        policy: Policy = is_open,
    ) -> None:
        """``resolver`` and ``policy`` are for those who build a dialler in code: no setting reaches them."""
        self._proxy, self._ports, self._resolver, self._policy = proxy, tuple(ports), resolver, policy

    def dial(self, host: str, port: int) -> Dialled:
        """A connection to the host; raises Refused with the reason's code, or Unreachable."""
        if port not in self._ports:
            raise Refused("url_port")
        try:
            addresses = self._checked(read_host(host))
        except Refused:
            raise
        except InvalidRecord as odd:
            raise Refused(str(odd)) from odd
        failure = ""
        for address in addresses[:4]:
            try:
                return Dialled(self._connect(address, port), address)
            except OSError as odd:
                failure = odd.strerror or type(odd).__name__
        raise Unreachable(f"no_connection: {failure}")

    def _checked(self, host: Host) -> list[Address]:
        """Every address that the host has; one closed address among them closes all of them."""
        addresses = [host.address] if host.address is not None else self._resolve(host.name)
        if not addresses:
            raise Unreachable("name_unknown")
        is_fine = are_open(addresses) if self._policy is is_open else all(map(self._policy, addresses))
        if not is_fine:
            raise Refused("url_private")
        return addresses

    def _resolve(self, name: str) -> list[Address]:
        if self._proxy is None or self._proxy.kind != "socks5h":
            return list(self._resolver(name))
        try:
            with self._socks_open() as connection:
                return [_socks_ask(connection, _TOR_RESOLVE, name, 0)]
        except OSError as odd:
            raise Unreachable("name_unknown") from odd

    def _connect(self, address: Address, port: int) -> socket.socket:
        if self._proxy is None:
            return socket.create_connection((str(address), port), timeout=CONNECT_S)
        if self._proxy.kind == "http":
            return self._tunnel(address, port)
        connection = self._socks_open()
        try:
            _socks_ask(connection, _SOCKS_CONNECT, address, port)
        except OSError:
            connection.close()
            raise
        return connection

    def _to_proxy(self) -> socket.socket:
        if self._proxy is None:
            raise Unreachable("no proxy is set")
        return socket.create_connection((self._proxy.host, self._proxy.port), timeout=CONNECT_S)

    def _tunnel(self, address: Address, port: int) -> socket.socket:
        place = f"{Host(address=address)}:{port}"
        connection = self._to_proxy()
        try:
            connection.sendall(f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n\r\n".encode("ascii"))
            head = read_head(connection)
            if head.split(b" ", 2)[1:2] != [b"200"]:
                raise ConnectionRefusedError(111, "the proxy refused")
        except OSError:
            connection.close()
            raise
        return connection

    def _socks_open(self) -> socket.socket:
        """A connection to the SOCKS proxy, ready for one request. Source: RFC 1928; no password is sent."""
        connection = self._to_proxy()
        try:
            connection.sendall(b"\x05\x01\x00")
            if _read_exactly(connection, 2) != b"\x05\x00":
                raise ConnectionRefusedError(111, "the proxy asks for a password")
        except OSError:
            connection.close()
            raise
        return connection


def _socks_ask(connection: socket.socket, command: int, target: Address | str, port: int) -> Address:
    """The address in the proxy's answer. Source: RFC 1928 §4 and §6; Tor, socks-extensions.txt (RESOLVE)."""
    if isinstance(target, str):
        name = target.encode("ascii")
        place = bytes([3, len(name)]) + name
    else:
        place = bytes([1 if target.version == 4 else 4]) + target.packed
    connection.sendall(bytes([5, command, 0]) + place + struct.pack(">H", port))
    _, status, _, kind = _read_exactly(connection, 4)
    if status != 0 or kind not in _SOCKS_SIZES:
        raise ConnectionRefusedError(111, "the proxy refused")
    address = ipaddress.ip_address(_read_exactly(connection, _SOCKS_SIZES[kind]))
    _read_exactly(connection, 2)
    return address


def _read_exactly(connection: socket.socket, count: int) -> bytes:
    got = b""
    while len(got) < count:
        chunk = connection.recv(count - len(got))
        if not chunk:
            raise ConnectionResetError(104, "the proxy hung up")
        got += chunk
    return got


def read_head(connection: socket.socket) -> bytes:
    """Everything up to the empty line that ends a head, byte by byte after the first piece; raises OSError."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        chunk = connection.recv(1)
        if not chunk or len(head) >= _HEAD_BYTES:
            raise ConnectionResetError(104, "no whole head came")
        head += chunk
    return head
