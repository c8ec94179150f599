"""What became of a visit to an address, told from what was seen; and when a capture may be called complete.

Nothing here looks at the network. A doubt is never decided in favour of "captured".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

from tawthiq.core.texts import fold

SUCCESS = "captured"
# Source: OHCHR and UC Berkeley, Berkeley Protocol on Digital Open Source Investigations (2022), para 155.
REQUIRED_ROLES = ("source", "screenshot")
# Notices are short; a page with more letters than this is about something. Source: notices of the platforms in the
# tests' table are below 700 letters with their menus; news articles on the same subjects are above 1,500.
SHORT_TEXT = 1200
# A title may name its site besides the notice: "Page not found | Example".
TITLE_SLACK = 30
_NOT_FOUND = (404, 410)
_BLOCKED = (403, 429, 451)
_LOG_IN = (401, 407)
_SERVER_ERROR = 500
_CLIENT_ERROR = 400
_LETTERS = re.compile(r"[^\W\d_]+")
_HIDDEN = re.compile(r"<(?:(script|style|noscript|template)\b|!--)", re.IGNORECASE)
# Half of the triples of words: below that, more than every third word was changed. Source: editorial.
SAME_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Seen:
    """What a visitor saw. ``fault`` is an outcome code where the visit ended before a page was there."""

    requested_url: str
    final_url: str = ""
    status: int | None = None
    title: str = ""
    text: str = ""
    is_page: bool = True
    asks_for_password: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """By what an outcome is known: ``marks`` are folded words, ``paths`` and ``hosts`` where one is sent instead."""

    outcome: str
    marks: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    hosts: frozenset[str] = field(default_factory=frozenset)


def notices_from(rows: Sequence[Mapping[str, object]]) -> tuple[Notice, ...]:
    """The notices of the table of outcomes, in its order, words folded for comparing."""
    return tuple(
        Notice(
            outcome=str(row["id"]),
            marks=tuple(fold(mark) for mark in _words(row, "marks")),
            paths=_words(row, "paths"),
            hosts=frozenset(_words(row, "hosts")),
        )
        for row in rows
    )


def _words(row: Mapping[str, object], key: str) -> tuple[str, ...]:
    some = row.get(key)
    return tuple(str(one) for one in some) if isinstance(some, list) else ()


def classify(seen: Seen, *, notices: Sequence[Notice]) -> str:
    """The outcome code: the status first, then where the visitor was sent, then what the page says."""
    if outcome := seen.fault or _by_status(seen.status):
        return outcome
    if not seen.is_page:
        return SUCCESS
    return _by_place(seen, notices) or _by_words(seen, notices) or SUCCESS


def _by_status(status: int | None) -> str:
    if status is None:
        return "unreachable"
    for codes, outcome in ((_NOT_FOUND, "not_found"), (_BLOCKED, "blocked"), (_LOG_IN, "log_in_wall")):
        if status in codes:
            return outcome
    if status >= _SERVER_ERROR:
        return "server_error"
    return "other_status" if status >= _CLIENT_ERROR else ""


def _by_place(seen: Seen, notices: Sequence[Notice]) -> str:
    asked, came = urlsplit(seen.requested_url), urlsplit(seen.final_url)
    for notice in notices:
        if came.hostname in notice.hosts and came.hostname != asked.hostname:
            return notice.outcome
        if any(_is_below(came.path, path) and not _is_below(asked.path, path) for path in notice.paths):
            return notice.outcome
    is_home = came.path in ("", "/") and not came.query
    if is_home and asked.path not in ("", "/") and asked.hostname == came.hostname:
        return "sent_home"
    return ""


def _is_below(path: str, start: str) -> bool:
    path = path.lower().rstrip("/")
    return path == start or path.startswith((f"{start}/", f"{start}."))


def _by_words(seen: Seen, notices: Sequence[Notice]) -> str:
    title, text = fold(seen.title), fold(seen.text)
    is_short = len(text) <= SHORT_TEXT
    for notice in notices:
        for mark in notice.marks:
            if mark in title and (is_short or len(title) <= len(mark) + TITLE_SLACK):
                return notice.outcome
            if is_short and mark in text:
                return notice.outcome
    if seen.asks_for_password and is_short:
        return "log_in_wall"
    return "" if _LETTERS.search(text) else "empty"


def gaps_of(outcome: str, *, roles: Sequence[str], gaps: Mapping[str, str], is_page: bool) -> dict[str, str]:
    """Role → reason for everything that lacks or is not whole; ``gaps`` are the reasons already known.

    The key ``page`` says that what was seen is not the page asked for.
    """
    missing = dict(gaps)
    for role in ("source", "dom", "screenshot", "pdf"):
        if role not in roles and role not in missing:
            missing[role] = "not_made" if is_page else "not_a_page"
    if outcome != SUCCESS:
        missing["page"] = "outcome"
    return dict(sorted(missing.items()))


def is_court_complete(outcome: str, *, final_url: str, missing: Mapping[str, str]) -> bool:
    """Whether address, page source and full-page picture are there, of the page that was asked for.

    Source: Berkeley Protocol, para 155.
    """
    return outcome == SUCCESS and bool(final_url) and not any(role in missing for role in REQUIRED_ROLES)


def text_of_page(source: str) -> str:
    """The page without tags, comments, programs and styles; what is never closed is left out. Takes linear time."""
    pieces, at = [], 0
    while (start := source.find("<", at)) >= 0:
        pieces.append(source[at:start])
        hidden = _HIDDEN.match(source, start)
        if hidden is None:
            end = source.find(">", start)
        elif hidden[1]:
            closing = re.compile(rf"</{hidden[1]}\s*>", re.IGNORECASE).search(source, hidden.end())
            end = closing.end() - 1 if closing else -1
        else:
            dashes = source.find("-->", start)
            end = dashes + 2 if dashes >= 0 else -1
        if end < 0:
            at = len(source)
            break
        at = end + 1
    return unescape(" ".join([*pieces, source[at:]]))


def words_of_page(source: str) -> frozenset[tuple[str, str, str]]:
    """Triples of folded words of a page, without markup and numbers: what two versions of it are compared by."""
    words = _LETTERS.findall(fold(text_of_page(source)))
    padded = ["", *words, ""] if words else []
    return frozenset(zip(padded, padded[1:], padded[2:], strict=False))


def compare_pages(before: str, after: str) -> str:
    """``there`` where at least half of the word triples of both are shared, else ``changed``."""
    old, new = words_of_page(before), words_of_page(after)
    if old == new:
        return "there"
    return "there" if len(old & new) >= SAME_SHARE * len(old | new) else "changed"


def availability_of(outcome: str, *, before: str, after: str) -> str:
    """What a later look found: a row of ``data/availability.yaml``."""
    if outcome in ("not_found", "sent_home"):
        return "gone"
    if outcome in ("log_in_wall", "blocked", "consent_page"):
        return "hidden"
    return compare_pages(before, after) if outcome in (SUCCESS, "empty") else "unreachable"
