"""One light request for a page's source through the guard's rules: enough to see whether it is still there.

No browser and no program of the page runs. Bounded in bytes, time and redirects; each redirect is checked anew.
"""

import codecs
import http.client
import re
import ssl
import threading
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from tawthiq.capture.web.dialling import Dialler, Refused
from tawthiq.core.addresses import read_url
from tawthiq.errors import InvalidRecord, Unreachable

MOST_BYTES = 8 << 20
MOST_REDIRECTS = 10
WALL_S = 60.0
_REDIRECTS = (301, 302, 303, 307, 308)
_NAMED_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([A-Za-z0-9_:-]{1,40})""", re.IGNORECASE)
_SAFE = "%/?:@!$&'()*+,;=~-._[]"
_FIELDS = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 "
    "Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-US",
    "Accept-Encoding": "identity",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back. ``fault`` is an outcome code where no answer came; ``body`` is cut at the bound."""

    final_url: str
    status: int | None = None
    media_type: str = ""
    charset: str = ""
    body: bytes = b""
    fault: str = ""

    @property
    def text(self) -> str:
        """The body as text: see ``decode_page``."""
        return decode_page(self.body, charset=self.charset)


def decode_page(body: bytes, *, charset: str) -> str:
    """The page in the encoding that its answer names, else in the one it names itself, else UTF-8, else Latin-1.

    The last is seldom right, but two versions of a page stay as like or unlike as they are.
    """
    named = charset or (found[1].decode("ascii") if (found := _NAMED_CHARSET.search(body[:2048])) else "")
    try:
        if named:
            return body.decode(named, "replace")
        return codecs.getincrementaldecoder("utf-8")().decode(body)  # may be cut in the middle of a letter
    except (LookupError, UnicodeDecodeError):
        return body.decode("latin-1")


def fetch(url: str, *, dialler: Dialler, trust: ssl.SSLContext | None = None) -> Fetched:
    """The answer at the end of the redirects; never raises for what a site does."""
    trust = trust or ssl.create_default_context()
    for _ in range(MOST_REDIRECTS):
        try:
            got, onward = _ask(read_url(url), dialler=dialler, trust=trust)
        except (Refused, InvalidRecord):
            return Fetched(url, fault="refused_address")
        except ssl.SSLCertVerificationError:
            return Fetched(url, fault="certificate_refused")
        except (Unreachable, OSError, http.client.HTTPException):
            return Fetched(url, fault="unreachable")
        if not onward:
            return got
        url = onward
    return Fetched(url, fault="unreachable")


def _ask(url: str, *, dialler: Dialler, trust: ssl.SSLContext) -> tuple[Fetched, str]:
    parts = urlsplit(url)
    dialled = dialler.dial(parts.netloc if parts.port is None else parts.netloc.rpartition(":")[0], _port(url))
    connection = dialled.connection
    connection.settimeout(WALL_S / 3)
    ending = threading.Timer(WALL_S, connection.close)  # a site that sends a letter a minute keeps nobody
    ending.start()
    try:
        if parts.scheme == "https":
            connection = trust.wrap_socket(connection, server_hostname=parts.hostname)
        path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
        line = "".join(f"{key}: {value}\r\n" for key, value in {"Host": parts.netloc, **_FIELDS}.items())
        connection.sendall(f"GET {path} HTTP/1.1\r\n{line}\r\n".encode("ascii"))
        answer = http.client.HTTPResponse(connection, method="GET")
        answer.begin()
        place = answer.headers.get("Location", "")
        if answer.status in _REDIRECTS and place:
            return Fetched(url), urljoin(url, place)
        return _fetched(url, answer), ""
    finally:
        ending.cancel()
        connection.close()


def _fetched(url: str, answer: http.client.HTTPResponse) -> Fetched:
    try:
        body = answer.read(MOST_BYTES)
    except http.client.IncompleteRead as cut:
        body = cut.partial
    return Fetched(
        url,
        status=answer.status,
        media_type=answer.headers.get_content_type(),
        charset=answer.headers.get_content_charset() or "",
        body=body,
    )


def _port(url: str) -> int:
    parts = urlsplit(url)
    return parts.port or (80 if parts.scheme == "http" else 443)
