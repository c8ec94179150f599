"""The conflict folder and the vocabularies hold together: ids, parents, points, scripts, sources."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from tawthiq.core.access import ROLES
from tawthiq.core.claims import ATTRIBUTION_KINDS, KINDS, TARGET_CLASSES
from tawthiq.core.grading import FOR_A_COURT, GRADES, THRESHOLDS
from tawthiq.core.places import distance_m
from tawthiq.errors import InvalidRecord, NotFound
from tawthiq.store.packs import (
    Conflict,
    PlaceEntry,
    load_conflict,
    load_countries,
    load_layered,
    load_table,
    read_conflict,
)

# Not rows with a name in both languages: drawn outlines, given names by class, costs of spellings.
OTHER_SHAPES = {"outlines", "given_names", "romanisation"}
TABLES = sorted({path.stem for path in (Path(__file__).parents[2] / "src/tawthiq/data").glob("*.yaml")} - OTHER_SHAPES)
NAMES_OF_TECHNIQUE = {"past_recall", "parsers", "capture_roles", "file_endings"}  # PDF is PDF in Arabic too
NEEDED_PARTIES = {
    "islamic_state",
    "syrian_government",
    "russia",
    "us_coalition",
    "sdf_ypg",
    "opposition",
    "hts_nusra",
    "turkey",
    "iran_militias",
    "israel",
    "tribal_militia",
    "iraq",
    "unknown",
}
ARABIC = re.compile(r"[\u0621-\u064a]")
LATIN = re.compile(r"[A-Za-z]")
# Syria and what reports name around it: Turkey in the north, Jordan in the south, Iraq in the east.
BOX = {"lat": (29.0, 42.0), "lon": (34.0, 49.0)}


@pytest.fixture(scope="module")
def syria() -> Conflict:
    return load_conflict("syria")


def ids_of(table: str) -> list[str]:
    return [row["id"] for row in load_table(table)]


@pytest.mark.parametrize("table", sorted({*TABLES} - NAMES_OF_TECHNIQUE))
def test_every_vocabulary_has_unique_ids_and_both_languages(table: str) -> None:
    rows = load_table(table)
    assert rows
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert ARABIC.search(row["ar"]), row["id"]
        assert not LATIN.search(row["ar"]), f"{table}: {row['id']} has Latin letters in its Arabic"
        assert not ARABIC.search(row["en"]), row["id"]
        for key, value in row.items():
            if key.endswith("_ar") and isinstance(value, str):
                assert ARABIC.search(value), f"{table}: {row['id']}: {key}"
                assert row[key.removesuffix("_ar") + "_en"], f"{table}: {row['id']}: {key} has no English beside it"


def test_the_kinds_are_those_of_the_claim_contract_in_its_order() -> None:
    assert tuple(ids_of("kinds")) == KINDS


def test_a_kind_is_context_or_points_to_a_violation_never_both() -> None:
    violations = set(ids_of("violations"))
    for row in load_table("kinds"):
        assert (row["violation"] is None) == row["context"], row["id"]
        assert row["violation"] is None or row["violation"] in violations
        assert all(row[key] for key in ("definition_en", "definition_ar", "taxonomy")), row["id"]


def test_every_violation_rests_on_law_or_says_that_it_does_not() -> None:
    for row in load_table("violations"):
        assert row["legal_basis"], row["id"]
        assert len(set(row["legal_basis"])) == len(row["legal_basis"])
        assert len(row["legal_basis_ar"]) == len(row["legal_basis"])


def test_the_grades_ask_for_what_the_rules_ask_for() -> None:
    rows = load_table("grades")
    assert tuple(row["id"] for row in rows) == GRADES
    assert [row["order"] for row in rows] == sorted(row["order"] for row in rows)
    for row in rows:
        assert row["needs"]["second_person"]
        assert row["needs"]["court"] == (row["id"] in FOR_A_COURT)
        if row["id"] in THRESHOLDS:
            asked = THRESHOLDS[row["id"]]
            assert row["needs"]["independent_sources"] == asked.sources
            assert row["needs"]["basis"] == asked.needs_basis
            assert row["needs"]["contrary_note"] == asked.needs_contrary_note


def test_closed_lists_of_the_code_have_their_words() -> None:
    assert tuple(ids_of("source_kinds")) == ATTRIBUTION_KINDS
    assert set(ids_of("roles")) == set(ROLES)
    assert {row["target_class"] for row in load_table("victim_classes")} <= set(TARGET_CLASSES)


def test_the_admiralty_code_is_two_scales_of_six() -> None:
    rows = load_table("reliability")
    assert [row["id"] for row in rows if row["scale"] == "source"] == list("ABCDEF")
    assert [row["id"] for row in rows if row["scale"] == "information"] == list("123456")


def test_parties_are_complete_and_no_spelling_belongs_to_two(syria: Conflict) -> None:
    owner: dict[tuple[str, str], str] = {}
    assert {party.id for party in syria.parties} >= NEEDED_PARTIES
    for party in syria.parties:
        assert party.kind in ids_of("party_kinds")
        assert party.sources
        assert all(party.sources)
        for lang, spellings in (("en", party.spellings["en"]), ("ar", party.spellings["ar"])):
            assert len(spellings) >= 10, f"{party.id} has few spellings in {lang}"
            for spelling in spellings:
                assert owner.setdefault((lang, spelling.casefold()), party.id) == party.id, spelling


def test_party_spellings_are_in_their_own_script(syria: Conflict) -> None:
    for party in syria.parties:
        assert all(LATIN.search(spelling) for spelling in party.spellings["en"])
        # YPG stands in Latin letters inside Arabic reports too.
        assert all(ARABIC.search(spelling) or spelling == "YPG" for spelling in party.spellings["ar"])


def test_place_ids_are_unique_and_parents_lead_to_a_country(syria: Conflict) -> None:
    by_id = {place.id: place for place in syria.places}
    assert len(by_id) == len(syria.places) >= 300
    for place in syria.places:
        seen = [place.id]
        while (above := by_id[seen[-1]].parent) is not None:
            assert above in by_id, f"{seen[-1]} lies in {above}, which is not there"
            assert above not in seen, f"{place.id}: the parents go round in a circle"
            seen.append(above)
        assert by_id[seen[-1]].kind == "country"


def test_all_fourteen_governorates_are_there(syria: Conflict) -> None:
    governorates = [place for place in syria.places if place.kind == "governorate"]
    assert len(governorates) == 14
    assert {place.parent for place in governorates} == {"syria"}


def test_places_have_points_in_the_region_or_say_that_none_is_known(syria: Conflict) -> None:
    kinds = set(ids_of("place_kinds"))
    for place in syria.places:
        assert place.kind in kinds, place.id
        assert place.source, place.id
        if place.lat is None or place.lon is None:
            assert (place.lat, place.lon, place.radius_m) == (None, None, None), place.id
            assert "No point known" in place.source, place.id
            continue
        assert BOX["lat"][0] <= place.lat <= BOX["lat"][1], place.id
        assert BOX["lon"][0] <= place.lon <= BOX["lon"][1], place.id
        assert (place.radius_m or 0) >= 300, place.id


def test_a_point_lies_where_its_parent_says(syria: Conflict) -> None:
    by_id = {place.id: place for place in syria.places}
    for place in syria.places:
        parent = by_id.get(place.parent or "")
        if parent is None or place.lat is None or parent.lat is None or parent.radius_m is None:
            continue
        reach = 2 * parent.radius_m + (place.radius_m or 0) + 3_000
        assert away(place, parent) <= reach, f"{place.id} is {away(place, parent):.0f} m from {parent.id}"


def away(one: PlaceEntry, other: PlaceEntry) -> float:
    points = [(place.lat, place.lon) for place in (one, other) if place.lat is not None and place.lon is not None]
    return distance_m(points[0], points[1])


def test_places_are_named_in_both_scripts(syria: Conflict) -> None:
    for place in syria.places:
        assert LATIN.search(place.name_en), place.id
        assert ARABIC.search(place.name_ar), place.id
        assert min(len(place.spellings["en"]), len(place.spellings["ar"])) >= 1, place.id
        assert all(ARABIC.search(spelling) for spelling in place.spellings["ar"]), place.id
        assert not any(ARABIC.search(spelling) for spelling in place.spellings["en"]), place.id


PLACE_ROW = """
places:
  - {id: oran, kind: city, name_en: Oran, name_ar: وهران, name_fr: Oran, lat: 35.7, lon: -0.64, radius_m: 9000,
     parent: null, spellings_en: [Oran], spellings_ar: [وهران], spellings_fr: [Oran, Wahran], source: invented}
