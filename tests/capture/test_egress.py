"""The guard: what it lets through, what it refuses, in every spelling, and that a good place is really reached."""

import ipaddress
import socket
import struct
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from tawthiq.capture.web.dialling import Dialled, Dialler, Proxy, Refused, read_proxy
from tawthiq.capture.web.egress import GUARD_FIELD, Bounds, Egress, read_request
from tawthiq.core.addresses import Address
from tawthiq.errors import InvalidRecord, Unreachable

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases/addresses.yaml").read_text(encoding="utf-8"))
PUBLIC = "93.184.216.34"


class Internet(Dialler):
    """The real rules; every connection ends at a server of this machine, and is noted."""

    def __init__(self, resolver: Callable[[str], list[Address]], *, port: int = 0, proxy: Proxy | None = None) -> None:
        super().__init__(resolver=resolver, proxy=proxy)
        self._port, self.gone_to = port, []  # type: ignore[var-annotated]

    def _connect(self, address: Address, port: int) -> socket.socket:
        self.gone_to.append((str(address), port))
        return socket.create_connection(("127.0.0.1", self._port), timeout=5)


def answers(*texts: str) -> Callable[[str], list[Address]]:
    return lambda _name: [ipaddress.ip_address(text) for text in texts]


@contextmanager
def server(handle: Callable[[socket.socket], None]) -> Iterator[int]:
    door = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                visitor, _ = door.accept()
            except OSError:
                return
            with visitor:
                handle(visitor)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield door.getsockname()[1]
    finally:
        door.close()


def echo(visitor: socket.socket) -> None:
    """Sends back the first piece, behind a head."""
    got = visitor.recv(65536)
    visitor.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + got)


@contextmanager
def guard(dialler: Dialler, bounds: Bounds | None = None, *, host: str = "example.org") -> Iterator[Egress]:
    with tempfile.TemporaryDirectory() as folder, Egress(Path(folder) / "g", dialler=dialler, bounds=bounds) as egress:
        egress.begin(host)
        yield egress


