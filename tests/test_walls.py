"""Each wall of the house falls loudly when it is crossed: shown on a copy of the source with one crossing in it."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# the module that crosses, what it imports, the words of the contract that must break
CROSSINGS = [
    ("core", "import yaml", "core stands on the standard library alone"),
    ("core", "import django.db", "core stands on the standard library alone"),
    ("core", "import tawthiq.store", "Floors"),
    ("core", "import tawthiq.reading.reader", "Floors"),
    ("core", "import tawthiq.desk.settings", "Floors"),
    ("core", "import tawthiq.cli", "Floors"),
    ("store", "import tawthiq.reading.reader", "Floors"),
    ("store", "import tawthiq.counting", "Floors"),
    ("store", "import tawthiq.public", "Floors"),
    ("store", "import django.conf", "No web framework"),
    ("reading", "import tawthiq.linking", "Floors"),
    ("reading", "import tawthiq.counting", "Floors"),
    ("reading", "import tawthiq.desk.models", "Floors"),
    ("reading", "import django.utils", "No web framework"),
    ("linking", "import tawthiq.reading.reader", "Floors"),
    ("linking", "import tawthiq.counting", "Floors"),
    ("counting", "import tawthiq.linking", "Floors"),
    ("counting", "import tawthiq.cli", "Floors"),
    ("desk", "import tawthiq.public", "Floors"),
    ("desk", "import tawthiq.cli", "Floors"),
    ("public", "import tawthiq.desk.models", "Floors"),
    ("public", "import tawthiq.desk.models", "The public site never sees the desk"),
    ("public", "import tawthiq.cli", "Floors"),
    ("desk/models", "import tawthiq.desk.queries", "Inside the desk"),
    ("desk/models", "import tawthiq.desk.actions", "Inside the desk"),
    ("desk/queries", "import tawthiq.desk.actions", "Inside the desk"),
    ("desk/actions", "import tawthiq.desk.forms", "Inside the desk"),
    ("desk/actions", "import tawthiq.desk.views", "Inside the desk"),
    ("desk/forms", "import tawthiq.desk.views", "Inside the desk"),
]

NAMES = [
    contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
]

# the file that crosses, its code, the words of the fault
FINER_CROSSINGS = [
    ("core/probe.py", "import os\n", "core is pure: imports os"),
    ("core/probe.py", "from random import random\n", "core is pure: imports random"),
    ("core/probe.py", "def read(p):\n    return open(p)\n", "core is pure: calls open()"),
    ("core/probe.py", "from datetime import datetime\nX = datetime.now()\n", "core is pure: reads the clock with .now"),
    ("core/probe.py", "from datetime import date\nX = date.today()\n", "core is pure: reads the clock with .today"),
    ("core/probe.py", "import numpy\n", "core is pure: imports numpy, which is not of the standard library"),
    ("desk/views/probe.py", "def show(m):\n    return m.objects.all()\n", "a view never touches .objects"),
    ("desk/views/probe.py", "def show(m):\n    return m._default_manager.all()\n", "a view never touches .objects"),
    ("desk/views/probe.py", "from django.shortcuts import get_object_or_404\n", "imports get_object_or_404"),
    ("desk/forms/probe.py", "def choices(m):\n    return m.objects.all()\n", "a form never touches .objects"),
    ("data/probe.py", "X = 1\n", "data/ holds YAML and CSV only"),
    ("conflicts/syria/probe.py", "X = 1\n", "conflicts/ holds YAML and CSV only"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source with its contracts, free to break."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "*.mo", "static"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.fixture
def cross(house: Path) -> Iterator:
    """Puts one file into the copy for the length of a test."""
    added: list[Path] = []

    def add(path: str, code: str) -> None:
        target = house / "src/tawthiq" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        assert not target.exists()
        target.write_text(code, encoding="utf-8")
        added.append(target)

    yield add
    for target in added:
        target.unlink()


def lint_imports(house: Path) -> tuple[int, str]:
    """Exit code of import-linter and its words, line breaks folded."""
    environment = {**os.environ, "PYTHONPATH": str(house / "src"), "COLUMNS": "200"}
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [linter, "--no-cache"], cwd=house, env=environment, capture_output=True, text=True, check=False
    )
    return result.returncode, " ".join((result.stdout + result.stderr).split())


def find_faults(house: Path) -> tuple[int, str]:
    """Exit code and words of the check of the finer walls."""
    command = [sys.executable, str(ROOT / "scripts/walls.py"), str(house / "src")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.returncode, result.stdout + result.stderr


def test_the_house_as_it_stands_keeps_every_wall(house: Path) -> None:
    assert lint_imports(house)[0] == 0, lint_imports(house)[1]
    assert find_faults(house) == (0, "all walls stand\n")


@pytest.fixture(scope="module")
def verdict(house: Path) -> str:
    """What import-linter says of a copy of the house with every crossing in it, each in a module of its own."""
    folder = house.parent / "crossed"
    shutil.copytree(house, folder)
    for number, (room, crossing, _) in enumerate(CROSSINGS):
        probe = folder / f"src/tawthiq/{room}/wall_probe_{number}.py"
        probe.write_text(crossing + "\n", encoding="utf-8")
    code, words = lint_imports(folder)
    assert code == 1, words
    return words.partition("Broken contracts")[2]


def section_of(words: str, contract: str) -> str:
    """The part of the report that belongs to one contract: from its name to the next name."""
    start = words.index(contract)
    others = [words.find(name, start + 1) for name in NAMES if not name.startswith(contract)]
    return words[start : min((place for place in others if place > start), default=len(words))]


@pytest.mark.parametrize("number", range(len(CROSSINGS)), ids=lambda number: " ".join(CROSSINGS[number][:2]))
def test_a_crossing_import_is_named(verdict: str, number: int) -> None:
    room, crossing, contract = CROSSINGS[number]
    target = crossing.removeprefix("import ")
    named = target if target.startswith("tawthiq") else target.split(".")[0]
    assert f"tawthiq.{room.replace('/', '.')}.wall_probe_{number} -> {named} " in section_of(verdict, contract)


def test_a_way_round_through_another_room_is_named(house: Path, cross) -> None:
    cross("cli/wall_probe.py", "import tawthiq.desk.models\n")
    cross("public/wall_probe.py", "import tawthiq.cli.wall_probe\n")
    code, words = lint_imports(house)
    assert code == 1
    assert "tawthiq.public.wall_probe -> tawthiq.cli.wall_probe" in words


def test_a_room_that_nobody_placed_is_named(house: Path, cross) -> None:
    cross("attic/__init__.py", "")
    code, words = lint_imports(house)
    assert code == 1
    assert "tawthiq.attic" in words


@pytest.mark.parametrize(("path", "code", "fault"), FINER_CROSSINGS, ids=lambda value: str(value)[:40].strip())
def test_a_finer_crossing_is_named(house: Path, cross, path: str, code: str, fault: str) -> None:
    cross(path, code)
    status, words = find_faults(house)
    assert status == 1
    assert words.startswith(f"{path}:")
    assert fault in words
