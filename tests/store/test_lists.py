"""Lists of others as rows: kinds of files, groups and repeats, fields, decided values, the folder of a source."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.written_dates import to_edtf
from tawthiq.errors import InvalidRecord, Unreadable
from tawthiq.store.exports.guarding import guarded, unguarded
from tawthiq.store.lists.fields import FieldReader
from tawthiq.store.lists.files import ListFile, kind_of
from tawthiq.store.lists.proposing import guess_about, propose_mapping
from tawthiq.store.lists.sources import SourceFolder, load_source, save_source
from tawthiq.store.lists.taking import Taken, make_recipe, take_rows
from tawthiq.store.tables import BadTable

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "written_dates.yaml").read_text(encoding="utf-8"))[
    "cases"
]
KOBO = [
    {
        "_id": 11,
        "_uuid": "a-b-c",
        "event": {"day": "2031-04-02", "spot": "34.5 38.25 410 5"},
        "event/kind": "shelling",
        "victims": [
            {"victims/full_name": "Sami Invented", "victims/age": "7"},
            {"victims/full_name": "Rana Invented", "wounds": [{"part": "hand"}]},
        ],
        "_geolocation": [34.5, 38.25],
        "_tags": [],
        "note": None,
    },
    {"_id": 12, "_uuid": "d-e-f", "event": {"day": "2031-04-03"}, "ok": True},
]


def listed(folder: Path, text: str | bytes, name: str = "list.csv") -> ListFile:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return ListFile(path, kind_of(path))


def taken(file: ListFile, **told: Any) -> list[Taken]:
    source = SourceFolder("s", "A publisher", **told)
    return list(take_rows(file, make_recipe(file, source)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["written"]))
def test_dates_as_lists_write_them(case: dict[str, str]) -> None:
    if "refused" in case:
        with pytest.raises(InvalidRecord, match=f"^{case['refused']}$"):
            to_edtf(case["written"], order=case.get("order", ""))
    else:
        assert to_edtf(case["written"], order=case.get("order", "")) == case["edtf"]


def test_a_row_is_kept_as_written_whatever_is_wrong_with_it(tmp_path: Path) -> None:
    text = 'id,words,words\n1, spaced ,"a ""b"" c"\n2,x\n3,a,b,c,d\n4,"open,1\n5,y,z\n6,"p"q,r\n7,m,n\n'
    rows = list(listed(tmp_path, text).rows())
    assert [(row.line, row.fault) for row in rows] == [
        (2, ""),
        (3, "columns"),
        (4, "columns"),
        (5, "quotes"),
        (6, ""),
        (7, "quotes"),
        (8, ""),
    ]
    assert rows[0].cells == {"id": "1", "words": " spaced ", "words (2)": 'a "b" c'}
    assert rows[2].cells == {"id": "3", "words": "a", "words (2)": "b", "column 4": "c", "column 5": "d"}
    assert rows[3].cells == {"column 1": '4,"open,1'}
    assert rows[5].cells == {"column 1": '6,"p"q,r'}


def test_a_letter_of_another_encoding_is_kept_in_digits(tmp_path: Path) -> None:
    good = "".join(f"{number},قرية على الطريق العام\n" for number in range(20)).encode()
    last = list(listed(tmp_path, b"id,place\n" + good + b"20,\xd9\x82\xd8 x\n").rows())[-1]
    assert (last.fault, last.cells["place"]) == ("bytes", "ق\\xd8 x")


@pytest.mark.parametrize("shape", ["array", "results", "lines"])
def test_groups_and_repeats_of_a_form_are_rows(tmp_path: Path, shape: str) -> None:
    lines = "\n".join(json.dumps(one) for one in KOBO) + "\n"
    text = {"array": json.dumps(KOBO), "results": json.dumps({"count": 2, "results": KOBO}), "lines": lines}[shape]
    file = listed(tmp_path, text, "form.json" if shape != "lines" else "form.jsonl")
    rows = list(file.rows())
    assert [(row.table, row.line, row.part) for row in rows] == [
        ("", 1, ""),
        ("victims", 1, "victims[1]"),
        ("victims", 1, "victims[2]"),
        ("wounds", 1, "victims[2]/wounds[1]"),
        ("", 2, ""),
    ]
    assert rows[0].cells == {
        "_id": 11,
        "_uuid": "a-b-c",
        "event/day": "2031-04-02",
        "event/spot": "34.5 38.25 410 5",
        "event/kind": "shelling",
        "_geolocation": [34.5, 38.25],
    }
    assert rows[4].cells["ok"] is True
    assert file.headings.lists()["victims"] == ["victims/full_name", "victims/age"]


def test_a_form_is_mapped_by_the_last_part_of_its_names(tmp_path: Path) -> None:
    rows = taken(listed(tmp_path, json.dumps(KOBO), "form.json"))
    assert rows[0].about == "incidents"
    assert (rows[0].fields["lat"], rows[0].fields["lon"]) == (34.5, 38.25)
    assert (rows[0].fields["id"], rows[0].fields["kind"]) == ("11", "shelling")
    assert (rows[1].about, rows[1].fields) == ("people", {"name": "Sami Invented", "age": "7"})


def test_json_lines_that_are_none_are_named(tmp_path: Path) -> None:
    text = '{"id": "1", "place": "Hill"}\n{"id": \n[1]\n{"id": "2", "place": "Dam"}\n'
    rows = taken(listed(tmp_path, text, "list.jsonl"))
    assert [(row.written.line, [fault.code for fault in row.faults]) for row in rows] == [
        (1, []),
        (2, ["json"]),
        (3, ["json"]),
        (4, []),
    ]
    assert rows[1].written.cells == {"column 1": '{"id":'}


def test_what_is_no_list_at_all_is_refused(tmp_path: Path) -> None:
    for text in ("[1, 2", '{"a": 1}', "[" * 100_000):
        with pytest.raises((Unreadable, BadTable)):
            list(listed(tmp_path, text, "list.json").rows())
    deep = "".join('{"a":' for _ in range(300)) + "1" + "}" * 300
    (row,) = listed(tmp_path, f"[{deep}]", "list.json").rows()
    assert row.fault == "json"


def test_geojson_gives_properties_and_point(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"id": "9", "killed": 3},
        "geometry": {"type": "Point", "coordinates": [38.5, 35.25]},
    }
    (row,) = taken(listed(tmp_path, json.dumps({"type": "FeatureCollection", "features": [feature]}), "a.geojson"))
    assert row.written.cells == {"id": "9", "killed": 3, "geometry": feature["geometry"]}
    assert (row.fields["killed"], row.fields["lat"], row.fields["lon"]) == (3, 35.25, 38.5)


FIELDS = {name: (name,) for name in ("date", "killed", "lat", "lon", "point", "place", "age")}


@pytest.mark.parametrize(
    ("cells", "fields", "faults"),
    [
        ({"killed": "12", "place": "x"}, {"killed": 12, "place": "x"}, []),
        ({"killed": "1,200"}, {"killed": 1200}, []),
        ({"killed": "٣"}, {"killed": 3}, []),
        ({"killed": "5-7"}, {"killed_min": 5, "killed_max": 7}, []),
        ({"killed": "12+"}, {"killed_min": 12}, []),
        ({"killed": ">12"}, {"killed_min": 13}, []),
        ({"killed": "≥ many"}, {}, ["number_odd"]),
        ({"killed": "7-5"}, {}, ["number_odd"]),
        ({"killed": "-3"}, {}, ["number_odd"]),
        ({"killed": "unknown", "place": "x"}, {"place": "x"}, []),
        ({"killed": True}, {"killed": 1}, []),
        ({"lat": "91", "lon": "38"}, {"lon": 38.0}, ["point_odd"]),
        ({"lat": "inf"}, {}, ["point_odd"]),
        ({"point": "(35.1, 38.2)"}, {"lat": 35.1, "lon": 38.2}, []),
        ({"point": "Hill"}, {}, ["point_odd"]),
        ({"date": "3/4/2031"}, {}, ["date_ambiguous"]),
        ({"date": "2031-02-30"}, {}, ["date_odd"]),
        ({"age": "3 months"}, {"age": "3 months"}, []),
        ({"note": "unmapped"}, {}, ["nothing_told"]),
    ],
)
def test_fields_are_read_or_refused(cells: dict[str, Any], fields: dict[str, Any], faults: list[str]) -> None:
    found, odd = FieldReader(FIELDS).read(cells)
    assert ({key: one for key, one in found.items() if key != "when"}, [one.code for one in odd]) == (fields, faults)


def test_decided_values_count_before_anything_is_read() -> None:
    values = {"date": {"00/00/0000": None, "3/4/2031": "2031-04"}, "killed": {"several": "2+"}}
    reader = FieldReader(FIELDS, values=values)
    assert reader.read({"date": "3/4/2031", "killed": "several"}) == (
        {"date": "2031-04", "when": "2031-04", "killed_min": 2},
        [],
    )
    assert reader.read({"date": "00/00/0000", "place": "Dam"}) == ({"place": "Dam"}, [])


@pytest.mark.parametrize(
    ("columns", "when", "faults"),
    [
        ({"date_start": "2031-01-01", "date_end": "2031-01-03"}, "2031-01-01/2031-01-03", []),
        ({"date_start": "2031-01-01", "date_end": "2031-01-01"}, "2031-01-01", []),
        ({"date_start": "2031-01-05", "date_end": "2031-01-03"}, None, ["ends_before_it_begins"]),
        ({"year": "2031", "month": "2"}, "2031-02", []),
        ({"year": "2031", "month": "March", "day": "9"}, "2031-03-09", []),
        ({"year": "2031", "month": "13"}, None, ["date_odd"]),
    ],
)
def test_when_is_put_together_from_its_parts(columns: dict[str, str], when: str | None, faults: list[str]) -> None:
    fields, odd = FieldReader({name: (name,) for name in columns}).read(columns)
    assert (fields.get("when"), [one.code for one in odd]) == (when, faults)


def test_two_rows_alike_are_two_rows(tmp_path: Path) -> None:
    """Two children without a name, killed on one day in one place, are two children."""
    file = listed(tmp_path, "place,date\nDam,2031-01-01\nHill,2031-01-01\nDam,2031-01-01\n")
    first, _, third = taken(file)
    assert first.key.endswith("#1")
    assert third.key == first.key[:-1] + "2"
    assert [row.key for row in taken(file)] == [row.key for row in taken(file)]


def test_what_no_database_keeps_is_written_out(tmp_path: Path) -> None:
    (row,) = taken(listed(tmp_path, json.dumps([{"id": "1", "place": "a\0b\ud800", "n": float("inf")}]), "l.json"))
    assert row.written.cells == {"id": "1", "place": "a\\u0000b\\ud800", "n": "Infinity"}


def test_a_folder_says_the_same_after_it_was_written(tmp_path: Path) -> None:
    source = SourceFolder(
        "a-list",
        "منظمة مخترعة",
        terms="CC BY 4.0: cite us",
        about={"": "people", "events": "incidents"},
        date_order="day_first",
        expected=(10, None),
        leave_out=("notes",),
        withheld=("phone",),
        guarded=True,
        mapping={"": {"name": ("Full name",), "id": ()}, "events": {"date": ("when", "day")}},
        values={"date": {"3/4/2031": "2031-04-03", "?": None}, "sex": {"no": "male"}},
    )
    save_source(tmp_path, source)
    assert load_source(tmp_path, "a-list") == source
    assert load_source(tmp_path, "another") is None


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("source.yaml", "publisher: x\nexpectd: 4\n", "unknown_key"),
        ("source.yaml", "terms: none\n", "no_publisher"),
        ("source.yaml", "publisher: x\nkind: cloud\n", "unknown_word"),
        ("source.yaml", "publisher: x\nabout: trees\n", "unknown_word"),
        ("source.yaml", "publisher: x\nexpected: {min: few}\n", "odd_mapping"),
        ("source.yaml", "- publisher\n", "odd_mapping"),
        ("mapping.yaml", "dat: when\n", "unknown_word"),
        ("values.yaml", "date: [1]\n", "odd_mapping"),
        ("values.yaml", "dat: {a: b}\n", "unknown_word"),
    ],
)
def test_a_folder_that_a_person_broke_says_where(tmp_path: Path, name: str, body: str, code: str) -> None:
    folder = tmp_path / "a-list"
    save_source(tmp_path, SourceFolder("a-list", "x"))
    (folder / name).write_text(body, encoding="utf-8")
    with pytest.raises(BadTable) as odd:
        load_source(tmp_path, "a-list")
    assert (odd.value.code, odd.value.name) == (code, name)


@pytest.mark.parametrize("name", ["", "../x", "A", "a/b", "a" * 61])
def test_a_source_cannot_lead_elsewhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadTable):
        load_source(tmp_path, name)


def test_a_mapping_that_names_a_column_too_many_is_refused(tmp_path: Path) -> None:
    file = listed(tmp_path, "id,place\n1,Dam\n")
    with pytest.raises(BadTable) as odd:
        taken(file, mapping={"": {"place": ("plac",)}})
    assert odd.value.code == "no_such_column"
    (row,) = taken(file, mapping={"": {"id": ("place",)}}, about={"": "people"})
    assert [fault.code for fault in row.faults] == ["nothing_told"]


def test_when_a_form_was_filled_in_is_not_when_it_happened() -> None:
    """KoboToolbox and ODK write the interview's own times beside the answers."""
    headings = [
        "start",
        "end",
        "today",
        "victim/full_name",
        "event/_gps_latitude",
        "event/_gps_longitude",
        "_id",
        "_uuid",
    ]
    assert propose_mapping(headings, about="people") == {
        "id": ("_id",),
        "lat": ("event/_gps_latitude",),
        "lon": ("event/_gps_longitude",),
        "name": ("victim/full_name",),
    }
    assert propose_mapping(["start", "end", "place"], about="incidents")["date_start"] == ("start",)


def test_headings_say_what_a_list_is_about() -> None:
    assert guess_about(["الاسم الكامل", "العمر"]) == "people"
    assert guess_about(["event_date", "fatalities", "notes"]) == "incidents"
    assert propose_mapping(["g/date", "h/date", "g/place"], about="incidents") == {"place": ("g/place",)}


@given(st.text())
def test_a_guarded_cell_starts_no_formula_and_comes_back(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    assert not cell.startswith(("=", "@", "\t", "\r", "＝"))
    assert cell in (text, f"'{text}")


def test_what_would_be_calculated_is_guarded_and_numbers_are_not() -> None:
    assert [guarded(one) for one in ("=cmd|' /C calc'!A0", "+963 1", "-3.5", "@SUM(1)", -4, None)] == [
        "'=cmd|' /C calc'!A0",
        "'+963 1",
        "-3.5",
        "'@SUM(1)",
        -4,
        None,
    ]
