"""What templates of case files ask for: crimes, modes and elements in words, and names under codenames."""

from collections.abc import Mapping

from django import template

from tawthiq.core.linkage import Pattern
from tawthiq.desk import wording
from tawthiq.desk.queries.case_matrix import Row
from tawthiq.desk.queries.cases import Masks
from tawthiq.desk.queries.labels import label
from tawthiq.desk.queries.law import crime_title, mode_title, text_of
from tawthiq.desk.templatetags.desk import language

register = template.Library()


@register.filter
def crime(code: str) -> str:
    """What the crime is called."""
    return crime_title(code, language())


@register.filter
def mode(code: str) -> str:
    """What the mode of liability is called."""
    return mode_title(code, language())


@register.filter
def element_words(row: Row) -> str:
    """The element in words; its code where the law no longer has it."""
    return text_of(row.element, language()) if row.element else row.line.element


@register.filter
def covered(text: str, masks: Masks) -> str:
    """The text with protected names as codenames."""
    return masks.cover(text)


@register.simple_tag
def pattern_words(pattern: Pattern, names: Mapping[str, str]) -> str:
    """What comes back: the aspect, and the value in words."""
    tables = {"kind": "kinds", "weapon": "weapons"}
    value = names.get(pattern.value, pattern.value) if pattern.aspect == "unit" else ""
    value = value or label(tables[pattern.aspect], pattern.value, language())
    return f"{wording.words_for('aspects', pattern.aspect)}: {value}"
