"""The law as the desk offers it: crimes, modes of liability and their elements, in the reader's language."""

from functools import cache

from django.conf import settings

from tawthiq.core.law import Crime, Element, LawBook, Mode
from tawthiq.store.law import law_of


@cache
def law_book() -> LawBook:
    """The program's law with the workspace's own, read once; a changed table counts after the next start."""
    return law_of(settings.WORKSPACE.home)


@cache
def _crimes() -> dict[str, Crime]:
    return {crime.code: crime for crime in law_book().crimes}


@cache
def _modes() -> dict[str, Mode]:
    return {mode.code: mode for mode in law_book().modes}


def has_crime(code: str) -> bool:
    """Whether the tables have this crime."""
    return code in _crimes()


def has_mode(code: str) -> bool:
    """Whether the tables have this mode of liability."""
    return code in _modes()


def law_elements(crime: str, mode: str = "") -> tuple[Element, ...]:
    """The elements of the crime, then those of the mode; none of what the tables no longer have."""
    return law_book().elements_of(crime, mode if has_mode(mode) else None) if has_crime(crime) else ()


def text_of(element: Element, lang: str) -> str:
    """The element in words."""
    return element.text[lang]


def crime_choices(lang: str) -> list[tuple[str, str]]:
    """Every crime with its title and article, in the order of the tables."""
    return [(crime.code, f"{crime.name[lang]} · {crime.article}") for crime in law_book().crimes]


def mode_choices(lang: str) -> list[tuple[str, str]]:
    """Every mode of liability with its title and article, in the order of the tables."""
    return [(mode.code, f"{mode.name[lang]} · {mode.article}") for mode in law_book().modes]


def crime_title(code: str, lang: str) -> str:
    """What the crime is called; its code where the tables no longer have it."""
    return _crimes()[code].name[lang] if has_crime(code) else code


def mode_title(code: str, lang: str) -> str:
    """What the mode is called; its code where the tables no longer have it."""
    return _modes()[code].name[lang] if has_mode(code) else code
