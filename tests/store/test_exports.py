"""Records out: every form holds every cell, no program finds a formula, and what went out comes back the same."""

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.errors import InvalidRecord
from tawthiq.store.exports.guarding import unguarded
from tawthiq.store.exports.records import About, Outgoing, Sheet, days_of
from tawthiq.store.exports.writing import FORMS, write_export
from tawthiq.store.lists.files import ListFile, kind_of
from tawthiq.store.lists.sources import SourceFolder
from tawthiq.store.lists.taking import make_recipe, take_rows
from tawthiq.store.packs import load_table

ABOUT = About("a-list", publisher="منظمة مخترعة", terms="CC BY 4.0")
TEXT = (
    "id,Full name,sex,date,place,country,lat,lon,note\n"
    '1,Sami Invented,male,2031-05-01,"Stone, Bridge",Syria,35.5,38.25,=1+1\n'
    "2,رنا مخترعة,,2031-05,الجسر,,,,' quoted\n"
    '3,"Two\nlines",x,,Dam,سوريا,,,-3.5\n'
)


def exported(folder: Path, form: str, text: str = TEXT, **told: Any) -> tuple[Path, list[Outgoing]]:
    source = folder / "in.csv"
    source.write_text(text, encoding="utf-8", newline="")
    file = ListFile(source, kind_of(source))
    recipe = make_recipe(file, SourceFolder("a-list", "P", **told))
    rows = [
        Outgoing(
            f"LW-{one.number:06}", one.about, one.written.cells, one.fields, one.written.table, {"line": one.number}
        )
        for one in take_rows(file, recipe)
    ]
    table = recipe.tables[""]
    sheets = [Sheet("", table["headings"], table["columns"])]
    target = folder / f"out.{form}"
    done = write_export(target, form=form, sheets=sheets, records=lambda _table: rows, about=ABOUT)
    assert (done.paths, done.records) == ((target,), len(rows))
    assert target.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in folder.iterdir()) == ["in.csv", f"out.{form}"]
    return target, rows


def cells_of(path: Path, **told: Any) -> list[dict[str, Any]]:
    file = ListFile(path, kind_of(path))
    source = SourceFolder("a-list", "P", **told)
    return [one.written.cells for one in take_rows(file, make_recipe(file, source))]


def test_every_form_is_told_in_the_docs() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/formats/exports.md").read_text(encoding="utf-8")
    assert [form for form in FORMS if f"`{form}`" not in page] == []


@pytest.mark.parametrize("form", ["csv", "hxl"])
def test_tables_come_back_as_they_went(tmp_path: Path, form: str) -> None:
    path, rows = exported(tmp_path, form)
    assert cells_of(path, guarded=True) == [one.cells for one in rows]
    with path.open(encoding="utf-8", newline="") as opened:
        lines = list(csv.reader(opened))
    assert all(not cell.startswith(("=", "@")) for line in lines for cell in line)
    assert lines[0] == ["id", "Full name", "sex", "date", "place", "country", "lat", "lon", "note"]
    if form == "hxl":
        assert lines[1][:4] == ["#meta+id", "#affected+name", "#affected+sex", "#date"]
        assert lines[1][8] in ("", "#description")


def test_json_lines_hold_cells_fields_and_origin(tmp_path: Path) -> None:
    path, rows = exported(tmp_path, "jsonl")
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["cells"] for line in lines] == [one.cells for one in rows]
    assert [line["told"] for line in lines] == [one.told for one in rows]
    assert lines[0]["origin"] == {"line": 1}
    assert lines[0]["terms"] == "CC BY 4.0"


def test_geojson_has_a_point_only_where_one_is_known(tmp_path: Path) -> None:
    path, rows = exported(tmp_path, "geojson")
    body = json.loads(path.read_text(encoding="utf-8"))
    assert [one["geometry"] for one in body["features"]] == [
        {"type": "Point", "coordinates": [38.25, 35.5]},
        None,
        None,
    ]
    assert [one["properties"] for one in body["features"]] == [one.cells for one in rows]
    back = cells_of(path)
    assert [{key: value for key, value in cells.items() if key != "geometry"} for cells in back] == [
        one.cells for one in rows
    ]


def test_a_workbook_holds_words_and_no_formula(tmp_path: Path) -> None:
    path, rows = exported(tmp_path, "xlsx")
    book = openpyxl.load_workbook(path)
    lines = list(book.worksheets[0].iter_rows())
    assert lines[1][8].value == "=1+1"
    assert lines[1][8].data_type == "s"
    headings = [cell.value for cell in lines[0]]
    found = [{h: c.value for h, c in zip(headings, line, strict=True) if c.value is not None} for line in lines[1:]]
    assert found == [one.cells for one in rows]


def test_a_cell_that_no_workbook_holds_is_refused_by_name(tmp_path: Path) -> None:
    for cell in ("x" * 32_768, "a\x01b"):
        with pytest.raises(InvalidRecord, match="xlsx_cell: LW-000001"):
            exported(tmp_path, "xlsx", f"id,place\n1,{cell}\n")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv"]


