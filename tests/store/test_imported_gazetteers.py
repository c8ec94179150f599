"""An import is whole or not there; killed it goes on; repeated it changes nothing; its next edition is compared."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import gazetteer_specimens as made
import pytest

from tawthiq.errors import InvalidRecord, NotFound, Unreadable
from tawthiq.store import gazetteer, imported_gazetteers
from tawthiq.store.gazetteer import NamedRow, difference, grow_index, open_index
from tawthiq.store.gazetteer_files import Gathered, Source, find_sources, read_source
from tawthiq.store.imported_gazetteers import make_import, name_of, open_import, remove_older


class Killed(BaseException):
    """What a kill is to the program: nothing catches it."""


def source_of(folder: Path, **told: object) -> Source:
    (source,) = find_sources(made.write_geonames(folder, **told))  # type: ignore[arg-type]
    return source


def test_an_import_is_found_again_by_name_and_by_id(tmp_path: Path) -> None:
    source = source_of(tmp_path / "in")
    first = make_import(source, name=name_of(source), folder=tmp_path / "out")
    again = make_import(source, name=name_of(source), folder=tmp_path / "out")
    assert (first.name, first.was_new, again.was_new, again.file) == ("geonames_sy", True, False, first.file)
    assert first.used == again.used == 7
    index = open_import(first.file)
    row = index.row("gn:1")
    assert row is not None
    assert index.find("قصر زين")[0].row == row
    assert [path.suffix for path in (tmp_path / "out").iterdir()] == [".sqlite"]
    assert len(index.rows(most=3)) == 3


def test_killed_in_any_batch_it_goes_on_and_loses_and_doubles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gazetteer, "_BATCH", 2)
    source = source_of(tmp_path / "in")
    whole = open_import(make_import(source, name="whole", folder=tmp_path / "out").file)
    for killed_at in (2, 4, 6):
        done: list[int] = []

        def kill(number: int, at: int = killed_at, done: list[int] = done) -> None:
            done.append(number)
            if number >= at:
                raise Killed

        folder = tmp_path / f"out-{killed_at}"
        with pytest.raises(Killed):
            make_import(source, name="cut", folder=folder, progress=kill)
        assert [path.suffix for path in folder.iterdir()] == [".part"]
        again: list[int] = []
        file = make_import(source, name="cut", folder=folder, progress=again.append).file
        assert done == list(range(2, killed_at + 1, 2))
        assert again == list(range(killed_at + 2, 7, 2))
        assert open_import(file).rows() == whole.rows()
        assert open_import(file).find("Zayn Castle") == whole.find("Zayn Castle")


def test_a_damaged_rest_is_removed_and_named(tmp_path: Path) -> None:
    source = source_of(tmp_path / "in")
    file = make_import(source, name="n", folder=tmp_path / "out").file
    part = file.with_suffix(".part")
    file.unlink()
    part.write_bytes(b"no database at all, but long enough to be looked at")
    with pytest.raises(Unreadable):
        make_import(source, name="n", folder=tmp_path / "out")
    assert make_import(source, name="n", folder=tmp_path / "out").was_new


def test_the_next_edition_is_compared_and_takes_the_place(tmp_path: Path) -> None:
    older = make_import(source_of(tmp_path / "a"), name="n", folder=tmp_path / "out").file
    places = [*made.PLACES[1:-1], (12, "New Zayn", "", 35.2, 38.2, "P", "PPL", "09", "", 0)]
    places[1] = (*places[1][:3], 35.5, *places[1][4:])
    newer = make_import(source_of(tmp_path / "b", places=places), name="n", folder=tmp_path / "out").file
    told = difference(newer, older)
    assert (told.added, told.gone) == (1, 1)
    assert told.changed >= 1
    make_import(source_of(tmp_path / "c"), name="n_other", folder=tmp_path / "out")
    remove_older(newer)
    left = sorted(path.name.rpartition("-")[0] for path in (tmp_path / "out").iterdir())
    assert (left, older.exists()) == (["n", "n_other"], False)


def test_names_are_those_of_files(tmp_path: Path) -> None:
    source = source_of(tmp_path / "in")
    assert name_of(source, "OCHA Syria, 2024") == "ocha_syria_2024"
    with pytest.raises(InvalidRecord):
        name_of(source, "سوريا")


def test_a_file_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="absent"):
        open_import(tmp_path / "absent.sqlite")


def test_an_index_that_was_cut_off_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gazetteer, "_BATCH", 1)
    path = tmp_path / "cut.sqlite"

    def broken() -> Iterator[NamedRow]:
        yield from list(read_source(source_of(tmp_path / "in"), Gathered()))[:3]
        raise Unreadable("the source ends here")

    with pytest.raises(Unreadable):
        grow_index(path, broken())
    assert open_index(path) is None
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM place").fetchone() == (3,)
    assert imported_gazetteers._is_index(path)
