"""Later looks at captured pages: whether they are still there, journalled each time."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tawthiq.core.captures import Seen, availability_of, classify, text_of_page
from tawthiq.desk import models as m
from tawthiq.desk.actions.captures import run_capture, waiting_captures
from tawthiq.desk.actions.journal import record
from tawthiq.errors import NotFound

if TYPE_CHECKING:
    from tawthiq.capture.web.fetching import Fetched

PAGE_TYPES = ("text/html", "application/xhtml+xml")
AGAIN_AFTER = timedelta(minutes=5)  # another worker does not look meanwhile
LOOKS_AT_ONCE = 5
Fetch = Callable[[str], "Fetched"]


def due_looks(*, most: int) -> list[m.Capture]:
    """Captured pages that are to be looked at again, longest waiting first."""
    rows = m.Capture.objects.filter(state="done", outcome="captured", check_after__lte=timezone.now())
    return list(rows.order_by("check_after", "pk")[:most])


def check_availability(capture: m.Capture, *, actor: str = "worker", fetch: Fetch | None = None) -> str:
    """What the look found, a row of ``data/availability.yaml``; it is in the journal and on the capture."""
    m.Capture.objects.filter(pk=capture.pk).update(check_after=timezone.now() + AGAIN_AFTER)
    got = (fetch or fetch_page)(capture.final_url or capture.url)
    found = _compare(capture, got)
    with transaction.atomic():
        row = m.Capture.objects.select_for_update().get(pk=capture.pk)
        now = timezone.now()
        row.availability, row.checked_at = found, now
        row.check_after = now + timedelta(days=settings.RECHECK_DAYS) if settings.RECHECK_DAYS > 0 else None
        row.save()
        detail = {"availability": found, "http_status": got.status}
        record("availability_checked", actor=actor, subject=row, changed=[row], detail=detail)
    return found


def fetch_page(url: str) -> "Fetched":
    """One light request by the rules of a capture, straight or by the proxy of the settings."""
    from tawthiq.capture.web.dialling import Dialler, read_proxy
    from tawthiq.capture.web.fetching import fetch

    return fetch(url, dialler=Dialler(proxy=read_proxy(settings.CAPTURE_PROXY)))


def _compare(capture: m.Capture, got: "Fetched") -> str:
    from tawthiq.capture.web.fetching import decode_page
    from tawthiq.capture.web.outcomes import notices

    is_page = got.media_type in PAGE_TYPES
    seen = Seen(
        requested_url=capture.final_url or capture.url,
        final_url=got.final_url,
        status=got.status,
        title=_title(got.text) if is_page else "",
        text=text_of_page(got.text) if is_page else "",
        is_page=is_page,
        fault=got.fault,
    )
    outcome = classify(seen, notices=notices())
    files = {one.role: one.item for one in capture.files.select_related("item")}
    if "source" in files:
        return availability_of(outcome, before=_text_of(files["source"]), after=decode_page(got.body, charset=""))
    if outcome == "captured" and "download" in files:
        return "there" if settings.WORKSPACE.vault.read(files["download"].sha256) == got.body else "changed"
    return availability_of(outcome, before="", after="")


def _text_of(item: m.Item) -> str:
    """The page source as preserved; nothing where it was disposed of."""
    from tawthiq.capture.web.fetching import decode_page

    try:
        return decode_page(settings.WORKSPACE.vault.read(item.sha256), charset="")
    except NotFound:
        return ""


def _title(source: str) -> str:
    lower = source.lower()
    start = lower.find("<title")
    opened = lower.find(">", start) if start >= 0 else -1
    end = lower.find("</title", opened) if opened >= 0 else -1
    return unescape(source[opened + 1 : end]).strip()[:500] if end >= 0 else ""


def make_captures(should_stop: Callable[[], bool]) -> int:
    """How many waiting captures were made, one at most, and how many pages looked at again: the worker's share."""
    done = 0
    for capture in waiting_captures(most=1):
        if not should_stop() and run_capture(capture) is not None:
            done += 1
    for capture in due_looks(most=LOOKS_AT_ONCE):
        if should_stop():
            break
        check_availability(capture)
        done += 1
    return done
