"""From the register to the content of a hand-over bundle: records as the checkpoint has them, and entries about them.

An entry is opened when every record it names belongs to the bundle, and when it is the last that vouches for a record
of the bundle. Other entries about the items are proven to stand and stay closed, as do all that tell of consent.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from tawthiq.core.ids import make_ref
from tawthiq.core.journal import canonical
from tawthiq.desk import models as m
from tawthiq.desk.queries.checkpoints import Proven, proven_entries
from tawthiq.desk.queries.custody import custody_events, premis_name
from tawthiq.desk.queries.findings import refs_of
from tawthiq.desk.queries.handovers import handovers_with
from tawthiq.errors import InvalidRecord, NotFound
from tawthiq.store.bundle import (
    BundleCapture,
    BundleContent,
    BundleDerivative,
    BundleEvent,
    BundleItem,
    BundleReceipt,
    ClosedEntry,
)
from tawthiq.store.packs import load_table

CHUNK = 400
REF = re.compile(r"\b[A-Z]{2}-\d{6,18}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """To whom a bundle goes, and what for."""

    recipient: str
    purpose: str
    title: str = ""


@dataclass(slots=True)
class Gathered:
    """The records of a bundle, and the journal's entries about them up to the checkpoint."""

    items: Sequence[m.Item]
    receipts: list[m.Receipt] = field(default_factory=list)
    derivatives: list[m.Derivative] = field(default_factory=list)
    captures: list[m.Capture] = field(default_factory=list)
    entries: dict[int, dict[str, Any]] = field(default_factory=dict)
    vouched: dict[str, tuple[int, str | None]] = field(default_factory=dict)
    left_out: int = 0

    def is_vouched(self, record: m.Record) -> bool:
        """Whether the checkpoint covers the record as it is now."""
        return self.vouched.get(record.ref, (0, None))[1] == record.digest()


def bundle_content(items: Sequence[m.Item], *, size: int, to: Address) -> BundleContent:
    """Everything that goes into a bundle of these items under the published checkpoint of this size.

    Raises NotFound where that was never published; InvalidRecord (``not_in_checkpoint``) naming items that are newer.
    """
    as_of = _as_of(size)
    gathered = _gather(items, size=size)
    opened = _opened(gathered, to=to)
    proven = proven_entries(gathered.entries, size=size)
    purpose = next(row for row in load_table("consent_purposes") if row["id"] == to.purpose)
    closed = tuple(
        ClosedEntry(index=one.index, commitment=one.commitment, path=one.path)
        for one in proven.entries
        if one.seq not in opened
    )
    return BundleContent(
        ref="",
        title=to.title,
        purpose=to.purpose,
        purpose_en=purpose["en"],
        purpose_ar=purpose["ar"],
        recipient=to.recipient,
        as_of=as_of,
        organisation=settings.ORGANISATION["en"],
        items=tuple(_item(one, gathered) for one in items),
        derivatives=tuple(_derivative(one) for one in gathered.derivatives),
        captures=tuple(_capture(one, noted=_noted(gathered, opened)) for one in gathered.captures),
        events=tuple(_events(proven, gathered, opened=opened)),
        closed=closed,
        destroyed=proven.destroyed,
        checkpoint=proven.note,
        public_key=proven.public_key,
        timestamps=proven.tokens,
        witness_lines=proven.witness_lines,
        limits=_limits(withheld=bool(closed), later=bool(gathered.left_out)),
    )


def items_of_incidents(incidents: Iterable[m.Incident]) -> list[m.Item]:
    """Every item that a claim of these incidents rests on, oldest first."""
    return list(m.Item.objects.filter(report__claims__incident__in=list(incidents)).distinct().order_by("pk"))


# --- what there is ---------------------------------------------------------------------------------------------------


def _gather(items: Sequence[m.Item], *, size: int) -> Gathered:
    found = Gathered(items=items)
    receipts = list(m.Receipt.objects.filter(item__in=items).select_related("source").order_by("pk"))
    derivatives = list(m.Derivative.objects.filter(item__in=items).select_related("item").order_by("pk"))
    captures = m.Capture.objects.filter(files__item__in=items).distinct().order_by("pk").prefetch_related("files")
    earlier = handovers_with([item.ref for item in items])
    _read_entries(found, [one.ref for one in (*items, *receipts, *derivatives, *captures, *earlier)], size=size)
    if newer := [item.ref for item in items if not found.is_vouched(item)]:
        raise InvalidRecord(f"not_in_checkpoint: {', '.join(newer)}")
    found.receipts = [one for one in receipts if found.is_vouched(one)]
    found.derivatives = [one for one in derivatives if found.is_vouched(one)]
    found.captures = [one for one in captures if one.ref in found.vouched]
    found.left_out = len(receipts) + len(derivatives) - len(found.receipts) - len(found.derivatives)
    return found


