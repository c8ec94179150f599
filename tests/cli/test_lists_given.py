"""Lists on the command line: what is told of their columns and of rows that do not fit, in both languages."""

from pathlib import Path

import pytest

from tawthiq.cli.tables import Troubles, need_columns, open_lists
from tawthiq.errors import InvalidRecord

HEAD = {"en": "Date [date]: column when", "ar": "التاريخ [date]: عمود when"}
UNUSED = {"en": "not used: shoe size", "ar": "غير مستعملة: shoe size"}


@pytest.fixture(params=["en", "ar"])
def lang(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("TAWTHIQ_LANG", request.param)
    return str(request.param)


def test_the_columns_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,when,shoe size\n1,2031-01-01,44\n", encoding="utf-8")
    ((table, columns),) = open_lists([path], subject="incidents")
    told = capsys.readouterr().err
    assert HEAD[lang] in told
    assert UNUSED[lang] in told
    need_columns([(table, columns)], "place", "date")
    with pytest.raises(InvalidRecord, match=r"--mapping") as refused:
        need_columns([(table, columns)], "place", "lat")
    assert "list.csv" in str(refused.value)
    assert "[lat]" in str(refused.value)


def test_what_is_no_list_is_refused_in_words(tmp_path: Path, lang: str) -> None:
    path, mapping = tmp_path / "list.csv", tmp_path / "mapping.yaml"
    path.write_bytes(b"")
    with pytest.raises(InvalidRecord, match=r"list\.csv"):
        open_lists([path], subject="people")
    path.write_text("id\n", encoding="utf-8")
    mapping.write_text("shoes: id", encoding="utf-8")
    with pytest.raises(InvalidRecord, match="shoes"):
        open_lists([path], subject="people", mapping=mapping)


def test_many_bad_rows_are_counted_and_the_first_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,when\n" + "1\n" * 60, encoding="utf-8")
    ((table, _columns),) = open_lists([path], subject="incidents")
    troubles = Troubles()
    for row in table.rows():
        troubles.add(table, row.line, row.fault)
    troubles.close()
    told = capsys.readouterr().err
    assert troubles.count == len(troubles.lines) == 60
    assert told.count("list.csv") == 1 + 50
    assert "10" in told.splitlines()[-1]
