"""From a visit to what is preserved of it: the outcome, the files with their roles, and the account of the visit.

Format: ``docs/reference/formats/capture.md``.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tawthiq.capture.web.archive import write_wacz, write_warc
from tawthiq.capture.web.browsing import Visit
from tawthiq.capture.web.egress import Bounds
from tawthiq.capture.web.outcomes import notices
from tawthiq.capture.web.recording import MOST_ANSWERS, Exchange
from tawthiq.core.captures import Seen, classify, gaps_of, is_court_complete

FORMAT = "tawthiq-capture/1"
SMALLEST_MEDIA_BYTES, MOST_MEDIA = 2048, 60
_MEDIA = ("image/", "video/", "audio/")
_NAMES = {"dom": "-dom.html", "screenshot": ".png", "pdf": ".pdf"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One file to be preserved; ``name`` goes onto its receipt."""

    role: str
    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Parcel:
    """Everything that the register is told of a visit."""

    outcome: str
    http_status: int | None
    final_url: str
    started_at: datetime
    stopped_at: datetime
    missing: dict[str, str]
    is_court_complete: bool
    tools: dict[str, str]
    pieces: list[Piece] = field(default_factory=list)


def pack(visit: Visit, *, ref: str, operator: str, room: Path, bounds: Bounds) -> Parcel:
    """The parcel; its files lie in ``room``."""
    pieces = [
        *_archives(visit, ref=ref, operator=operator, room=room),
        *_page_files(visit, ref=ref),
        *_media(visit, ref=ref),
    ]
    outcome = _outcome_of(visit)
    missing = gaps_of(outcome, roles=[one.role for one in pieces], gaps=visit.gaps, is_page=visit.is_page)
    page = visit.page
    parcel = Parcel(
        outcome=outcome,
        http_status=page.status if page else None,
        final_url=visit.final_url,
        started_at=visit.started_at,
        stopped_at=visit.stopped_at,
        missing=missing,
        is_court_complete=is_court_complete(outcome, final_url=visit.final_url, missing=missing),
        tools={**visit.tools, "tawthiq": version("tawthiq"), "warcio": version("warcio")},
        pieces=pieces,
    )
    pieces.insert(0, _account(visit, parcel, ref=ref, operator=operator, room=room, bounds=bounds))
    return parcel


def _outcome_of(visit: Visit) -> str:
    page = visit.page
    seen = Seen(
        requested_url=visit.url,
        final_url=visit.final_url,
        status=page.status if page else None,
        title=visit.title,
        text=visit.text,
        is_page=visit.is_page,
        asks_for_password=visit.asks_for_password,
        fault=visit.fault,
    )
    return classify(seen, notices=notices())


def _archives(visit: Visit, *, ref: str, operator: str, room: Path) -> Iterator[Piece]:
    """WARC and WACZ, where anything was answered."""
    if not visit.exchanges:
        return
    software = f"tawthiq {version('tawthiq')}"
    warc, wacz = room / "data.warc.gz", room / "data.wacz"
    index = write_warc(visit, warc, software=software, operator=operator)
    write_wacz(visit, wacz, warc=warc, index=index, software=software)
    yield Piece("warc", f"{ref}.warc.gz", warc)
    yield Piece("wacz", f"{ref}.wacz", wacz)


def _page_files(visit: Visit, *, ref: str) -> Iterator[Piece]:
    page = visit.page
    if page is not None and page.body is not None:
        if visit.is_page:
            yield Piece("source", f"{ref}-source.html", page.body)
        else:
            yield Piece("download", page.url, page.body)
    for role, path in visit.files.items():
        yield Piece(role, f"{ref}{_NAMES[role]}", path)


def _media(visit: Visit, *, ref: str) -> list[Piece]:
    """Each file once, in the order in which it came; what there is more of stays in the archive."""
    seen: dict[str, Exchange] = {}
    for one in visit.exchanges:
        is_media = one.media_type.startswith(_MEDIA) and not one.is_main
        if is_media and one.body is not None and one.size_bytes >= SMALLEST_MEDIA_BYTES:
            seen.setdefault(one.sha256, one)
    if len(seen) > MOST_MEDIA:
        visit.gaps.setdefault("media", "count_bound")
    kept = [Piece("media", one.url, one.body) for one in list(seen.values())[:MOST_MEDIA] if one.body is not None]
    return kept + [Piece("media", f"{ref}-video{path.suffix}", path) for path in visit.videos]


def _account(visit: Visit, parcel: Parcel, *, ref: str, operator: str, room: Path, bounds: Bounds) -> Piece:
    told = {
        "format": FORMAT,
        "capture": ref,
        "operator": operator,
        "requested_url": visit.url,
        "final_url": parcel.final_url,
        "redirects": redirects_of(visit),
        "started_at": parcel.started_at.isoformat(),
        "stopped_at": parcel.stopped_at.isoformat(),
        "outcome": parcel.outcome,
        "http_status": parcel.http_status,
        "is_court_complete": parcel.is_court_complete,
        "missing": parcel.missing,
        "title": visit.title,
        "tools": parcel.tools,
        "bounds": {**asdict(bounds), "answers": MOST_ANSWERS},
        "connections": [[one.host, one.port, one.address] for one in visit.passages if one.address],
        "refused": [[one.host, one.port, one.code] for one in visit.passages if one.code],
        "answers": [_answer(one) for one in visit.exchanges],
        "certificates": {origin: _certificate(one) for origin, one in visit.certificates.items()},
        "files": [[one.role, one.name, *_size_and_digest(one.path)] for one in parcel.pieces],
    }
    path = room / "record.json"
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path.write_bytes(text.encode("utf-8", "replace"))
    return Piece("record", f"{ref}.json", path)


def redirects_of(visit: Visit) -> list[list[Any]]:
    """Address and status of each step; where a program in the page led on, the last step has status 0."""
    steps: list[list[Any]] = [[one.url, one.status] for one in visit.exchanges if one.is_main]
    if steps and visit.final_url and visit.final_url.partition("#")[0] != str(steps[-1][0]).partition("#")[0]:
        steps.append([visit.final_url, 0])
    return steps


def _answer(one: Exchange) -> dict[str, Any]:
    names = ("url", "method", "status", "media_type", "size_bytes", "sha256", "protocol", "address", "cut")
    return {name: getattr(one, name) for name in names}


def _certificate(one: Any) -> dict[str, Any]:
    from hashlib import sha256

    names = ("protocol", "cipher", "issuer", "subjectName", "sanList", "validFrom", "validTo")
    told = {name: one.told[name] for name in names if name in one.told}
    return {**told, "chain": [sha256(der).hexdigest() for der in one.chain]}


def _size_and_digest(path: Path) -> tuple[int, str]:
    from hashlib import file_digest

    with path.open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
    return path.stat().st_size, digest
