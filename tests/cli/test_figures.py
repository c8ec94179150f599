"""``tawthiq figures``: equal release and policy, equal table; unknown has a row of its own."""

import csv
import json
import runpy
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tawthiq.cli import app
from tawthiq.cli.words import say
from tawthiq.errors import TawthiqError

SAMPLE = Path(__file__).parent.parent / "public/sample.py"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("releases")
    runpy.run_path(str(SAMPLE))["write_sample"](folder)
    return folder / "0001"


def run(release: Path, *arguments: str) -> str:
    result = CliRunner().invoke(app, ["figures", "--release", str(release), *arguments])
    if isinstance(result.exception, TawthiqError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def tables(release: Path, *arguments: str) -> list[dict[str, Any]]:
    return json.loads(run(release, "--json", *arguments))


def test_a_table_says_release_policy_and_version_and_is_made_again_the_same(release: Path) -> None:
    (table,) = tables(release, "--policy", "acled", "--by", "party")
    assert (table["release"], table["policy"], table["by"], table["counted"]) == (1, "acled@1", "party", "killed")
    assert [table] == tables(release, "--policy", "acled@1", "--by", "party")


@pytest.mark.parametrize("by", ["party", "kind", "place", "month", "year", "victims"])
def test_unknown_has_a_row_of_its_own_in_every_table(release: Path, by: str) -> None:
    (table,) = tables(release, "--by", by)
    assert table["rows"][-1]["key"] == "unknown"


def test_this_organisations_policy_is_what_the_release_says(release: Path) -> None:
    from tawthiq.store.release import open_release

    (table,) = tables(release)
    (row,) = table["rows"]
    said = open_release(release).figure("all:all:killed")
    assert (row["documented"]["min"], row["documented"]["max"]) == (said.min, said.max)
    assert row["documented"]["unknown"] == said.unknown


def test_the_most_conservative_policy_is_never_above_the_range(release: Path) -> None:
    low, wide, high = tables(release, "--policy", "ucdp_low", "--policy", "every_casualty", "--policy", "ucdp_high")
    assert low["rows"][0]["documented"]["min"] == wide["rows"][0]["documented"]["min"]
    assert high["rows"][0]["documented"]["min"] >= low["rows"][0]["documented"]["min"] > 0


def test_the_terminal_and_the_csv_name_the_policy(release: Path, tmp_path: Path) -> None:
    out = tmp_path / "figures.csv"
    shown = run(release, "--policy", "airwars", "--by", "party", "--out", str(out))
    assert "airwars@1" in shown
    assert say("figures.grade.fair") in shown
    with out.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["policy"] for row in rows} == {"airwars@1"}
    assert rows[-1]["key"] == "unknown"


@pytest.mark.parametrize("odd", [("--policy", "acled@9"), ("--by", "sect"), ("--counted", "cows")])
def test_what_is_not_there_is_refused_with_what_is(release: Path, odd: tuple[str, str]) -> None:
    with pytest.raises(TawthiqError, match=odd[1]):
        run(release, *odd)
