"""What the desk knows of places beside the conflict folder, as readers take it: own places, spellings, imports."""

from dataclasses import replace

from django.conf import settings

from tawthiq.core.place_ranking import PlaceRow
from tawthiq.desk import models as m
from tawthiq.desk.queries.gazetteer import country_of
from tawthiq.desk.queries.gazetteers import gazetteer_files
from tawthiq.store.gazetteer import NamedRow
from tawthiq.store.known_places import OwnPlaces, load_known_places
from tawthiq.store.packs import PlaceEntry

# Codes of places that were made at the desk begin so.
LOCAL = "own."


def own_places() -> OwnPlaces:
    """Everything in a fixed order, so that the same knowledge makes the same reader."""
    names = _standing_names()
    entries = tuple(
        _entry_of(place, names.pop(place.pk, []))
        for place in m.Place.objects.filter(code__startswith=LOCAL).select_related("parent").order_by("code")
    )
    files = tuple(settings.WORKSPACE.gazetteers / name for name in gazetteer_files())
    return OwnPlaces(files, entries, tuple(_rows_of(names)))


def _standing_names() -> dict[int, list[m.PlaceName]]:
    found: dict[int, list[m.PlaceName]] = {}
    for name in m.PlaceName.objects.filter(undone_at=None).order_by("place_id", "lang", "text"):
        found.setdefault(name.place_id, []).append(name)
    return found


def _entry_of(place: m.Place, names: list[m.PlaceName]) -> PlaceEntry:
    spellings = {"en": [place.name_en], "ar": [place.name_ar]}
    for name in names:
        spellings.setdefault(name.lang, []).append(name.text)
    return PlaceEntry(
        id=place.code,
        kind=place.kind,
        lat=place.lat,
        lon=place.lon,
        radius_m=place.radius_m,
        parent=place.parent.code if place.parent else None,
        source=place.source,
        names={"en": place.name_en, "ar": place.name_ar},
        spellings={lang: tuple(dict.fromkeys(texts)) for lang, texts in spellings.items()},
        country=country_of(place),
    )


def _rows_of(names: dict[int, list[m.PlaceName]]) -> list[NamedRow]:
    """Places of the folder or of a gazetteer under the spellings that the desk gave them, with the desk's point."""
    if not names:
        return []
    known = load_known_places(settings.CONFLICT)
    rows = []
    for place in m.Place.objects.filter(pk__in=names).order_by("code"):
        row = known.row(place.code) or bare_row(place)
        told = {name: getattr(place, name) for name in ("kind", "name_en", "name_ar", "lat", "lon", "radius_m")}
        rows.append(NamedRow(replace(row, **told), tuple(name.text for name in names[place.pk])))
    return rows


def bare_row(place: m.Place) -> PlaceRow:
    """The place as the resolver takes it, without spellings: its wider places by name and the country they lead to."""
    within = []
    step = place.parent
    while step is not None and step.name_en not in within:
        within.append(step.name_en)
        step = step.parent
    told = (place.lat, place.lon, place.radius_m, country_of(place) or "", tuple(within), 0, place.source)
    return PlaceRow(place.code, place.kind, place.name_en, place.name_ar, *told)
