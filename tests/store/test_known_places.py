"""What a conflict can know beyond its lexicon: its own rows by sound, its table of villages, the world."""

import csv
from dataclasses import replace

import pytest

from tawthiq.core.place_ranking import EXACT
from tawthiq.errors import InvalidRecord
from tawthiq.store.known_places import load_known_places, pack_rows, read_villages, village_rows
from tawthiq.store.packs import load_conflict, load_layered

HEAD = "# About.\ngeonames_id,names,names_ar,lat,lon,parent\n"
SYRIA = load_layered("syria")


def test_the_table_of_villages_is_whole() -> None:
    table = read_villages("syria")
    rows = list(village_rows(SYRIA, table))
    assert len(rows) > 9_000
    assert len({row.row.ref for row in rows}) == len(rows)
    for row in rows:
        assert 32.0 <= (row.row.lat or 0) <= 37.5, row
        assert 35.5 <= (row.row.lon or 0) <= 42.5, row
        assert row.row.country == "SY"
    assert "CC BY 4.0" in table[: table.index("geonames_id")]
    assert len(table.encode()) < 1_500_000
    assert len(list(csv.reader(table.splitlines()))[-1]) == 6


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
