"""What the acts of a sentence share out: places and times to clauses, raids to strikes."""

from dataclasses import replace

from tawthiq.core.counts import exactly
from tawthiq.reading.frames import EFFECTS, STRIKES, Frame
from tawthiq.reading.language import DateMention
from tawthiq.reading.lexicon import Hit
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.scenes import Scene, View
from tawthiq.reading.sites import Site

# So many words may stand between "told" and the day of telling ("told the news agency on Monday").
_SAID_REACH = 6
_MUNITION_REACH = 30


def share_out(scene: Scene, frames: list[Frame]) -> None:
    """Places and times to every frame of one sentence, raids and munitions to its strikes."""
    acts = [frame for frame in frames if frame.kind not in EFFECTS]
    for owners in (acts or frames,):
        if owners:
            _share_sites(owners)
            _share_dates(scene, owners)
    for frame in acts:
        if frame.kind in STRIKES:
            _count_munitions(frame, [other for other in acts if other is not frame])


def _share_sites(frames: list[Frame]) -> None:
    for site in frames[0].cast.sites:
        owner = _owner(frames, site.start, site.first)
        lost = owner.trigger.shape == "loser" and site.role == "origin"
        owner.sites.append(replace(site, role="scene") if lost else site)
        owner.own_sites = owner.own_sites or not _is_country(site)
    lend_sites(frames)


def lend_sites(frames: list[Frame]) -> None:
    """An act without a place of its own is where the nearest act of its sentence is."""
    placed = [frame for frame in frames if frame.own_sites]
    for frame in frames:
        if not frame.sites and not frame.own_sites and placed:
            nearest = min(placed, key=lambda other: abs(other.hit.first - frame.hit.first))
            frame.sites = [site for site in nearest.sites if site.role == "scene"]


def _is_country(site: Site) -> bool:
    """A whole country locates no act."""
    return bool(site.entries) and all(entry.kind == "country" for entry in site.entries)


def _share_dates(scene: Scene, frames: list[Frame]) -> None:
    dates = frames[0].cast.view.dates
    for mention in dates:
        if _is_when_said(scene, frames[0].cast.view, mention):
            continue
        owner = _owner(frames, mention.start, scene.token_at(mention.start))
        if owner.when is None or _is_better(mention, owner.when) or _is_of_saying(scene, owner, mention):
            owner.when, owner.own_when = mention, True
    if dates:
        for frame in frames:
            frame.when = frame.when or dates[0]


def _is_of_saying(scene: Scene, frame: Frame, mention: DateMention) -> bool:
    """Whether the time so far is when it was said, before "that", and this one stands behind (نفى اليوم أن … أمس)."""
    if not scene.language.verb_first or frame.when is None:
        return False
    said = scene.token_at(frame.when.start)
    that = [word.first for word in frame.cast.view.of("complementizers")]
    return any(said < at < frame.hit.first for at in that) and mention.start >= frame.hit.end


def _is_when_said(scene: Scene, view: View, mention: DateMention) -> bool:
    """ "told the agency on Monday": the day of the words, not of the act, where no act stands between."""
    at = scene.token_at(mention.start)
    for before in range(at - 1, max(view.first, at - _SAID_REACH) - 1, -1):
        if view.has_ending(before, "triggers") or (scene.tokens[before + 1].joined is False and before + 1 < at):
            return False
        if view.has_ending(before, "say", "say_to"):
            return True
    return False


def _is_better(mention: DateMention, than: DateMention) -> bool:
    """A time that says when wins over one that only says how long."""
    return than.rule in ("date.for", "date.recent") and mention.rule not in ("date.for", "date.recent")


def _owner(frames: list[Frame], start: int, token: int) -> Frame:
    """The frame that a place or time belongs to: the last word before it, unless its clause belongs to the next one."""
    before = [frame for frame in frames if frame.hit.start <= start]
    after = [frame for frame in frames if frame.hit.start > start]
    if not before:
        return after[0]
    if after and _starts_clause(before[-1], token, after[0]):
        return after[0]
    return before[-1]


def _starts_clause(before: Frame, token: int, after: Frame) -> bool:
    view = before.cast.view
    opened = any(view.has_starting(at, "clause_breaks") for at in range(before.hit.last, token))
    closed = any(view.has_starting(at, "clause_breaks") for at in range(token, after.hit.first))
    return opened and not closed


def _count_munitions(frame: Frame, others: list[Frame]) -> None:
    """The first raids, else the first munitions, that stand nearer to this strike than to another act."""
    found = [
        quantity for quantity in frame.cast.quantities if quantity.unit in ("raids", "munitions") and quantity.counted
    ]
    found = [quantity for quantity in found if not quantity.is_part and _is_nearest(frame, others, quantity)]
    found.sort(key=lambda quantity: quantity.unit != "raids")
    if not found:
        found = [_raids_by_ordinal(hit) for hit in frame.cast.view.of("ordinal_raids")][-1:]
    if found:
        frame.counts["munitions"] = found[:1]
        frame.widen(found[0].start, found[0].end)


def _raids_by_ordinal(hit: Hit) -> Quantity:
    """ "The second raid hit the rescuers": two raids of one strike. Source: counting guide, a double tap is one."""
    number = 3 if hit.value == "three" else 2
    return Quantity(hit.start, hit.end, hit.first, hit.last, exactly(number), "raids", True)


def _is_nearest(frame: Frame, others: list[Frame], quantity: Quantity) -> bool:
    distance = abs(quantity.first - frame.hit.first)
    return distance <= _MUNITION_REACH and all(abs(quantity.first - other.hit.first) >= distance for other in others)


def sites_in_order(sites: list[Site]) -> list[Site]:
    """Each place once, scenes first in order of the text."""
    seen: set[tuple[int, int]] = set()
    kept: list[Site] = []
    for site in sorted(sites, key=lambda site: site.start):
        if (site.start, site.end) not in seen:
            seen.add((site.start, site.end))
            kept.append(site)
    return kept
