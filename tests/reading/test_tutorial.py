"""The tutorial of a new language is followed word for word: its files are written, its command is run."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs/tutorial/new-language.md", ROOT / "docs/tutorial/new-language.ar.md"]
FILE = re.compile(r"^`(src/tawthiq/[^`\n]+)`[^\n]*\n(?:[^\n]+\n)*\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
REPORT = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def files_of(page: Path) -> dict[str, str]:
    return dict(FILE.findall(page.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[dict[str, Any]]]:
    """The report of the tutorial and what a copy of the program, with the tutorial's files in it, reads in it."""
    folder = tmp_path_factory.mktemp("tutorial")
    unused = shutil.ignore_patterns("__pycache__", "desk", "public", "capture", "*.sqlite*")
    shutil.copytree(ROOT / "src/tawthiq", folder / "src/tawthiq", ignore=unused)
    for name, content in files_of(PAGES[0]).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    (report,) = REPORT.findall(PAGES[0].read_text(encoding="utf-8"))
    (folder / "report.txt").write_text(report, encoding="utf-8")
    command = "from tawthiq.cli.read import read; import typer; app = typer.Typer(); app.command()(read); app()"
    arguments = ["report.txt", "--conflict", "rivers", "--published", "2015-07-01", "--json"]
    done = subprocess.run(
        [sys.executable, "-c", command, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder / "src"), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return report, [json.loads(line) for line in done.stdout.splitlines()]


def test_the_tutorial_makes_a_language_and_a_conflict() -> None:
    files = files_of(PAGES[0])
    assert {Path(name).parts[2] for name in files} == {"reading", "conflicts"}
    assert len(files) == 10


def test_both_pages_show_the_same_files() -> None:
    assert files_of(PAGES[0]) == files_of(PAGES[1])
    assert REPORT.findall(PAGES[0].read_text(encoding="utf-8")) == REPORT.findall(PAGES[1].read_text(encoding="utf-8"))


def test_its_report_is_read_as_the_tutorial_says(followed: tuple[str, list[dict[str, Any]]]) -> None:
    text, claims = followed
    arrest, killing = claims
    assert (arrest["kind"], arrest["when"]["edtf"]) == ("arrest_detention", "2015-06-30")
    assert [party["party"] for party in arrest["perpetrators"]] == ["river_army"]
    assert [place["place"] for place in arrest["places"]] == ["white_ford"]
    assert (arrest["counts"]["detained"]["min"], arrest["counts"]["detained"]["max"]) == (11, None)
    assert arrest["target"]["class"] == "civilian"
    assert [said["kind"] for said in arrest["attribution"]] == ["medic"]
    assert (killing["kind"], killing["perpetrators"]) == ("killing_other", [])
    assert (killing["counts"]["killed"]["min"], killing["counts"]["killed"]["max"]) == (3, 3)
    assert [(place["place"], "Santa Rosa" in place["text"]) for place in killing["places"]] == [(None, True)]
    for claim in claims:
        quote = claim["quote"]
        assert text[quote["start"] : quote["end"]] == quote["text"]
