"""From files to a verified workspace, by the command line alone."""

import hashlib
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPORTS, Said, Tawthiq, write_reports

TAKEN = 7


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_reports(tmp_path_factory.mktemp("received"))


@pytest.fixture(scope="module")
def first(tawthiq: Tawthiq, folder: Path) -> Said:
    """The first run over the folder."""
    made = tawthiq("init", "--admin", "noor", TAWTHIQ_PASSWORD="a long enough phrase")
    assert made.code == 0, made.err
    assert "noor" in made.out
    return tawthiq("ingest", folder, "--json", "--source", "Reporter 4", "--published", "2015-09-12", "--by", "huda")


@pytest.fixture(scope="module")
def second(tawthiq: Tawthiq, folder: Path, first: Said) -> Said:
    """The same folder again."""
    return tawthiq("ingest", folder, "--json", "--source", "Reporter 4")


def test_every_file_is_taken_under_its_own_name_and_digest(first: Said, folder: Path) -> None:
    taken = {line["name"]: line for line in first.lines if line["outcome"] == "new"}
    assert len(taken) == TAKEN
    for name, text in REPORTS.items():
        assert taken[name]["sha256"] == hashlib.sha256(text.encode()).hexdigest()
        assert taken[name]["size_bytes"] == len(text.encode())
        assert taken[name]["report"]
    assert "caf\\xe9.txt" in taken
    assert ".hidden.txt" in taken
    assert (taken["photo.jpg"]["media_type"], taken["photo.jpg"]["report"]) == ("image/jpeg", None)


def test_what_is_no_file_is_named_with_the_reason(first: Said) -> None:
    refused = {line["name"]: line["reason"] for line in first.lines if line["outcome"] == "refused"}
    assert refused == {"pipe": "no_file", "link.txt": "link"}
    assert first.code == 1
    assert "7 new, 0 held already" in first.err


def test_the_second_run_stores_nothing_and_records_the_second_receipt(
    tawthiq: Tawthiq, first: Said, second: Said
) -> None:
    once = {line["name"]: line for line in first.lines if line["outcome"] == "new"}
    twice = {line["name"]: line for line in second.lines if line["outcome"] == "again"}
    assert twice.keys() == once.keys()
    for name, line in twice.items():
        assert (line["item"], line["sha256"], line["new"]) == (once[name]["item"], once[name]["sha256"], False)
        assert line["receipt"] != once[name]["receipt"]
    assert "0 new, 7 held already (second receipt recorded)" in second.err
    for line in once.values():
        assert len(list((tawthiq.home / "vault/objects").glob(f"*/{line['sha256']}"))) == 1


def test_the_words_say_it_too_in_both_languages(tawthiq: Tawthiq, folder: Path, second: Said) -> None:
    english = tawthiq("ingest", folder / "notes.txt")
    arabic = tawthiq("ingest", folder / "notes.txt", TAWTHIQ_LANG="ar")
    assert english.code == arabic.code == 0
    assert "already held: second receipt recorded: notes.txt" in english.out
    assert "محفوظ من قبل: سُجّل استلام ثانٍ: notes.txt" in arabic.out


def test_the_workspace_verifies_and_sha256sum_agrees(tawthiq: Tawthiq, second: Said) -> None:
    told = tawthiq("verify", "--json")
    assert told.code == 0, told.out
    (summary,) = told.lines
    assert summary["summary"]["items"] >= TAKEN
    assert (summary["summary"]["faults"], summary["summary"]["notes"]) == (0, 0)
    objects = list((tawthiq.home / "vault/objects").glob("*/*"))
    listed = "".join(f"{path.name}  {path}\n" for path in objects)
    summed = subprocess.run(["sha256sum", "-c", "--strict"], input=listed, text=True, capture_output=True, check=False)
    assert summed.returncode == 0, summed.stdout


def test_an_outsider_checks_the_journal_with_the_script_of_the_format_page(
    tawthiq: Tawthiq, second: Said, tmp_path: Path
) -> None:
    """And names the entry that was changed in a copy."""
    if "TAWTHIQ_DATABASE_URL" in tawthiq.environment:
        pytest.skip("the page's script reads SQLite")
    page = (Path(__file__).parents[2] / "docs/reference/formats/journal.md").read_text(encoding="utf-8")
    (tmp_path / "check.py").write_text(page.partition("```python\n")[2].partition("```")[0], encoding="utf-8")
    _, size, root, chain, *_ = (tawthiq.home / "journal/checkpoint").read_text().splitlines()
    expected = [size, chain.removeprefix("chain "), root]

    def checked(register: Path) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, str(tmp_path / "check.py"), str(register)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    assert checked(tawthiq.home / "register.sqlite").stdout.split() == expected
    with sqlite3.connect(tawthiq.home / "register.sqlite") as register:
        register.execute("VACUUM INTO ?", [str(tmp_path / "copy.sqlite")])
    register.close()
    with sqlite3.connect(tmp_path / "copy.sqlite") as copy:
        copy.execute("DROP TRIGGER journal_no_update")
        copy.execute("UPDATE desk_journalentry SET body = replace(body, 'huda', 'nobody') WHERE seq = 4")
    copy.close()
    changed = checked(tmp_path / "copy.sqlite")
    assert (changed.returncode, changed.stderr.strip()) == (1, "entry 4 is not as it was written")


