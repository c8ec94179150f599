"""Parties, places and sources as forms offer them: codes with their names in the reader's language."""

from typing import Any

from tawthiq.core.texts import fold
from tawthiq.desk import models as m


def party_choices(lang: str) -> list[tuple[str, str]]:
    """Every party's code and name."""
    name = "name_ar" if lang == "ar" else "name_en"
    return sorted(m.Party.objects.values_list("code", name), key=lambda row: (row[0] == "unknown", row[1]))


def place_choices(lang: str) -> list[tuple[str, str]]:
    """Every place's code, and its name with the wider place's name: many villages share one."""
    name = "name_ar" if lang == "ar" else "name_en"
    rows = m.Place.objects.values_list("code", name, f"parent__{name}").order_by(name)
    return [(code, f"{own} ({wider})" if wider else own) for code, own, wider in rows]


def source_choices() -> list[tuple[str, str]]:
    """Every source's pseudonym with its kind; the identity behind it is not in the register."""
    return list(m.Source.objects.order_by("pseudonym").values_list("pseudonym", "kind"))


def find_source(pseudonym: str) -> m.Source | None:
    """The source of this pseudonym, or None."""
    return m.Source.objects.filter(pseudonym=pseudonym).first()


def find_place(written: str) -> m.Place | None:
    """The one place of this code or spelling; None where there is none or more than one."""
    place = m.Place.objects.filter(code=written).first()
    if place:
        return place
    found = m.Place.objects.filter(spellings__folded=fold(written)).distinct()[:2]
    return found[0] if len(found) == 1 else None


def mention_of(place: m.Place) -> dict[str, Any]:
    """What a claim's place mention takes over from the gazetteer."""
    return {
        "place": place.code,
        "name": place.name_en,
        "lat": place.lat,
        "lon": place.lon,
        "radius_m": place.radius_m,
    }
