"""``tawthiq places import``: a workspace knows a country's places; killed it goes on."""

import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))  # the invented gazetteers stand beside the tests there

import gazetteer_specimens as made

if TYPE_CHECKING:
    from conftest import Tawthiq


@pytest.fixture(scope="module")
def workspace(tawthiq: "Tawthiq") -> "Tawthiq":
    assert tawthiq("init").code == 0
    assert "No gazetteer" in tawthiq("places", "list").out
    return tawthiq


@pytest.fixture(scope="module")
def zaynland(workspace: "Tawthiq", tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = made.write_geonames(tmp_path_factory.mktemp("zaynland") / "first")
    done = workspace("places", "import", folder, "--format", "geonames", "--name", "zaynland")
    assert (done.code, done.out) == (0, "zaynland (geonames): 7 places known, 0 rows left out\n")
    return folder


def test_a_country_is_imported_once_and_listed(workspace: "Tawthiq", zaynland: Path) -> None:
    again = workspace("places", "import", zaynland, "--name", "zaynland", "--json")
    (told,) = again.lines
    assert (told["is_new"], told["used"], told["added"]) == (False, 7, None)
    assert "zaynland (geonames): 7 places, from SY.txt" in workspace("places", "list").out
    assert workspace("verify").code == 0


def test_the_next_edition_says_what_it_changes(workspace: "Tawthiq", tmp_path: Path) -> None:
    workspace("places", "import", made.write_geonames(tmp_path / "a"), "--name", "edition")
    moved = [(*row[:3], 35.6, *row[4:]) if row[0] == 2 else row for row in made.PLACES if row[0] != 5]
    done = workspace("places", "import", made.write_geonames(tmp_path / "b", places=moved), "--name", "edition")
    assert "against the edition before: 0 new, 1 told otherwise, 1 no longer there" in done.out
    assert len([path for path in (workspace.home / "gazetteers").iterdir() if path.name.startswith("edition")]) == 1


def test_killed_and_repeated_nothing_is_lost_or_doubled(workspace: "Tawthiq", tmp_path: Path) -> None:
    places = [(n, f"Zayn {n} Place", "", 35.0, 38.0, "P", "PPL", "09", "", 0) for n in range(1_000, 31_000)]
    folder = made.write_geonames(tmp_path / "large", places=places, names=False)
    arguments = ("places", "import", folder, "--name", "large", "--json")
    with workspace.started(*arguments) as running:
        deadline = time.monotonic() + 60
        while not list((workspace.home / "gazetteers").glob("large-*.part")) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.3)
        running.send_signal(signal.SIGKILL)
    assert "large" not in workspace("places", "list").out
    (told,) = workspace(*arguments).lines
    assert (told["is_new"], told["used"]) == (True, 30_000)
    assert [path.suffix for path in (workspace.home / "gazetteers").glob("large-*")] == [".sqlite"]


def test_wrong_use_is_refused(workspace: "Tawthiq", tmp_path: Path) -> None:
    folder = made.write_geonames(tmp_path / "two")
    made.write_units_csv(folder / "units.csv")
    for wrong in (
        [folder, "--format", "csv"],
        [folder, "--format", "wof"],
        [folder, "--name", "both"],
        [tmp_path / "absent.csv"],
        [folder / "SY.txt", "--name", "سوريا"],
    ):
        done = workspace("places", "import", *wrong)
        assert (done.code, "tawthiq places import:" in done.err) == (2, True), wrong
    assert workspace("places", "import", folder, "--format", "wof").err.count("units.csv") <= 1


def test_in_arabic(workspace: "Tawthiq", tmp_path: Path) -> None:
    done = workspace(
        "places", "import", made.write_units_csv(tmp_path / "وحدات.csv"), "--name", "units", TAWTHIQ_LANG="ar"
    )
    assert done.code == 0
    assert "صار معروفاً 4" in done.out
    assert "وحدات.csv، السطر 5" in done.err
