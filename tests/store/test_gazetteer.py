"""The index of places: found by spelling, sound and consonants; kept in a file where one can be, the same without."""

import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tawthiq.errors import NotFound
from tawthiq.store import world
from tawthiq.store.gazetteer import EXACT, SKELETON, SOUND, NamedRow, PlaceRow, build_index, open_index
from tawthiq.store.kept_indexes import kept_index
from tawthiq.store.known_places import KnownPlaces
from tawthiq.store.packs import load_layered


def row(ref: str, *names: str, country: str = "SY", population: int = 0, loose: bool = True) -> NamedRow:
    place = PlaceRow(
        ref, "town", names[0], "", 35.0, 38.0, 2_000, country, ("District", "Province"), population, "test"
    )
    return NamedRow(place, names, loose)


ROWS = [
    row("a", "Al Hasakah", "الحسكة", population=400_000),
    row("b", "Hasaka", country="TR", population=9_000),
    row("c", "Tall Tamr", "تل تمر"),
    row("d", "Rome", country="IT", population=2_000_000, loose=False),
]


@pytest.fixture
def small_floor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A floor of four places, whose installation and cache folder are the test's own."""
    monkeypatch.setattr(world, "floor_rows", lambda: iter(ROWS))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "prefix"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    world.world_floor.cache_clear()
    yield tmp_path
    world.world_floor.cache_clear()


def test_a_name_is_found_by_its_spelling_then_its_sound_then_its_consonants() -> None:
    index = build_index(ROWS)
    assert [(found.row.ref, found.level) for found in index.find("al-Hasakah")] == [("a", EXACT), ("b", SOUND)]
    assert [(found.row.ref, found.level) for found in index.find("الحسكه")] == [("a", EXACT), ("b", SKELETON)]
    assert [(found.row.ref, found.level) for found in index.find("Tel Tamer")] == [("c", SKELETON)]
    assert index.find("Tel Tamer", loose=False) == []
    assert index.find("Rom") != []
    assert [found.row.ref for found in index.find("Rimi")] == ["d"] or index.find("Rimi") == []
    assert index.find("Nowhere at all") == index.find("") == []


def test_the_country_narrows_and_rows_come_back_whole() -> None:
    index = build_index(ROWS)
    found = index.find("Hasaka", countries=("SY",))
    assert [one.row for one in found] == [ROWS[0].row]
    assert index.find("Hasaka", countries=("SY", "TR"))[0].row == ROWS[1].row
    assert index.count() == 4
    assert (index.row("c"), index.row("nobody")) == (ROWS[2].row, None)


def test_an_index_file_is_the_same_index_and_a_broken_one_is_none(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    build_index(ROWS, path=path).close()
    kept = open_index(path)
    assert kept is not None
    assert kept.find("Hasaka") == build_index(ROWS).find("Hasaka")
    assert open_index(tmp_path / "absent.sqlite") is None
    (tmp_path / "cut.sqlite").write_bytes(path.read_bytes()[:5000])
    (tmp_path / "odd.sqlite").write_text("not a database", encoding="utf-8")
    sqlite3.connect(tmp_path / "begun.sqlite").executescript("CREATE TABLE place (id INTEGER)").close()
    assert open_index(tmp_path / "odd.sqlite") is None
    assert open_index(tmp_path / "begun.sqlite") is None


def test_the_floor_is_kept_beside_the_installation_and_opened_again(small_floor: Path) -> None:
    assert world.world_floor().count() == 4
    kept = list((small_floor / "prefix" / "share" / "tawthiq").iterdir())
    assert [path.suffix for path in kept] == [".sqlite"]
    assert not (small_floor / "cache").exists()
    world.world_floor.cache_clear()
    before = kept[0].stat().st_mtime_ns
    assert world.world_floor().find("Hasaka")
    assert kept[0].stat().st_mtime_ns == before


def test_an_index_never_takes_the_place_of_another(small_floor: Path) -> None:
    """The conflict "world" once threw the world's floor away, and it her: each was made again for every reading."""
    folder = small_floor / "prefix" / "share" / "tawthiq"
    assert world.world_floor().count() == 4
    floor = {path.name for path in folder.iterdir()}
    assert KnownPlaces(load_layered("world")).find("Nowhere at all") == ()
    for name, state in (("syria", b"1"), ("syria-north", b"1"), ("syria", b"2")):
        kept_index(name, lambda: iter(ROWS), state=state)
    kept = {path.name for path in folder.iterdir()}
    assert floor < kept
    assert len(kept) == len(floor) + 3, "of syria only the older one is gone"


def test_where_no_folder_can_be_written_the_floor_is_the_same(small_floor: Path) -> None:
    for name in ("prefix", "cache"):
        (small_floor / name).write_text("a file, so that no folder can be made here", encoding="utf-8")
    assert world.world_floor().find("Hasaka") == build_index(ROWS).find("Hasaka")


def test_the_user_cache_stands_in_for_the_installation(small_floor: Path) -> None:
    (small_floor / "prefix").write_text("a file", encoding="utf-8")
    assert world.world_floor().count() == 4
    assert len(list((small_floor / "cache" / "tawthiq").iterdir())) == 1


def test_without_the_package_the_floor_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "PACKAGE", "no-such-package-of-places")
    world.world_floor.cache_clear()
    with pytest.raises(NotFound, match="no-such-package-of-places"):
        world.world_floor()
    world.world_floor.cache_clear()


@pytest.mark.parametrize(
    ("name", "country", "near"),
    [
        ("San Salvador", "SV", (13.7, -89.2)),
        ("سان سلفادور", "SV", (13.7, -89.2)),
        ("Bogota", "CO", (4.6, -74.1)),
        ("Raqqa", "SY", (35.95, 39.0)),
        ("الرقة", "SY", (35.95, 39.0)),
        ("Kherson", "UA", (46.6, 32.6)),
        ("خيرسون", "UA", (46.6, 32.6)),
        ("Zaporizhzhya", "UA", (47.8, 35.2)),
        ("Kandahar", "AF", (31.6, 65.7)),
    ],
)
def test_the_floor_knows_towns_anywhere_in_both_scripts(name: str, country: str, near: tuple[float, float]) -> None:
    best = world.world_floor().find(name)[0].row
    assert (best.country, round(best.lat or 0), round(best.lon or 0)) == (country, round(near[0]), round(near[1]))
    assert best.radius_m is not None


def test_a_settlement_of_more_people_is_wider() -> None:
    radii = [world.radius_of(people) for people in (0, 5_000, 80_000, 2_000_000, 12_000_000)]
    assert radii == sorted(set(radii))
