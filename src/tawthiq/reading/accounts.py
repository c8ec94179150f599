"""An account: all mentions of one act in a report, which of them tells most, and their counts together."""

from dataclasses import dataclass

from tawthiq.core.counts import Bounds, add, reconcile_all
from tawthiq.reading.frames import Frame
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.tolls import total_of

# The first account wins where the later one says hardly more.
_FIRST = 1.5
# A witness who names the place tells more than the paragraph that opens the report. Source: counting guide, an act told
# twice (lead, then witness) is one, by the fuller account.
_WITNESS = 1.5


@dataclass(slots=True)
class Account:
    """All mentions of one act; ``lead`` is the one with the most said, of equals the first.

    ``first_dated`` is the first mention with a time of its own.
    """

    frames: list[Frame]
    lead: Frame
    first_dated: Frame | None = None

    def __post_init__(self) -> None:
        self.first_dated = next((frame for frame in self.frames if frame.own_when), None)

    def add(self, frame: Frame) -> None:
        """Takes in a further mention."""
        self.frames.append(frame)
        if self.first_dated is None and frame.own_when:
            self.first_dated = frame

    def choose_lead(self) -> None:
        """Finds the fullest mention; called once, when all mentions are known."""
        first = next((frame for frame in self.frames if frame.cast.view.sentence.section != "title"), self.frames[0])
        self.lead = max(
            self.frames,
            key=lambda frame: (
                fullness(frame)
                + _FIRST * (frame is first and _has_number(frame))
                + _WITNESS * _is_witness(frame, first),
                -frame.start,
            ),
        )

    def bounds(self, slot: str) -> Bounds | None:
        """The count over all mentions, or None when nobody counts it."""
        body = [
            frame for frame in self.frames if frame.cast.view.sentence.section != "title" and frame.counts.get(slot)
        ]
        told = [frame.counts[slot] for frame in body or self.frames if frame.counts.get(slot)]
        counted = [
            frame.counts[slot]
            for frame in body or self.frames
            if frame.counts.get(slot) and not is_by_name(frame, slot)
        ]
        return _reconciled(counted or told) if told else None


def _reconciled(told: list[list[Quantity]]) -> Bounds:
    """The counts of all mentions; civilians and fighters are other people, so their counts are added."""
    by_class: dict[str, list[list[Quantity]]] = {}
    for found in told:
        classes = {quantity.target_class for quantity in found}
        by_class.setdefault(classes.pop() if len(classes) == 1 else "", []).append(found)
    if set(by_class) == {"civilian", "combatant"}:
        return add([reconcile_all(total_of(found) for found in rows) for rows in by_class.values()])
    return reconcile_all(total_of(found) for found in told)


def fullness(frame: Frame) -> float:
    """How much a mention says: counts weigh most, then time, place and actor; a title never wins against the body."""
    own = [found for slot, found in frame.counts.items() if found and slot not in frame.borrowed]
    counted = sum(_weight(total_of(found)) for found in own)
    is_dated = frame.when is not None and frame.when in frame.cast.view.dates
    said = (
        counted
        + 0.6 * frame.own_when
        + 0.4 * is_dated
        + 0.6 * bool(frame.own_sites)
        + 0.5 * bool(frame.actors)
        + 0.3 * bool(frame.target)
    )
    said -= 0.4 * (frame.status in ("background", "denied")) + 2.0 * frame.anaphoric
    return said - (4.0 if frame.cast.view.sentence.section == "title" else 0.0)


def _weight(bounds: Bounds) -> float:
    """A number says more than "several", and that more than "no casualties"."""
    if bounds.max == 0:
        return 0.3
    return 2.0 if not bounds.is_vague else 0.6


def _is_witness(frame: Frame, first: Frame) -> bool:
    """Whether a later paragraph tells of the act in somebody's words, with a place of its own."""
    is_later = frame.cast.view.sentence.paragraph != first.cast.view.sentence.paragraph
    return is_later and frame.cast.is_told and frame.own_sites and not frame.anaphoric


def _has_number(frame: Frame) -> bool:
    own = [found for slot, found in frame.counts.items() if slot not in frame.borrowed and slot != "munitions"]
    return any(not total_of(found).is_vague and all(quantity.is_exact for quantity in found) for found in own)


def is_by_name(frame: Frame, slot: str) -> bool:
    """Whether the people counted are those who are named there, or told of as "he" and "she"."""
    most = total_of(frame.counts[slot]).max
    is_named = most is not None and 0 < most <= len(frame.named) and not frame.cast.verb_first
    return is_named or all(quantity.by_name for quantity in frame.counts[slot])
