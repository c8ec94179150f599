"""Lists of others: encodings, delimiters, lines and faults of rows, headings in both languages, ids and mappings."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.errors import Unreadable
from tawthiq.store.table_columns import heading_keys, known, load_mapping, recognise_columns, record_ids
from tawthiq.store.tables import BadTable, Table, open_table, write_table

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "table_headings.yaml").read_text(encoding="utf-8"))[
    "cases"
]
ARABIC = "الرقم,المكان,التاريخ,القتلى\n1,قرية التلة,2031-05-02,3\n2,بلدة السهل,2031-05-03,غير معروف\n"
SPANISH = "id,lugar,nota\n1,Peñaflor,cayó en la montaña\n2,Río Ancho,niños y jóvenes\n"


def made(folder: Path, text: str | bytes, *, encoding: str = "utf-8", name: str = "list.csv") -> Table:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return open_table(path)


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        (ARABIC, "utf-8", "utf-8-sig"),
        (ARABIC, "utf-8-sig", "utf-8-sig"),
        (ARABIC, "utf-16", "utf-16"),
        (ARABIC, "utf-16-be", "utf-16-be"),
        (SPANISH, "utf-16-le", "utf-16-le"),
        (ARABIC, "cp1256", "cp1256"),
        (SPANISH, "latin-1", "cp1252"),
        (SPANISH, "utf-8", "utf-8-sig"),
        ("id,place\n1,North Hill\n2,Old Mill\n", "ascii", "utf-8-sig"),
    ],
)
def test_a_file_of_any_usual_encoding_gives_the_same_words(
    tmp_path: Path, text: str, encoding: str, expected: str
) -> None:
    table = made(tmp_path, text, encoding=encoding)
    assert table.encoding == expected
    lines = text.splitlines()
    assert list(table.headings) == lines[0].split(",")
    assert [",".join(row.values) for row in table.rows()] == lines[1:]
    assert [(row.line, row.fault) for row in table.rows()] == [(2, ""), (3, "")]


def test_a_few_damaged_letters_are_a_damaged_row_and_no_other_encoding(tmp_path: Path) -> None:
    good = "".join(f"{number},قرية بعيدة عن الطريق العام\n" for number in range(20))
    table = made(tmp_path, ("id,place\n" + good).encode() + b"20,\xd9\x82\xd8 x\n")
    rows = list(table.rows())
    assert table.encoding == "utf-8-sig"
    assert [(row.line, row.fault) for row in rows if row.fault] == [(22, "bytes")]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_mark_between_values_is_found_outside_quotes(tmp_path: Path, mark: str) -> None:
    table = made(tmp_path, f'id{mark}"name, in full; as written"{mark}age\n1{mark}"A, B"{mark}7\n')
    assert table.headings == ("id", "name, in full; as written", "age")
    assert [row.values for row in table.rows()] == [("1", "A, B", "7")]


def test_rows_that_do_not_fit_are_named_by_their_line(tmp_path: Path) -> None:
    table = made(tmp_path, 'id,words\n1,"two\nlines"\n\n2\n3,a,b\n4, ok \n5,"never closed\n6,x\n')
    assert [(row.line, row.values, row.fault) for row in table.rows()] == [
        (2, ("1", "two\nlines"), ""),
        (5, ("2", ""), "columns"),
        (6, ("3", "a"), "columns"),
        (7, ("4", "ok"), ""),
        (8, (), "quotes"),
    ]


def test_what_is_no_table_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"nowhere\.csv"):
        open_table(tmp_path / "nowhere.csv")
    for empty in (b"", b"\n \n"):
        with pytest.raises(BadTable, match=r"list\.csv") as refused:
            made(tmp_path, empty)
        assert refused.value.code == "empty_table"
    with pytest.raises(BadTable) as refused:
        made(tmp_path, 'id,"open\n1,2\n')
    assert refused.value.code == "odd_heading"


@pytest.mark.parametrize(
    ("heading", "same"),
    [
        ("Date of incident", "incident_date"),
        ("IncidentDate", "date incident"),
        ("تاريخ الحادثة", "تَاريخ الحادثه"),
        ("the LATITUDE", "latitude"),
        ("of", "OF"),
    ],
)
def test_headings_are_compared_by_their_words(heading: str, same: str) -> None:
    assert heading_keys(heading) == heading_keys(same)


def test_numbered_headings_are_one_field(tmp_path: Path) -> None:
    head = "individual_id,latitude_2,longitude_2,latitude_1,longitude_1,exact_coordinates_1,exact_coordinates_2,page"
    table = made(tmp_path, head + "\n7,2.5,3.5,0.5,1.5,1,0,12\n8,NA,NA,4,5,1,NA,13\n")
    columns = recognise_columns(table, subject="incidents")
    first, second = table.rows()
    assert columns.each(first, "lat", "lon", "is_exact") == [("0.5", "1.5", "1"), ("2.5", "3.5", "0")]
    assert columns.each(second, "lat", "lon", "is_exact") == [("4", "5", "1")]
    assert columns.all(second, "lat") == ["4"]
    assert columns.unused == ("page",)
    assert columns.first(first, "killed") == ""
    assert columns.has("killed", "lat")
    assert not columns.has("killed")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_lists_of_the_field_are_recognised(tmp_path: Path, case: dict[str, Any]) -> None:
    table = made(tmp_path, ";".join(case["headings"]) + "\n")
    columns = recognise_columns(table, subject=case["subject"])
    by_place = {at: field for field, places in columns.of.items() for at in places}
    assert [by_place.get(at, "-") for at in range(len(table.headings))] == case["fields"]


def test_a_mapping_comes_before_the_headings(tmp_path: Path) -> None:
    table = made(tmp_path, "id,when it was,date,note\n1,2031-01-01,2031-02-01,x\n")
    file = tmp_path / "mapping.yaml"
    file.write_text("date: when it was\ntext: [note, date]\nid: null\n", encoding="utf-8")
    columns = recognise_columns(table, subject="incidents", mapping=load_mapping(file))
    (row,) = table.rows()
    assert columns.first(row, "date") == "2031-01-01"
    assert columns.all(row, "text") == ["x", "2031-02-01"]
    assert columns.unused == ("id",)


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ("dat: when", "unknown_field", "dat"),
        ("date: whenn", "no_such_column", "whenn"),
        ("just words", "odd_mapping", "mapping.yaml"),
        ("a: [", "odd_mapping", "mapping.yaml"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(tmp_path: Path, body: str, code: str, words: str) -> None:
    table = made(tmp_path, "id,when\n")
    file = tmp_path / "mapping.yaml"
    file.write_text(body, encoding="utf-8")
    with pytest.raises(BadTable, match=words) as refused:
        recognise_columns(table, subject="incidents", mapping=load_mapping(file))
    assert refused.value.code == code
    with pytest.raises(Unreadable):
        load_mapping(tmp_path / "nowhere.yaml")


def test_every_row_of_every_list_has_an_id_of_its_own(tmp_path: Path) -> None:
    first = made(tmp_path, "id,date\n1,x\n2,x\n2,x\n,x\n", name="a.csv")
    second = made(tmp_path, "id,date\n2,x\n3,x\n,x\n", name="b.csv")
    tables = [(table, recognise_columns(table, subject="incidents")) for table in (first, second)]
    assert record_ids(tables[:1]) == [["1", "2", "2@line-4", "line-5"]]
    assert record_ids(tables) == [
        ["1", "a:2", "a:2@line-4", "a:line-5"],
        ["b:2", "3", "b:line-4"],
    ]


def test_words_for_not_known_are_no_values() -> None:
    assert [known(word) for word in ("NA", "NULL", "غير معروف", "-", "Na", "7")] == ["", "", "", "", "Na", "7"]


def test_a_table_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    assert write_table(path, ("id", "name"), [(1, "a,b"), (2, "ع")]) == 2
    assert path.read_text(encoding="utf-8") == 'id,name\n1,"a,b"\n2,ع\n'

    def broken():  # type: ignore[no-untyped-def]
        yield (1, "x")
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        write_table(path, ("id", "name"), broken())
    assert path.read_text(encoding="utf-8").endswith("2,ع\n")
    assert [file.name for file in tmp_path.iterdir()] == ["out.csv"]


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=8), min_size=2, max_size=2
        ),
        max_size=8,
    )
)
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = tmp_path_factory.mktemp("tables") / "t.csv"
    write_table(path, ("first", "second"), rows)
    read = [row.values for row in open_table(path).rows()]
    assert read == [tuple(value.strip() for value in row) for row in rows if any(value.strip() for value in row)]