def ask(egress: Egress, request: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as way:
        way.settimeout(5)
        way.connect(str(egress._path))
        way.sendall(request)
        got = b""
        try:
            while chunk := way.recv(65536):
                got += chunk
        except ConnectionResetError:
            pass
        return got


@pytest.mark.parametrize("text", CASES["closed"])
def test_no_closed_address_is_reached_by_its_number_nor_by_a_name(text: str) -> None:
    internet = Internet(answers(text))
    literal = f"[{text}]" if ":" in text else text
    with guard(internet) as egress:
        for place in (literal, "name.example.org"):
            head = f"CONNECT {place}:443 HTTP/1.1\r\nHost: {place}\r\n\r\n".encode()
            assert ask(egress, head).startswith(b"HTTP/1.1 403 ")
            plain = f"GET http://{place}/ HTTP/1.1\r\nHost: {place}\r\n\r\n".encode()
            assert ask(egress, plain).startswith(b"HTTP/1.1 403 ")
        assert {one.code for one in egress.passages} == {"url_private"}
    assert internet.gone_to == []


@pytest.mark.parametrize("text", CASES["open"])
def test_an_open_address_is_reached_exactly(text: str) -> None:
    with server(echo) as port:
        internet = Internet(answers(text), port=port)
        with guard(internet) as egress:
            got = ask(egress, b"CONNECT name.example.org:443 HTTP/1.1\r\n\r\nhello")
        assert got.startswith(b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK")
        assert got.endswith(b"hello")
        assert internet.gone_to == [(str(ipaddress.ip_address(text)), 443)]


TRICKS = [
    b"CONNECT 127.0.0.1:443 HTTP/1.1",
    b"CONNECT 2130706433:443 HTTP/1.1",
    b"CONNECT 0x7f.0.0.1:443 HTTP/1.1",
    b"CONNECT 0177.0.0.1:80 HTTP/1.1",
    b"CONNECT 127.1:80 HTTP/1.1",
    b"CONNECT [::ffff:127.0.0.1]:443 HTTP/1.1",
    b"CONNECT [fe80::1%25lo]:443 HTTP/1.1",
    b"CONNECT ::1:443 HTTP/1.1",
    b"CONNECT localhost:443 HTTP/1.1",
    b"CONNECT LOCALHOST.:443 HTTP/1.1",
    b"CONNECT metadata.google.internal:80 HTTP/1.1",
    b"CONNECT example.org:22 HTTP/1.1",
    b"CONNECT example.org:25 HTTP/1.1",
    b"CONNECT example.org:8080 HTTP/1.1",
    b"CONNECT example.org:0 HTTP/1.1",
    b"CONNECT example.org:65979 HTTP/1.1",
    b"CONNECT example.org:443443 HTTP/1.1",
    b"CONNECT example.org:+80 HTTP/1.1",
    b"CONNECT example.org: 80 HTTP/1.1",
    b"CONNECT example.org HTTP/1.1",
    b"CONNECT :443 HTTP/1.1",
    b"CONNECT user@127.0.0.1:443 HTTP/1.1",
    b"CONNECT example.org%00.127.0.0.1:443 HTTP/1.1",
    b"CONNECT \xd9\xa1\xd9\xa2\xd9\xa7.0.0.1:443 HTTP/1.1",
    b"GET / HTTP/1.1",
    b"GET http:/// HTTP/1.1",
    b"GET file:///etc/passwd HTTP/1.1",
    b"GET ftp://example.org/ HTTP/1.1",
    b"GET gopher://example.org:80/ HTTP/1.1",
    b"GET https://example.org/ HTTP/1.1",
    b"GET ws://example.org/ HTTP/1.1",
    b"GET data:text/html,x HTTP/1.1",
    b"GET chrome://version HTTP/1.1",
    b"GET http://example.org@127.0.0.1/ HTTP/1.1",
    b"GET http://127.0.0.1#@example.org/ HTTP/1.1",
    b"GET http://example.org\\@127.0.0.1/ HTTP/1.1",
    b"GET http://127.0.0.1:80:80/ HTTP/1.1",
    b"GET http://[::1/ HTTP/1.1",
    b"GET http://[::]/ HTTP/1.1",
    b"GET http://0/ HTTP/1.1",
    b"GET http://169.254.169.254/latest/meta-data/ HTTP/1.1",
    b"GET http://example.org:6379/ HTTP/1.1",
    b"GET http://example.org/ HTTP/2",
    b"GET  http://example.org/ HTTP/1.1",
    b"nonsense",
    b"",
]


@pytest.mark.parametrize("line", TRICKS, ids=lambda line: line.decode("latin-1"))
def test_a_trick_gets_nowhere(line: bytes) -> None:
    internet = Internet(answers("127.0.0.1"))
    with guard(internet) as egress:
        assert ask(egress, line + b"\r\nHost: example.org\r\n\r\n").startswith(b"HTTP/1.1 403 ")
        assert not [one for one in egress.passages if one.address]
    assert internet.gone_to == []


def test_the_tables_are_as_long_as_they_should_be() -> None:
    assert len(TRICKS) + len(CASES["closed"]) >= 100


@pytest.mark.parametrize("others", [(PUBLIC, "10.0.0.1"), ("::1", PUBLIC), (PUBLIC, "169.254.169.254", "8.8.8.8")])
def test_one_closed_answer_among_several_closes_the_name(others: tuple[str, ...]) -> None:
    internet = Internet(answers(*others))
    with pytest.raises(Refused, match="url_private"):
        internet.dial("example.org", 443)
    assert internet.gone_to == []


def test_a_name_that_answers_otherwise_the_second_time_gains_nothing() -> None:
    told = iter([PUBLIC, "127.0.0.1", "127.0.0.1"])
    with server(echo) as port:
        internet = Internet(lambda _name: [ipaddress.ip_address(next(told))], port=port)
        with guard(internet) as egress:
            first = ask(egress, b"GET http://example.org/a HTTP/1.1\r\n\r\n")
            second = ask(egress, b"GET http://example.org/b HTTP/1.1\r\n\r\n")
    assert b"GET /a HTTP/1.1" in first
    assert second.startswith(b"HTTP/1.1 403 ")
    assert internet.gone_to == [(PUBLIC, 80)]


def test_a_plain_request_goes_on_in_the_sites_own_form() -> None:
    request = (
        b"POST http://example.org/a?b=c HTTP/1.1\r\nHost: elsewhere.test\r\nProxy-Connection: keep-alive\r\n"
        b"Connection: keep-alive\r\nProxy-Authorization: Basic x\r\nCookie: a=b\r\n\r\nbody"
    )
    with server(echo) as port, guard(Internet(answers(PUBLIC), port=port)) as egress:
        got = ask(egress, request)
    sent = got.split(b"\r\n\r\n", 1)[1]
    assert sent.startswith(b"POST /a?b=c HTTP/1.1\r\nHost: example.org\r\nCookie: a=b\r\nConnection: close\r\n\r\n")
    assert b"elsewhere" not in sent


def test_nothing_goes_out_before_the_visit_has_begun_nor_to_the_browsers_maker() -> None:
    with server(echo) as port, tempfile.TemporaryDirectory() as folder:
        internet = Internet(answers(PUBLIC), port=port)
        with Egress(Path(folder) / "g", dialler=internet) as egress:
            assert b" not_asked" in ask(egress, b"CONNECT example.org:443 HTTP/1.1\r\n\r\nx")
            egress.begin("example.org")
            assert b" not_asked" in ask(egress, b"CONNECT Update.googleapis.com.:443 HTTP/1.1\r\n\r\nx")
            assert ask(egress, b"CONNECT example.org:443 HTTP/1.1\r\n\r\nx").startswith(b"HTTP/1.1 200 OK")
            egress.begin("accounts.google.com")
            assert ask(egress, b"CONNECT accounts.google.com:443 HTTP/1.1\r\n\r\nx").startswith(b"HTTP/1.1 200 OK")
    assert len(internet.gone_to) == 2


def test_an_answer_of_the_guard_carries_its_token() -> None:
    with guard(Internet(answers("10.0.0.1"))) as egress:
        got = ask(egress, b"GET http://example.org/ HTTP/1.1\r\n\r\n").decode()
        assert f"{GUARD_FIELD}: {egress.token} url_private" in got


def test_bytes_connections_and_time_are_bounded() -> None:
    def flood(visitor: socket.socket) -> None:
        visitor.recv(65536)
        try:
            for _ in range(100):
                visitor.sendall(b"x" * 65536)
        except OSError:
            return

    with server(flood) as port:
        request = b"CONNECT example.org:443 HTTP/1.1\r\n\r\nx"
        with guard(Internet(answers(PUBLIC), port=port), Bounds(total_bytes=200_000)) as egress:
            assert len(ask(egress, request)) <= 200_100
            assert egress.bound == "bytes_bound"
            assert ask(egress, request).startswith(b"HTTP/1.1 403 ")
        with guard(Internet(answers(PUBLIC), port=port), Bounds(connections=1)) as egress:
            assert ask(egress, request).startswith(b"HTTP/1.1 200 ")
            assert b" count_bound" in ask(egress, request)
            assert egress.bound == "count_bound"
        with guard(Internet(answers(PUBLIC), port=port), Bounds(wall_s=-1)) as egress:
            assert b" time_bound" in ask(egress, request)


def test_a_name_without_an_address_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="name_unknown"):
        Internet(answers()).dial("example.org", 443)
    with guard(Internet(answers())) as egress:
        assert ask(egress, b"CONNECT example.org:443 HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 502 ")


def test_where_nothing_listens_is_unreachable() -> None:
    class Deaf(Dialler):
        def _connect(self, *_: object) -> socket.socket:
            raise ConnectionRefusedError(111, "refused")

    with pytest.raises(Unreachable, match="no_connection"):
        Deaf(resolver=answers(PUBLIC)).dial("example.org", 443)


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (b"CONNECT a.example.org:443 HTTP/1.1", (True, "a.example.org", 443, b"")),
        (b"CONNECT [2606:4700::1]:443 HTTP/1.1", (True, "[2606:4700::1]", 443, b"")),
        (
            b"GET http://[2606:4700::1]/x HTTP/1.0",
            (False, "[2606:4700::1]", 80, b"GET /x HTTP/1.1\r\nHost: [2606:4700::1]\r\nConnection: close\r\n\r\n"),
        ),
        (
            b"GET http://a.example.org:443/ HTTP/1.1",
            (False, "a.example.org", 443, b"GET / HTTP/1.1\r\nHost: a.example.org:443\r\nConnection: close\r\n\r\n"),
        ),
    ],
)
def test_a_request_is_read(head: bytes, told: tuple[bool, str, int, bytes]) -> None:
    assert read_request(head) == told