def test_followthemoney_entities_lose_nothing(tmp_path: Path) -> None:
    path, rows = exported(tmp_path, "ftm", about={"": "people"})
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    first = lines[0]
    assert (first["schema"], first["id"]) == ("Person", "tawthiq-LW-000001")
    assert first["properties"]["name"] == ["Sami Invented"]
    assert first["properties"]["gender"] == ["male"]
    assert first["properties"]["country"] == lines[2]["properties"]["country"] == ["sy"]
    assert "gender" not in lines[2]["properties"]
    for line, row in zip(lines, rows, strict=True):
        assert line["properties"]["notes"] == [f"{heading}: {value}" for heading, value in row.cells.items()]
        assert all(isinstance(one, str) and one for values in line["properties"].values() for one in values)


def test_an_event_of_followthemoney_has_name_and_days(tmp_path: Path) -> None:
    path, _ = exported(tmp_path, "ftm", "id,place,date_start,date_end,killed\n9,Dam,2031-05-01,2031-05-03,4\n")
    (line,) = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert line["schema"] == "Event"
    properties = line["properties"]
    assert (properties["startDate"], properties["endDate"], properties["recordId"]) == (
        ["2031-05-01"],
        ["2031-05-03"],
        ["9"],
    )
    assert properties["name"] == ["Dam, 2031-05-01/2031-05-03"]


def test_huridocs_records_are_linked_and_lose_nothing(tmp_path: Path) -> None:
    path, rows = exported(tmp_path, "huridocs", about={"": "people"})
    body = json.loads(path.read_text(encoding="utf-8"))
    events = [one for one in body["records"] if one["format"] == "Event"]
    assert [one["remarks"] for one in events] == [one.cells for one in rows]
    assert (events[0]["initial_date"], events[1]["final_date"]) == ("2031-05-01", "2031-05")
    people = {one["person_record_number"]: one for one in body["records"] if one["format"] == "Person"}
    acts = [one for one in body["records"] if one["format"] == "Act"]
    assert [people[one["victim"]]["name"] for one in acts][:2] == ["Sami Invented", "رنا مخترعة"]
    assert {one["event"] for one in acts} == {one["event_record_number"] for one in events}


def test_further_tables_lie_beside_the_first(tmp_path: Path) -> None:
    sheets = [Sheet("events", ["id"], {}), Sheet("the dead/people", ["name"], {})]
    of = {"events": [Outgoing("LW-1", "incidents", {"id": 1}, {})], "the dead/people": []}
    done = write_export(
        tmp_path / "a.csv", form="csv", sheets=sheets, records=lambda table: of[table or ""], about=ABOUT
    )
    assert [path.name for path in done.paths] == ["a.csv", "a.the-dead-people.csv"]
    assert done.records == 1


@pytest.mark.parametrize(
    ("when", "days"),
    [
        ("2031-05-01", ("2031-05-01", "2031-05-01")),
        ("2031-05-XX", ("2031-05", "2031-05")),
        ("2031-05-01/2031-05-03", ("2031-05-01", "2031-05-03")),
        ("2031~", ("2031", "2031")),
        ("203X", ("", "")),
        ("../2031", ("", "2031")),
        ("", ("", "")),
    ],
)
def test_days_are_said_as_far_as_they_are_known(when: str, days: tuple[str, str]) -> None:
    assert days_of({"when": when}) == days


def test_what_fields_are_called_is_closed() -> None:
    fields = {row["id"] for row in load_table("table_columns")}
    rows = load_table("export_fields")
    assert {row["id"] for row in rows} <= fields
    assert all(row["hxl"].startswith("#") for row in rows)


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1))
def test_any_words_come_back_from_a_table(tmp_path_factory: Any, words: list[str]) -> None:
    folder = tmp_path_factory.mktemp("any")
    rows = [Outgoing("LW-1", "incidents", {"id": 1, "words": one}, {}) for one in words]
    sheet = Sheet("", ["id", "words"], {})
    write_export(folder / "a.csv", form="csv", sheets=[sheet], records=lambda _table: rows, about=ABOUT)
    with (folder / "a.csv").open(encoding="utf-8", newline="") as opened:
        assert [unguarded(line[1]) for line in csv.reader(opened)][1:] == words


@pytest.mark.parametrize("name", ["pinochet/pinochet.csv", "ucdp-ged/ged_sample_1000.csv"])
def test_real_lists_go_in_and_out_without_loss(tmp_path: Path, shared: Path, name: str) -> None:
    """A failure says that something is lost, and shows no name."""
    file = shared / "data" / name
    if not file.exists():
        pytest.skip(f"no {file}")
    listed = ListFile(file, kind_of(file))
    recipe = make_recipe(listed, SourceFolder("a-list", "P"))
    taken = list(take_rows(listed, recipe))
    with file.open(encoding="utf-8", newline="") as opened:
        raw = list(csv.reader(opened))
    assert len(taken) == len(raw) - 1
    kept = [[str(one.written.cells.get(heading, "")) for heading in recipe.tables[""]["headings"]] for one in taken]
    is_same = kept == raw[1:]
    assert is_same
    rows = [Outgoing(str(one.number), one.about, one.written.cells, one.fields) for one in taken]
    sheet = Sheet("", recipe.tables[""]["headings"], recipe.tables[""]["columns"])
    for form in ("csv", "hxl", "geojson", "xlsx"):
        target = tmp_path / f"out.{form}"
        write_export(target, form=form, sheets=[sheet], records=lambda _table: rows, about=ABOUT)
        if form == "xlsx":
            continue
        back = cells_of(target, guarded=True) if form != "geojson" else cells_of(target)
        same = [{key: value for key, value in cells.items() if key != "geometry"} for cells in back]
        is_same = same == [dict(one.cells) for one in rows]
        assert is_same, form
