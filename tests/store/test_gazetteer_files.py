"""Gazetteer files of others are read as they are published; a row that cannot be used is named, the rest is read."""

import zipfile
from pathlib import Path

import pytest

from tawthiq.errors import InvalidRecord, Unreadable
from tawthiq.store.gazetteer_files import Gathered, load_gazetteer, read_file

COLUMNS = "wof_id,name,placetype,lat,lon,region,county,names_ar,names_en,names_variant_und,population,deprecated"
WOF = f"""{COLUMNS},superseded_by
1,Syria,country,35.0,38.5,,,سوريا,Syria,,22000000,False,
2,North,region,36.2,37.6,,,الشمال,North Governorate,,,False,
3,Tall Zayn,locality,36.1,37.1,North,Middle,تل زين,Tell Zein,Tall Zēn,350,False,
4,Old Name,locality,36.1,37.1,North,,,,,,True,
5,Gone,locality,36.1,37.1,North,,,,,,False,77
6,Odd,locality,here,37.1,North,,,,,,False,
7,Far,locality,136.1,37.1,North,,,,,,False,
8,short row
9,,locality,36.0,37.0,North,,,,,,False,
10,Hay Zayn,neighbourhood,36.1,37.2,North,Middle,,,,many,False,
"""
OCHA = """Location,Admin Level,P-Code,Name,Parent P-Code,Valid from date
SYR,1,SY99,Northland,SYR,2020-12-17
SYR,2,SY9901,Middleland,SY99,2020-12-17
SYR,2,,Nameless,SY99,2020-12-17
SYR,9,SY9902,Levelless,SY99,2020-12-17
"""
DUMP_ROW = "{id}\t{name}\t{name}\t{alt}\t{lat}\t{lon}\t{klass}\t{code}\tSY\t\t\t\t\t\t"
DUMP_ROW += "{people}\t\t\tAsia/Damascus\t2020-01-01\n"
DUMP = (
    DUMP_ROW.format(id=1, name="Qasr Zayn", alt="Kasr Zein,قصر زين", lat=35, lon=38, klass="P", code="PPL", people=7000)
    + DUMP_ROW.format(id=2, name="Zayn", alt="", lat=35.5, lon=38.5, klass="A", code="ADM1", people=0)
    + DUMP_ROW.format(id=3, name="Jabal Zayn", alt="", lat=35.6, lon=38.6, klass="T", code="MT", people=0)
    + DUMP_ROW.format(id=4, name="Nowhere", alt="", lat="x", lon=38.6, klass="P", code="PPL", people=0)
    + "half a row\n"
)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_whos_on_first(tmp_path: Path) -> None:
    path = write(tmp_path / "wof.csv", WOF)
    index, gathered = load_gazetteer([path])
    (found,) = index.find("Tell Zein", loose=False)
    row = found.row
    assert (row.ref, row.kind, row.name_ar, row.country, row.within) == (
        "wof:3",
        "village",
        "تل زين",
        "SY",
        ("Middle", "North"),
    )
    assert index.find("تل زين")[0].row == row
    assert index.find("الشمال")[0].row.kind == "governorate"
    assert index.find("Hay Zayn")[0].row.kind == "neighbourhood"
    assert [(bad.line, bad.code) for bad in gathered[path].bad] == [
        (5, "superseded"),
        (6, "superseded"),
        (7, "no_point"),
        (8, "off_earth"),
        (9, "columns"),
        (10, "no_name"),
    ]
    assert gathered[path].used == index.count() == 4


def test_ocha_codes_have_parents_and_no_points(tmp_path: Path) -> None:
    path = write(tmp_path / "pcodes.csv", OCHA)
    index, gathered = load_gazetteer([path])
    row = index.find("Middleland")[0].row
    assert (row.ref, row.kind, row.lat, row.country, row.within) == (
        "ocha:SY9901",
        "district",
        None,
        "SY",
        ("Northland",),
    )
    assert [(bad.line, bad.code) for bad in gathered[path].bad] == [(4, "no_name"), (5, "no_name")]


@pytest.mark.parametrize("packed", [False, True])
def test_geonames_as_published(tmp_path: Path, packed: bool) -> None:
    path = write(tmp_path / "XX.txt", DUMP)
    if packed:
        path = tmp_path / "XX.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("XX.txt", DUMP)
    index, gathered = load_gazetteer([path])
    row = index.find("قصر زين")[0].row
    assert (row.ref, row.kind, row.name_ar, row.population) == ("gn:1", "town", "قصر زين", 7000)
    assert {found.row.kind for found in index.find("Zayn")} == {"governorate"}
    assert index.find("Jabal Zayn")[0].row.kind == "area"
    assert [(bad.line, bad.code) for bad in gathered[path].bad] == [(4, "no_point"), (5, "columns")]


def test_a_table_of_geonames_with_a_heading(tmp_path: Path) -> None:
    text = "geonameid,name,lat,lon,cc,adm1,pop,alt\n5,Zayn,35.0,38.0,SY,01,120000,Zein|زين\n6,Bad,,38.0,SY,01,,\n"
    path = write(tmp_path / "subset.csv", text)
    index, gathered = load_gazetteer([path])
    assert (index.find("زين")[0].row.kind, len(gathered[path].bad)) == ("city", 1)


def test_several_files_are_one_index(tmp_path: Path) -> None:
    index, gathered = load_gazetteer([write(tmp_path / "wof.csv", WOF), write(tmp_path / "pcodes.csv", OCHA)])
    assert index.count() == sum(tally.used for tally in gathered.values()) == 6


def test_a_file_of_no_known_kind_or_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    for text in ("a,b\n1,2\n", ""):
        with pytest.raises(InvalidRecord, match=r"odd\.csv"):
            load_gazetteer([write(tmp_path / "odd.csv", text)])
    with pytest.raises(InvalidRecord, match="spellings alone"):
        load_gazetteer([write(tmp_path / "names.csv", "wof_id,lang,name\n1,ara,زين\n")])
    (tmp_path / "raw.csv").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "broken.zip").write_bytes(b"PK no")
    for name in ("absent.csv", "raw.csv", "broken.zip"):
        with pytest.raises(Unreadable, match=name):
            list(read_file(tmp_path / name, Gathered()))
