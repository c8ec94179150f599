"""What the acts of a sentence share out: places and times to clauses, raids to strikes."""

from dataclasses import replace

from tawthiq.core.counts import VAGUE, exactly
from tawthiq.reading.frames import EFFECTS, STRIKES, Frame
from tawthiq.reading.lexicon import Hit
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.scenes import Scene
from tawthiq.reading.sites import Site
from tawthiq.reading.timing import owner_of, share_dates

_MUNITION_REACH, _OBJECT_REACH = 30, 2


def share_out(scene: Scene, frames: list[Frame]) -> None:
    """Places and times to every frame of one sentence, raids and munitions to its strikes."""
    acts = [frame for frame in frames if frame.kind not in EFFECTS]
    for owners in (acts or frames,):
        if owners:
            _share_sites(owners)
            share_dates(scene, owners, told=frames)
    for frame in acts:
        if frame.kind in STRIKES:
            _count_munitions(scene, frame, [other for other in acts if other is not frame])


def _share_sites(frames: list[Frame]) -> None:
    for site in frames[0].cast.sites:
        owner = owner_of(frames, site.start, site.first)
        lost = owner.trigger.shape == "loser" and site.role == "origin"
        owner.sites.append(replace(site, role="scene") if lost else site)
        is_base = site.role == "origin" and bool(owner.cast.view.of("stationed"))
        is_elsewhere = site.role == "destination" and not owner.cast.verb_first  # "transferred to the hospital of …"
        owner.own_sites = owner.own_sites or not (_is_country(site) or is_base or is_elsewhere)
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


def _count_munitions(scene: Scene, frame: Frame, others: list[Frame]) -> None:
    """The first raids, else the first munitions, that stand nearer to this strike than to another act."""
    found = [
        quantity for quantity in frame.cast.quantities if quantity.unit in ("raids", "munitions") and quantity.counted
    ]
    found = [quantity for quantity in found if not quantity.is_part and _is_nearest(frame, others, quantity)]
    if frame.kind == "explosion_ied" or frame.anaphoric:  # "a bomb exploded", "one of the shells" count nothing
        found = [quantity for quantity in found if quantity.head >= 0]
    found.sort(key=lambda quantity: quantity.unit != "raids")
    if not found:
        found = [_raids_by_ordinal(hit) for hit in frame.cast.view.of("ordinal_raids")][-1:]
    if not found and not frame.cast.verb_first and frame.trigger.shape == "verb":
        found = [_shells(hit) for hit in frame.cast.view.of("munitions") if _is_fired(scene, frame, hit)]
    if found:
        frame.counts["munitions"] = found[:1]
        frame.borrowed |= {"munitions"} if found[0].bounds.is_vague else set()  # it makes no account fuller
        frame.widen(found[0].start, found[0].end)


def _raids_by_ordinal(hit: Hit) -> Quantity:
    """ "The second raid hit the rescuers": two raids of one strike. Source: counting guide, a double tap is one."""
    number = 3 if hit.value == "three" else 2
    return Quantity(hit.start, hit.end, hit.first, hit.last, exactly(number), "raids", True)


def _shells(hit: Hit) -> Quantity:
    """Source: counting guide, a number of shells that nobody counts is told, but not known."""
    return Quantity(hit.start, hit.end, hit.first, hit.last, VAGUE, "munitions", True)


def _is_fired(scene: Scene, frame: Frame, hit: Hit) -> bool:
    """ "fired shells at", "rockets struck": weapons in the plural and without a number, right beside the verb."""
    if frame.anaphoric or frame.cast.view.has_starting(hit.last, "weapon_deeds", "raids"):
        return False
    is_object = 0 <= hit.first - frame.hit.last <= _OBJECT_REACH
    return scene.text[hit.end - 1] == "s" and (is_object or hit.last == frame.hit.first)


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