def test_the_worker_reads_what_waits_and_nothing_twice(tawthiq: Tawthiq, second: Said) -> None:
    done = tawthiq("work", "--once")
    assert done.code == 0, done.err
    assert len(done.out.splitlines()) >= TAKEN - 1
    assert tawthiq("work", "--once").out == ""
    recorded = tawthiq("verify", "--json", "--record")
    again = tawthiq("verify", "--json")
    assert (recorded.code, again.code) == (0, 0)
    assert again.lines[-1]["summary"]["entries"] == recorded.lines[-1]["summary"]["entries"] + 1


def test_people_of_every_role_get_an_account(tawthiq: Tawthiq, first: Said) -> None:
    made = tawthiq("init", "--person", "salim", "--role", "reviewer", TAWTHIQ_PASSWORD="a long enough phrase")
    assert made.code == 0, made.err
    assert "salim" in made.out
    assert "reviewer" in made.out
    odd = tawthiq("init", "--person", "karim", "--role", "king", TAWTHIQ_PASSWORD="a long enough phrase")
    assert odd.code != 0
    assert "king" in odd.err
    assert "karim" not in odd.out


def test_making_again_changes_nothing(tawthiq: Tawthiq, first: Said) -> None:
    keys = {path.name: path.read_bytes() for path in (tawthiq.home / "keys").iterdir()}
    again = tawthiq("init", "--admin", "noor", TAWTHIQ_PASSWORD="another long phrase")
    assert again.code == 0
    assert "0 parties and 0 places added" in again.out
    assert "has an account already" in again.out
    assert {path.name: path.read_bytes() for path in (tawthiq.home / "keys").iterdir()} == keys


def test_a_list_says_more_about_each_file(tawthiq: Tawthiq, first: Said, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("قُتل شخصان في منبج.\n")
    (tmp_path / "bad.txt").write_text("two were killed\n")
    (tmp_path / "list.yaml").write_text(
        "reports:\n"
        "  - {file: one.txt, lang: ar, published: 2015-09-13, source: Medic 2, source_kind: medic, title: عنوان}\n"
        "  - {file: bad.txt, lang: en, published: 2015-13-01}\n"
        "  - {file: absent.txt}\n"
    )
    told = tawthiq("ingest", "--index", tmp_path / "list.yaml", "--json")
    assert [(line["name"], line["outcome"], line.get("reason")) for line in told.lines] == [
        ("one.txt", "new", None),
        ("bad.txt", "refused", "invalid"),
        ("absent.txt", "refused", "unreadable"),
    ]
    assert told.code == 1


def test_names_cannot_play_tricks_on_the_terminal(tawthiq: Tawthiq, first: Said, tmp_path: Path) -> None:
    (tmp_path / "a\x1b[2J\u202etxt.exe\n.txt").write_text("a name with an escape, a turn and a line break\n")
    told = tawthiq("ingest", tmp_path)
    assert told.code == 0
    assert not {"\x1b", "\u202e"} & set(told.out)
    assert len(told.out.splitlines()) == 1


@pytest.mark.parametrize("arguments", [("--home", "H", "doctor", "--json"), ("doctor", "--home", "H", "--json")])
def test_the_workspace_may_be_named_before_or_after_the_verb(
    tawthiq: Tawthiq, first: Said, arguments: tuple[str, ...]
) -> None:
    named = [str(tawthiq.home) if part == "H" else part for part in arguments]
    told = tawthiq(*named, TAWTHIQ_HOME="/nowhere")
    states = {line["name"]: line["state"] for line in told.lines}
    assert told.code == 0, told.out
    assert states["workspace"] == states["vault"] == states["keys"] == states["register"] == "ok"
    assert {"python", "sqlite", "django", "chromium", "postgresql", "encryption", "checkpoint", "log"} <= set(states)


def test_the_doctor_names_what_is_broken(tawthiq: Tawthiq, first: Said) -> None:
    key = tawthiq.home / "keys/signing.pem"
    key.chmod(0o644)
    told = tawthiq("doctor")
    key.chmod(0o600)
    assert told.code == 1
    assert "BROKEN" in told.out
    assert "chmod 600" in told.out
