"""Which words of a sentence tell of one act, and which of two of a kind."""

from tawthiq.reading.frames import HOSTS, OWN_COUNT, Frame
from tawthiq.reading.quantities import Quantity

_JOINED = (
    *HOSTS,
    "arrest_detention",
    "abduction",
    "control_change",
    "forced_displacement",
    "enforced_disappearance",
    "siege_restriction",
    "movement_restriction",
)
_OWN_REACH, _DESCRIBED_REACH = 4, 3


def join_acts(frames: list[Frame]) -> list[Frame]:
    """One frame for the words of one act ("warplanes struck … with three air strikes").

    Where the fate of people is unknown, their arrest belongs to that.
    """
    kept: list[Frame] = []
    missing = any(frame.kind == "enforced_disappearance" and not _is_of_part(frame) for frame in frames)
    for frame in frames:
        if missing and frame.kind == "arrest_detention":
            frame.kind = "enforced_disappearance"
        if frame.kind == "enforced_disappearance" and not frame.actors and kept and _is_of_part(frame):
            frame.actors = list(kept[-1].actors) if kept[-1].kind == "arrest_detention" else []
        host = next((other for other in reversed(kept) if _is_one_act(other, frame)), None)
        if host and _is_told_apart(host, frame, frames):
            host = None
        if host is None:
            kept.append(frame)
            continue
        host.widen(frame.start, frame.end)
        host.rules += frame.rules
        host.named += [named for named in frame.named if named not in host.named]
        host.actors = host.actors or frame.actors
        host.target = host.target or frame.target
        if frame.trigger.kind == host.kind and host.trigger.kind != host.kind:
            host.hit = frame.hit if host.trigger.kind == "house_raid" else host.hit
            host.voice = frame.voice if host.trigger.kind == "house_raid" else host.voice
    return kept


def _is_of_part(frame: Frame) -> bool:
    """ "arrested 93, of whom 71 have been classified as disappeared": the fate of a part of them, counted apart."""
    return not frame.cast.verb_first and any(
        quantity.counted and quantity.is_part and 0 <= frame.hit.first - quantity.last <= _OWN_REACH
        for quantity in frame.cast.quantities
    )


def _is_told_apart(first: Frame, second: Frame, frames: list[Frame]) -> bool:
    """Whether each has a place and people of its own: "three killed in raids on A, and two in raids on B"."""
    gap = range(first.hit.last, second.hit.first)
    has_effect = any(frame.hit.first in gap and frame.kind in ("killed", "injured") for frame in frames)
    has_place = any(site.first in gap and site.role == "scene" for site in first.cast.sites)
    has_next = any(site.first >= second.hit.last and site.role == "scene" for site in first.cast.sites)
    return (has_effect and has_place and has_next) or _takes_others(first, second)


def _takes_others(first: Frame, second: Frame) -> bool:
    """ "arrested a number of men in A, three women were also arrested in B": each has its people and its place."""
    if OWN_COUNT.get(first.kind) is None:
        return False
    people = [item for item in first.cast.quantities if item.unit == "persons" and not item.is_part]
    gap = range(first.hit.last, second.hit.first)
    mine = next((item for item in people if 0 <= item.first - first.hit.last <= _OWN_REACH and item.last in gap), None)
    theirs = next((item for item in people if item is not mine and _is_by(second, item)), None)
    if mine is None or theirs is None or theirs.first <= mine.last:
        return False
    places = [site.first for site in first.cast.sites if site.role == "scene"]
    return any(mine.last <= at < theirs.first for at in places) and any(at >= second.hit.last for at in places)


def _is_by(frame: Frame, quantity: Quantity) -> bool:
    """Whether the people stand right before the passive word or right behind it."""
    before, behind = frame.hit.first - quantity.last, quantity.first - frame.hit.last
    return 0 <= before <= _OWN_REACH or 0 <= behind <= _OWN_REACH


def _is_described(first: Frame, second: Frame) -> bool:
    """ "an attack with grenades that hit a house" (هجوم بالقنابل استهدف منزلا): the verb tells of the noun; Arabic."""
    gap = range(first.hit.last, second.hit.first)
    is_noun = first.voice == "noun" and first.kind in HOSTS and second.trigger.kind == "strike"
    if not second.cast.verb_first or not is_noun or second.trigger.shape != "verb" or len(gap) > _DESCRIBED_REACH:
        return False
    view = second.cast.view
    return not any(view.has_starting(at, "clause_breaks", "say") for at in [*gap, second.hit.first])


def _is_one_act(first: Frame, second: Frame) -> bool:
    if _is_described(first, second):
        return True
    if first.kind != second.kind or first.kind not in _JOINED:
        return False
    if _have_own_dates(first, second) or (first.status == "denied") != (second.status == "denied"):
        return False
    view = second.cast.view
    if second.voice == "two_sided" and view.has_ending(second.hit.first - 1, "causes"):
        return True  # اشتباكات … خلال معركة: the same fighting, whoever else joined it
    mine, theirs = {actor.party for actor in first.actors}, {actor.party for actor in second.actors}
    return not mine or not theirs or bool(mine & theirs)


def _have_own_dates(first: Frame, second: Frame) -> bool:
    """Whether each of two verbs has a time behind it ("arrested him today and had arrested her on Tuesday")."""
    if first.trigger.shape != "verb" or second.trigger.shape != "verb":
        return False
    starts = [mention.start for mention in second.cast.view.dates]
    between = any(first.hit.end <= start < second.hit.start for start in starts)
    return between and any(start >= second.hit.end for start in starts)
