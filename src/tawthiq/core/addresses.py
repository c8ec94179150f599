"""Where the program may go on a stranger's word: which hosts can be meant, and which addresses are open to all.

An address is allowed only by its place in the tables below, never by what a library calls global. A host that can be
written in several ways is taken in its one plain way, or refused: nothing here guesses.
"""

import ipaddress
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from tawthiq.errors import InvalidRecord

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Source: IANA IPv4 Special-Purpose Address Registry (RFC 6890 and its updates); RFC 5771 (multicast).
_CLOSED_V4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
# Global unicast is 2000::/3 and nothing else (RFC 4291 §2.4 with IANA's assignments): loopback, unique local, link
# local, mapped, translated (64:ff9b::/96) and multicast addresses all lie outside it.
_OPEN_V6 = ipaddress.IPv6Network("2000::/3")
# Inside it, not open: protocol assignments with Teredo (2001::/23), documentation (RFC 3849, RFC 9637), 6to4, which
# carries any IPv4 address inside (RFC 3056), and AS112. Source: IANA IPv6 Special-Purpose Address Registry.
_CLOSED_V6 = tuple(
    map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"))
)
# Names that mean a machine near the asker. Source: RFC 6761, RFC 6762, RFC 8375, RFC 9476; ICANN on .internal (2024).
_NEAR = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "localdomain", "home.arpa", "alt")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_OCTET = r"(?:0|[1-9][0-9]{0,2})"
_DOTTED = re.compile(rf"{_OCTET}\.{_OCTET}\.{_OCTET}\.{_OCTET}")
_NUMERIC_END = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)")
_ASCII_UNSAFE = re.compile(r"[\x00-\x20\x7f%/\\?#@<>^`{|}\"']")
LONGEST_NAME = 253
LONGEST_URL = 4096
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Host:
    """A host in its one plain spelling: ``name`` in lower-case ASCII, or ``address``; the other is empty or None."""

    name: str = ""
    address: Address | None = None

    def __str__(self) -> str:
        """The spelling for a request: an IPv6 address in brackets."""
        if isinstance(self.address, ipaddress.IPv6Address):
            return f"[{self.address}]"
        return self.name or str(self.address)


def read_address(text: str) -> Address:
    """The address in its strict spelling: no octal, hexadecimal, shortened or zoned form; raises InvalidRecord."""
    try:
        if ":" not in text:
            if not _DOTTED.fullmatch(text):
                raise InvalidRecord("url_host")
            return ipaddress.IPv4Address(text)
        if "%" in text:
            raise InvalidRecord("url_host")
        return ipaddress.IPv6Address(text)
    except ValueError as odd:
        raise InvalidRecord("url_host") from odd


def is_open(address: Address) -> bool:
    """Whether anybody on the internet could reach the address: no other is gone to on a stranger's word."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _CLOSED_V4)
    return address in _OPEN_V6 and not any(address in network for network in _CLOSED_V6)


def read_host(text: str) -> Host:
    """The one host that the text can mean; raises InvalidRecord where it could mean several, or a machine near us.

    Brackets hold an IPv6 address and nothing else. A name whose last label is a number is an IPv4 address to most
    programs: only the plain dotted form is taken. Source: WHATWG, URL Standard, host parsing ("ends in a number").
    """
    if text.startswith("[") or text.endswith("]"):
        if not (text.startswith("[") and text.endswith("]") and ":" in text):
            raise InvalidRecord("url_host")
        return Host(address=read_address(text[1:-1]))
    if _ASCII_UNSAFE.search(text) or ":" in text:
        raise InvalidRecord("url_host")
    name = _plain_name(text)
    labels = name.split(".")
    if _NUMERIC_END.fullmatch(labels[-1]):
        return Host(address=read_address(name))
    if len(labels) < 2 or any(name == near or name.endswith(f".{near}") for near in _NEAR):
        raise InvalidRecord("url_private")
    return Host(name=name)


def _plain_name(text: str) -> str:
    """Lower-case ASCII, other scripts in punycode, without the dot at the end."""
    folded = unicodedata.normalize("NFKC", text).lower().replace("\u3002", ".")
    odd = any(ord(sign) > 127 and unicodedata.category(sign)[0] not in "LMN" for sign in folded)
    if odd or _ASCII_UNSAFE.search(folded) or ":" in folded:
        raise InvalidRecord("url_host")
    try:
        name = folded.removesuffix(".").encode("idna").decode("ascii").lower()
    except UnicodeError as wrong:
        raise InvalidRecord("url_host") from wrong
    if len(name) > LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise InvalidRecord("url_host")
    return name


def are_open(addresses: Sequence[Address]) -> bool:
    """Whether a name's answers may be used: there is one, and not a single one of them is closed."""
    return bool(addresses) and all(is_open(address) for address in addresses)


def read_url(text: str, *, ports: Sequence[int] = (80, 443)) -> str:
    """The one plain spelling of an address of the web, without its fragment; raises InvalidRecord with the reason.

    Reasons: url_too_long, url_invalid, url_scheme, url_userinfo, url_port, url_host, url_private.
    """
    text = text.strip()
    if len(text) > LONGEST_URL:
        raise InvalidRecord("url_too_long")
    if not text or any(sign <= " " or sign in '\\\x7f"<>' for sign in text):
        raise InvalidRecord("url_invalid")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as odd:
        raise InvalidRecord("url_invalid") from odd
    if parts.scheme not in PORTS:
        raise InvalidRecord("url_scheme")
    if "@" in parts.netloc:
        raise InvalidRecord("url_userinfo")
    if (port if port is not None else PORTS[parts.scheme]) not in ports:
        raise InvalidRecord("url_port")
    host = _checked(read_host(_host_of(parts.netloc)))
    place = str(host) if port in (None, PORTS[parts.scheme]) else f"{host}:{port}"
    return urlunsplit((parts.scheme, place, parts.path or "/", parts.query, ""))


def _host_of(netloc: str) -> str:
    """What stands before the port, brackets kept."""
    bracket = netloc.rfind("]")
    colon = netloc.find(":", bracket + 1)
    return netloc if colon < 0 else netloc[:colon]


def _checked(host: Host) -> Host:
    if host.address is not None and not is_open(host.address):
        raise InvalidRecord("url_private")
    return host


def surt_of(url: str) -> str:
    """The sort key of an address in an index: host turned round, no scheme, small letters (``org,example)/a?b``)."""
    parts = urlsplit(url)
    host, _, port = parts.netloc.rpartition("@")[2].lower().partition(":")
    turned = ",".join(reversed(host.removeprefix("www.").split(".")))
    place = f"{turned}:{port}" if port and int(port) not in PORTS.values() else turned
    return f"{place}){parts.path or '/'}{'?' + parts.query if parts.query else ''}".lower()
