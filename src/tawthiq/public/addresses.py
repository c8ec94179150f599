"""Addresses of the site as files of a frozen copy: which file holds a page, and how one file points to another."""

import hashlib
import os
import re
from html import escape, unescape
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

_LINK = re.compile(r'\b(href|src)="([^"]*)"')
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")
_NAME_MAX = 80


def canonical(address: str) -> str:
    """The address without what changes nothing: empty and first-page parameters, their order, the fragment."""
    parts = urlsplit(address)
    asked = sorted((k, v) for k, v in parse_qsl(parts.query) if v and (k, v) != ("page", "1"))
    return unquote(parts.path) + (f"?{urlencode(asked)}" if asked else "")


def file_of(address: str) -> str:
    """The file of the copy that holds a canonical address; a question becomes a folder of its own."""
    path, _, query = address.partition("?")
    path = path.lstrip("/")
    if not query:
        return f"{path}index.html" if not path or path.endswith("/") else path
    # The name is for people; the hash keeps two questions apart whose names are alike.
    name = _UNSAFE.sub("-", unquote(query)).strip("-")[:_NAME_MAX]
    return f"{path}{name}.{hashlib.sha256(query.encode()).hexdigest()[:8]}/index.html"


def links_of(html: str, *, at: str) -> list[tuple[str, str]]:
    """Every address of this site that a page leads to, canonical, with its fragment; ``at`` is the page's own."""
    found = []
    for _, value in _LINK.findall(html):
        parts = urlsplit(urljoin(at, unescape(value)))
        if not parts.scheme and not parts.netloc and parts.path.startswith("/"):
            found.append((canonical(parts.geturl()), parts.fragment))
    return found


def point_to_files(html: str, *, at: str, base: str) -> str:
    """The page with every link to this site leading to its file: relative, or below ``base`` where one is given."""
    own = file_of(at)

    def turned(match: re.Match[str]) -> str:
        parts = urlsplit(urljoin(at, unescape(match[2])))
        if parts.scheme or parts.netloc or not parts.path.startswith("/"):
            return match[0]
        held = file_of(canonical(parts.geturl()))
        if base:
            target = f"{base}/{quote(held.removesuffix('index.html'))}"
        elif match[2].startswith("#"):
            return match[0]
        else:
            target = quote(os.path.relpath(held, PurePosixPath(own).parent))
        return f'{match[1]}="{escape(target + (f"#{parts.fragment}" if parts.fragment else ""))}"'

    return _LINK.sub(turned, html)
