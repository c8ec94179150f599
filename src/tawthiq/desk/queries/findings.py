"""A finding of the check, and the preserved items that whatever it is about rests on."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tawthiq.core.ids import parse_ref
from tawthiq.desk import models as m
from tawthiq.errors import InvalidRecord

MOST_ITEMS = 20
# How an item is found from each kind of record.
WAYS = {
    "item": "pk",
    "receipt": "receipts",
    "source": "receipts__source",
    "report": "report",
    "claim": "report__claims",
    "incident": "report__claims__incident",
    "act": "report__claims__incident__acts",
    "group": "report__claims__incident__groups",
    "signoff": "report__claims__incident__signoffs",
    "person": "report__claims__involvements__person",
    "article": "report__claims__incident__articles",
    "derivative": "derivatives",
    "capture": "capture_files__capture",
    "consent": "receipts__source__consents",
    "disposal": "disposal",
}
Items = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """``what`` is a code, ``where`` the record or file, ``items`` the (reference, SHA-256) of what it rests on.

    A note is worth knowing and no fault.
    """

    what: str
    where: str
    items: Items = ()
    detail: str = ""
    is_note: bool = False


def about(what: str, *refs: str, detail: str = "") -> Finding:
    """The finding about these records, with the items they rest on."""
    return Finding(what, " ".join(refs), items=items_behind(refs), detail=detail)


def items_behind(refs: Iterable[str]) -> Items:
    """The items that records rest on, also where the record itself is gone: then the journal says what it came with."""
    found: dict[str, str] = {}
    for ref in refs:
        found |= dict(_items_of(ref) or _items_beside(ref))
    return tuple(sorted(found.items()))[:MOST_ITEMS]


def items_of_entries(numbers: Iterable[int]) -> Items:
    """The items that journal entries speak of."""
    refs: set[str] = set()
    for number in numbers:
        refs |= set(m.JournalMention.objects.filter(entry_id=number).values_list("ref", flat=True)[:100])
        entry = m.JournalEntry.objects.filter(pk=number).first()
        refs |= set(refs_of(read_body(entry.body))) if entry else set()
    found: dict[str, str] = {}
    for ref in sorted(refs)[:100]:
        found |= dict(_items_of(ref))
    return tuple(sorted(found.items()))[:MOST_ITEMS]


def read_body(text: str) -> dict[str, Any]:
    """An entry's body; empty where it is no longer one."""
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def refs_of(body: dict[str, Any]) -> list[str]:
    """Every record that an entry names: those it changed, and its subject."""
    records = body.get("records")
    named = {*(records if isinstance(records, dict) else ()), str(body.get("subject") or "")} - {""}
    return sorted(named)


def _items_of(ref: str) -> list[tuple[str, str]]:
    try:
        kind, number = parse_ref(ref)
    except InvalidRecord:
        return []
    if kind not in WAYS:
        return []
    rows = m.Item.objects.filter(**{WAYS[kind]: number}).order_by("pk").distinct()[:MOST_ITEMS]
    return [(item.ref, item.sha256) for item in rows]


def _items_beside(ref: str) -> list[tuple[str, str]]:
    """What the journal entries that name a vanished record name beside it; a vanished item's digest stands there."""
    found: dict[str, str] = {}
    entries = m.JournalEntry.objects.filter(mentions__ref=ref).order_by("seq")[:5]
    for body in (read_body(entry.body) for entry in entries):
        detail = body.get("detail")
        if ref == body.get("subject") and ref.startswith("EV-") and isinstance(detail, dict) and "sha256" in detail:
            found[ref] = str(detail["sha256"])
        for other in refs_of(body)[:100]:
            found |= dict(_items_of(other)) if other != ref else {}
    return list(found.items())
