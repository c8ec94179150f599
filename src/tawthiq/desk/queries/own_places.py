"""What the desk knows of places beside the conflict folder, as readers take it: own places, spellings, imports."""

from django.conf import settings

from tawthiq.core.place_ranking import PlaceRow
from tawthiq.core.places import chain_of
from tawthiq.desk import models as m
from tawthiq.desk.queries.gazetteer import country_of
from tawthiq.desk.queries.gazetteers import gazetteer_files
from tawthiq.store.gazetteer import NamedRow
from tawthiq.store.known_places import OwnPlaces
from tawthiq.store.packs import PlaceEntry, load_countries

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
    """Places of the folder or of a gazetteer under the spellings that the desk gave them."""
    if not names:
        return []
    name_of = dict(m.Place.objects.values_list("code", "name_en"))
    parents = dict(m.Place.objects.values_list("code", "parent__code"))
    iso2 = {country.id: country.iso2 for country in load_countries()}
    rows = []
    for place in m.Place.objects.filter(pk__in=names).order_by("code"):
        chain = chain_of(place.code, parents=parents)
        row = PlaceRow(
            ref=place.code,
            kind=place.kind,
            name_en=place.name_en,
            name_ar=place.name_ar,
            lat=place.lat,
            lon=place.lon,
            radius_m=place.radius_m,
            country=iso2.get(chain[-1], ""),
            within=tuple(name_of[code] for code in chain[1:]),
            population=0,
            source=place.source,
        )
        rows.append(NamedRow(row, tuple(name.text for name in names[place.pk])))
    return rows