def _read_entries(found: Gathered, refs: Sequence[str], *, size: int) -> None:
    """The entries of the chain of custody that name one of these records, and the last that notes each of them."""
    wanted, custody = set(refs), custody_events()
    for start in range(0, len(refs), CHUNK):
        some = refs[start : start + CHUNK]
        rows = m.JournalEntry.objects.filter(mentions__ref__in=some, seq__lte=size).exclude(body="").distinct()
        found.entries |= {row.seq: json.loads(row.body) for row in rows}
    for seq in sorted(found.entries):
        for ref, digest in found.entries[seq]["records"].items():
            if ref in wanted:
                found.vouched[ref] = (seq, digest)
    vouching = {seq for seq, _ in found.vouched.values()}
    found.entries = {seq: body for seq, body in found.entries.items() if body["event"] in custody or seq in vouching}


# --- what is opened --------------------------------------------------------------------------------------------------


def _opened(gathered: Gathered, *, to: Address) -> set[int]:
    """Numbers of the entries that are opened."""
    within = _refs_within(gathered)
    kept = (*gathered.items, *gathered.receipts, *gathered.derivatives)
    needed = {gathered.vouched[one.ref][0] for one in kept}
    return needed | {seq for seq, body in gathered.entries.items() if _may_open(body, within=within, to=to)}


def _refs_within(gathered: Gathered) -> set[str]:
    """Every record that the bundle tells of: also what a capture made beside its items, which its own entry names."""
    beside = {file.item_id for capture in gathered.captures for file in capture.files.all()}
    numbers = sorted(beside | {item.pk for item in gathered.items})
    refs = {one.ref for one in gathered.captures} | {make_ref("item", number) for number in numbers}
    for model in (m.Receipt, m.Report, m.Derivative):
        pks = model._default_manager.filter(item__in=numbers).values_list("pk", flat=True)
        refs |= {make_ref(model.ref_kind, pk) for pk in pks}
    return refs


def _may_open(body: Mapping[str, Any], *, within: set[str], to: Address) -> bool:
    """Whether the entry speaks of nothing but what is in the bundle, and of no consent and no other recipient."""
    if body["event"].startswith("consent_"):
        return False
    named = set(refs_of(dict(body))) | set(REF.findall(canonical(body["detail"]) + " " + body["why"]))
    if body["event"] == "exported":
        named = {ref for ref in named if not ref.startswith("HO-")}
        return named <= within and body["detail"].get("recipient") == to.recipient
    return named <= within


def _events(proven: Proven, gathered: Gathered, *, opened: set[int]) -> Iterable[BundleEvent]:
    kinds = {one.ref: one.kind for one in gathered.derivatives}
    for one in proven.entries:
        if one.seq in opened:
            body = gathered.entries[one.seq]
            kind = next((kinds[ref] for ref in refs_of(body) if ref in kinds), "")
            yield BundleEvent(
                index=one.index,
                body=one.body,
                salt=one.salt,
                commitment=one.commitment,
                path=one.path,
                premis=premis_name(body["event"], kind=kind),
            )


# --- records of the bundle -------------------------------------------------------------------------------------------


def _item(item: m.Item, gathered: Gathered) -> BundleItem:
    receipts = tuple(
        BundleReceipt(ref=one.ref, state=one.journal_state(), source=one.source.pseudonym if one.source else "")
        for one in gathered.receipts
        if one.item_id == item.pk
    )
    return BundleItem(ref=item.ref, state=item.journal_state(), receipts=receipts)


def _derivative(one: m.Derivative) -> BundleDerivative:
    return BundleDerivative(ref=one.ref, item=one.item.ref, state=one.journal_state())


def _noted(gathered: Gathered, opened: set[int]) -> dict[str, str | None]:
    """What the opened entries say last of each record: all that the receiver can compare with."""
    noted: dict[str, str | None] = {}
    for seq in sorted(opened):
        noted |= gathered.entries[seq]["records"]
    return noted


def _capture(one: m.Capture, *, noted: Mapping[str, str | None]) -> BundleCapture:
    """The capture; without its state where that changed after the checkpoint, or a closed entry vouches for it."""
    state = one.journal_state()
    is_vouched = noted.get(one.ref) == one.digest()
    return BundleCapture(
        ref=one.ref,
        state=state if is_vouched else None,
        url=one.url,
        started_at=state["started_at"] or "",
        stopped_at=state["stopped_at"] or "",
        is_court_complete=one.is_court_complete,
        missing=one.missing,
        files=tuple(sorted((file.role, make_ref("item", file.item_id)) for file in one.files.all())),
    )


def _limits(*, withheld: bool, later: bool) -> tuple[tuple[str, str], ...]:
    applies = {"withheld": withheld, "later": later}
    rows = load_table("bundle_limits")
    return tuple((row["en"], row["ar"]) for row in rows if row["always"] or applies[row["id"]])


def _as_of(size: int) -> str:
    """When the checkpoint was published, by the organisation's own clock."""
    for entry in m.JournalEntry.objects.filter(event="checkpoint_published", seq__lte=size).order_by("-seq"):
        body = json.loads(entry.body)
        if body["detail"]["size"] == size:
            return str(body["t"])
    raise NotFound(f"no checkpoint of size {size} was published")
