"""Why the machine thinks so, in words: every rule of the grammar reader, in the language of whoever looks."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from tawthiq.core.claims import KINDS
from tawthiq.desk.queries.labels import label
from tawthiq.errors import NotFound
from tawthiq.reading.language import load_language
from tawthiq.reading.lexicon_entries import expand
from tawthiq.store.packs import load_table

SHOWN_WORDS = 4


@cache
def trigger_row(rule: str) -> dict[str, Any] | None:
    """The row of a language's word list that the rule is; None for any other rule."""
    code = rule.partition(".")[0]
    try:
        rows = load_language(code).words.get("triggers", ()) if code.isidentifier() else ()
    except NotFound:
        return None
    return next((row for row in rows if row["id"] == rule), None)


def explain_rule(rule: str, lang: str, *, mark: Callable[[str], str] = str) -> str:
    """What the rule looks for, in a sentence or two; "" for a rule that the grammar does not have.

    ``mark`` is put to each word of a report's language, which may be another than that of whoever looks.
    """
    row = trigger_row(rule)
    if row is None:
        return _told("rule", rule, lang)
    with override(lang):
        every = words_of_row(row)
        words = _(", ").join(_("“%s”") % mark(word) for word in every[:SHOWN_WORDS])
        more = _(" and %(number)s more") % {"number": len(every) - SHOWN_WORDS}
        told = _("%(words)s: words for %(what)s.") % {
            "words": words + (more if len(every) > SHOWN_WORDS else ""),
            "what": announces(row, lang),
        }
        if row.get("needs"):
            told += " " + _("They count only beside certain other words of the same clause.")
        if row.get("unless"):
            told += " " + _("They do not count beside certain other words of the same clause.")
    return f"{told} {_told('shape', row['shape'], lang)}".strip()


def words_of_row(row: dict[str, Any]) -> list[str]:
    """The words of a row of a word list, each written out."""
    return [word for phrase in row["words"] for word in expand(str(phrase))]


def announces(row: dict[str, Any], lang: str) -> str:
    """What the words of a row tell of: a kind of claim, or an effect."""
    if row["kind"] in KINDS:
        return label("kinds", row["kind"], lang)
    return _told("announces", row["kind"] or "nothing", lang) or str(row["kind"])


def _told(of: str, row_id: str, lang: str) -> str:
    rows = load_table("reading_rules")
    return next((str(row[lang]) for row in rows if (row["of"], row["id"]) == (of, row_id)), "")
