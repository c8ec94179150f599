"""Invented gazetteers in each form in which they are published: two provinces that are nowhere."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import openpyxl

# number, name, other names, lat, lon, class, code, admin1, admin2, people
PLACES = (
    (10, "Northland", "", 35.9, 38.1, "A", "ADM1", "09", "", 0),
    (11, "Middleland", "", 35.8, 38.2, "A", "ADM2", "09", "9901", 0),
    (1, "Qasr Zayn", "Kasr Zein", 35.0, 38.0, "P", "PPL", "09", "9901", 7000),
    (2, "Tall Zaynab", "", 35.1, 38.3, "P", "PPL", "09", "9901", 0),
    (3, "Mustashfa Zayn", "", 35.01, 38.01, "S", "HSP", "09", "9901", 0),
    (4, "Zayn Camp", "", 35.4, 38.4, "L", "CMPRF", "09", "", 0),
    (5, "Wadi Zayn", "", 35.4, 38.4, "H", "WAD", "09", "", 0),
    (6, "Zayn Road", "", 35.4, 38.4, "R", "RD", "09", "", 0),
)
NAMES = (
    (101, 1, "en", "Zayn Castle", "1"),
    (102, 1, "ar", "قصر زين", "1"),
    (103, 1, "link", "an address", ""),
    (104, 2, "ar", "تل زينب", ""),
    (105, 2, "ku", "Girê Zeyneb", ""),
    (106, 999, "ar", "غير موجود", ""),
)


def dump_row(place: Iterable[object]) -> str:
    number, name, other, lat, lon, klass, code, first, second, people = place
    told = [
        number,
        name,
        name,
        other,
        lat,
        lon,
        klass,
        code,
        "SY",
        "",
        first,
        second,
        "",
        "",
        people,
        "",
        "",
        "Asia/Damascus",
    ]
    return "\t".join(map(str, [*told, "2020-01-01"])) + "\n"


def write_geonames(folder: Path, *, places: Iterable[tuple] = PLACES, names: bool = True) -> Path:
    """A folder with a dump of a country and, with ``names``, names by language; units are rows of the dump."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "SY.txt").write_text("".join(map(dump_row, places)), encoding="utf-8")
    if names:
        rows = ("\t".join([*map(str, row), "", "", "", "", ""]) + "\n" for row in NAMES)
        (folder / "alternateNamesV2.txt").write_text("".join(rows), encoding="utf-8")
    return folder


def write_wof_database(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "CREATE TABLE spr (id INTEGER, name TEXT, placetype TEXT, country TEXT, latitude REAL, longitude REAL, "
            "is_deprecated INTEGER, is_superseded INTEGER);"
            "CREATE TABLE names (id INTEGER, language TEXT, name TEXT);"
            "CREATE TABLE ancestors (id INTEGER, ancestor_id INTEGER, ancestor_placetype TEXT);"
            "INSERT INTO spr VALUES (1,'Northland','region','SY',35.9,38.1,0,0),"
            "(2,'Qasr Zayn','locality','SY',35,38,0,0),"
            "(3,'Old','locality','SY',35,38,1,0),(4,'Far','locality','SY',135,38,0,0),(5,'Sea','ocean','SY',1,1,0,0);"
            "INSERT INTO names VALUES (2,'ara','قصر زين'),(2,'eng','Zayn Castle');"
            "INSERT INTO ancestors VALUES (2,1,'region'),(2,2,'locality');"
        )
        connection.commit()
    return path


def write_wof_features(folder: Path) -> Path:
    told = {
        "1": {"wof:id": 1, "wof:name": "Northland", "wof:placetype": "region", "wof:country": "SY"},
        "2": {"wof:id": 2, "wof:name": "Qasr Zayn", "wof:placetype": "locality", "wof:country": "SY"},
        "3": {"wof:id": 3, "wof:name": "Gone", "wof:placetype": "locality", "edtf:deprecated": "2019-01-01"},
        "4": {"wof:name": "no number"},
    }
    told["2"] |= {"name:ara_x_preferred": ["قصر زين"], "wof:hierarchy": [{"region_id": 1}], "gn:population": 7000}
    for name, properties in told.items():
        place = folder / name / f"{name}.geojson"
        place.parent.mkdir(parents=True)
        body = {"type": "Feature", "properties": {"geom:latitude": 35.0, "geom:longitude": 38.0} | properties}
        place.write_text(json.dumps(body), encoding="utf-8")
    (folder / "broken.geojson").write_text("{", encoding="utf-8")
    return folder


UNITS = (
    ("ADM2_EN", "ADM2_AR", "ADM2_PCODE", "ADM1_EN", "ADM1_AR", "ADM1_PCODE", "ADM0_EN", "ADM0_PCODE", "date"),
    ("#adm2+name", "#adm2+name", "#adm2+code", "", "", "", "", "", ""),
    ("Middleland", "الوسط", "SY9901", "Northland", "الشمال", "SY99", "Syria", "SY", 2020),
    ("Sideland", "الجانب", "SY9902", "Northland", "الشمال", "SY99", "Syria", "SY", 2020),
    ("", "", "SY9903", "Northland", "الشمال", "SY99", "Syria", "SY", 2020),
    ("", "", "", "", "", "", "", "", 2020),
)
COMMUNITIES = (
    ("admin4Name_en", "admin4Name_ar", "admin4Pcode", "admin1Name_en", "admin1Pcode", "Longitude_x", "Latitude_y"),
    ("Qasr Zayn", "قصر زين", "C9001", "Northland", "SY99", 38.0, 35.0),
    ("Nowhere", "", "C9002", "Northland", "SY99", "", ""),
)


def write_units_csv(path: Path) -> Path:
    path.write_text("".join(";".join(map(str, row)) + "\n" for row in UNITS), encoding="utf-8")
    return path


def write_units_workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "about"
    for name, rows in (("adm2", UNITS), ("communities", COMMUNITIES)):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([value or None for value in row])
    book.save(path)
    return path
