"""A toll told side by side: "261 were arrested by A and 74 by B" (261 على يد قوات كذا و74 على يد) are two acts; Arabic.

Source: counting guide; the total is not a third act.
"""

from dataclasses import replace

from tawthiq.reading.frames import OWN_COUNT, Cast, Frame
from tawthiq.reading.parties import Actor
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.scenes import Scene

_SLOTS = ("killed", "injured", "detained", "displaced")
_COUNTED = ("", "persons", "effect")
# So many words stand between a figure and "at the hands of" its side, and so many sentences back the act is named.
_PARTY_REACH, _BACK = 4, 2


def split_by_side(frames: list[Frame]) -> list[Frame]:
    """The same side by side: "261 by the regime, 74 by the SDF" (على يد); Arabic."""
    found: list[Frame] = []
    for frame in frames:
        slot = next((slot for slot in _SLOTS if slot in frame.counts), "")
        pairs = _pairs(frame.cast) if slot and frame.cast.verb_first else []
        is_shared = len({actor.party for _quantity, actor in pairs}) > 1
        found += [_of_side(frame, slot, pair) for pair in pairs] if is_shared else [frame]
    return found


def told_by_side(scene: Scene, cast: Cast, earlier: list[Frame]) -> list[Frame]:
    """A sentence that only tells who did how many of the acts counted before (وتوزعت الحالات بحسب الأطراف); Arabic."""
    pairs = _pairs(cast) if scene.language.verb_first else []
    if len(pairs) < 2:
        return []
    for frame in earlier[: -_BACK - 1 : -1]:
        slot = OWN_COUNT.get(frame.kind, "")
        if slot in frame.counts and cast.view.index - frame.cast.view.index <= _BACK:
            return [_of_side(_told_on(frame, cast, pair[0]), slot, pair) for pair in pairs]
    return []


def _told_on(frame: Frame, cast: Cast, quantity: Quantity) -> Frame:
    """The act of an earlier sentence, told on by a figure of this one."""
    hit = frame.hit._replace(start=quantity.start, end=quantity.end, first=quantity.first, last=quantity.last)
    return replace(frame, cast=cast, hit=hit, own_sites=False, when=None, own_when=False)


def _pairs(cast: Cast) -> list[tuple[Quantity, Actor]]:
    """Figures with the side right behind "at the hands of"."""
    found: list[tuple[Quantity, Actor]] = []
    for quantity in cast.quantities:
        if not quantity.counted or quantity.bounds.is_vague or quantity.unit not in (*_COUNTED, "part"):
            continue
        near = (actor for actor in cast.actors if 0 < actor.first - quantity.last <= _PARTY_REACH)
        actor = next(near, None)
        between = range(quantity.last, actor.first if actor else quantity.last)
        if actor and any(cast.view.has_starting(at, "at_hands") for at in between):
            found.append((quantity, actor))
    return found


def _of_side(frame: Frame, slot: str, pair: tuple[Quantity, Actor]) -> Frame:
    quantity, actor = pair
    part = replace(frame, counts={slot: [replace(quantity, is_part=False)]}, actors=[actor], inferred=None, target=None)
    part.start, part.end = quantity.start, actor.end
    part.rules, part.named, part.status = [*frame.rules, "count.by_side"], [], frame.status
    return part
