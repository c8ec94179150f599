"""``tawthiq dispose``: afterwards no file of the workspace holds a word of the item, and everything still verifies."""

from pathlib import Path
from types import SimpleNamespace

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
def filled(tawthiq: Tawthiq, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A workspace with two people, two reports and their claims."""
    folder = tmp_path_factory.mktemp("reports")
    (folder / "canary-name.txt").write_text(TEXT, encoding="utf-8")
    (folder / "other.txt").write_text("Another report, of Manbij.\n" * 300)
    for role in ("custodian", "lawyer"):
        said = tawthiq("init", "--person", f"{role}-1", "--role", role, **PASSWORD)
        assert said.code == 0, said.err
    told = ["--source", "Witness 1", "--kind", "witness", "--published", "2015-09-12", "--json"]
    said = tawthiq("ingest", folder, *told)
    assert said.code == 0, said.err
    assert tawthiq("work", "--once").code == 0
    return SimpleNamespace(tawthiq=tawthiq, folder=folder, items={line["name"]: line for line in said.lines})


def files_with(home: Path, *words: str) -> list[str]:
    """Every file of the workspace in whose bytes, or in whose name, one of the words stands."""
    found = []
    for path in sorted(path for path in home.rglob("*") if path.is_file()):
        data = path.read_bytes()
        if any(word.encode() in data or word in path.name for word in words):
            found.append(str(path.relative_to(home)))
    return found


def test_not_a_word_is_left_and_everything_verifies(filled: SimpleNamespace) -> None:
    tawthiq, words = filled.tawthiq, (CANARY, ARABIC, "canary-name", "Canaryman")
    assert "TAWTHIQ_DATABASE_URL" in tawthiq.environment or files_with(tawthiq.home, *words)
    taken = filled.items["canary-name.txt"]
    ask = ["dispose", "ask", taken["item"], "--why", "consent_withdrawn", "--by", "custodian-1", "--json"]
    (asked,) = tawthiq(*ask, **PASSWORD).lines
    assert asked["state"] == "asked"
    assert tawthiq("dispose", "allow", asked["ref"], "--by", "custodian-1", **PASSWORD).code == 2
    done = tawthiq("dispose", "allow", asked["ref"], "--by", "lawyer-1", **PASSWORD)
    assert (done.code, taken["item"] in done.out) == (0, True), done.err
    if "TAWTHIQ_DATABASE_URL" not in tawthiq.environment:
        assert files_with(tawthiq.home, *words) == []
    assert not list(tawthiq.home.rglob(taken["sha256"]))
    again = tawthiq("ingest", filled.folder, "--json")
    outcomes = {line["name"]: line["outcome"] for line in again.lines}
    assert (again.code, outcomes) == (1, {"canary-name.txt": "refused", "other.txt": "again"})
    verified = tawthiq("verify", "--json")
    assert verified.code == 0, verified.out
    listed = tawthiq("dispose", "list", TAWTHIQ_LANG="ar")
    assert (taken["item"] in listed.out, "تم" in listed.out) == (True, True)


def test_consent_is_recorded_listed_and_taken_back(filled: SimpleNamespace) -> None:
    tawthiq, by = filled.tawthiq, ["--by", "lawyer-1"]
    told = ["--purpose", "share_icc", "--explained-by", "researcher-1", "--how", "read aloud", "--lang", "ar"]
    record = ["consent", "record", "--source", "Witness 1", *told, *by]
    (said,) = tawthiq(*record, "--day", "2016-01-01", "--given", "--json", **PASSWORD).lines
    assert (said["purpose"], said["is_given"], said["withdrawn_at"]) == ("share_icc", True, None)
    listed = tawthiq("consent", "list", "--source", "Witness 1", *by, TAWTHIQ_LANG="ar", **PASSWORD)
    assert "المشاركة مع المحكمة الجنائية الدولية" in listed.out
    gone = tawthiq("consent", "withdraw", said["ref"], "--reason", "they called", *by, **PASSWORD)
    assert (gone.code, said["ref"] in gone.out) == (0, True)
    (line,) = tawthiq("consent", "list", *by, "--json", **PASSWORD).lines
    assert line["withdrawn_at"]
    assert tawthiq(*record, "--day", "yesterday", "--given", **PASSWORD).code == 2