def _socks(resolved: str, asked: list[bytes]) -> Callable[[socket.socket], None]:
    """A SOCKS proxy in the manner of Tor: resolves when asked to, and connects to nothing but says so."""

    def handle(visitor: socket.socket) -> None:
        visitor.recv(3)
        visitor.sendall(b"\x05\x00")
        request = visitor.recv(300)
        asked.append(request)
        address = ipaddress.ip_address(resolved)
        kind = 1 if address.version == 4 else 4
        visitor.sendall(bytes([5, 0, 0, kind]) + address.packed + struct.pack(">H", 0))
        if request[1] == 1:
            visitor.sendall(b"there")

    return handle


def _dial_by(kind: str, port: int, resolver: Callable[[str], list[Address]]) -> Dialled:
    return Dialler(proxy=Proxy(kind, "127.0.0.1", port), resolver=resolver).dial("example.org", 443)


@pytest.mark.parametrize(("resolved", "is_open"), [(PUBLIC, True), ("10.0.0.1", False), ("::1", False)])
def test_a_proxy_that_resolves_is_believed_only_as_far_as_its_answer_is_open(resolved: str, is_open: bool) -> None:
    asked: list[bytes] = []

    def local(_name: str) -> list[Address]:
        raise AssertionError("the name was asked for here")

    with server(_socks(resolved, asked)) as port:
        if not is_open:
            with pytest.raises(Refused, match="url_private"):
                _dial_by("socks5h", port, local)
            assert [one[1] for one in asked] == [0xF0]
            return
        with _dial_by("socks5h", port, local).connection as there:
            assert there.recv(5) == b"there"
    assert asked[0][1] == 0xF0
    assert b"example.org" in asked[0]
    assert asked[1] == b"\x05\x01\x00\x01" + ipaddress.ip_address(PUBLIC).packed + b"\x01\xbb"


