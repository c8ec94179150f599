"""The chain of custody of an item: the journal's rows about its bytes, named as PREMIS names them where it does.

The names are a table, ``data/events.yaml``: nothing here decides what an event is called.
"""

import json
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Q

from tawthiq.core.ids import make_ref
from tawthiq.desk import models as m
from tawthiq.desk.queries.checkpoints import Published, published
from tawthiq.desk.queries.handovers import handovers_of
from tawthiq.desk.queries.log_check import published_sizes, told_of
from tawthiq.store.packs import load_table

DESTROYED = "destroyed"  # the event of a row whose words a disposal has taken


@dataclass(frozen=True, slots=True)
class CustodyLine:
    """One link of the chain; ``derivative`` is what a derivation made, where the entry tells of one.

    A destroyed entry has number, time and commitment, and nothing else.
    """

    seq: int
    at: datetime
    event: str
    premis: str
    actor: str
    why: str
    commitment: str
    subject: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    records: tuple[str, ...] = ()
    derivative: m.Derivative | None = None

    @property
    def is_destroyed(self) -> bool:
        """Whether a disposal destroyed what the entry told."""
        return self.event == DESTROYED


@cache
def _events() -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in load_table("events")}


def premis_name(event: str, *, kind: str = "") -> str:
    """The label of the PREMIS event type, "" where there is none; ``kind`` is a derivative's, where it tells more."""
    row = _events().get(event, {})
    return str(row.get("premis_by_kind", {}).get(kind) or row.get("premis", ""))


def event_name(event: str, lang: str) -> str:
    """The event as a noun, in English or Arabic; the code itself where the table does not know it."""
    return str(_events().get(event, {}).get(lang, event))


def custody_events() -> frozenset[str]:
    """The events that belong into a chain of custody."""
    return frozenset(code for code, row in _events().items() if row["custody"])


def custody_of(item: m.Item, *, most: int = 1000) -> list[CustodyLine]:
    """What happened to the item's bytes, first event first; at most the latest ``most`` lines.

    Entries about the item itself, its receipts, what was made of it, the captures it came from, the hand-overs it was
    in, and consents it is the evidence of.
    """
    derivatives = {one.ref: one for one in item.derivatives.all()}
    told = Q(event__in=custody_events(), mentions__ref__in=refs_about(item, derivatives=derivatives))
    entries = m.JournalEntry.objects.filter(told | Q(destroyed__disposal__item=item)).distinct().order_by("-seq")
    return [_line(entry, derivatives) for entry in reversed(entries[:most])]


def proofs_of(seqs: Iterable[int]) -> dict[int, Published | None]:
    """For each entry the first published checkpoint over it that somebody else confirmed the time of.

    Where nobody did yet, the first published one; None where none is published.
    """
    sizes = sorted(published_sizes())
    stamped = sorted(stamped_sizes() & set(sizes))
    chosen = {seq: _first_from(stamped, seq) or _first_from(sizes, seq) for seq in seqs}
    rows = {row.size: row for row in published(among=set(chosen.values()))}
    return {seq: rows.get(size) for seq, size in chosen.items()}


def stamped_sizes() -> set[int]:
    """The sizes of the checkpoints whose time an authority confirmed."""
    return {detail["size"] for detail in told_of("timestamped")}


def _first_from(sizes: Sequence[int], least: int) -> int:
    """The first size that is no smaller; 0 where there is none."""
    place = bisect_left(sizes, least)
    return sizes[place] if place < len(sizes) else 0


def refs_about(item: m.Item, *, derivatives: dict[str, m.Derivative]) -> list[str]:
    """The references under which the journal may tell of the item's bytes."""
    refs = [item.ref, *derivatives]
    refs += [make_ref("receipt", pk) for pk in item.receipts.values_list("pk", flat=True)]
    refs += [make_ref("capture", pk) for pk in item.capture_files.values_list("capture_id", flat=True)]
    refs += [handover.ref for handover in handovers_of(item)]
    refs += [make_ref("consent", pk) for pk in m.Consent.objects.filter(evidence=item).values_list("pk", flat=True)]
    refs += [make_ref("disposal", pk) for pk in m.Disposal.objects.filter(item=item).values_list("pk", flat=True)]
    return refs


def _line(entry: m.JournalEntry, derivatives: dict[str, m.Derivative]) -> CustodyLine:
    if entry.event == DESTROYED:
        return CustodyLine(entry.seq, entry.recorded_at, DESTROYED, "", "", "", entry.commitment)
    body = json.loads(entry.body)
    made = next((derivatives[ref] for ref in (entry.subject, *body["records"]) if ref in derivatives), None)
    tells_of_one = entry.event in ("derived", "derivation_failed", "imported")
    return CustodyLine(
        seq=entry.seq,
        at=entry.recorded_at,
        event=entry.event,
        premis=premis_name(entry.event, kind=made.kind if made else ""),
        actor=entry.actor,
        why=body["why"],
        commitment=entry.commitment,
        subject=entry.subject,
        detail=body["detail"],
        records=tuple(body["records"]),
        derivative=made if tells_of_one else None,
    )
