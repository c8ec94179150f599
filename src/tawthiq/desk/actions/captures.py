"""Captures of web pages: asked for by a person, made by the program, each file an item like any other.

A visit that is cut off leaves nothing in the register: the capture waits on, and the next worker makes a new visit.
"""

import contextlib
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from tawthiq.core.addresses import read_url
from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.evidence import Holding, Provenance, register_many
from tawthiq.desk.actions.journal import record
from tawthiq.errors import InvalidRecord, Unreachable

if TYPE_CHECKING:
    from tawthiq.capture.web.packing import Parcel

ROOMS = "visits"
LEASE, BEAT_S = timedelta(minutes=2), 30.0  # whoever makes a visit says every half minute that it is alive
ROOM_LASTS = timedelta(hours=1)
PAUSE = timedelta(minutes=10)
MOST_URLS = 1000

# ``make(capture, room)`` makes the visit and returns what is to be preserved; its files lie in the room.
Maker = Callable[[m.Capture, Path], "Parcel"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What will be visited, in the order asked; and what will not, with the code of the reason."""

    captures: list[m.Capture] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def ask_captures(user: m.User, urls: Sequence[str], *, why: str) -> Asked:
    """The addresses wait to be visited; the reason is in the journal. Raises InvalidRecord without one."""
    require(user, "capture")
    if not why.strip():
        raise InvalidRecord("reason_missing")
    return ask_for(urls, actor=user.username, why=why.strip())


def ask_for(urls: Sequence[str], *, actor: str, why: str) -> Asked:
    """As ``ask_captures`` for whoever runs the command line; an address that waits already is not asked for twice."""
    asked = Asked()
    with transaction.atomic():
        for text in [one.strip() for one in urls if one.strip()][:MOST_URLS]:
            try:
                url = read_url(text)
            except InvalidRecord as odd:
                asked.refused.append((text, str(odd)))
                continue
            waiting = m.Capture.objects.filter(url=url, state="waiting").first()
            asked.captures.append(waiting or _ask(url, actor=actor, why=why))
    return asked


def _ask(url: str, *, actor: str, why: str) -> m.Capture:
    now = timezone.now()
    capture = m.Capture.objects.create(url=url, asked_by=actor, asked_at=now, why=why)
    record("capture_asked", actor=actor, subject=capture, changed=[capture], why=why)
    return capture


def ask_recheck(user: m.User, capture: m.Capture) -> None:
    """The page is due to be looked at again at once."""
    require(user, "capture")
    if capture.state != "done":
        raise InvalidRecord("capture_waits")
    m.Capture.objects.filter(pk=capture.pk).update(check_after=timezone.now())


def waiting_captures(*, most: int) -> list[m.Capture]:
    """Captures that nobody is making now, oldest first."""
    free = Q(check_after=None) | Q(check_after__lte=timezone.now())
    return list(m.Capture.objects.filter(free, state="waiting").order_by("pk")[:most])


def captured_before(text: str) -> m.Capture | None:
    """The newest capture of this address that succeeded; None where there is none, or it is no address."""
    try:
        url = read_url(text)
    except InvalidRecord:
        return None
    return m.Capture.objects.filter(url=url, state="done", outcome="captured").order_by("-pk").first()


def run_capture(capture: m.Capture, *, make: Maker | None = None) -> m.Capture | None:
    """The capture is done and preserved, whatever its outcome; None where another worker is at it.

    Raises Unreachable where no browser or sandbox can be had: the capture waits on.
    """
    if not _take(capture):
        return None
    try:
        with _room() as room, _alive(capture):
            parcel = (make or make_visit)(capture, room)
            return _preserve(capture, parcel)
    except Unreachable:
        _give_back(capture, timezone.now() + PAUSE)
        raise
    except BaseException:
        _give_back(capture, None)
        raise


def _take(capture: m.Capture) -> bool:
    """Whether it is ours: one statement, so that two workers never make the same visit."""
    now = timezone.now()
    free = Q(check_after=None) | Q(check_after__lte=now)
    taken = m.Capture.objects.filter(free, pk=capture.pk, state="waiting").update(check_after=now + LEASE)
    return bool(taken)


@contextlib.contextmanager
def _alive(capture: m.Capture) -> Iterator[None]:
    """The capture stays ours as long as this process lives; when it is killed, another may have it soon."""
    over = threading.Event()

    def beat() -> None:
        try:
            while not over.wait(BEAT_S):
                with contextlib.suppress(OperationalError):  # the register is busy: the next beat will do
                    m.Capture.objects.filter(pk=capture.pk, state="waiting").update(check_after=timezone.now() + LEASE)
        finally:
            connection.close()

    beating = threading.Thread(target=beat, daemon=True)
    beating.start()
    try:
        yield
    finally:
        over.set()
        beating.join()


def _give_back(capture: m.Capture, when: datetime | None) -> None:
    m.Capture.objects.filter(pk=capture.pk, state="waiting").update(check_after=when)


def make_visit(capture: m.Capture, room: Path) -> "Parcel":
    """A visit by a browser behind the wall, straight or by the proxy of the settings."""
    from tawthiq.capture.web.dialling import Dialler, read_proxy
    from tawthiq.capture.web.egress import Bounds

    try:
        from tawthiq.capture.web.browsing import visit
        from tawthiq.capture.web.packing import pack
        from tawthiq.capture.web.video import take_video
    except ModuleNotFoundError as absent:
        raise Unreachable(f"no_browser: {absent.name} is not installed") from absent
    dialler, bounds = Dialler(proxy=read_proxy(settings.CAPTURE_PROXY)), Bounds()
    seen = visit(capture.url, room=room, dialler=dialler, bounds=bounds)
    if settings.VIDEO:
        take_video(seen, room=room, dialler=dialler)
    return pack(seen, ref=capture.ref, operator=capture.asked_by, room=room, bounds=bounds)


@contextlib.contextmanager
def _room() -> Iterator[Path]:
    """A private folder in the workspace; what killed visits left behind goes first."""
    rooms = settings.WORKSPACE.home / ROOMS
    rooms.mkdir(mode=0o700, exist_ok=True)
    old = (timezone.now() - ROOM_LASTS).timestamp()
    for left in rooms.iterdir():
        with contextlib.suppress(FileNotFoundError):  # another worker was faster
            if left.stat().st_mtime < old:
                shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=rooms, ignore_cleanup_errors=True) as room:
        yield Path(room)


def _preserve(capture: m.Capture, parcel: "Parcel") -> m.Capture | None:
    """Bytes first, then items, receipts, capture and journal in one transaction."""
    held, roles = [], []
    for piece in parcel.pieces:
        with piece.path.open("rb") as stream:
            stored = settings.WORKSPACE.vault.put(stream)
        held.append(Holding(stored, piece.name, Provenance()))
        roles.append(piece.role)
    with transaction.atomic():
        row = m.Capture.objects.select_for_update().get(pk=capture.pk)
        if row.state != "waiting":
            return None  # its lease had run out and another worker ended before us
        received = register_many(held, actor=row.asked_by, channel="capture") if held else []
        for got, role in zip(received, roles, strict=True):
            m.CaptureFile.objects.get_or_create(capture=row, item=got.item, role=role)
        _fill(row, parcel)
        row.save()
        files = [[role, got.item.ref, got.item.sha256] for got, role in zip(received, roles, strict=True)]
        detail = {"outcome": row.outcome, "is_court_complete": row.is_court_complete, "files": files}
        event = "captured" if row.outcome == "captured" else "capture_failed"
        record(event, actor=row.asked_by, subject=row, changed=[row], why=row.why, detail=detail)
    return row


def _fill(row: m.Capture, parcel: "Parcel") -> None:
    row.state, row.outcome, row.http_status = "done", parcel.outcome, parcel.http_status
    row.started_at, row.stopped_at, row.final_url = parcel.started_at, parcel.stopped_at, parcel.final_url
    row.tools, row.missing, row.is_court_complete = parcel.tools, parcel.missing, parcel.is_court_complete
    row.check_after = _next_look() if row.outcome == "captured" else None
    row.availability, row.checked_at = "", None


def _next_look() -> datetime | None:
    return timezone.now() + timedelta(days=settings.RECHECK_DAYS) if settings.RECHECK_DAYS > 0 else None
