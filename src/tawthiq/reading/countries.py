"""In which country an act took place, and where a report is that names one town: what its claims leave unsaid.

"Police in Lagos" names a country by its town, "Nigerian police" by an adjective; most reports name it once and then
no more. What the report is about is counted over all its words, the first sentences most.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tawthiq.core.claims import CountryMention, PlaceMention
from tawthiq.reading.resolving import Resolver
from tawthiq.reading.scenes import Scene, View
from tawthiq.reading.sites import Site

# A word counts as 1 / (1 + sentence / this): what is named in the lead outweighs what is named further down.
_FADES = 5
# An adjective may be of a person far from home; before a word of the state it tells where its power is.
_ADJECTIVE, _STATE = 0.5, 1.0
_OF_STATE = ("actor_heads", "facilities", "officials", "place_types")
# So many places of a report are looked at, and such a share of all towns named makes one of them its own.
_SITES_MAX, _OWN_SHARE = 60, 0.5


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """ISO code of the country that a report speaks of most, and the town that it is about; None where none is."""

    country: str | None = None
    town: PlaceMention | None = None


def find_whereabouts(scene: Scene, resolver: Resolver, sites: list[Site]) -> Whereabouts:
    """What the report is about; ``sites`` are all its places in order."""
    countries: dict[str, float] = {}
    towns: dict[str, float] = {}
    first: dict[str, PlaceMention] = {}
    for view in scene.views:
        for code, share in _named(view):
            countries[code] = countries.get(code, 0.0) + share * _weight(view)
    for site in sites[:_SITES_MAX]:
        mention = resolver.mention(site, scene.text)
        weight = _weight(scene.views[scene.view_at(site.start)])
        if mention.country and not site.entries:
            countries[mention.country] = countries.get(mention.country, 0.0) + weight
        if mention.place and not _is_wide(site, mention):
            towns[mention.place] = towns.get(mention.place, 0.0) + weight
            first.setdefault(mention.place, mention)
    country = _most(countries)
    town = _most(towns)
    is_own = town is not None and towns[town] >= _OWN_SHARE * sum(towns.values()) and first[town].country == country
    return Whereabouts(country, first[town] if town and is_own else None)


def _weight(view: View) -> float:
    return 1 / (1 + view.index / _FADES)


def _is_wide(site: Site, mention: PlaceMention) -> bool:
    """Whether the place is a country or region, or only where somebody came from or went."""
    wide = ("country", "governorate", "district", "countryside", "area", "region")
    is_wide = any(entry.kind in wide for entry in site.entries if entry.id == mention.place)
    return is_wide or site.around or mention.role != "scene" or site.kind in wide


def _most(votes: dict[str, float]) -> str | None:
    return max(votes, key=lambda key: (votes[key], key), default=None)


def _named(view: View) -> Iterable[tuple[str, float]]:
    for hit in view.of("place"):
        codes = {entry.country for entry in hit.value if entry.country}
        if len(codes) == 1:
            yield codes.pop(), 1.0
    for hit in view.of("nationality"):
        yield hit.value, _STATE if view.has_starting(hit.last, *_OF_STATE) else _ADJECTIVE


def country_of(places: tuple[PlaceMention, ...], *, at: int, main: str | None) -> CountryMention | None:
    """The country of the claim's scenes, at the words of the first of them; else ``main``, inferred at ``at``."""
    scenes = [place for place in places if place.country and place.role == "scene"]
    if scenes:
        counted = Counter(place.country for place in scenes)
        most = max(scenes, key=lambda place: (counted[place.country], -place.start))
        return CountryMention(most.start, most.end, most.text, most.country or "")
    return CountryMention(at, at, "", main) if main else None
