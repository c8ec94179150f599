"""A toll told place by place: "20 people were killed: 12 in A, five in B and three in C" are three acts.

Source: counting guide; the total is not a fourth act, and nobody is counted twice.
"""

from dataclasses import replace

from tawthiq.core.counts import add
from tawthiq.reading.frames import OWN_COUNT, Frame
from tawthiq.reading.parties import Actor
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.sites import Site
from tawthiq.reading.tolls import total_of

_SLOTS = ("killed", "injured", "detained", "displaced")
# Rules of frames that tell one share of a toll.
SHARED = frozenset(["count.by_place", "count.by_party"])
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


def split_by_party(frames: list[Frame]) -> list[Frame]:
    """The frames, with one more for each further party and its figure behind one verb.

    "X detained 38, Y 15 and Z 12" are three acts; each figure is of the party right before it. English.
    """
    found: list[Frame] = []
    for frame in frames:
        slot = OWN_COUNT.get(frame.kind, "killed" if frame.kind == "killed" else "")
        shares = _party_shares(frame, frames) if slot and frame.voice == "active" and frame.actors else []
        if not shares:
            found.append(frame)
            continue
        if frame.target and any(frame.target.start == actor.start for actor, _quantity in shares):
            frame.target = None
        gone = {quantity.start for _actor, quantity in shares}
        frame.counts[slot] = [item for item in frame.counts.get(slot, []) if item.start not in gone]
        frame.end = min(frame.end, max([frame.hit.end, *(item.end for item in frame.counts[slot])]))
        frame.rules.append("count.by_party")
        frame.start = min(frame.start, frame.actors[0].start)
        found += [frame, *(_of_party(frame, slot, actor, quantity) for actor, quantity in shares)]
    return found


def _party_shares(frame: Frame, frames: list[Frame]) -> list[tuple[Actor, Quantity]]:
    """Further parties behind the verb with a bare figure right behind each, up to the next act of the sentence."""
    limit = min(
        (other.hit.first for other in frames if other.hit.first > frame.hit.first), default=frame.cast.view.last
    )
    figures = {
        item.first: item
        for item in frame.cast.quantities
        if item.counted and item.unit in _COUNTED and frame.hit.last <= item.first < limit
    }
    own = min(figures, default=-1)
    return [
        (actor, figures[actor.last])
        for actor in frame.cast.actors
        if 0 <= own < actor.first and actor.last in figures and not frame.cast.verb_first
    ]


def _of_party(frame: Frame, slot: str, actor: Actor, quantity: Quantity) -> Frame:
    part = replace(frame, actors=[actor], counts={slot: [quantity]}, named=[], target=None)
    part.start, part.end = actor.start, quantity.end
    part.rules = list(frame.rules)
    part.sites = list(frame.sites)
    return part


def _shares(frame: Frame, frames: list[Frame]) -> tuple[str, list[tuple[Quantity, Site]]]:
    """The slot whose toll is shared out and its figures with their places; none where they do not add up."""
    for slot in _SLOTS:
        others = [other for other in frames if other is not frame and slot in other.counts]
        if slot not in frame.counts or (others and frame.cast.verb_first):
            continue
        figures = _figures_of(
            frame, [other for other in frames if other is not frame and set(other.counts) & {*_SLOTS}]
        )
        pairs = [(quantity, site) for quantity in figures if (site := _place_of(frame, quantity))]
        total = total_of(frame.counts[slot])
        parts = add([quantity.bounds for quantity, _site in pairs]) if pairs else None
        is_whole = total.is_vague or (parts is not None and (parts.min, parts.max) == (total.min, total.max))
        if len(pairs) > 1 and (is_whole or _opens_list(frame, frame.counts[slot], pairs)):
            return slot, pairs
    return "", []


def _figures_of(frame: Frame, others: list[Frame]) -> list[Quantity]:
    """The figures of the sentence that no other word for the same harm stands nearer to."""
    low = max((other.hit.last for other in others if other.hit.first < frame.hit.first), default=0)
    high = min((other.hit.first for other in others if other.hit.first > frame.hit.first), default=None)
    if frame.voice == "active" and others:
        low = max(low, frame.hit.last)
    high = frame.cast.view.last if high is None else high
    return [quantity for quantity in frame.cast.quantities if low <= quantity.first < high]


def _opens_list(frame: Frame, counted: list[Quantity], pairs: list[tuple[Quantity, Site]]) -> bool:
    """ "murdering more than 46 in A, 25 in B and 17 more in C": the figure behind the word is the first of a list."""
    listed = {quantity.start for quantity, _site in pairs}
    first = min(quantity.start for quantity in counted)
    is_all = {quantity.start for quantity in counted} <= listed and first == min(listed)
    return is_all and not frame.cast.verb_first


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
    first = min([frame.start, *(actor.start for actor in frame.actors)]) if is_first else quantity.start
    part.start, part.end = min(first, quantity.start), max(site.end, quantity.end)
    part.named = list(frame.named) if is_first else []
    return part
