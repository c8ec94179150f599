"""All that the page of an item shows: its bytes, what was made of them, where they come from and where they went."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings

from tawthiq.core.decisions import Decision
from tawthiq.desk import models as m
from tawthiq.desk.queries.consents import consents_of_item, state_of
from tawthiq.desk.queries.disposals import Told, disposal_of, hindrances, past_recall
from tawthiq.desk.queries.fixity import FixityFault, fixity_state
from tawthiq.desk.queries.handovers import handovers_of
from tawthiq.desk.queries.publishing import receipts_of, report_of
from tawthiq.errors import NotFound

MOST_CHARACTERS = 60_000
TEXTS = ("text", "ocr")
PICTURES = ("thumbnail", "preview", "keyframe")
VERDICTS = ("provenance", "c2pa", "proofmode", "import")
# Kinds that are shown in a place of their own, or are of use to programs only.
ELSEWHERE = frozenset((*TEXTS, *PICTURES, *VERDICTS, "ocr_words", "picture_hash"))


@dataclass(frozen=True, slots=True)
class Text:
    """Words found inside an item. ``is_ocr``: read from a picture by machine, and checked by nobody."""

    derivative: m.Derivative
    text: str
    is_cut: bool

    @property
    def is_ocr(self) -> bool:
        """Whether a machine read it from a picture."""
        return self.derivative.kind == "ocr"


@dataclass(frozen=True, slots=True)
class Inside:
    """What the tools found: pictures to look at, texts, facts by tool, verdicts on marks of origin, and failures.

    ``lost`` was made and is not in the vault any more.
    """

    thumbnail: m.Derivative | None
    preview: m.Derivative | None
    keyframes: list[m.Derivative]
    texts: list[Text]
    facts: list[m.Derivative]
    verdicts: list[m.Derivative]
    failed: list[m.Derivative]
    lost: list[m.Derivative]


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One item with everything that a reader of the evidence asks about it."""

    item: m.Item
    receipts: list[m.Receipt]
    report: m.Report | None
    inside: Inside
    fault: FixityFault | None
    disposal: m.Disposal | None
    hindrances: list[Told]
    past_recall: list[Told]
    captures: list[m.Capture]
    handovers: list[m.Handover]
    consents: list[m.Consent]
    uses: list[tuple[str, Decision]]
    resembling: list[tuple[m.Item, int]]

    @property
    def is_gone(self) -> bool:
        """Whether the item's end was allowed."""
        return self.disposal is not None and self.disposal.authorised_by != ""


def item_page(item: m.Item, *, today: date) -> ItemPage:
    """The page of an item in a number of queries that does not grow with what is on it."""
    disposal = disposal_of(item)
    is_gone = disposal is not None and disposal.authorised_by != ""
    made = list(item.derivatives.order_by("kind", "number")) if not is_gone else []
    return ItemPage(
        item=item,
        receipts=receipts_of(item),
        report=report_of(item),
        inside=inside_of(made),
        fault=fault_of(item),
        disposal=disposal,
        hindrances=hindrances(item) if not is_gone else [],
        past_recall=past_recall(item) if disposal else [],
        captures=list(m.Capture.objects.filter(files__item=item).distinct().order_by("pk")),
        handovers=handovers_of(item),
        consents=consents_of_item(item),
        uses=state_of(item, on=today) if not is_gone else [],
        resembling=resembling(item, made),
    )


def fault_of(item: m.Item) -> FixityFault | None:
    """What the last fixity check found wrong with the item's own bytes, if anything."""
    return next((one for one in fixity_state().faults if one.item == item.ref and one.sha256 == item.sha256), None)


def inside_of(made: Sequence[m.Derivative]) -> Inside:
    """What was made of an item, sorted by what a reader does with it."""
    vault = settings.WORKSPACE.vault
    every = [one for one in made if one.state == "made"]
    lost = [one for one in every if one.sha256 and one.kind in (*TEXTS, *PICTURES) and not vault.has(one.sha256)]
    whole = [one for one in every if one not in lost]
    first = {one.kind: one for one in reversed(whole)}
    return Inside(
        thumbnail=first.get("thumbnail"),
        preview=first.get("preview"),
        keyframes=[one for one in whole if one.kind == "keyframe"],
        texts=[_text(one) for one in whole if one.kind in TEXTS],
        facts=[one for one in whole if one.kind not in ELSEWHERE],
        verdicts=[one for one in whole if one.kind in VERDICTS],
        failed=[one for one in made if one.state == "failed"],
        lost=lost,
    )


def _text(derivative: m.Derivative) -> Text:
    with settings.WORKSPACE.vault.open(derivative.sha256) as stream:
        data = stream.read(MOST_CHARACTERS * 4 + 1)
    text = data.decode("utf-8", errors="replace")
    return Text(derivative, text[:MOST_CHARACTERS], is_cut=len(text) > MOST_CHARACTERS)


# Source: PDQ, Facebook 2019: distances up to 31 of 256 bits between hashes of quality 50 and more count as a match.
MOST_DISTANCE, LEAST_QUALITY = 31, 50


def resembling(item: m.Item, made: Sequence[m.Derivative], *, most: int = 12) -> list[tuple[m.Item, int]]:
    """Other items with a picture that looks alike, nearest first, with the distance in bits: a hint, no proof."""
    own = list(_values([one for one in made if one.kind == "picture_hash"]))
    if not own:
        return []
    nearest: dict[int, int] = {}
    others = m.PictureHash.objects.filter(quality__gte=LEAST_QUALITY).exclude(item=item).order_by("pk")
    for number, value in others.values_list("item_id", "value").iterator():
        distance = min((int(value, 16) ^ one).bit_count() for one in own)
        if distance <= MOST_DISTANCE:
            nearest[number] = min(distance, nearest.get(number, distance))
    found = m.Item.objects.in_bulk(nearest)
    ranked = sorted((distance, number) for number, distance in nearest.items())[:most]
    return [(found[number], distance) for distance, number in ranked]


def _values(hashes: Sequence[m.Derivative]) -> Iterator[int]:
    for one in hashes:
        facts: dict[str, Any] = one.facts
        if int(facts.get("quality", 0)) >= LEAST_QUALITY:
            yield from (int(facts[key], 16) for key in ("pdq", "pdq_mirrored") if facts.get(key))


def unchanged_since(item: m.Item, *, fault: FixityFault | None) -> tuple[datetime, datetime] | None:
    """From when until when the bytes are known to be what was received; None where no check has found that yet."""
    if fault is not None or item.fixity_checked_at is None:
        return None
    return item.received_at, item.fixity_checked_at


def working_copy(item: m.Item, ref: str) -> m.Derivative:
    """A picture made anew from this item; raises NotFound for anything else, and where its end was allowed."""
    made = item.derivatives.filter(state="made", kind__in=PICTURES, media_type="image/jpeg")
    disposal = disposal_of(item)
    found = next((one for one in made if one.ref == ref), None)
    if found is None or (disposal and disposal.authorised_by):
        raise NotFound("not_found")
    return found
