"""``tawthiq reread`` and ``read --evaluate``: killed in the middle, run again, over decisions that must not change."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import Tawthiq

REPORTS = 34
TEXT = "Blue Lions arrested four men in Menbizh on Friday.\n\nRegime jets bombed Manbij on Friday, killing two men.\n"
# What a person decides, by the number of the report, and a word that is added then.
DECIDE = """
from tawthiq.desk.actions import review
from tawthiq.desk.actions.words import add_word
from tawthiq.reading.additions import AddedWord
person = m.User.objects.get(username="huda")
for report in m.Report.objects.order_by("pk"):
    arrest = report.claims.get(kind="arrest_detention")
    if report.pk % 4 == 0:
        review.accept_claim(person, arrest)
    if report.pk % 4 == 1:
        review.reject_claim(person, arrest, reason="misread")
    if report.pk % 4 == 2:
        review.mend_claim(person, arrest, body=arrest.body | {"kind": "abduction"}, reason="Masked.")
add_word(person, AddedWord("en", "party", "opposition", "Blue Lions"))
"""
UNDO = """
from tawthiq.desk.actions.words import undo_word
lions = m.OwnWord.objects.get(text="Blue Lions", undone_at=None)
undo_word(m.User.objects.get(username="huda"), lions, reason="A nickname of several groups.")
"""
# Whatever other tests did: the Lions are known, and a further word makes every report wait to be read again.
AGAIN = """
from tawthiq.desk.actions.words import add_word
from tawthiq.reading.additions import AddedWord
person, known = m.User.objects.get(username="huda"), m.OwnWord.objects.filter(undone_at=None)
if not known.filter(text="Blue Lions"):
    add_word(person, AddedWord("en", "party", "opposition", "Blue Lions"))
