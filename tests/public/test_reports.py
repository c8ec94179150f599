"""A report from a release: made again it is the same bytes; a changed claim changes it, and the change log says so."""

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sample import PUBLIC_KEY, SIGNING_KEY, sample_content

from tawthiq.core.releases import PublicArticle, PublicCount, ReleaseContent
from tawthiq.counting.tables import figures, figures_within
from tawthiq.store.release import open_release, write_release

COUNTED = ("killed", "injured", "detained", "displaced", "incidents")
BODY = """In 2015: {{figure:all@2015:all:killed}}.

## Parties

{{table:party@2015}}

{{chart:party@2015:killed}}

## Places

{{map:all@2015}}
"""
RUN = """
import json, sys
from typer.testing import CliRunner
from tawthiq.cli import app
answers = []
for arguments in json.loads(sys.argv[1]):
    result = CliRunner().invoke(app, arguments)
    answers.append([result.exit_code, result.stdout, str(result.exception or "")])
print(json.dumps(answers))
"""


def content(number: int, killed: int | None = None) -> ReleaseContent:
    """The sample with a report; the killed of its first incident of 2015 are what is given."""
    base = sample_content(number=number)
    incidents = list(base.incidents)
    at = next(at for at, one in enumerate(incidents) if "killed" in one.counts and one.last_day.startswith("2015"))
    if killed is not None:
        counts = incidents[at].counts | {"killed": PublicCount(killed, killed)}
        incidents[at] = dataclasses.replace(incidents[at], counts=counts)
    article = PublicArticle(
        "AR-000900", "a-year", "reports", "A year", "عام", "", "", BODY, BODY, "Sample", "مثال", "2016-01-31"
    )
    found = (*figures(incidents, counted=COUNTED), *figures_within(incidents, period="2015", counted=COUNTED))
    return dataclasses.replace(base, incidents=tuple(incidents), articles=(article,), figures=found)


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("releases")
    for number, killed in ((1, None), (2, 77)):
        write_release(content(number, killed), folder, sign=SIGNING_KEY.sign, public_key=PUBLIC_KEY)
    return folder


@pytest.fixture(scope="module")
def answers(releases: Path) -> list[tuple[int, str, str]]:
    out = str(releases / "report")
    first, second = str(releases / "0001"), str(releases / "0002")
    asked = [
        ["report", "build", "a-year", out, "--release", first],
        ["report", "check", out, "--release", first],
        ["report", "check", out, "--release", second],
        ["report", "build", "a-year", out, "--release", first],
        ["report", "check", str(releases), "--release", first],
    ]
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "TAWTHIQ_"))}
    done = subprocess.run(
        [sys.executable, "-c", RUN, json.dumps(asked)],
        capture_output=True,
        text=True,
        check=True,
        env=environ | {"TAWTHIQ_LANG": "en"},
    )
    return [tuple(one) for one in json.loads(done.stdout.splitlines()[-1])]


def test_a_report_is_made_whole_in_both_languages(answers: list[tuple[int, str, str]], releases: Path):
    assert answers[0][0] == 0, answers[0]
    made = {str(path.relative_to(releases / "report")) for path in (releases / "report").rglob("*") if path.is_file()}
    assert {"report.en.pdf", "report.ar.pdf", "report.en.html", "README.md", "README.ar.md", "figures.json"} <= made
    assert "inputs/incidents.json" in made
    page = (releases / "report/report.ar.html").read_text(encoding="utf-8")
    assert 'dir="rtl"' in page
    assert "الجدول 1" in page
    assert page.count("الشكل") == 2
    assert 'href="#part-2"' in page
    assert "{{" not in page
    assert (releases / "report/report.ar.pdf").read_bytes().startswith(b"%PDF")


def test_every_figure_of_the_report_is_the_releases(answers: list[tuple[int, str, str]], releases: Path):
    assert answers[0][0] == 0
    told = json.loads((releases / "report/figures.json").read_text(encoding="utf-8"))
    release = open_release(releases / "0001")
    assert "all@2015:all:killed" in told["figures"]
    for name, one in told["figures"].items():
        assert (one["min"], one["max"]) == (release.figure(name).min, release.figure(name).max)


def test_made_again_it_is_the_same_bytes(answers: list[tuple[int, str, str]]):
    assert answers[1][0] == 0, answers[1]


def test_a_changed_claim_changes_it_and_the_change_log_says_so(answers: list[tuple[int, str, str]]):
    code, said, _ = answers[2]
    assert code == 1
    assert "all@2015:all:killed: was " in said
    assert "differs: report.en.pdf" in said


def test_nothing_is_written_over_and_nothing_is_taken_for_a_report(answers: list[tuple[int, str, str]]):
    assert answers[3][0] == 1
    assert "not empty" in answers[3][2]
    assert "holds no report" in answers[4][2]
