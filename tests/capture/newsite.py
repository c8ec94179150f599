"""A site on this machine under a made-up public name: what a visitor may meet, http and https."""

import base64
import hashlib
import ipaddress
import socket
import socketserver
import ssl
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tawthiq.capture.web.dialling import Dialler
from tawthiq.core.addresses import Address

NAME = "news.example.org"
PUBLIC = ipaddress.ip_address("93.184.216.34")
ARABIC = (
    "<!doctype html><html lang=ar dir=rtl><meta charset=windows-1256><title>قصف السوق</title><p>قصف السوق صباح اليوم"
)


def picture() -> bytes:
    """A PNG of 3 KiB and more: noise that no packing makes small."""
    width = 40
    noise = b"".join(hashlib.sha256(bytes([i])).digest() for i in range(150))
    rows = b"".join(b"\0" + noise[i * width * 3 : (i + 1) * width * 3] for i in range(40))
    parts = b""
    for kind, data in (
        (b"IHDR", bytes.fromhex("00000028000000280802000000")),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ):
        parts += len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + parts


ARTICLE = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>The market</title><h1>The market was hit</h1>"
    "<p>Residents of the quarter told us what they saw that morning.</p><img src=/picture.png>"
    "<div style='height:3000px'>tall</div><p id=late></p>"
    "<script>document.getElementById('late').textContent='built later'</script>"
)
PAGES: dict[str, tuple[int, Mapping[str, str], bytes]] = {
    "/": (200, {}, b"<title>Home</title><p>Welcome to the front page"),
    "/article": (200, {}, ARTICLE.encode()),
    "/arabic": (200, {"Content-Type": "text/html; charset=windows-1256"}, ARABIC.encode("cp1256")),
    "/packed": (200, {"Content-Encoding": "deflate"}, zlib.compress(ARTICLE.encode())),
    "/picture.png": (200, {"Content-Type": "image/png"}, picture()),
    "/moved": (302, {"Location": "/article"}, b""),
    "/file": (
        200,
        {"Content-Type": "application/zip", "Content-Disposition": "attachment; filename=a.zip"},
        b"PK\5\6" + b"\0" * 18,
    ),
    "/gone": (410, {}, b"<title>Gone</title><p>It was here"),
    "/softly-gone": (200, {}, b"<title>Example</title><p>Sorry, this page isn't available."),
    "/wall": (302, {"Location": "/login?next=/wall"}, b""),
    "/login": (200, {}, b"<title>Log in</title><form><input name=u><input type=password></form>"),
    "/robot": (403, {}, b"<title>Just a moment...</title><p>Checking your browser"),
    "/tall": (200, {}, b"<title>Tall</title><p>words<div style='height:20000px'>x</div>"),
    "/empty": (200, {}, b"<title></title>"),
    "/to-private": (302, {"Location": "http://169.254.169.254/latest/meta-data/"}, b""),
    "/to-loopback": (302, {"Location": "http://127.0.0.1/admin"}, b""),
    "/to-near": (302, {"Location": "http://inside.example.org/admin"}, b""),
    "/to-file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/parts": (
        200,
        {},
        b"<title>Parts</title><p>A page with parts<img src=http://10.0.0.1/a.png><img src='http://[::1]/b.png'>"
        b"<iframe src=http://169.254.169.254/latest/></iframe><iframe src=file:///etc/passwd></iframe>"
        b"<iframe src=chrome://version></iframe><iframe src='data:text/html,<p>x'></iframe>"
        b"<script>new WebSocket('ws://192.168.0.1/x'); new WebSocket('ws://127.0.0.1:80/x');"
        b"fetch('http://localhost/x').catch(()=>0); fetch('http://0x7f000001/').catch(()=>0);"
        b"navigator.serviceWorker && navigator.serviceWorker.register('/sw.js').catch(()=>0);"
        b"try { const c = new RTCPeerConnection({iceServers:[{urls:'stun:10.0.0.1:3478'}]}); c.createDataChannel('x');"
        b"c.createOffer().then(o => c.setLocalDescription(o)) } catch (e) {}"
        b"window.open('http://10.1.1.1/'); navigator.sendBeacon('http://10.2.2.2/');"
        b"new EventSource('http://172.16.0.1/'); import('http://192.168.1.1/m.js').catch(()=>0)</script>",
    ),
    "/sw.js": (200, {"Content-Type": "text/javascript"}, b"fetch('http://10.3.3.3/')"),
}


