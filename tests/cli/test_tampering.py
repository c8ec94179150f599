"""``tawthiq verify`` against somebody who has the disk and the database: item, digest and exit code."""

from pathlib import Path

import pytest
from conftest import REPORTS, Said, Tawthiq


@pytest.fixture(scope="module")
def line(tawthiq: Tawthiq, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What was said when the report was received; it has been read since."""
    report = tmp_path_factory.mktemp("one") / "manbij.txt"
    report.write_text(REPORTS["en/manbij.txt"], encoding="utf-8")
    assert tawthiq("init").code == 0
    (line,) = tawthiq("ingest", report, "--json").lines
    assert tawthiq("work", "--once").code == 0
    assert tawthiq("verify").code == 0
    return line


def named(told: Said, code: str) -> dict:
    """The fault of this kind."""
    assert told.code == 1, told.out
    return next(one for one in told.lines if one.get("fault") == code)


def test_each_damage_is_named_by_item_and_sha256(tawthiq: Tawthiq, line: dict) -> None:
    """One after the other on one workspace, from a flipped bit to a cut journal; the first is mended in between."""
    rests_on = (line["item"], line["sha256"])
    stored = tawthiq.home / "vault/objects" / line["sha256"][:2] / line["sha256"]
    flip(stored)
    found = named(tawthiq("verify", "--json"), "bytes_changed")
    words = tawthiq("verify")
    assert (found["item"], found["sha256"]) == rests_on
    assert words.code == 1
    assert f"{line['item']} sha256:{line['sha256']}" in words.out
    assert "خلل" in tawthiq("verify", TAWTHIQ_LANG="ar").out
    flip(stored)
    assert tawthiq("verify").code == 0

    tawthiq.run_sql("UPDATE desk_claim SET decision = 'accepted' WHERE id = 1")
    found = named(tawthiq("verify", "--json"), "record_changed")
    assert (found["where"], found["item"], found["sha256"]) == ("CL-000001", *rests_on)

    tawthiq.run_sql("DELETE FROM desk_claim WHERE id = 1")
    found = named(tawthiq("verify", "--json"), "record_missing")
    assert (found["where"], found["item"], found["sha256"]) == ("CL-000001", *rests_on)

    tawthiq.run_sql(
        "UPDATE desk_journalentry SET body = replace(body, 'operator', 'somebody') WHERE event = 'received'"
    )
    found = named(tawthiq("verify", "--json"), "journal_entry_changed")
    assert (found["item"], found["sha256"]) == rests_on

    tawthiq.run_sql("DELETE FROM desk_journalentry WHERE event = 'received'")
    found = named(tawthiq("verify", "--json"), "journal_entry_missing")
    assert (found["item"], found["sha256"]) == rests_on

    tawthiq.run_sql("DELETE FROM desk_journalentry WHERE event = 'claims_read'")
    assert named(tawthiq("verify", "--json"), "journal_truncated")


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[7] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)
    path.chmod(0o440)
