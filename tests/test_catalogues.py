"""The catalogue check names what is wrong: file, message and fault; and the update keeps what people translated."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

CODE = """from django.utils.translation import gettext_lazy as _, ngettext, pgettext
A = _("Reports of %(day)s")
B = ngettext("%(n)s person", "%(n)s people", 3)
C = pgettext("verb", "Release")
"""
PAGE = """{% load i18n %}<title>{% translate "Inbox" %}</title>
{% blocktranslate count n=rows|length %}one row{% plural %}{{ n }} rows{% endblocktranslate %}
<p class="words here">{{ name }} {# note #} <a title="{% translate "Open" %}" href="/x/">{% translate "Open" %}</a></p>
{% comment %} words {% endcomment %}<script>const word = "hidden";</script><b>English</b>
"""
TRANSLATED = """msgid ""
msgstr ""
"Language: ar\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);\\n"

#, python-format
msgid "Reports of %(day)s"
msgstr "تقارير %(day)s"

msgid "%(n)s person"
msgid_plural "%(n)s people"
msgstr[0] "لا أحد"
msgstr[1] "شخص"
msgstr[2] "شخصان"
msgstr[3] "%(n)s أشخاص"
msgstr[4] "%(n)s شخصًا"
msgstr[5] "%(n)s شخص"

msgctxt "verb"
msgid "Release"
msgstr "انشر"

msgid "Inbox"
msgstr "الوارد"

msgid "Open"
msgstr "افتح"

msgid "one row"
msgid_plural "%(n)s rows"
msgstr[0] "لا صفوف"
msgstr[1] "صف"
msgstr[2] "صفان"
msgstr[3] "%(n)s صفوف"
msgstr[4] "%(n)s صفًا"
msgstr[5] "%(n)s صف"
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A package with one room whose catalogue is complete."""
    room = tmp_path / "room"
    (room / "templates").mkdir(parents=True)
    (room / "__init__.py").touch()
    (room / "views.py").write_text(CODE, encoding="utf-8")
    (room / "templates/page.html").write_text(PAGE, encoding="utf-8")
    catalogue = room / "locale/ar/LC_MESSAGES/django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(TRANSLATED, encoding="utf-8")
    return tmp_path


def catalogues(verb: str, house: Path) -> tuple[int, str]:
    """Exit code and words of the script."""
    command = [sys.executable, str(ROOT / "scripts/catalogues.py"), verb, str(house)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.returncode, result.stdout + result.stderr


def change(house: Path, path: str, old: str, new: str) -> None:
    """One change in one file, which must be there to change."""
    target = house / "room" / path
    text = target.read_text(encoding="utf-8")
    assert old in text
    target.write_text(text.replace(old, new), encoding="utf-8")


def test_a_complete_catalogue_passes(house: Path) -> None:
    assert catalogues("check", house) == (0, "every message is there in both languages\n")


PO = "locale/ar/LC_MESSAGES/django.po"


@pytest.mark.parametrize(
    ("path", "old", "new", "fault"),
    [
        ("views.py", "C = ", 'D = _("Brand new")\nC = ', "'Brand new' is missing"),
        ("templates/page.html", '"Inbox"', '"In-tray"', "'In-tray' is missing"),
        ("templates/page.html", '"Inbox"', '"In-tray"', "'Inbox' is no longer used"),
        (PO, "الوارد", "", "'Inbox' is not translated"),
        (PO, "الوارد", "Inbox", "'Inbox' is not in Arabic"),
        (PO, 'msgid "Inbox"', '#, fuzzy\nmsgid "Inbox"', "'Inbox' is fuzzy"),
        (PO, "تقارير %(day)s", "تقارير", "'Reports of %(day)s' has the placeholders [], not ['%(day)s']"),
        (PO, "%(n)s أشخاص", "%(m)s أشخاص", "'%(n)s person' has the placeholders ['%(m)s'], not ['%(n)s']"),
        (PO, '"%(n)s صف"', '""', "'one row' is not translated"),
        (
            "templates/page.html",
            "{{ name }}",
            "Loose words",
            "page.html: words outside a translation tag: 'Loose words'",
        ),
        ("templates/page.html", 'class="words here"', 'title="A tip"', "words outside a translation tag: 'A tip'"),
        ("views.py", '"verb"', '"noun"', "'Release' is missing"),
    ],
)
def test_a_fault_is_named(house: Path, path: str, old: str, new: str, fault: str) -> None:
    change(house, path, old, new)
    code, words = catalogues("check", house)
    assert code == 1
    assert fault in words


def test_a_room_without_its_catalogue_is_named(house: Path) -> None:
    (house / "room" / PO).unlink()
    code, words = catalogues("check", house)
    assert code == 1
    assert "6 messages wait for it" in words


def test_update_adds_what_is_new_drops_what_is_stale_and_keeps_the_rest(house: Path) -> None:
    change(house, "templates/page.html", '"Inbox"', '"In-tray"')
    assert catalogues("update", house)[0] == 0
    text = (house / "room" / PO).read_text(encoding="utf-8")
    assert 'msgid "In-tray"\nmsgstr ""' in text
    assert "الوارد" not in text
    assert "تقارير %(day)s" in text
    code, words = catalogues("check", house)
    assert code == 1
    assert words.splitlines() == [f"room/{PO}: 'In-tray' is not translated"]


def test_a_second_update_changes_nothing(house: Path) -> None:
    catalogues("update", house)
    once = (house / "room" / PO).read_bytes()
    catalogues("update", house)
    assert (house / "room" / PO).read_bytes() == once
