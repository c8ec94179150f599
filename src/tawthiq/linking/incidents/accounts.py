"""One telling of an event, in the form in which tellings are compared: from a claim, or from a row of a list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tawthiq.core.claims import Claim, PlaceMention
from tawthiq.core.counts import Bounds
from tawthiq.core.names import name_keys, parse_name
from tawthiq.core.place_keys import place_keys
from tawthiq.core.places import Parents, chain_of, most_precise
from tawthiq.core.texts import fold
from tawthiq.core.times import bounds, is_valid_edtf

# A named place without a radius may be off by so much. Source: the radius of a small town in conflicts/*/places.yaml.
TOWN_RADIUS_M = 3_000
# From so many parts on, consonants alone tell one name from another well enough beside a day and a place.
_CHAIN = 3
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Site:
    """One place of an account: a gazetteer id or the folded words or a point in degrees, or all of them.

    ``radius_m`` is how far the true point may lie from the point given, None where nobody says.
    """

    place: str = ""
    name: str = ""
    point: Point | None = None
    radius_m: int | None = None

    @property
    def sound(self) -> str:
        """The consonants of a list's name, the same in both scripts; "" for a place of the gazetteer."""
        return "" if self.place else place_keys(self.name).skeleton

    @property
    def reach_m(self) -> int:
        """The radius, that of a town where none is known."""
        return TOWN_RADIUS_M if self.radius_m is None else self.radius_m


@dataclass(frozen=True, slots=True)
class Account:
    """What one source tells of one event; whatever is not told is empty.

    ``first`` and ``last`` are the outer days as ordinals, None where open or not known; ``told_on`` is the day it was
    made known, after which nothing that it asserts can have happened. ``within`` are wider places, by
    id or folded name. ``victims`` are keys of full names, ``kin`` of family names. ``media`` are SHA-256 of pictures.
    ``words`` are the shingles of the text of its ``report`` (``copies.shingles``). ``is_person``: the account tells of
    one victim of the event, so its counts and its victim are not the whole. ``is_denial``: it says that it was not so.
    """

    ref: str
    first: int | None = None
    last: int | None = None
    sites: tuple[Site, ...] = ()
    within: frozenset[str] = frozenset()
    kind: str = ""
    parties: frozenset[str] = frozenset()
    counts: Mapping[str, Bounds] = field(default_factory=dict, hash=False)
    victims: frozenset[str] = frozenset()
    kin: frozenset[str] = frozenset()
    media: frozenset[str] = frozenset()
    source: str = ""
    report: str = ""
    words: frozenset[int] = frozenset()
    is_person: bool = False
    is_denial: bool = False
    told_on: int | None = None

    @property
    def days(self) -> int | None:
        """How many days the account may be about; None where an end is open."""
        return None if self.first is None or self.last is None else self.last - self.first + 1

    @property
    def has_time(self) -> bool:
        """Whether anything is known of the time."""
        return self.first is not None or self.last is not None


def account_of_claim(
    claim: Claim,
    *,
    ref: str,
    source: str = "",
    report: str = "",
    published: str = "",
    words: frozenset[int] = frozenset(),
    media: Iterable[str] = (),
    parents: Parents | None = None,
) -> Account:
    """A claim as an account; ``published``, ``words`` (shingles) and ``media`` are those of its report."""
    first, last = ordinals(claim.when.edtf if claim.when else None)
    scenes = _narrowest([place for place in claim.places if place.role == "scene"], parents=parents or {})
    sites = tuple(
        Site(
            place=place.place or "",
            name=fold(place.text),
            point=(place.lat, place.lon) if place.lat is not None and place.lon is not None else None,
            radius_m=place.radius_m or 0,
        )
        for place in scenes
    )
    around = {wider for place in scenes if place.place for wider in chain_of(place.place, parents=parents or {})[1:]}
    hurt = [person for person in claim.people if person.status in ("killed", "injured", "arrested", "missing")]
    return Account(
        ref=ref,
        first=first,
        last=last,
        told_on=ordinals(published)[1] if is_valid_edtf(published) else None,
        sites=sites,
        within=frozenset(around),
        kind=claim.kind,
        parties=frozenset(party.party for party in claim.perpetrators) - {"unknown"},
        counts={name: Bounds(count.min, count.max, count.approximate) for name, count in claim.counts.items()},
        victims=victim_keys(person.name or person.text for person in hurt),
        media=frozenset(media),
        source=source,
        report=report,
        words=words,
        is_denial=claim.status == "denied",
    )


def _narrowest(scenes: list[PlaceMention], *, parents: Parents) -> list[PlaceMention]:
    """The scenes without those that only say where another one lies ("al-Nashwa in Hasaka")."""
    kept = set(most_precise((place.place for place in scenes if place.place), parents=parents))
    return [place for place in scenes if not place.place or place.place in kept]


def ordinals(edtf: str | None) -> tuple[int | None, int | None]:
    """The outer days of an EDTF expression as ordinals."""
    if not edtf:
        return None, None
    first, last = bounds(edtf)
    return first.toordinal() if first else None, last.toordinal() if last else None


def day_of(ordinal: int) -> str:
    """The ISO day of an ordinal."""
    return date.fromordinal(ordinal).isoformat()


def victim_keys(names: Iterable[str]) -> frozenset[str]:
    """The keys by which victims named in two accounts are compared; a name of one word is too little.

    The folded name, which finds it in its own script; and of a chain of three parts the consonants of each, which find
    it in the other script and in other spellings. Brothers of like names share such a key: of one event both may be.
    """
    keys: set[str] = set()
    for name in names:
        folded = fold(name)
        if " " in folded:
            keys.add(folded)
            chain = [word.skeleton for word in name_keys(parse_name(name)).chain]
            if len(chain) >= _CHAIN and all(chain):
                keys.add(" ".join(("~", *chain)))
    return frozenset(keys)
