"""``tawthiq dispose``: afterwards no file of the workspace holds a word of the item, and everything still verifies."""

from pathlib import Path

import pytest
from conftest import Tawthiq

CANARY = "canary-in-the-text-7731"
ARABIC = "الشاهدة مسعودة الحلبي رأت ذلك"
PASSWORD = {"TAWTHIQ_PASSWORD": "a long enough phrase"}
TEXT = (
    "Aleppo – Tawthiq Network\n\nRegime warplanes bombed the market of Manbij yesterday morning, and nine "
    f"civilians were killed, {CANARY} said. The teacher Canaryman al-Hasan was among the dead. {ARABIC}\n"
    + "More words follow. "
    * 400
)


@pytest.fixture(scope="module")
def filled(tawthiq: Tawthiq, tmp_path_factory: pytest.TempPathFactory) -> Tawthiq:
    """A workspace with three people, two reports and their claims."""
    folder = tmp_path_factory.mktemp("reports")
    (folder / "canary-name.txt").write_text(TEXT, encoding="utf-8")
    (folder / "other.txt").write_text("Another report, of Manbij.\n" * 300)
    for role in ("custodian", "reviewer", "lawyer"):
        said = tawthiq("init", "--person", f"{role}-1", "--role", role, **PASSWORD)
        assert said.code == 0, said.err
    said = tawthiq("ingest", folder, "--source", "Witness 1", "--kind", "witness", "--published", "2015-09-12")
    assert said.code == 0, said.err
    assert tawthiq("work", "--once").code == 0
    return tawthiq


def files_with(home: Path, *words: str) -> list[str]:
    """Every file of the workspace in whose bytes, or in whose name, one of the words stands."""
    found = []
    for path in sorted(path for path in home.rglob("*") if path.is_file()):
        data = path.read_bytes()
        if any(word.encode() in data or word in path.name for word in words):
            found.append(str(path.relative_to(home)))
    return found


def test_not_a_word_is_left_and_everything_verifies(filled: Tawthiq) -> None:
    words = (CANARY, ARABIC, "canary-name", "Canaryman")
    assert files_with(filled.home, *words)
    items = {line["name"]: line for line in filled("ingest", "--json", filled_folder(filled)).lines}
    item = items["canary-name.txt"]["item"]
    asked = filled("dispose", "ask", item, "--why", "consent_withdrawn", "--by", "custodian-1", "--json", **PASSWORD)
    (asked_line,) = asked.lines
    assert asked_line["state"] == "asked"
    refused = filled("dispose", "allow", asked_line["ref"], "--by", "custodian-1", **PASSWORD)
    assert refused.code == 2
    done = filled("dispose", "allow", asked_line["ref"], "--by", "reviewer-1", **PASSWORD)
    assert done.code == 0, done.err
    assert item in done.out
    if "TAWTHIQ_DATABASE_URL" not in filled.environment:
        assert files_with(filled.home, *words) == []
    assert not list(filled.home.rglob(items["canary-name.txt"]["sha256"]))
    verified = filled("verify", "--json")
    assert verified.code == 0, verified.out
    assert filled("dispose", "resume").code == 0
    (listed,) = filled("dispose", "list", "--json").lines
    assert (listed["item"], listed["state"]) == (item, "done")
    assert "تم" in filled("dispose", "list", TAWTHIQ_LANG="ar").out
    again = filled("ingest", filled_folder(filled), "--json")
    assert again.code == 1
    outcomes = {line["name"]: line["outcome"] for line in again.lines}
    assert outcomes == {"canary-name.txt": "refused", "other.txt": "again"}
    assert filled("verify").code == 0


def filled_folder(filled: Tawthiq) -> Path:
    """The folder again from which the reports came."""
    folder = filled.home.parent / "again"
    folder.mkdir(exist_ok=True)
    (folder / "canary-name.txt").write_text(TEXT, encoding="utf-8")
    (folder / "other.txt").write_text("Another report, of Manbij.\n" * 300)
    return folder


def test_consent_is_recorded_listed_and_taken_back(filled: Tawthiq) -> None:
    told = ["--purpose", "share_icc", "--explained-by", "researcher-1", "--how", "read aloud", "--lang", "ar"]
    by = ["--by", "lawyer-1"]
    record = ["consent", "record", "--source", "Witness 1", *told, "--day", "2016-01-01", *by]
    (said,) = filled(*record, "--given", "--json", **PASSWORD).lines
    assert (said["purpose"], said["is_given"], said["withdrawn_at"]) == ("share_icc", True, None)
    listed = filled("consent", "list", "--source", "Witness 1", *by, TAWTHIQ_LANG="ar", **PASSWORD)
    assert "المشاركة مع المحكمة الجنائية الدولية" in listed.out
    gone = filled("consent", "withdraw", said["ref"], "--reason", "they called", *by, **PASSWORD)
    assert (gone.code, said["ref"] in gone.out) == (0, True)
    shown = filled("consent", "list", *by, **PASSWORD)
    assert said["ref"] in shown.out
    (listed_line,) = filled("consent", "list", *by, "--json", **PASSWORD).lines
    assert listed_line["withdrawn_at"]
    assert filled(*record[:-4], "--day", "yesterday", *by, "--given", **PASSWORD).code == 2
    assert filled("consent", "list", "--source", "Nobody", *by, **PASSWORD).code == 2
    assert filled("verify").code == 0