"""


def test_a_conflict_folder_may_lie_anywhere_and_know_further_languages(tmp_path: Path) -> None:
    folder = tmp_path / "river_war"
    folder.mkdir()
    (folder / "parties.yaml").write_text("title_en: River war\ntitle_ar: حرب النهر\nparties: []\n", encoding="utf-8")
    (folder / "words.yaml").write_text("{}\n", encoding="utf-8")
    (folder / "places.yaml").write_text(PLACE_ROW, encoding="utf-8")
    conflict = read_conflict(folder)
    (oran,) = conflict.places
    assert conflict.name == "river_war"
    assert (oran.names["fr"], oran.spellings["fr"]) == ("Oran", ("Oran", "Wahran"))
    (folder / "places.yaml").write_text(PLACE_ROW.replace("name_ar: وهران, ", ""), encoding="utf-8")
    with pytest.raises(InvalidRecord, match=r"river_war: row 'oran' lacks 'name_ar'"):
        read_conflict(folder)


def test_places_that_share_a_spelling_can_be_told_apart_by_their_parents(syria: Conflict) -> None:
    shared: dict[str, set[str]] = defaultdict(set)
    by_id = {place.id: place for place in syria.places}
    for place in syria.places:
        for spelling in (*place.spellings["en"], *place.spellings["ar"]):
            shared[spelling.casefold()].add(place.id)
    for spelling, owners in shared.items():
        parents = [by_id[owner].parent for owner in owners]
        assert len(set(parents)) == len(parents), f"{spelling}: {sorted(owners)} have the same parent"


def test_words_point_to_rows_that_exist(syria: Conflict) -> None:
    parties = {party.id for party in syria.parties}
    places = {place.id for place in syria.places}
    weapons = set(ids_of("weapons"))
    spellings = {s for party in syria.parties for s in (*party.spellings["en"], *party.spellings["ar"])}
    for row in syria.words["ambiguous"]:
        assert row["word"] in spellings, row["word"]
    assert set(syria.words["states"].values()) <= {party.id for party in syria.parties}
    assert {party for rows in syria.words["home"]["also"].values() for party in rows} <= parties
    for rows in (rows for name, rows in syria.words.items() if name not in ("states", "home")):
        for row in rows:
            assert row.get("party", "unknown") in parties
            assert row.get("place", "syria") in places
            assert row.get("weapon", "unknown") in weapons
    assert {row["place"] for row in load_table("article_categories") if row["place"]} <= places


def test_every_country_has_its_codes_and_words_in_both_scripts() -> None:
    rows = load_countries()
    assert (
        len({row.iso2 for row in rows}) == len({row.iso3 for row in rows}) == len({row.id for row in rows}) == len(rows)
    )
    assert len(rows) > 230
    for row in rows:
        assert re.fullmatch("[A-Z]{2}", row.iso2)
        assert re.fullmatch("[A-Z]{3}", row.iso3)
        assert row.spellings["en"], row.id
        arabic = (row.names["ar"], *row.spellings["ar"], *row.adjectives["ar"])
        latin = (row.names["en"], *row.spellings["en"], *row.adjectives["en"])
        assert all(ARABIC.search(word) for word in arabic), row.id
        assert not any(ARABIC.search(word) for word in latin), row.id
        assert -60 <= row.lat <= 80, row.id
        assert -180 <= row.lon <= 180, row.id
        assert row.radius_m >= 1_000, row.id


def test_the_world_lies_beneath_a_conflict_whose_own_rows_count(syria: Conflict) -> None:
    layered, world = load_layered("syria"), load_conflict("world")
    assert layered.places[: len(syria.places)] == syria.places
    assert layered.parties[: len(syria.parties)] == syria.parties
    for rows in (layered.places, layered.parties):
        assert len({row.id for row in rows}) == len(rows)
    assert {place.id for place in world.places} <= {place.id for place in layered.places}
    assert load_layered("world") is world


def test_a_place_knows_the_country_that_its_parents_lead_to(syria: Conflict) -> None:
    country_of = {place.id: place.country for place in load_layered("syria").places}
    assert {place.country for place in syria.places} >= {"SY", "IQ", "TR"}
    assert (country_of["manbij"], country_of["colombia"]) == ("SY", "CO")
    assert None not in country_of.values()


def test_world_parties_are_named_in_their_own_script() -> None:
    for party in load_conflict("world").parties:
        assert party.kind in ids_of("party_kinds"), party.id
        assert all(party.sources), party.id
        assert all(LATIN.search(spelling) for spelling in party.spellings["en"]), party.id
        assert all(ARABIC.search(spelling) for spelling in party.spellings["ar"]), party.id


def test_words_for_a_kind_of_actor_are_read_only_where_no_conflict_is_named() -> None:
    generic = {party.id for party in load_conflict("world").parties if party.generic}
    assert generic >= {"state_forces", "police", "armed_group", "paramilitary", "criminal_group", "unknown"}
    known = {party.id: party for party in load_layered("syria").parties}
    assert generic & set(known) == {"unknown"}  # the conflict's own row
    assert not known["unknown"].generic
    assert "un_peacekeepers" in known


def test_a_folder_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound, match="conflicts/atlantis"):
        load_conflict("atlantis")


def test_a_row_without_a_source_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sourceless.yaml").write_text("rows: [{id: x, en: X, ar: س}]", encoding="utf-8")
    monkeypatch.setattr("tawthiq.store.packs.resources.files", lambda _package: tmp_path)
    with pytest.raises(InvalidRecord, match="'x' lacks 'source'"):
        load_table("sourceless")


@pytest.mark.parametrize("table", TABLES)
def test_the_reference_page_names_every_table_and_column(table: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "vocabularies.md").read_text(encoding="utf-8")
    assert f"| `{table}` |" in page
    columns = {key for row in load_table(table) for key in row} | {
        key for row in load_table(table) for value in row.values() if isinstance(value, dict) for key in value
    } - {kind["id"] for kind in load_table("derivations")}
    assert not {column for column in columns if f"`{column}`" not in page}
