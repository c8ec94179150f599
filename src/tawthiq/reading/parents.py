"""Leads that tell no act of their own: sums of those that the next sentences tell one by one; Arabic.

Source: counting guide, a total that is broken down is told by its parts and has no parent.
"""

from collections.abc import Sequence

from tawthiq.core.counts import Bounds
from tawthiq.reading.frames import Frame
from tawthiq.reading.splitting import SHARED
from tawthiq.reading.tolls import total_of

# In how many sentences from the start a report sums up what it then tells place by place.
_LEAD = 3
# A sum is of so many acts at least, and looked for among so many frames behind it: reading stays linear in length.
_PARTS, _AROUND = 2, 30
# A sum of fewer may be chance.
_WHOLE_MIN = 4
_SUMMED = ("killed", "injured", "detained", "displaced")


def without_parents(frames: list[Frame]) -> list[Frame]:
    """The frames less a lead that sums up the dead or detained whom the next ones tell place by place; Arabic."""
    return [frame for at, frame in enumerate(frames) if not _is_parent(frame, frames[at + 1 : at + _AROUND])]


def _is_parent(frame: Frame, later: Sequence[Frame]) -> bool:
    if (
        not frame.cast.verb_first
        or SHARED & {*frame.rules}
        or (frame.cast.view.index > _LEAD and frame.kind != "killing_other")
    ):
        return False
    is_share = bool(SHARED & {*frame.rules})
    is_sum = not is_share and any(_is_told_in_parts(frame, later, slot=slot) for slot in _SUMMED)
    return is_sum or _is_told_again(frame, later)


def _is_told_again(frame: Frame, later: Sequence[Frame]) -> bool:
    """Whether a bare toll of a place is told once more with the act that it came of: as many dead at the same place."""
    dead = _exact(total_of(frame.counts["killed"])) if frame.counts.get("killed") else None
    if frame.kind != "killing_other" or frame.actors or frame.named or not dead or dead < _PARTS:
        return False
    mine = _places(frame)
    return any(
        other.cast is not frame.cast
        and other.kind != frame.kind
        and other.counts.get("killed")
        and _exact(total_of(other.counts["killed"])) == dead
        and bool(mine & _places(other))
        for other in later
    )


def _places(frame: Frame) -> set[str]:
    return {entry.id for site in frame.sites for entry in site.entries}


def _is_told_in_parts(frame: Frame, later: Sequence[Frame], *, slot: str) -> bool:
    """Whether the next exact counts of the same harm make this one's."""
    bounds = total_of(frame.counts[slot]) if frame.counts.get(slot) else None
    whole = bounds.min if bounds and bounds.max in (None, bounds.min) else None
    if whole is None or whole < _WHOLE_MIN:
        return False
    told, parts = 0, 0
    for other in later:
        number = _exact(total_of(other.counts[slot])) if other.counts.get(slot) else None
        if number and other.cast.view.sentence.section != "title":
            told, parts = told + number, parts + 1
            if told >= whole:
                return told == whole and parts >= _PARTS
    return False


def _exact(bounds: Bounds | None) -> int | None:
    return bounds.max if bounds and bounds.min == bounds.max else None
