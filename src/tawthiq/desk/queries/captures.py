"""Captures as people look at them: what was asked, what came of it, what is missing, what later looks found."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from tawthiq.desk import models as m
from tawthiq.desk.access import access_capture, may_do
from tawthiq.desk.queries.history import HistoryLine, history_of
from tawthiq.errors import TawthiqError
from tawthiq.store.packs import load_table

NOT_THERE = ("gone", "changed", "hidden")


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file of a capture; ``name`` is what its receipt says."""

    role: str
    item_ref: str
    name: str
    media_type: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class CapturePage:
    """Everything a page about one capture shows; ``label`` is "incomplete" where it is not court-complete."""

    capture: m.Capture
    stage: str
    label: str
    files: list[FileLine]
    missing: list[tuple[str, str]]
    tools: list[tuple[str, str]]
    redirects: list[tuple[str, int]]
    checks: list[tuple[datetime, str]]
    timeline: list[HistoryLine]
    account: dict[str, Any] = field(default_factory=dict)


def captures_for(user: m.User, *, outcome: str = "", availability: str = "") -> QuerySet[m.Capture]:
    """Captures, newest first, of one outcome (or "waiting") or availability where asked; none without the right."""
    if not (may_do(user, "see_report") or may_do(user, "capture")):
        return m.Capture.objects.none()
    rows = m.Capture.objects.order_by("-pk").prefetch_related("files__item")
    if outcome:
        rows = rows.filter(state="waiting") if outcome == "waiting" else rows.filter(outcome=outcome)
    return rows.filter(availability=availability) if availability else rows


def gone_captures(user: m.User) -> QuerySet[m.Capture]:
    """Captured pages that the last look found taken down, changed or hidden."""
    return captures_for(user).filter(availability__in=NOT_THERE)


def captures_of_item(item: m.Item) -> list[m.Capture]:
    """The captures that made the item, oldest first."""
    return list(m.Capture.objects.filter(files__item=item).distinct().order_by("pk"))


def stage_of(capture: m.Capture) -> str:
    """waiting, running or done: a capture that waits and is taken until later is being made."""
    if capture.state == "waiting" and capture.check_after and capture.check_after > timezone.now():
        return "running"
    return capture.state


def label_of(capture: m.Capture) -> str:
    """ "incomplete" for everything that ended and is not court-complete; what goes out says so too."""
    return "incomplete" if capture.state == "done" and not capture.is_court_complete else ""


def capture_page(user: m.User, ref: str) -> CapturePage:
    """One capture; raises NotFound."""
    capture = access_capture(user, ref)
    account = _account_of(capture)
    history = history_of(capture.ref)
    return CapturePage(
        capture=capture,
        stage=stage_of(capture),
        label=label_of(capture),
        files=_files_of(capture),
        missing=sorted(capture.missing.items()),
        tools=sorted(capture.tools.items()),
        redirects=[(str(url), int(status)) for url, status in account.get("redirects", [])],
        checks=[(one.at, str(one.detail["availability"])) for one in history if one.event == "availability_checked"],
        timeline=history,
        account=account,
    )


def _files_of(capture: m.Capture) -> list[FileLine]:
    order = {row["id"]: number for number, row in enumerate(load_table("capture_roles"))}
    rows = capture.files.select_related("item").prefetch_related("item__receipts").order_by("pk")
    lines = []
    for row in sorted(rows, key=lambda one: (order.get(one.role, len(order)), one.pk)):
        names = [one.original_name for one in row.item.receipts.all() if one.channel == "capture"]
        item = row.item
        named = names[-1] if names else ""
        lines.append(FileLine(row.role, item.ref, named, item.media_type, item.size_bytes, item.sha256))
    return lines


def _account_of(capture: m.Capture) -> dict[str, Any]:
    """The account of the visit; empty where it was disposed of or is damaged: the register's own columns stay."""
    found = capture.files.filter(role="record").select_related("item").first()
    if found is None:
        return {}
    try:
        told = json.loads(settings.WORKSPACE.vault.read(found.item.sha256))
    except TawthiqError:
        return {}
    return told if isinstance(told, dict) else {}


@cache
def _words(table: str) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in load_table(table)}


def capture_word(table: str, code: str, lang: str) -> str:
    """The words for a code of capture_outcomes, capture_roles, capture_gaps or availability; unknown as it is."""
    return str(_words(table).get(code, {}).get(lang, code))
