"""``tawthiq law``: looked up in both languages and as JSON, a domestic code checked; without a workspace."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tawthiq.cli import app
from tawthiq.cli.words import all_words
from tawthiq.core.law import ELEMENT_KINDS, FaultyLaw
from tawthiq.errors import NotFound, Unreadable

OWN = """
instruments: [{code: pc, en: Penal code, ar: قانون العقوبات, citation: Law 1, source: Gazette}]
rules: [{code: pc-1, instrument: pc, article: "1", en: No detention, ar: لا حجز, source: "Penal code, 1"}]
"""


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["law", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout


def test_every_kind_of_element_has_its_words() -> None:
    assert {f"law.kind.{kind}" for kind in ELEMENT_KINDS} <= set(all_words())


def test_a_crime_is_shown_with_its_paragraphs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAWTHIQ_LANG", "en")
    shown = run("show", "rs-8-2-e-viii")
    assert "  1. [conduct] The perpetrator ordered a displacement of a civilian population.\n" in shown
    assert "Elements of Crimes, Art. 8(2)(e)(viii), para. 5" in shown
    assert "not yet been compared with the official editions" in shown
    monkeypatch.setenv("TAWTHIQ_LANG", "ar")
    assert "  1. [سلوك] أن يأمر مرتكب الجريمة بتشريد سكان مدنيين.\n" in run("show", "rs-8-2-e-viii")


def test_rules_modes_and_instruments_are_shown_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAWTHIQ_LANG", "en")
    assert "ICRC customary IHL study, vol. I, rule 93" in run("show", "cihl-93")
    assert "Rome Statute, Art. 28(a)(ii)" in run("show", "rs-28-a")
    assert "1125 UNTS 3" in run("show", "ap1")
    crime = json.loads(run("show", "rs-6-a", "--json"))
    assert crime["elements"][3]["text"]["ar"].startswith("أن يصدر السلوك")


def test_a_term_may_fall_under_and_never_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAWTHIQ_LANG", "en")
    assert run("for", "torture").startswith("torture may fall under (a lawyer decides")
    found = json.loads(run("for", "Chemical weapon", "--scheme", "acled", "--json"))
    assert "rs-8-2-e-xiv" in [row["code"] for row in found["may_fall_under"]]
    assert run("for", "Armed clash", "--scheme", "acled") == "Armed clash falls under no crime or rule by itself.\n"


def test_a_domestic_code_is_checked_and_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAWTHIQ_LANG", "en")
    (tmp_path / "code.yaml").write_text(OWN, encoding="utf-8")
    assert run("check", str(tmp_path)).startswith("usable: crimes 0, modes of liability 0, rules 1.")
    assert "No detention" in run("show", "pc-1", "--own", str(tmp_path))
    (tmp_path / "code.yaml").write_text(OWN.replace("instrument: pc", "instrument: x"), encoding="utf-8")
    with pytest.raises(FaultyLaw, match="pc-1: unknown instrument"):
        run("check", str(tmp_path))


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="rs-9"):
        run("show", "rs-9")
    with pytest.raises(NotFound, match="nonsense"):
        run("for", "nonsense")
    with pytest.raises(Unreadable, match="none"):
        run("check", str(tmp_path / "none"))
