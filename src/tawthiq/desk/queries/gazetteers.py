"""Gazetteers that were imported, what they know of a place, and where they tell otherwise than the register."""

from dataclasses import dataclass

from django.conf import settings

from tawthiq.core.place_ranking import EXACT, SOUND, PlaceRow, is_same_name
from tawthiq.core.places import distance_m
from tawthiq.desk import models as m
from tawthiq.errors import NotFound
from tawthiq.store.gazetteer import Index
from tawthiq.store.imported_gazetteers import open_import

# Rows of one name this near each other are one place in two files; of a unit the middle may lie further off.
_SAME_M = 10_000
_SAME_UNIT_M = 60_000
# Coordinates further apart than this tell of another point; below it a file is only rounded otherwise.
_MOVED_M = 100.0
COMPARED = ("kind", "name_en", "name_ar", "point")


@dataclass(frozen=True, slots=True)
class Differing:
    """A field of a place of which a gazetteer says something else: one of ``COMPARED``."""

    field: str
    here: object
    there: object


@dataclass(frozen=True, slots=True)
class Entry:
    """What a gazetteer has for a place; ``is_own``: the row that the place was made from.

    ``is_around``: it does not have the place, and the row is the unit in which it lies.
    """

    gazetteer: m.Gazetteer
    row: PlaceRow
    is_own: bool
    differing: tuple[Differing, ...]
    is_around: bool = False


def gazetteers() -> list[m.Gazetteer]:
    """Every gazetteer that was imported, by name."""
    return list(m.Gazetteer.objects.all())


def gazetteer_files() -> tuple[str, ...]:
    """Names of the index files, which change with every new edition."""
    return tuple(m.Gazetteer.objects.order_by("name").values_list("index", flat=True))


def index_of(gazetteer: m.Gazetteer) -> Index | None:
    """The rows of a gazetteer; None where its file is not there."""
    try:
        return open_import(settings.WORKSPACE.gazetteers / gazetteer.index)
    except NotFound:
        return None


def entries_for(place: m.Place) -> list[Entry]:
    """The place in each gazetteer: the row it was made from, else the one of its name at its point."""
    found, without = [], []
    for gazetteer in gazetteers():
        index = index_of(gazetteer)
        row = index.row(place.code) or _same_place(index, place) if index else None
        if row:
            is_own = row.ref == place.code
            found.append(Entry(gazetteer, row, is_own, differences(place, row) if is_own else ()))
        elif index:
            without.append((gazetteer, index))
    chains = [one.row.within for one in found if one.row.within]
    for gazetteer, index in without:
        around = next(filter(None, (_unit_around(index, chain) for chain in chains)), None)
        if around:
            found.append(Entry(gazetteer, around, is_own=False, differing=(), is_around=True))
    return found


def _unit_around(index: Index, chain: tuple[str, ...]) -> PlaceRow | None:
    """The narrowest unit of a chain of units (nearest first) that this gazetteer has under the same wider one."""
    bare = [name.partition("(")[0].strip() or name for name in chain]  # "Hasaka (Al Haksa)"
    for number, name in enumerate(bare):
        wider = bare[number + 1 :]
        for fit in index.find(name):
            row = fit.row
            if row.kind not in ("governorate", "district") or not is_same_name(name, row.name_en):
                continue
            if not wider or any(is_same_name(one, other) for one in wider for other in row.within):
                return row
    return None


def _same_place(index: Index, place: m.Place) -> PlaceRow | None:
    is_unit = place.kind in ("country", "governorate", "district")
    rows = [
        fit.row
        for name in (place.name_en, place.name_ar)
        for fit in index.find(name, loose=False)
        if fit.level in (EXACT, SOUND) and (fit.row.kind in ("country", "governorate", "district")) == is_unit
    ]
    rows += (
        [fit.row for fit in index.find(place.name_ar) if is_same_name(place.name_ar, fit.row.name_en)]
        if not rows
        else []
    )
    if is_unit:
        rows = [row for row in rows if row.kind == place.kind]
    near = [(metres, row.ref, row) for row in rows if (metres := _metres(place, row)) is not None]
    reach = _SAME_UNIT_M if is_unit else _SAME_M
    near = [one for one in near if one[0] <= reach]
    if near:
        return min(near)[2]
    without = {row.ref: row for row in rows if row.lat is None and is_unit}
    return next(iter(without.values())) if len(without) == 1 else None


def _metres(place: m.Place, row: PlaceRow) -> float | None:
    if None in (place.lat, place.lon, row.lat, row.lon):
        return None
    return distance_m((float(place.lat or 0), float(place.lon or 0)), (float(row.lat or 0), float(row.lon or 0)))


def differences(place: m.Place, row: PlaceRow) -> tuple[Differing, ...]:
    """Where the row tells otherwise than the register; what the row does not know is no difference."""
    pairs = [(name, getattr(place, name), getattr(row, name)) for name in ("kind", "name_en", "name_ar")]
    found = [Differing(name, here, there) for name, here, there in pairs if there and here != there]
    if row.lat is not None:
        metres = _metres(place, row)
        if metres is None or metres > _MOVED_M:
            found.append(Differing("point", (place.lat, place.lon), (row.lat, row.lon)))
    return tuple(found)


def differing_places(gazetteer: m.Gazetteer, *, most: int = 200) -> list[Entry]:
    """Places of the register that were made from rows of this gazetteer and that it tells otherwise now."""
    index = index_of(gazetteer)
    if index is None:
        return []
    found = []
    for place in m.Place.objects.filter(code__contains=":").order_by("code").iterator():
        row = index.row(place.code)
        if row and (unlike := differences(place, row)):
            found.append(Entry(gazetteer, row, is_own=True, differing=unlike))
            if len(found) >= most:
                break
    return found


def row_named(ref: str) -> PlaceRow | None:
    """The row of this id in the first imported gazetteer that has it."""
    indexes = (index_of(gazetteer) for gazetteer in gazetteers())
    return next((row for index in indexes if index and (row := index.row(ref))), None)
