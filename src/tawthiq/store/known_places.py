"""The places that a conflict can know beyond its lexicon: its own rows by sound, its villages, the floor of the world.

Nothing of it is loaded before a report names a place that the lexicon does not have.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from hashlib import sha256
from importlib import resources
from itertools import chain
from pathlib import Path

from tawthiq.core.place_ranking import Fit, PlaceRow
from tawthiq.core.places import chain_of
from tawthiq.errors import InvalidRecord
from tawthiq.store.gazetteer import Index, NamedRow, build_index
from tawthiq.store.imported_gazetteers import open_import
from tawthiq.store.kept_indexes import kept_index
from tawthiq.store.packs import WORLD, Conflict, PlaceEntry, load_conflict, load_layered
from tawthiq.store.world import SOURCE, world_floor

# A country that holds this share of a conflict's places is where it happens.
_HOME_SHARE = 0.2
# Source: the points of villages in GeoNames are good to a minute of arc.
_VILLAGE_RADIUS_M = 2_000


@dataclass(frozen=True, slots=True)
class OwnPlaces:
    """What an organisation knows of places beside the conflict folder.

    ``files`` are the gazetteers that it imported, ``entries`` places that it added, ``names`` further spellings of
    places, with the row that each means.
    """

    files: tuple[Path, ...] = ()
    entries: tuple[PlaceEntry, ...] = ()
    names: tuple[NamedRow, ...] = ()

    def digest(self) -> str:
        """Changes with everything that may be found; "" where there is nothing."""
        if not (self.files or self.entries or self.names):
            return ""
        told = repr([[file.name for file in self.files], self.names])
        entries = [(one, sorted(one.names.items()), sorted(one.spellings.items())) for one in self.entries]
        return sha256((told + repr(entries)).encode()).hexdigest()


NONE = OwnPlaces()


class KnownPlaces:
    """Look-ups by name for one conflict: its folder, what was added and imported, the floor of the world."""

    def __init__(self, conflict: Conflict, *, home: tuple[str, ...] = (), own: OwnPlaces = NONE) -> None:
        self._conflict = conflict
        self._added = own
        self.home = home
        self.find = lru_cache(maxsize=4_000)(self._find)

    @cached_property
    def _own(self) -> Index:
        places = self._conflict.places
        table = read_villages(self._conflict.name)
        state = repr([(place.id, place.names, place.spellings, place.lat, place.lon) for place in places]) + table
        return kept_index(
            f"conflict-{self._conflict.name}",  # the conflict "world" and the world's floor are two
            lambda: chain(pack_rows(self._conflict), village_rows(self._conflict, table)),
            state=state.encode() + Path(__file__).read_bytes(),
        )

    @cached_property
    def _more(self) -> tuple[Index, ...]:
        """What was added and imported, the organisation's own first."""
        files = tuple(open_import(file) for file in self._added.files if file.is_file())
        added = replace(self._conflict, places=self._added.entries)
        rows = [*pack_rows(added, among=self._conflict.places), *self._added.names]
        return (build_index(rows), *files) if rows else files

    def row(self, ref: str) -> PlaceRow | None:
        """The row of a place by its id; None where no gazetteer has it."""
        found = (index.row(ref) for index in (self._own, *self._more))
        return next(filter(None, found), None) or world_floor().row(ref)

    def _find(self, name: str, countries: tuple[str, ...] = (), *, loose: bool = False) -> tuple[Fit, ...]:
        """Places of this name; with ``loose`` also those that share its consonants, which asks for countries."""
        found = self._own.find(name, loose=loose)
        for index in self._more:
            found += index.find(name, countries=("", *countries) if countries else (), loose=loose and bool(countries))
        return (*found, *world_floor().find(name, countries=countries, loose=loose and bool(countries)))


def pack_rows(conflict: Conflict, *, among: Iterable[PlaceEntry] = ()) -> Iterator[NamedRow]:
    """The places of a conflict as gazetteer rows, each with the names of the wider places around it.

    ``among`` are further places that may be such wider places.
    """
    by_id = {place.id: place for place in (*among, *conflict.places)}
    parents = {place.id: place.parent for place in by_id.values()}
    for place in conflict.places:
        within = tuple(by_id[wider].names["en"] for wider in chain_of(place.id, parents=parents)[1:] if wider in by_id)
        spellings = (spelling for listed in place.spellings.values() for spelling in listed)
        names = tuple(dict.fromkeys([*place.names.values(), *spellings]))
        yield NamedRow(row_of(place, within), names)


def read_villages(conflict: str) -> str:
    """The table ``villages.csv`` of a conflict folder; empty where it has none."""
    file = resources.files("tawthiq").joinpath("conflicts", conflict, "villages.csv")
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def village_rows(conflict: Conflict, table: str) -> Iterator[NamedRow]:
    """The villages of a table as gazetteer rows; raises InvalidRecord naming the row that is wrong."""
    by_id = {place.id: place for place in conflict.places}
    home = next((place.country for place in conflict.places if place.kind == "governorate"), None)
    lines = [line for line in table.splitlines() if not line.startswith("#")]
    for number, row in enumerate(csv.DictReader(lines), start=1):
        try:
            parent = by_id[row["parent"]] if row["parent"] else None
            yield _village(row, parent, country=(parent.country if parent else home) or "")
        except (KeyError, ValueError, TypeError, AttributeError) as odd:
            raise InvalidRecord(f"conflicts/{conflict.name}/villages.csv: row {number}: {odd!r}") from odd


def _village(row: Mapping[str, str], parent: PlaceEntry | None, *, country: str) -> NamedRow:
    names, arabic = row["names"].split(";"), [name for name in row["names_ar"].split(";") if name]
    place = PlaceRow(
        ref=f"gn:{int(row['geonames_id'])}",
        kind="village",
        name_en=names[0],
        name_ar=arabic[0] if arabic else "",
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        radius_m=_VILLAGE_RADIUS_M,
        country=country,
        within=(parent.name_en,) if parent else (),
        population=0,
        source=SOURCE,
    )
    return NamedRow(place, tuple(names + arabic))


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


@lru_cache(maxsize=6)
def load_known_places(conflict: str, own: OwnPlaces = NONE) -> KnownPlaces:
    """The places of a conflict folder, those of the organisation's own, and the world beneath, made once for each."""
    told = Counter(
        place.country for place in load_conflict(conflict).places if place.kind != "country" and place.country
    )
    home = tuple(code for code, number in told.items() if number >= _HOME_SHARE * told.total() and conflict != WORLD)
    return KnownPlaces(load_layered(conflict), home=home, own=own)
