"""Incidents of one fight: days of clashes, strikes and flight over one place, told apart and shown as one chain."""

from collections.abc import Mapping, Sequence

from tawthiq.linking.incidents.accounts import Account
from tawthiq.linking.incidents.sites import sites_compared

# What a fight for a place is made of. Source: kinds of data/kinds.yaml that belong to fighting or follow from it.
FIGHTING = frozenset(
    {
        "clash",
        "airstrike",
        "shelling",
        "ground_attack",
        "explosion_ied",
        "sniper_killing",
        "control_change",
        "troop_movement",
        "forced_displacement",
        "attack_on_medical",
        "attack_on_school",
        "chemical_attack",
        "killing_other",
        "other",
    }
)
# So many quiet days end a fight. Source: own convention; UCDP ends an event of several days after a day without
# fighting, reports of a siege come weekly.
QUIET_DAYS = 7
# A place wider than this is a stretch of country, where many fights are fought at once. Source: radius of a large city.
WIDEST_M = 15_000
_ONE_PLACE = ("same_place", "shared_place", "alike_place", "nested_place", "near_place")


def chains(accounts: Sequence[Account], *, quiet_days: int = QUIET_DAYS) -> list[list[str]]:
    """The chains of two or more incidents, each in the order of time, the earliest chain first.

    Two incidents are links of one chain where both are of fighting, at the same place, or one inside the other, and no
    more than ``quiet_days`` lie between the days of the one and of the other.
    """
    links: dict[str, str] = {one.ref: one.ref for one in accounts}
    fights = [one for one in accounts if one.kind in FIGHTING and one.first is not None and one.last is not None]
    fights.sort(key=lambda one: (one.first or 0, one.last or 0, one.ref))
    for at, one in enumerate(fights):
        for other in fights[at + 1 :]:
            if (other.first or 0) - (one.last or 0) <= quiet_days and _is_one_place(one, other):
                links[_root(links, other.ref)] = _root(links, one.ref)
    found: dict[str, list[str]] = {}
    for one in fights:
        found.setdefault(_root(links, one.ref), []).append(one.ref)
    return [refs for refs in found.values() if len(refs) > 1]


def _is_one_place(one: Account, other: Account) -> bool:
    if any(site.reach_m > WIDEST_M for site in (*one.sites, *other.sites)):
        return False
    return sites_compared(one, other).relation in _ONE_PLACE


def _root(links: Mapping[str, str], ref: str) -> str:
    while links[ref] != ref:
        ref = links[ref]
    return ref
