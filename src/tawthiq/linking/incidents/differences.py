"""Where two accounts contradict each other: the toll, the party, the side of town, the date, or that it was at all."""

from collections.abc import Callable
from dataclasses import dataclass

from tawthiq.core.kinds import kinds_agree
from tawthiq.core.places import distance_m
from tawthiq.linking.incidents.accounts import Account, Site
from tawthiq.linking.incidents.evidence import apart_by

# A place of at most this radius is a quarter or a village, so that two of them are two sides of a town.
# Source: the radii of neighbourhoods in conflicts/*/places.yaml.
_QUARTER_M = 3_000


@dataclass(frozen=True, slots=True)
class Difference:
    """One contradiction; ``field`` is toll, party, place, date, kind or denial, ``of`` which count for a toll."""

    field: str
    of: str = ""


def differences(a: Account, b: Account, *, allied: Callable[[str, str], bool] | None = None) -> tuple[Difference, ...]:
    """What the two cannot both have right, in a fixed order; what one of them does not tell is no contradiction.

    Acts of different kinds in one incident (a clash, a sniper) have each their own toll, doer, place and hour.
    """
    agreement = kinds_agree(a.kind, b.kind) if a.kind and b.kind else "same"
    found = [Difference("denial")] if a.is_denial != b.is_denial else []
    if agreement not in ("same", "confusable"):
        return tuple(found)
    found += [Difference("toll", of=name) for name in a.counts if name in b.counts and _apart(a, b, name)]
    if a.parties and b.parties and not a.parties & b.parties:
        is_allied = allied and any(allied(one, other) for one in a.parties for other in b.parties)
        found += [] if is_allied else [Difference("party")]
    if _are_sides_of_a_town(a, b):
        found.append(Difference("place"))
    if _days_miss(a, b):
        found.append(Difference("date"))
    if agreement == "confusable":
        found.append(Difference("kind"))
    return tuple(found)


def _apart(a: Account, b: Account, name: str) -> bool:
    one, other = a.counts[name], b.counts[name]
    return not one.is_vague and not other.is_vague and apart_by(one, other) > 1


def _days_miss(a: Account, b: Account) -> bool:
    if not (a.has_time and b.has_time):
        return False
    after = a.first is not None and b.last is not None and a.first > b.last
    return after or (b.first is not None and a.last is not None and b.first > a.last)


def _are_sides_of_a_town(a: Account, b: Account) -> bool:
    """Each names only small places, none of them the same or one inside the other, and they lie in one wider place."""
    if not a.sites or not b.sites or not a.within & b.within:
        return False
    if not all(_is_small(site) for site in (*a.sites, *b.sites)):
        return False
    return all(_is_elsewhere(one, other, a, b) for one in a.sites for other in b.sites)


def _is_small(site: Site) -> bool:
    return bool(site.place) and site.radius_m is not None and site.radius_m <= _QUARTER_M


def _is_elsewhere(one: Site, other: Site, a: Account, b: Account) -> bool:
    if one.place == other.place or one.place in b.within or other.place in a.within:
        return False
    if one.point and other.point:
        return distance_m(one.point, other.point) > max(one.reach_m, other.reach_m)
    return True