def test_a_socks_proxy_gets_the_checked_address_not_the_name() -> None:
    asked: list[bytes] = []
    with server(_socks(PUBLIC, asked)) as port:
        _dial_by("socks5", port, answers("2606:4700::1")).connection.close()
        with pytest.raises(Refused):
            _dial_by("socks5", port, answers("127.0.0.1"))
    assert [one[3] for one in asked] == [4]


def test_an_http_proxy_gets_the_checked_address_not_the_name() -> None:
    asked: list[bytes] = []

    def proxy(visitor: socket.socket) -> None:
        asked.append(visitor.recv(300))
        visitor.sendall(b"HTTP/1.1 200 fine\r\n\r\nthere" if len(asked) == 1 else b"HTTP/1.1 403 no\r\n\r\n")

    with server(proxy) as port:
        with _dial_by("http", port, answers(PUBLIC)).connection as there:
            assert there.recv(5) == b"there"
        with pytest.raises(Unreachable):
            _dial_by("http", port, answers(PUBLIC))
    assert asked[0].startswith(b"CONNECT 93.184.216.34:443 HTTP/1.1\r\n")


@pytest.mark.parametrize(
    ("text", "proxy"),
    [
        ("", None),
        ("socks5h://127.0.0.1:9050", Proxy("socks5h", "127.0.0.1", 9050)),
        ("http://proxy.test:3128", Proxy("http", "proxy.test", 3128)),
    ],
)
def test_a_proxy_is_read(text: str, proxy: Proxy | None) -> None:
    assert read_proxy(text) == proxy


@pytest.mark.parametrize("text", ["proxy", "ftp://a:1", "http://a", "http://u:p@a:1", "http://[::1", "socks5://:9050"])
def test_a_proxy_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(InvalidRecord, match="TAWTHIQ_CAPTURE_PROXY"):
        read_proxy(text)
