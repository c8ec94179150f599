"""What a conflict can know beyond its lexicon: its own rows by sound, its table of villages, the world."""

from dataclasses import replace

import pytest

from tawthiq.core.place_ranking import EXACT
from tawthiq.errors import InvalidRecord
from tawthiq.store import known_places
from tawthiq.store.known_places import load_known_places, pack_rows, read_villages, village_rows
from tawthiq.store.packs import load_conflict, load_layered

HEAD = "# About.\ngeonames_id,names,names_ar,lat,lon,parent\n"
SYRIA = load_layered("syria")


def test_a_village_of_a_folder_s_table_is_found_in_either_script(monkeypatch: pytest.MonkeyPatch) -> None:
    table = HEAD + "7,Tall Zayn;Zaynun,تل زين,36.1,37.2,aleppo_gov\n"
    monkeypatch.setattr(known_places, "read_villages", lambda _name: table)
    known = known_places.KnownPlaces(SYRIA, home=("SY",))
    for name in ("Tal Zayn", "تل زين"):
        assert "gn:7" in [fit.row.ref for fit in known.find(name, ("SY",))]


def test_a_village_has_its_names_and_its_governorate() -> None:
    (row,) = village_rows(SYRIA, HEAD + "7,Tall Zayn;Zaynun,تل زين;زينون,36.1,37.2,aleppo_gov\n")
    assert row.names == ("Tall Zayn", "Zaynun", "تل زين", "زينون")
    assert (row.row.ref, row.row.name_ar, row.row.within) == ("gn:7", "تل زين", ("Aleppo Governorate",))
    (other,) = village_rows(SYRIA, HEAD + "8,Zayn,,36.1,37.2,\n")
    assert (other.row.name_ar, other.row.within, other.row.country) == ("", (), "SY")


@pytest.mark.parametrize("line", ["x,Zayn,,36.1,37.2,", "7,Zayn,,here,37.2,", "7,Zayn,,36.1,37.2,nowhere", "7,Zayn"])
def test_a_wrong_row_is_named(line: str) -> None:
    with pytest.raises(InvalidRecord, match=r"syria/villages\.csv: row 2"):
        list(village_rows(SYRIA, HEAD + f"6,Zayn,,36.1,37.2,\n{line}\n"))


def test_a_conflict_without_a_table_or_governorates_has_no_villages() -> None:
    assert read_villages("world") == ""
    assert list(village_rows(load_conflict("world"), "")) == []
    (row,) = village_rows(replace(SYRIA, places=()), HEAD + "8,Zayn,,36.1,37.2,\n")
    assert row.row.country == ""


def test_rows_of_the_folder_name_the_places_around_them() -> None:
    rows = {row.row.ref: row for row in pack_rows(SYRIA)}
    assert rows["manbij"].row.within[-1] == "Syria"
    assert "منبج" in rows["manbij"].names
    assert rows["colombia"].row.within == ()


def test_where_a_conflict_happens() -> None:
    assert load_known_places("syria").home == ("SY",)
    assert load_known_places("world").home == ()


def test_own_places_stand_before_those_of_the_world() -> None:
    found = load_known_places("syria").find("Minbij", ("SY",), loose=True)
    assert found[0].row.ref == "manbij"
    assert any(fit.row.ref.startswith("gn:") for fit in found)
    assert load_known_places("world").find("Bogota")[0].level == EXACT
