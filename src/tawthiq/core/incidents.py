"""An incident is assembled from claims: every value keeps its claims; disagreement is kept, never averaged.

Nothing here decides what happened. ``assemble`` lays the claims side by side; a person accepts or overrides with a
signed reason.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from tawthiq.core.claims import COUNTED, KINDS, Claim
from tawthiq.core.counts import VAGUE, Bounds
from tawthiq.core.decisions import Decision, allow, refuse
from tawthiq.core.kinds import HELD, PROHIBITED_FOR_ALL, kinds_agree
from tawthiq.core.people import DEFENCELESS
from tawthiq.core.places import Extent, Parents, chain_of, is_nested, most_precise, with_regions
from tawthiq.core.times import bounds

FIELDS = ("kind", "when", "place", "perpetrators", "target_class", *COUNTED)
UNKNOWN_PARTY = "unknown"
# Plans and background tell of other times than the incident's. A running total still says where and who.
_SPEAKS = ("asserted", "total")


@dataclass(frozen=True, slots=True)
class SourcedClaim:
    """A claim and where it comes from. ``source`` is a pseudonym or ""; copies of one text share ``text_key``.

    ``published`` is an ISO day; the earliest of several copies is taken for the original. ``told_by`` is the key of a
    named source that the words themselves rest on ("according to the Observatory"), or "".
    """

    id: int
    source: str
    report: str
    text_key: str
    published: str
    claim: Claim
    told_by: str = ""

    @property
    def origin(self) -> str:
        """Whose word it is in the end: the one that the report names, else its publisher; "" where neither is known."""
        return self.told_by or self.source


Alternatives = tuple[tuple[Any, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Assembled:
    """One value of an incident, the claims that carry it, and every value that any claim gives.

    ``value`` is None where no claim says anything. Its type goes by field: str (kind, when as EDTF, place id,
    target_class), tuple of party ids (perpetrators), ``Bounds`` (counts). ``contrary`` are claims that deny it.
    """

    field: str
    value: Any
    claim_ids: tuple[int, ...] = ()
    disagreement: bool = False
    alternatives: Alternatives = ()
    contrary: tuple[int, ...] = ()


def assemble(claims: Sequence[SourcedClaim], *, parents: Parents | None = None) -> dict[str, Assembled]:
    """Every field of ``FIELDS`` with its value, its claims and its alternatives; the order of claims changes nothing.

    ``parents`` nests places (see ``core.places``); without it only equal ids agree.
    """
    ordered = sorted(claims, key=lambda claim: claim.id)
    speaking = [claim for claim in ordered if claim.claim.status in _SPEAKS]
    denied = [claim for claim in ordered if claim.claim.status == "denied"]
    found = {
        "kind": _kind(speaking, denied),
        "when": _when(speaking),
        "place": _place(speaking, parents=parents or {}),
        "perpetrators": _perpetrators(speaking, denied),
        "target_class": _target_class(speaking, denied),
    }
    return found | {counted: _count(counted, speaking, denied) for counted in COUNTED}


def independent_sources(claims: Iterable[SourcedClaim]) -> int:
    """How many different sources assert it, copies of one text counting for whoever published first.

    Reports that rest on one named source count as that source, whoever publishes them. A report without a source cannot
    be shown to be independent of any other: such reports count as one, and only where no source is named. Source:
    OHCHR, Guidance on Commissions of Inquiry (2015), corroboration.
    """
    originals: dict[str, SourcedClaim] = {}
    speaking = [claim for claim in claims if claim.claim.status in _SPEAKS]
    for claim in sorted(speaking, key=lambda c: (c.published, c.source, c.id)):
        originals.setdefault(claim.text_key, claim)
    named = {claim.origin for claim in originals.values()} - {""}
    return len(named) or min(len(originals), 1)


def _gather(claims: Sequence[SourcedClaim], value_of: Callable[[Claim], Any]) -> dict[Any, tuple[int, ...]]:
    """Claim ids by the value they give; claims that give None are left out."""
    found: dict[Any, tuple[int, ...]] = {}
    for sourced in claims:
        value = value_of(sourced.claim)
        if value is not None:
            found[value] = (*found.get(value, ()), sourced.id)
    return found


def _ids(found: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sorted({number for ids in found for number in ids}))


def _kind(speaking: Sequence[SourcedClaim], denied: Sequence[SourcedClaim]) -> Assembled:
    found = _gather(speaking, lambda claim: claim.kind)
    ranked = sorted(found, key=lambda kind: (-_weight(speaking, kind=kind), KINDS.index(kind)))
    contrary = tuple(claim.id for claim in denied if claim.claim.kind in found or not found)
    apart = any(kinds_agree(a, b) in ("confusable", "different") for a, b in combinations(ranked, 2))
    return Assembled(
        field="kind",
        value=ranked[0] if ranked else None,
        claim_ids=found[ranked[0]] if ranked else (),
        disagreement=apart,  # who denies the act gives no other kind; the denial stands beside it
        alternatives=tuple((kind, found[kind]) for kind in ranked),
        contrary=contrary,
    )


def _weight(speaking: Sequence[SourcedClaim], *, kind: str) -> int:
    return independent_sources(claim for claim in speaking if claim.claim.kind == kind)


def _when(speaking: Sequence[SourcedClaim]) -> Assembled:
    found = _gather(speaking, lambda claim: claim.when.edtf if claim.when else None)
    if not found:
        return Assembled("when", None)
    spans = {edtf: _days(edtf) for edtf in found}
    first, last = max(span[0] for span in spans.values()), min(span[1] for span in spans.values())
    agree = first <= last
    if not agree:
        first, last = min(span[0] for span in spans.values()), max(span[1] for span in spans.values())
    written = sorted((edtf for edtf in found if spans[edtf] == (first, last)), key=lambda edtf: (len(edtf), edtf))
    return Assembled(
        field="when",
        value=written[0] if written else _edtf_of(first, last),
        claim_ids=_ids(found.values()),
        disagreement=not agree,
        alternatives=tuple(sorted(found.items())),
    )


def _days(edtf: str) -> tuple[date, date]:
    first, last = bounds(edtf)
    return first or date.min, last or date.max


def _edtf_of(first: date, last: date) -> str:
    if first == last:
        return first.isoformat()
    start = ".." if first == date.min else first.isoformat()
    return f"{start}/{'..' if last == date.max else last.isoformat()}"


def _place(speaking: Sequence[SourcedClaim], *, parents: Parents) -> Assembled:
    parents = with_regions(parents, extents=_extents(speaking))
    sites = {claim.id: leaves for claim in speaking if (leaves := _sites(claim.claim, parents=parents))}
    if not sites:
        return Assembled("place", None)
    found = {
        place: tuple(number for number, leaves in sites.items() if place in leaves)
        for place in sorted({place for leaves in sites.values() for place in leaves})
    }
    apart = any(not _touch(a, b, parents=parents) for a, b in combinations(sites.values(), 2))
    value = _shared(sites.values(), parents=parents)
    return Assembled(
        field="place",
        value=value,
        claim_ids=tuple(sites) if value else (),
        disagreement=apart,
        alternatives=tuple(found.items()),
    )


def _extents(claims: Iterable[SourcedClaim]) -> dict[str, Extent]:
    """Point and radius of every place that the claims name and the gazetteer knows."""
    return {
        place.place: (place.lat, place.lon, place.radius_m)
        for claim in claims
        for place in claim.claim.places
        if place.place and place.lat is not None and place.lon is not None and place.radius_m is not None
    }


def _sites(claim: Claim, *, parents: Parents) -> tuple[str, ...]:
    scenes = [place.place for place in claim.places if place.role == "scene" and place.place]
    return most_precise(scenes, parents=parents)


def _touch(a: Iterable[str], b: Iterable[str], *, parents: Parents) -> bool:
    return any(is_nested(x, y, parents=parents) for x in a for y in b)


def _shared(sites: Collection[tuple[str, ...]], *, parents: Parents) -> str | None:
    """The most precise place that no claim contradicts: one inside the other is no contradiction.

    Where claims part, this is the nearest place that holds them all, or None. Of several sites in one report the one
    most claims name comes first, then the first written.
    """
    chains = [chain_of(place, parents=parents) for leaves in sites for place in leaves]
    depth = {place: len(chain) - at for chain in chains for at, place in enumerate(chain)}
    fitting = [place for place in depth if all(_touch([place], leaves, parents=parents) for leaves in sites)]
    named = {place: sum(place in leaves for leaves in sites) for place in fitting}
    first = {place: min((s.index(place) for s in sites if place in s), default=0) for place in fitting}
    return min(fitting, key=lambda p: (-depth[p], -named[p], first[p], p), default=None)


def _perpetrators(speaking: Sequence[SourcedClaim], denied: Sequence[SourcedClaim]) -> Assembled:
    given = {claim.id: {mention.party for mention in claim.claim.perpetrators} for claim in speaking}
    parties = sorted({party for named in given.values() for party in named})
    known = tuple(party for party in parties if party != UNKNOWN_PARTY)
    accused = [named - {UNKNOWN_PARTY} for named in given.values() if named - {UNKNOWN_PARTY}]
    contrary = tuple(c.id for c in denied if not known or {m.party for m in c.claim.perpetrators} & set(known))
    apart = any(a.isdisjoint(b) for a, b in combinations(accused, 2))
    found = {party: tuple(number for number, named in given.items() if party in named) for party in parties}
    value = known or tuple(parties)
    return Assembled(
        field="perpetrators",
        value=value or None,
        claim_ids=_ids(found[party] for party in value),
        disagreement=apart or bool(contrary),
        alternatives=tuple(found.items()),
        contrary=contrary,
    )


def _target_class(speaking: Sequence[SourcedClaim], denied: Sequence[SourcedClaim]) -> Assembled:
    found = _gather(speaking, lambda claim: claim.target.target_class if claim.target else None)
    apart = "civilian" in found and "combatant" in found
    ranked = ("unknown",) if apart else ("civilian", "combatant", "facility", "unknown")
    value = next((name for name in ranked if name in found or apart), None)
    contrary = tuple(c.id for c in denied if c.claim.target and c.claim.target.target_class in found)
    return Assembled(
        field="target_class",
        value=value,
        claim_ids=_ids(found.values()) if apart else found.get(value, ()),
        disagreement=apart or bool(contrary),
        alternatives=tuple(sorted(found.items())),
        contrary=contrary,
    )


def _count(counted: str, speaking: Sequence[SourcedClaim], denied: Sequence[SourcedClaim]) -> Assembled:
    single = [claim for claim in speaking if claim.claim.status != "total"]
    found = _gather(single, lambda claim: _bounds_of(claim, counted=counted))
    contrary = tuple(claim.id for claim in denied if counted in claim.claim.counts)
    if not found:
        return Assembled(counted, None, disagreement=bool(contrary), contrary=contrary)
    numbers = [given for given in found if not given.is_vague]
    return Assembled(
        field=counted,
        value=count_range(numbers),
        claim_ids=_ids(found.values()),
        disagreement=bool(contrary) or any(_miss(a, b) for a, b in combinations(numbers, 2)),
        alternatives=tuple(sorted(found.items(), key=lambda row: _order(row[0]))),
        contrary=contrary,
    )


def _bounds_of(claim: Claim, *, counted: str) -> Bounds | None:
    count = claim.counts.get(counted)
    return Bounds(count.min, count.max, approximate=count.approximate) if count else None


def count_range(given: Iterable[Bounds]) -> Bounds:
    """From the lowest to the highest number told; open above where any of them is open above.

    "Up to N" says nothing of the least, unless N is below what the others say; then nothing is known of it. A vague
    "a number of" adds nothing, and the range is vague only where no number was told. Source: Every Casualty Worldwide,
    Standards for Casualty Recording (2016), ranges where sources differ; counting guide of the organisation, §4.
    """
    numbers = [one for one in given if not one.is_vague]
    if not numbers:
        return VAGUE
    lows = [one.min for one in numbers if one.min is not None]
    highs = [one.max for one in numbers if one.max is not None]
    most = max(highs) if len(highs) == len(numbers) else None
    least = min(lows) if lows and (not highs or min(lows) <= min(highs)) else None
    if least is None and most is None:
        least = 0  # a contradiction such as "up to three" against "at least five" is not the absence of a number
    return Bounds(least, most, approximate=any(one.approximate for one in numbers))


def _miss(a: Bounds, b: Bounds) -> bool:
    return _below(a, b) or _below(b, a)


def _below(a: Bounds, b: Bounds) -> bool:
    return a.max is not None and b.min is not None and a.max < b.min


def _order(given: Bounds) -> tuple[int, int, bool]:
    return (-1 if given.min is None else given.min, -1 if given.max is None else given.max, given.approximate)


# Source: the organisation's definition: five or more people unable to defend themselves, in one place, in one manner.
MASSACRE_KILLED = 5


def is_massacre(
    killed: Bounds | None, *, victim_class: str, kind: str, places: Collection[str], manners: Collection[str]
) -> Decision:
    """Whether the organisation's massacre rule is met by the lower bound of the killed.

    ``victim_class`` is a row of data/victim_classes.yaml; people held by whoever killed them count as defenceless
    whatever they were.
    ``places`` and ``manners`` are the distinct places and kinds of killing that the claims give.
    """
    if killed is None or (killed.min is None and (killed.max is None or killed.max >= MASSACRE_KILLED)):
        return refuse("number_unknown")
    if (killed.min or 0) < MASSACRE_KILLED:
        return refuse("fewer_than_five")
    if kind not in HELD and victim_class not in DEFENCELESS:
        return refuse("victims_could_defend_themselves" if victim_class == "combatant" else "victims_unknown")
    for reason, found in (("place", places), ("manner", manners)):
        if len(found) != 1:
            return refuse(f"several_{reason}s" if found else f"{reason}_unknown")
    return allow("massacre_by_rule")


def violations_of(
    kinds: Iterable[str], *, victim_class: str, violation_by_kind: Mapping[str, str | None]
) -> tuple[str, ...]:
    """The possible violations that kinds of act stand for, sorted; ``violation_by_kind`` is data/kinds.yaml by id.

    Against combatants only what is forbidden whatever the victim was remains; who is not known to be a combatant is
    treated as a civilian. Source: Additional Protocol I, Article 50 (1), in case of doubt.
    """
    counted = [kind for kind in kinds if victim_class != "combatant" or kind in PROHIBITED_FOR_ALL]
    return tuple(sorted({violation for kind in counted if (violation := violation_by_kind.get(kind))}))