add_word(person, AddedWord("en", "party", "opposition", f"Club of {'ABCDEFGHIJ'[m.OwnWord.objects.count()]}"))
answer = m.JournalEntry.objects.filter(event="claims_reread").count()
"""
FOXES = """
from tawthiq.desk.actions.words import add_word
from tawthiq.reading.additions import AddedWord
add_word(m.User.objects.get(username="huda"), AddedWord("en", "party", "opposition", "Red Foxes"))
"""
DECIDED = """
decided = m.ClaimRow.objects.exclude(decision="proposed").order_by("pk")
answer = [[one.pk, one.decision, one.body, one.proposed, one.reason, str(one.decided_at)] for one in decided]
"""
OPEN = """
rows = m.ClaimRow.objects.filter(decision="proposed", kind="arrest_detention").order_by("report_id")
answer = [[one.report_id, [party["party"] for party in one.body["perpetrators"]]] for one in rows]
"""
ENTRIES = """
answer = m.JournalEntry.objects.filter(event="claims_reread").count()
"""


def ask(tawthiq: Tawthiq, code: str) -> Any:
    """What Python code that sees the register as ``m`` leaves in ``answer``."""
    before = "import django, json\ndjango.setup()\nfrom tawthiq.desk import models as m\nanswer = None\n"
    done = subprocess.run(
        [sys.executable, "-c", f"{before}{code}\nprint(json.dumps(answer))"],
        env={**tawthiq.environment, "DJANGO_SETTINGS_MODULE": "tawthiq.desk.settings"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def made(tawthiq: Tawthiq, tmp_path_factory: pytest.TempPathFactory) -> Tawthiq:
    """A workspace whose reports were read, decided about in part, and then got a word."""
    folder = tmp_path_factory.mktemp("reports")
    for number in range(REPORTS):
        (folder / f"{number:03}.txt").write_text(f"{TEXT}\nCopy {number}.\n")
    made = tawthiq("init", "--person", "huda", "--role", "researcher", TAWTHIQ_PASSWORD="a long enough phrase")
    assert made.code == 0, made.err
    assert tawthiq("ingest", folder, "--published", "2015-09-12").code == 0
    assert tawthiq("work", "--once").code == 0
    ask(tawthiq, DECIDE)
    return tawthiq


def test_a_round_killed_again_and_again_is_finished_by_the_next_run(made: Tawthiq) -> None:
    earlier, before, done = ask(made, AGAIN), ask(made, DECIDED), []
    assert len(before) > REPORTS // 2
    for lines in (0, 1, 1):
        with made.started("reread", "--json") as running:
            assert running.stdout
            done += [json.loads(running.stdout.readline()) for _ in range(lines)]
            running.kill()
            running.wait(timeout=60)
        told = made("verify", "--json")
        assert told.code == 0, told.out
        assert ask(made, DECIDED) == before
    assert [set(line) for line in done] == [{"progress"}] * 2
    last = made("reread", "--json")
    assert (last.code, last.err) == (0, "")
    assert last.lines[-1]["summary"]["refused"] == 0
    assert ask(made, ENTRIES) - earlier == REPORTS  # each report once, however often the round was begun
    assert ask(made, DECIDED) == before
    untouched = [number for number in range(1, REPORTS + 1) if number % 4 == 3]
    assert ask(made, OPEN) == [[number, ["opposition"]] for number in untouched]
    assert made("verify").code == 0


def test_repeated_it_changes_nothing(made: Tawthiq) -> None:
    earlier = ask(made, AGAIN)
    made("reread")
    told = made("reread", "--json")
    assert (told.code, told.lines[-1]["summary"]["read_again"]) == (0, 0)
    assert ask(made, ENTRIES) - earlier == REPORTS


def test_the_worker_does_it_by_itself(made: Tawthiq) -> None:
    ask(made, AGAIN)
    made("reread")
    ask(made, UNDO)
    told = made("work", "--once")
    assert told.code == 0
    assert f"{REPORTS} reports read again" in told.out
    assert {tuple(parties) for _number, parties in ask(made, OPEN)} == {()}
    assert made("verify").code == 0


def test_the_reader_is_measured_on_the_decisions(made: Tawthiq) -> None:
    told = made("read", "--evaluate", "--json")
    assert told.code == 0
    rows = {(line["table"], line["key"]): line for line in told.lines if "table" in line}
    accepted, rejected, mended = (sum(n % 4 == rest for n in range(1, REPORTS + 1)) for rest in (0, 1, 2))
    arrests = rows["kind", "arrest_detention"]["precision"]
    assert (arrests["hits"], arrests["of"]) == (accepted, accepted + rejected + mended)
    assert 0 < arrests["low"] < arrests["value"] < arrests["high"] < 1
    assert rows["kind", "abduction"]["recall"] == {"hits": 0, "of": 0, "value": None, "low": None, "high": None}
    assert rows["rule", "en.arrest.verb"]["recall"] is None
    assert told.lines[-1]["summary"]["decisions"] == accepted + rejected + mended
    words = made("read", "--evaluate", LANG="ar_SY.UTF-8", LC_ALL="").out
    assert "اعتقال" in words
    assert "أقل من أن يُحكم به" in words
    assert "too few to say" in made("read", "--evaluate", LC_ALL="C").out


def test_a_report_is_read_with_the_words_of_a_named_workspace(made: Tawthiq, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("Red Foxes arrested four men in Manbij.")
    ask(made, FOXES)
    parties = [line["perpetrators"] for line in made("read", report, "--json").lines]
    assert parties == [[]]  # a workspace in the environment is not asked for
    for arguments in (("read", report, "--json", "--home", made.home), ("--home", made.home, "read", report, "--json")):
        (claim,) = made(*arguments).lines
        assert [party["party"] for party in claim["perpetrators"]] == ["opposition"]


@pytest.mark.parametrize("arguments", [("read",), ("read", "-", "--evaluate")])
def test_a_file_or_the_evaluation_is_asked_for(made: Tawthiq, arguments: tuple[str, ...]) -> None:
    told = made(*arguments)
    assert (told.code, "--evaluate" in told.err) == (2, True)


def test_without_a_workspace_there_is_nothing_to_measure(made: Tawthiq, tmp_path: Path) -> None:
    for verb in (("read", "--evaluate"), ("reread",)):
        assert made(*verb, "--home", tmp_path / "none").code == 3
