"""The documentation says every command, option, setting and error, and its links lead somewhere."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import build_docs  # noqa: E402 - a script, found by its folder


@pytest.fixture(scope="module")
def reference() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs/reference").rglob("*.md"))


def test_every_command_and_option_is_said(reference: str) -> None:
    wanted = build_docs.commands()
    assert "tawthiq verify" in wanted
    assert "--json" in wanted
    assert build_docs.unmentioned(wanted, reference) == []


def test_every_setting_is_said(reference: str) -> None:
    wanted = build_docs.settings(ROOT / "src/tawthiq")
    assert "TAWTHIQ_HOME" in wanted
    assert build_docs.unmentioned(wanted, reference) == []


def test_every_error_is_said(reference: str) -> None:
    wanted = build_docs.errors(ROOT / "src/tawthiq")
    assert "Tampered" in wanted
    assert build_docs.unmentioned(wanted, reference) == []


def test_every_link_leads_somewhere(tmp_path: Path) -> None:
    assert build_docs.build(ROOT, tmp_path / "docs") == []
    assert (tmp_path / "docs/index.html").exists()


def test_what_is_not_said_is_named() -> None:
    assert build_docs.unmentioned(
        ["tawthiq read", "--json", "TAWTHIQ_HOME"], "tawthiq reader --json-lines TAWTHIQ_HOMES"
    ) == [
        "tawthiq read",
        "--json",
        "TAWTHIQ_HOME",
    ]


def test_a_link_to_nowhere_is_named(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/page.md").write_text("# Page\n[gone](gone.md) [here](page.md#top) ![picture](none.png)\n")
    faults = build_docs.build(tmp_path, tmp_path / "out")
    assert faults == ["docs/page.md: leads nowhere: gone.md", "docs/page.md: leads nowhere: none.png"]
    assert 'href="page.html#top"' in (tmp_path / "out/docs/page.html").read_text()
