"""Places as people write them: taken apart, and resolved with their wider places and the way told."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.place_ranking import Fit, Near, PlaceRow
from tawthiq.core.places import distance_m
from tawthiq.reading.geocoding import resolve_phrase
from tawthiq.reading.place_phrases import Phrase, read_phrase, read_way
from tawthiq.store.gazetteer import NamedRow, build_index

TABLE = yaml.safe_load((Path(__file__).parents[1] / "cases" / "place_phrases.yaml").read_text(encoding="utf-8"))
CASES = [(lang, case) for lang, cases in TABLE.items() for case in cases]


def place(ref: str, name: str, lat: float, lon: float, **more: Any) -> NamedRow:
    about = {"kind": "village", "radius_m": 1_500, "country": "SY", "within": (), "population": 0} | more
    about |= {"name_ar": about.get("name_ar", "")}
    row = PlaceRow(ref=ref, name_en=name, lat=lat, lon=lon, source="test", **about)
    return NamedRow(row, tuple(filter(None, (name, row.name_ar))))


INDEX = build_index(
    [
        place(
            "north", "Northern Province", 36.5, 37.5, kind="governorate", radius_m=60_000, name_ar="المحافظة الشمالية"
        ),
        place("syria", "Syria", 35.0, 38.0, kind="country", radius_m=350_000),
        place("jarn.north", "Jarn", 36.4, 37.4, within=("Northern Province",)),
        place("jarn.south", "Jarn", 33.0, 36.5, within=("Southern Province",)),
        place("jarn.iraq", "Jarn", 34.0, 43.0, country="IQ", population=60_000, kind="town"),
        place("safra", "Safra", 36.6, 37.6, kind="town", name_ar="صفرة"),
        NamedRow(PlaceRow("code", "district", "Kodistan", "", None, None, None, "SY", (), 0, "test"), ("Kodistan",)),
    ]
)


def find(name: str, countries: tuple[str, ...]) -> Sequence[Fit]:
    return INDEX.find(name, countries=countries)


def first(text: str, *, lang: str = "en", **given_beside: Any) -> Any:
    found = resolve_phrase(read_phrase(text, lang=lang), find=find, **given_beside)
    return found[0] if found else None


@pytest.mark.parametrize(("lang", "case"), CASES, ids=lambda value: value["text"] if isinstance(value, dict) else value)
def test_a_place_phrase_is_taken_apart(lang: str, case: dict[str, Any]) -> None:
    phrase = read_phrase(case["text"], lang=lang)
    assert list(phrase.names) == case.get("names", [])
    assert phrase.kind == case.get("kind", "")
    assert [part.names[0] for part in phrase.within] == case.get("within", [])
    assert (phrase.bearing, phrase.metres) == (case.get("bearing"), case.get("metres"))
    assert (phrase.beyond.names[0] if phrase.beyond else None) == case.get("beyond")
    assert phrase.around == case.get("around", False)


pieces = st.sampled_from(["south of ", "in ", "village ", "Aleppo ", "5 km ", "ريف ", "شرق ", "/", "("])


@given(st.text(max_size=60) | st.lists(pieces).map("".join))
def test_any_text_is_a_phrase_and_resolves_without_a_fault(text: str) -> None:
    for lang in ("en", "ar"):
        phrase = read_phrase(text, lang=lang)
        assert isinstance(phrase, Phrase)
        assert all(0 <= one.score <= 1 for one in resolve_phrase(phrase, find=find))


def test_the_wider_place_decides_between_homonyms() -> None:
    assert first("Jarn village, Northern Province").row.ref == "jarn.north"
    assert first("Jarn", countries=("IQ",)).row.ref == "jarn.iraq"
    assert first("Jarn, Syria", near=(Near("there", 33.1, 36.4, 1_000),)).row.ref == "jarn.south"
    assert first("Jarn near Safra").row.ref == "jarn.north"


def test_the_way_leads_to_a_point_with_doubt() -> None:
    east = first("10 km east of Safra")
    assert (east.row.ref, east.reasons[-1]) == ("safra", "way: 10 km, 90°")
    assert distance_m((east.row.lat, east.row.lon), (36.6, 37.6)) == pytest.approx(10_000, rel=0.01)
    assert east.row.lon > 37.6
    assert east.row.radius_m == 1_500 + 3_500
    vague = first("قرية شمال صفرة", lang="ar")
    assert vague.row.lat > 36.6
    assert vague.row.radius_m > 8_000


def test_around_a_place_and_what_is_called_after_it_are_wider_than_the_place() -> None:
    assert first("countryside of Safra").row.radius_m == 30_000
    assert first("Safra airport").row.radius_m == 10_000
    assert first("Safra").row.radius_m == 1_500


def test_a_village_without_a_name_is_its_wider_place_and_the_unknown_is_nothing() -> None:
    assert first("a village, Safra").row.ref == "safra"
    assert first("Nirgendheim") is None
    assert first("3 km north of Nirgendheim") is None
    assert first("") is None
    assert first("2 km south of Kodistan").row.lat is None


@pytest.mark.parametrize(
    ("text", "lang", "way"),
    [
        ("it fell about 5 km south of ", "en", (180.0, 5000.0)),
        ("north-west of", "en", (315.0, None)),
        ("قرب 3 كم شمال شرق ", "ar", (45.0, 3000.0)),
        ("in ", "en", None),
    ],
)
def test_the_way_before_a_place(text: str, lang: str, way: tuple[float, float | None] | None) -> None:
    assert read_way(text, lang=lang) == way
