"""Places beyond the lexicon: found anywhere in the world, by the rest of the report; what is open stays open."""

import pytest

from tawthiq.core.claims import PlaceMention, from_json, to_json
from tawthiq.reading.grammar import GrammarReader
from tawthiq.reading.reader import Document


def places(text: str, *, lang: str = "en", conflict: str = "syria") -> dict[str, PlaceMention]:
    claims = GrammarReader(conflict=conflict).read(Document(text, lang, "2015-07-01"))
    for claim in claims:
        assert from_json(to_json(claim)).places == claim.places
    return {place.text: place for claim in claims for place in claim.places}


def test_a_town_of_another_country_is_found_by_the_words_for_that_country() -> None:
    found = places("Colombian soldiers killed two farmers in the village of Toribio yesterday.")
    place = next(place for text, place in found.items() if "Toribio" in text)
    assert (place.country, (place.place or "")[:3]) == ("CO", "gn:")
    assert place.candidates[0].place == place.place
    assert "country: CO" in place.candidates[0].reasons


def test_a_city_of_many_people_is_found_without_any_country() -> None:
    found = places("A car bomb exploded in Kandahar on Monday and killed three civilians.")
    assert found["Kandahar"].country == "AF"
    assert found["Kandahar"].lat == pytest.approx(31.6, abs=0.1)


def test_a_small_homonym_without_a_hint_keeps_its_words_and_its_candidates() -> None:
    place = places("Gunmen killed two men in the village of Santa Rosa yesterday.", conflict="world")["Santa Rosa"]
    assert (place.place, place.lat, place.country) == (None, None, None)
    assert 1 < len(place.candidates) <= 5
    assert len({candidate.country for candidate in place.candidates}) > 1


def test_what_is_nowhere_is_not_invented() -> None:
    place = places("Shelling hit the village of Qwxyzzt, killing one man.")["Qwxyzzt"]
    assert (place.place, place.candidates) == (None, ())


def test_an_arabic_report_from_elsewhere_finds_its_city() -> None:
    found = places("قتل خمسة مدنيين في انفجار سيارة مفخخة في مدينة قندهار أمس.", lang="ar")
    assert [(place.country, place.place) for place in found.values()] == [("AF", "gn:1138336")]


def test_a_known_homonym_says_what_else_it_may_be() -> None:
    text = "Warplanes struck al-Salihiyah village in the countryside of Deir ez-Zor."
    place = next(place for words, place in places(text).items() if "Salihiyah" in words)
    assert place.place
    assert place.candidates[0].place == place.place
    assert len(place.candidates) > 1


def test_the_way_to_a_place_sets_the_point_off_and_widens_the_doubt() -> None:
    at = places("Two shells fell on a farm in Manbij.")["Manbij"]
    off = places("Two shells fell on a farm 10 km south of Manbij.")["Manbij"]
    assert (off.place, off.role) == (at.place, "direction")
    assert at.lat is not None
    assert off.lat == pytest.approx(at.lat - 0.09, abs=0.01)
    assert (off.radius_m or 0) > (at.radius_m or 0) + 2_000
    arabic = next(iter(places("سقطت قذيفتان على مزرعة شمال منبج.", lang="ar").values()))
    assert (arabic.lat or 0) > at.lat
