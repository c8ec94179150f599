"""Checking the preserved bytes again and again: those that nobody looked at for longest come first."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from tawthiq.core.ids import make_ref
from tawthiq.desk import models as m
from tawthiq.desk.actions.journal import record
from tawthiq.desk.queries.findings import Finding
from tawthiq.desk.queries.fixity import found_faulty_since
from tawthiq.desk.queries.objects import Named, derived_from, standing_items
from tawthiq.store.vault import Vault

CHUNK, PAGE = 200, 5000
MARK_EVERY_S = 5.0
Due = tuple[int, str, int]


@dataclass(slots=True)
class Scrub:
    """What one run looked at; ``is_whole`` is False when it was ended before all that was due had its turn."""

    items: int = 0
    derivatives: int = 0
    bytes_checked: int = 0
    faulty_items: int = 0
    faults: list[Finding] = field(default_factory=list)
    is_whole: bool = True


class _EndedError(Exception):
    """Somebody asked the run to stop, in the middle of a file."""


class Pace:
    """How fast to read, and for how long."""

    def __init__(
        self,
        *,
        rate_bytes_s: float | None = None,
        most_s: float | None = None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> None:
        """Without a rate as fast as the disk gives; ``most_s`` ends a run after a file, ``should_stop`` within one."""
        self._rate, self._should_stop = rate_bytes_s, should_stop
        self._began, self._read = time.monotonic(), 0
        self._ends = self._began + most_s if most_s is not None else None

    def is_over(self) -> bool:
        """Whether the next file is left to the next run."""
        return self._ends is not None and time.monotonic() > self._ends

    def heard(self, number: int) -> None:
        """Waits until these bytes may have been read."""
        self._read += number
        if self._should_stop():
            raise _EndedError
        if self._rate:
            early = self._read / self._rate - (time.monotonic() - self._began)
            if early > 0:
                time.sleep(early)


def check_some(
    *,
    actor: str,
    before: datetime | None = None,
    most: int | None = None,
    pace: Pace | None = None,
    told: Callable[[Scrub], None] = lambda _scrub: None,
) -> Scrub:
    """Items, and what was made from them, are read and compared with the digest of their receipt.

    Taken are those not found whole since ``before`` (this moment, when nothing is said), at most ``most`` of them.
    The run is an entry in the journal and so is each fault; what was found whole carries the time. Run again after an
    interruption, it goes on where it was: what was found whole is marked as it goes.
    """
    scrub, pace = Scrub(), pace or Pace()
    try:
        for some in _due(before or timezone.now(), most=most, scrub=scrub):
            _check_page(some, scrub, pace, told)
    except _EndedError:
        scrub.is_whole = False
    except BaseException:
        scrub.is_whole = False
        _write_down(scrub, actor=actor)
        raise
    _write_down(scrub, actor=actor)
    return scrub


def check_overdue(*, days: float, most_s: float, should_stop: Callable[[], bool]) -> Scrub:
    """A slice of the worker's: what was not looked at for so many days, for so many seconds at most.

    What is due within the next day is taken along, so that a small vault has one run a day and not one for each item.
    What was found damaged is told again after as many days, not in each slice.
    """
    now = timezone.now()
    overdue, soon = now - timedelta(days=days), now - timedelta(days=max(days - 1, 0))
    faulty = found_faulty_since(overdue)
    if not _not_seen_since(overdue).exclude(pk__in=faulty).exists():
        return Scrub()
    return check_some(actor="worker", before=soon, pace=Pace(most_s=most_s, should_stop=should_stop))


def _not_seen_since(moment: datetime) -> QuerySet[m.Item]:
    never = Q(fixity_checked_at__isnull=True, received_at__lt=moment)  # the receipt itself was a check
    return standing_items().filter(never | Q(fixity_checked_at__lt=moment))


def _due(moment: datetime, *, most: int | None, scrub: Scrub) -> Iterator[list[Due]]:
    """Page after page. What was found whole is no longer due; what was not stays in front, and is stepped over."""
    order = (F("fixity_checked_at").asc(nulls_first=True), "pk")
    rows = _not_seen_since(moment).order_by(*order).values_list("pk", "sha256", "size_bytes")
    while True:
        size = PAGE if most is None else min(PAGE, most - scrub.items)
        page = list(rows[scrub.faulty_items : scrub.faulty_items + size])
        if not page:
            return
        yield page


def _check_page(page: list[Due], scrub: Scrub, pace: Pace, told: Callable[[Scrub], None]) -> None:
    marks = _Marks()
    try:
        for start in range(0, len(page), CHUNK):
            some = page[start : start + CHUNK]
            derived = derived_from(pk for pk, _, _ in some)
            for pk, sha256, size in some:
                if pace.is_over():
                    raise _EndedError
                ref = make_ref("item", pk)
                if _check_one([Named(ref, ref, sha256, size), *derived.get(pk, ())], scrub, pace):
                    marks.add(pk)
                told(scrub)
    finally:
        marks.flush()


def _check_one(objects: list[Named], scrub: Scrub, pace: Pace) -> bool:
    """Whether the item and all that was made from it are whole."""
    vault: Vault = settings.WORKSPACE.vault
    faults = []
    for one in objects:
        fault = vault.check(one.sha256, heard=pace.heard)
        if fault:
            faults.append(Finding(fault.what, one.ref, items=((one.item, one.sha256),), detail=fault.detail))
        else:
            scrub.bytes_checked += one.size_bytes
    scrub.items += 1
    scrub.derivatives += len(objects) - 1
    scrub.faults += faults
    scrub.faulty_items += bool(faults)
    return not faults


class _Marks:
    """Items found whole, marked with the time some at a time."""

    def __init__(self) -> None:
        self._waiting, self._flushed_at = list[int](), time.monotonic()

    def add(self, pk: int) -> None:
        self._waiting.append(pk)
        if len(self._waiting) >= CHUNK or time.monotonic() - self._flushed_at > MARK_EVERY_S:
            self.flush()

    def flush(self) -> None:
        m.Item.objects.filter(pk__in=self._waiting).update(fixity_checked_at=timezone.now())
        self._waiting, self._flushed_at = [], time.monotonic()


def _write_down(scrub: Scrub, *, actor: str) -> None:
    """The run, and each fault under the item it is about; a run that had nothing to do leaves no entry."""
    if not scrub.items:
        return
    counts = {"items": scrub.items, "derivatives": scrub.derivatives, "bytes": scrub.bytes_checked}
    with transaction.atomic():
        for fault in scrub.faults:
            record("fixity_checked", actor=actor, subject=_item_of(fault), detail=_told(fault))
        detail = {**counts, "faults": len(scrub.faults), "whole_run": scrub.is_whole}
        record("fixity_checked", actor=actor, detail=detail)


def _item_of(fault: Finding) -> m.Item:
    return m.Item.objects.get(pk=int(fault.items[0][0].rpartition("-")[2]))


def _told(fault: Finding) -> dict[str, str]:
    return {"object": fault.where, "sha256": fault.items[0][1], "what": fault.what, "detail": fault.detail}


def check_slices(*, days: float, rate_bytes_s: float, slice_s: float) -> Callable[[Callable[[], bool]], int]:
    """The worker's job: after each slice it rests for as long as keeps the average below the rate; 0 while it rests."""
    rests_until = time.monotonic()

    def do(should_stop: Callable[[], bool]) -> int:
        nonlocal rests_until
        if time.monotonic() < rests_until:
            return 0
        rests_until = time.monotonic() + slice_s
        scrub = check_overdue(days=days, most_s=slice_s, should_stop=should_stop)
        rests_until = time.monotonic() + max(scrub.bytes_checked / rate_bytes_s, slice_s)
        return 0

    return do
