"""The command line speaks English and Arabic, completely."""

import ast
import re
import string
from pathlib import Path

import pytest

from tawthiq.cli import words

SOURCE = Path(words.__file__).parent
ARABIC = re.compile(r"[\u0621-\u064a]")
# places and values only
SAME_IN_BOTH = {"error.file", "verify.progress", "serve.ready", "doctor.sqlite_mended", "link.people.progress"}


@pytest.mark.parametrize("key", sorted(words.all_words()))
def test_every_message_is_there_in_both_languages(key: str) -> None:
    message = words.all_words()[key]
    assert set(message) == {"en", "ar"}
    places = [sorted(name for _, name, _, _ in string.Formatter().parse(text) if name) for text in message.values()]
    assert places[0] == places[1]
    if key not in SAME_IN_BOTH:
        assert ARABIC.search(message["ar"])
        assert not ARABIC.search(message["en"])


def test_every_message_that_is_said_exists_and_none_is_left_over() -> None:
    said: set[str] = set()
    stems: set[str] = set()
    for path in SOURCE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                said.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                stems.add(str(node.values[0].value))
    prefixes = tuple(stem for stem in stems if re.fullmatch(r"(\w+\.)+", stem))
    assert prefixes
    left_over = [key for key in words.all_words() if key not in said and not key.startswith(prefixes)]
    assert left_over == []
    asked = [
        text
        for text in said
        if re.fullmatch(r"(help|error|init|ingest|verify|serve|work|doctor|ask)\.[a-z_.]*[a-z]", text)
    ]
    assert sorted(set(asked) - set(words.all_words()) - {"ingest.progress"}) == []


def test_every_finding_of_the_check_has_words() -> None:
    queries = SOURCE.parent / "desk/queries"
    codes: set[str] = set()
    for name in ("integrity", "journal_check", "log_check", "vouching", "vault_check"):
        text = (queries / f"{name}.py").read_text(encoding="utf-8")
        codes |= set(re.findall(r'(?:Finding|about|_note)\(\s*"(\w+)"', text))
    journal = (SOURCE.parent / "core/journal.py").read_text(encoding="utf-8")
    vault = "".join(path.read_text(encoding="utf-8") for path in sorted((SOURCE.parent / "store/vault").glob("*.py")))
    codes |= set(re.findall(r'Fault\(\s*"(\w+)"', journal + vault))
    assert len(codes) > 20
    assert {key.removeprefix("finding.") for key in words.all_words() if key.startswith("finding.")} == codes


@pytest.mark.parametrize(
    ("environment", "chosen"),
    [
        ({}, "en"),
        ({"LANG": "ar_SY.UTF-8"}, "ar"),
        ({"LANG": "ar_SY.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "C", "TAWTHIQ_LANG": "ar"}, "ar"),
        ({"TAWTHIQ_LANG": "", "LANG": "ar"}, "ar"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_the_language_is_that_of_the_terminal(
    environment: dict[str, str], chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TAWTHIQ_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert words.language() == chosen


def test_control_and_direction_characters_are_written_out() -> None:
    assert words.harmless("تقرير\x1b[31m\u202e\n.txt") == "تقرير\\u001b[31m\\u202e\\u000a.txt"
