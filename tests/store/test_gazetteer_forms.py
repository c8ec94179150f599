"""Every form in which gazetteers are published is read: names by language, units around, what is out of use."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import gazetteer_specimens as made
import pytest

from tawthiq.capture.sheets import read_workbook
from tawthiq.errors import InvalidRecord, Unreadable
from tawthiq.store.gazetteer import NamedRow
from tawthiq.store.gazetteer_files import Gathered, find_sources, load_gazetteer, read_file


def read(path: Path, **more: Any) -> tuple[dict[str, NamedRow], Gathered]:
    tally = Gathered()
    return {named.row.ref: named for named in read_file(path, tally, **more)}, tally


def test_a_dump_takes_names_and_units_from_the_files_beside_it(tmp_path: Path) -> None:
    folder = made.write_geonames(tmp_path / "SY")
    rows, tally = read(folder)
    castle = rows["gn:1"]
    assert castle.names[:3] == ("Qasr Zayn", "Zayn Castle", "قصر زين") or set(castle.names[1:3]) == {
        "Zayn Castle",
        "قصر زين",
    }
    assert "an address" not in castle.names
    assert (castle.row.name_ar, castle.row.within) == ("قصر زين", ("Middleland", "Northland"))
    assert "Girê Zeyneb" in rows["gn:2"].names
    kinds = {ref: named.row.kind for ref, named in rows.items()}
    assert kinds == {
        **{"gn:10": "governorate", "gn:11": "district", "gn:1": "town", "gn:2": "village"},
        **{"gn:3": "facility", "gn:4": "camp", "gn:5": "river"},
    }
    assert (rows["gn:10"].row.within, rows["gn:11"].row.within) == ((), ("Northland",))
    assert (tally.used, tally.bad) == (7, [])


def test_names_of_units_may_lie_in_a_file_of_their_own(tmp_path: Path) -> None:
    folder = made.write_geonames(tmp_path / "SY", places=made.PLACES[2:], names=False)
    (folder / "admin1CodesASCII.txt").write_text("SY.09\tNorthland\tNorthland\t10\n", encoding="utf-8")
    (folder / "readme.txt").write_text("what the files are\n", encoding="utf-8")
    (source,) = find_sources(folder)
    assert [file.name for file in source.beside] == ["admin1CodesASCII.txt"]
    assert read(folder)[0]["gn:1"].row.within == ("Northland",)
    assert read(folder / "SY.txt")[0]["gn:1"].row.within == ()


def test_a_database_of_whos_on_first(tmp_path: Path) -> None:
    rows, tally = read(made.write_wof_database(tmp_path / "wof.db"))
    castle = rows["wof:2"]
    assert set(rows) == {"wof:1", "wof:2"}
    assert (castle.names, castle.row.name_ar, castle.row.within) == (
        ("Qasr Zayn", "قصر زين", "Zayn Castle"),
        "قصر زين",
        ("Northland",),
    )
    assert [(bad.line, bad.code) for bad in tally.bad] == [(3, "superseded"), (4, "off_earth")]


def test_features_of_whos_on_first(tmp_path: Path) -> None:
    rows, tally = read(made.write_wof_features(tmp_path / "data"))
    castle = rows["wof:2"].row
    assert set(rows) == {"wof:1", "wof:2"}
    assert (castle.name_ar, castle.within, castle.country, castle.population) == ("قصر زين", ("Northland",), "SY", 7000)
    assert sorted(bad.code for bad in tally.bad) == ["no_json", "no_place", "superseded"]


def test_a_table_of_units_gives_each_unit_once_under_the_wider_ones(tmp_path: Path) -> None:
    rows, tally = read(made.write_units_csv(tmp_path / "units.csv"))
    middle = rows["ocha:SY9901"].row
    assert set(rows) == {"ocha:SY", "ocha:SY99", "ocha:SY9901", "ocha:SY9902"}
    assert (middle.name_ar, middle.within, middle.country, middle.kind) == ("الوسط", ("Northland",), "SY", "district")
    assert (middle.lat, middle.radius_m) == (None, None)
    assert [(bad.line, bad.code, bad.value) for bad in tally.bad] == [(5, "no_name", "SY9903"), (6, "no_name", "")]


def test_a_workbook_is_read_sheet_by_sheet(tmp_path: Path) -> None:
    path = made.write_units_workbook(tmp_path / "units.xlsx")
    with pytest.raises(Unreadable, match="sandbox"):
        read(path)
    rows, _tally = read(path, workbooks=read_workbook)
    castle = rows["ocha:C9001"].row
    assert (castle.kind, castle.lat, castle.lon, castle.within) == ("village", 35.0, 38.0, ("Northland",))
    assert rows["ocha:C9002"].row.lat is None
    assert "ocha:SY9902" in rows


def test_a_database_whose_table_is_a_view_is_refused(tmp_path: Path) -> None:
    path = made.write_wof_database(tmp_path / "wof.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("ALTER TABLE names RENAME TO real; CREATE VIEW names AS SELECT * FROM real")
    with pytest.raises(Unreadable, match="names"):
        read(path)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.xlsx").write_bytes(b"PK no workbook")
    (tmp_path / "odd.db").write_bytes(b"SQLite format 3\0 and nothing more")
    for name in ("odd.xlsx", "odd.db"):
        with pytest.raises(Unreadable, match=name):
            list(read_file(tmp_path / name, Gathered(), workbooks=read_workbook))
    (tmp_path / "empty").mkdir()
    with pytest.raises(InvalidRecord, match="empty"):
        find_sources(tmp_path / "empty")


def test_units_of_two_systems_stand_side_by_side(tmp_path: Path) -> None:
    paths = [made.write_units_csv(tmp_path / "units.csv"), made.write_wof_database(tmp_path / "wof.db")]
    index, _gathered = load_gazetteer(paths)
    assert {fit.row.ref for fit in index.find("Northland")} == {"ocha:SY99", "wof:1"}


@pytest.mark.parametrize(("name", "least"), [("wof_iq.csv", 22_000), ("ocha_pcodes_adm1_2.csv", 32_000)])
def test_published_files_are_read_nearly_whole(shared: Path, name: str, least: int) -> None:
    path = shared / "data" / "gazetteer" / name
    if not path.is_file():
        pytest.skip(f"no {path}")
    tally = Gathered()
    assert sum(1 for _row in read_file(path, tally)) == tally.used >= least
    assert len(tally.bad) < 0.01 * tally.used
