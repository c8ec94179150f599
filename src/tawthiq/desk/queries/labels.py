"""Words for ids: the vocabularies of ``data/``, parties and places, in the reader's language."""

from functools import cache

from tawthiq.desk import models as m
from tawthiq.store.packs import load_table

LANGS = ("en", "ar")


@cache
def _rows(table: str) -> dict[str, dict[str, str]]:
    return {row["id"]: {lang: row[lang] for lang in LANGS} for row in load_table(table)}


def label(table: str, row_id: str, lang: str) -> str:
    """The words for one id of a table of ``data/``; the id itself where the table does not know it."""
    return _rows(table).get(row_id, {}).get(lang, row_id)


def labels(table: str, lang: str) -> list[tuple[str, str]]:
    """Every id of a table with its words, in the table's order: what a select box offers."""
    return [(row_id, words[lang]) for row_id, words in _rows(table).items()]


def party_labels(lang: str) -> dict[str, str]:
    """Every party's name by its code, ordered by code."""
    return {party.code: getattr(party, f"name_{lang}") for party in m.Party.objects.all()}


def place_labels(codes: list[str] | set[str], lang: str) -> dict[str, str]:
    """The names of these places by their codes."""
    return {place.code: getattr(place, f"name_{lang}") for place in m.Place.objects.filter(code__in=list(codes))}


def governorate_labels(lang: str) -> list[tuple[str, str]]:
    """Every governorate's code and name, ordered by name."""
    places = m.Place.objects.filter(kind="governorate")
    return sorted(((one.code, getattr(one, f"name_{lang}")) for one in places), key=lambda pair: pair[1])


def place_choices(lang: str) -> list[tuple[str, str]]:
    """Every place as code and "name, wider place": what a place box offers while one types."""
    places = m.Place.objects.select_related("parent").order_by(f"name_{lang}")
    return [
        (one.code, ", ".join(filter(None, (getattr(one, f"name_{lang}"), getattr(one.parent, f"name_{lang}", "")))))
        for one in places
    ]
