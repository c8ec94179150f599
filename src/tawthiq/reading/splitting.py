"""A toll told place by place: "20 people were killed: 12 in A, five in B and three in C" are three acts.

Source: counting guide; the total is not a fourth act, and nobody is counted twice.
"""

from dataclasses import replace

from tawthiq.core.counts import add
from tawthiq.reading.casualties import total_of
from tawthiq.reading.frames import Frame
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.sites import Site

_SLOTS = ("killed", "injured", "detained", "displaced")
_COUNTED = ("", "persons", "effect")
# So many words stand between a figure and its place ("12 in the town of Ariha").
_REACH = 5


def split_by_place(frames: list[Frame]) -> list[Frame]:
    """The frames of a sentence, with one for each place where a frame's toll is told place by place."""
    found: list[Frame] = []
    for frame in frames:
        slot, shares = _shares(frame, frames)
        found += [_share(frame, slot, share, is_first=number == 0) for number, share in enumerate(shares)] or [frame]
    return found


def _shares(frame: Frame, frames: list[Frame]) -> tuple[str, list[tuple[Quantity, Site]]]:
    """The slot whose toll is shared out and its figures with their places; none where they do not add up."""
    for slot in _SLOTS:
        if slot not in frame.counts or any(slot in other.counts for other in frames if other is not frame):
            continue
        pairs = [(quantity, site) for quantity in frame.cast.quantities if (site := _place_of(frame, quantity))]
        total = total_of(frame.counts[slot])
        parts = add([quantity.bounds for quantity, _site in pairs]) if pairs else None
        is_whole = total.is_vague or (parts is not None and (parts.min, parts.max) == (total.min, total.max))
        if len(pairs) > 1 and is_whole:
            return slot, pairs
    return "", []


def _place_of(frame: Frame, quantity: Quantity) -> Site | None:
    """The place right behind a figure, with nothing but a word of place between."""
    view = frame.cast.view
    if not quantity.counted or quantity.unit not in _COUNTED or not view.has_starting(quantity.last, "locatives"):
        return None
    near = [site for site in frame.cast.sites if 0 < site.first - quantity.last <= _REACH]
    return near[0] if near else None


def _share(frame: Frame, slot: str, share: tuple[Quantity, Site], *, is_first: bool) -> Frame:
    quantity, site = share
    counts = {name: found for name, found in frame.counts.items() if name != slot and is_first}
    part = replace(frame, counts=counts | {slot: [quantity]}, sites=[site], own_sites=True)
    part.rules = list(frame.rules)
    part.rules.append("count.by_place")
    part.named = list(frame.named) if is_first else []
    return part