@dataclass(slots=True)
class Site:
    """A running site: where it listens, what it was asked for, and the certificate's pin."""

    ports: dict[int, int]
    pin: str
    authority: Path
    asked: list[str] = field(default_factory=list)
    pages: dict[str, tuple[int, Mapping[str, str], bytes]] = field(default_factory=lambda: dict(PAGES))

    @property
    def flags(self) -> tuple[str, ...]:
        """By which the browser knows the site's self-made certificate."""
        return (f"--ignore-certificate-errors-spki-list={self.pin}",)


class SiteDialler(Dialler):
    """The real one with its real rules, on an internet where the site's name has a public address of its own."""

    def __init__(self, site: Site, *, names: Mapping[str, list[str]] | None = None) -> None:
        self._site = site
        self._names = {NAME: [str(PUBLIC)], **(names or {})}
        super().__init__(resolver=self._known)

    def _known(self, name: str) -> list[Address]:
        return [ipaddress.ip_address(one) for one in self._names.get(name, [])]

    def _connect(self, address: Address, port: int) -> socket.socket:
        if address != PUBLIC:
            raise ConnectionRefusedError(111, "nothing else answers on this internet")
        return socket.create_connection(("127.0.0.1", self._site.ports[port]), timeout=5)


class _Socks(socketserver.StreamRequestHandler):
    """A proxy in the manner of Tor: names have the addresses of this made-up internet, and the site answers there."""

    def handle(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        self.rfile.read(3)
        self.wfile.write(b"\x05\x00")
        _, command, _, kind = self.rfile.read(4)
        place = self.rfile.read(self.rfile.read(1)[0] if kind == 3 else 4)
        port = int.from_bytes(self.rfile.read(2), "big")
        if command == 0xF0:
            status = 0 if place == NAME.encode() else 4
            self.wfile.write(bytes([5, status, 0, 1]) + PUBLIC.packed + b"\0\0")
        elif place != PUBLIC.packed:
            self.wfile.write(bytes([5, 5, 0, 1, 0, 0, 0, 0, 0, 0]))
        else:
            with socket.create_connection(("127.0.0.1", site.ports[port])) as there:
                self.wfile.write(bytes([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
                threading.Thread(target=_pour, args=(there, self.connection), daemon=True).start()
                _pour(self.connection, there)


def _pour(source: socket.socket, target: socket.socket) -> None:
    try:
        while chunk := source.recv(65536):
            target.sendall(chunk)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


@contextmanager
def running_proxy(site: Site) -> Iterator[str]:
    """The setting that leads through the proxy to the site."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Socks) as server:
        server.daemon_threads, server.block_on_close, server.site = True, False, site  # type: ignore[attr-defined]
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"socks5h://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        site.asked.append(f"{self.headers.get('Host')} {self.path}")
        status, fields, body = site.pages.get(urlsplit(self.path).path, (404, {}, b"<title>404</title><p>no such page"))
        self.send_response(status)
        for key, value in {"Content-Type": "text/html", **fields}.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


def _certificate(folder: Path) -> tuple[Path, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "site.pem"
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    pin = hashlib.sha256(key.public_key().public_bytes(serialization.Encoding.DER, form)).digest()
    return file, base64.b64encode(pin).decode()


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """The site, on two ports of this machine, until the end of the block."""
    file, pin = _certificate(folder)
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(file)
    servers = {port: ThreadingHTTPServer(("127.0.0.1", 0), _Handler) for port in (80, 443)}
    servers[443].socket = secure.wrap_socket(servers[443].socket, server_side=True)
    site = Site(ports={port: server.server_address[1] for port, server in servers.items()}, pin=pin, authority=file)
    for server in servers.values():
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        server.site = site  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield site
    for server in servers.values():
        server.shutdown()
        server.server_close()
