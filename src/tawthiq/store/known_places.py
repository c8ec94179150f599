"""The places that a conflict can know beyond its lexicon: its own rows by sound, its villages, the floor of the world.

Nothing of it is loaded before a report names a place that the lexicon does not have.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, cached_property, lru_cache

from tawthiq.core.place_ranking import Fit, PlaceRow
from tawthiq.core.places import chain_of
from tawthiq.store.gazetteer import Index, NamedRow
from tawthiq.store.kept_indexes import kept_index
from tawthiq.store.packs import Conflict, PlaceEntry, load_conflict, load_layered
from tawthiq.store.world import world_floor

# A country that holds this share of a conflict's places is where it happens.
_HOME_SHARE = 0.2


class KnownPlaces:
    """Look-ups by name for one conflict: its own places first, then the floor of the world."""

    def __init__(self, conflict: Conflict, *, home: tuple[str, ...] = ()) -> None:
        self._conflict = conflict
        self.home = home
        self.find = lru_cache(maxsize=20_000)(self._find)

    @cached_property
    def _own(self) -> Index:
        state = repr(
            [(place.id, place.names, place.spellings, place.lat, place.lon) for place in self._conflict.places]
        )
        return kept_index(self._conflict.name, lambda: pack_rows(self._conflict), state=state.encode())

    def _find(self, name: str, countries: tuple[str, ...] = (), *, loose: bool = False) -> tuple[Fit, ...]:
        """Places of this name; with ``loose`` also those that share its consonants, which asks for countries."""
        found = self._own.find(name, loose=loose)
        return (*found, *world_floor().find(name, countries=countries, loose=loose and bool(countries)))


def pack_rows(conflict: Conflict) -> Iterator[NamedRow]:
    """The places of a conflict as gazetteer rows, each with the names of the wider places around it."""
    by_id = {place.id: place for place in conflict.places}
    parents = {place.id: place.parent for place in conflict.places}
    for place in conflict.places:
        within = tuple(by_id[wider].names["en"] for wider in chain_of(place.id, parents=parents)[1:] if wider in by_id)
        spellings = (spelling for listed in place.spellings.values() for spelling in listed)
        names = tuple(dict.fromkeys([*place.names.values(), *spellings]))
        yield NamedRow(row_of(place, within), names)


def row_of(place: PlaceEntry, within: Iterable[str] = ()) -> PlaceRow:
    """A place of a conflict folder as a gazetteer row."""
    return PlaceRow(
        ref=place.id,
        kind=place.kind,
        name_en=place.names["en"],
        name_ar=place.names["ar"],
        lat=place.lat,
        lon=place.lon,
        radius_m=place.radius_m,
        country=place.country or "",
        within=tuple(within),
        population=place.population,
        source=place.source,
    )


@cache
def load_known_places(conflict: str) -> KnownPlaces:
    """The places of a conflict folder and the world beneath it, once per process."""
    own = Counter(
        place.country for place in load_conflict(conflict).places if place.kind != "country" and place.country
    )
    home = tuple(code for code, number in own.items() if number >= _HOME_SHARE * own.total())
    return KnownPlaces(load_layered(conflict), home=home)
