"""Sentences and quotations of the report's own text, with their offsets."""

import re
from dataclasses import dataclass
from functools import cache

from tawthiq.reading.language import Language
from tawthiq.reading.sections import Section

_INITIAL = re.compile(r"(?:^|[\s.(\"'])[^\W\d_]$")
# A pair of quote marks holds somebody's words, not a name, from this many characters on.
QUOTATION_MIN = 60
# A sentence without an end is cut here, so that odd texts stay linear.
_SENTENCE_MAX = 1500
_COMMAS = ",،؛;"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the kind and number of the line it stands in; parts of one sentence share ``whole``."""

    start: int
    end: int
    section: str
    paragraph: int
    whole: int = -1


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quote marks, the marks left out, and the number of their line."""

    start: int
    end: int
    paragraph: int


@cache
def _end_pattern(ends: str, openers: str) -> re.Pattern[str]:
    """The marks that end a sentence, and the comma before a word that opens one."""
    end = f"[{re.escape(ends)}]+[\"')\\]]*(?=\\s|$)|(?<=[a-z]{{3}})\\.(?=[A-Z][a-z])"
    return re.compile(f"{end}|[{_COMMAS}][\"')\\]]*(?=\\s+(?:{openers})(?![^\\W_]))" if openers else end)


def find_sentences(text: str, sections: list[Section], *, language: Language) -> list[Sentence]:
    """Sentences of every section that is not boilerplate; a line always ends a sentence."""
    found: list[Sentence] = []
    pattern = _end_pattern(language.sentence_ends, language.sentence_openers)
    for number, section in enumerate(sections):
        if section.kind == "boilerplate":
            continue
        start = section.start
        for match in pattern.finditer(text, section.start, section.end):
            if _is_end(text, match, start=start, language=language):
                _add(found, text, (start, match.end()), section=section, paragraph=number)
                start = match.end()
        _add(found, text, (start, section.end), section=section, paragraph=number)
    return found


def _is_end(text: str, match: re.Match[str], *, start: int, language: Language) -> bool:
    if match.group()[0] != ".":
        return True
    word = text[max(start, match.start() - 12) : match.start()].rpartition(" ")[2].strip("(\"'")
    if word.casefold() in language.abbreviations or (language.capitals and _INITIAL.search(word)):
        return False
    following = text[match.end() : match.end() + 3].strip()
    return not (language.capitals and following[:1].islower())


def _add(found: list[Sentence], text: str, span: tuple[int, int], *, section: Section, paragraph: int) -> None:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > _SENTENCE_MAX:
        cut = text.rfind(" ", start + 1, start + _SENTENCE_MAX)
        cut = cut if cut > start else start + _SENTENCE_MAX
        found.append(Sentence(start, cut, section.kind, paragraph, len(found)))
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if end > start:
        found.append(Sentence(start, end, section.kind, paragraph, len(found)))


def find_quotations(text: str, sections: list[Section]) -> list[Quotation]:
    """Long quotations of the report's own text, in order; a mark without a partner is passed over."""
    found: list[Quotation] = []
    for number, section in enumerate(sections):
        if section.kind == "boilerplate":
            continue
        opened = -1
        at = text.find('"', section.start, section.end)
        while at != -1:
            if opened < 0 or not _may_close(text, at):
                opened = at if opened < 0 else opened
            else:
                if at - opened > QUOTATION_MIN:
                    found.append(Quotation(opened + 1, at, number))
                opened = -1
            at = text.find('"', at + 1, section.end)
        if opened >= 0 and section.end - opened > QUOTATION_MIN:
            found.append(Quotation(opened + 1, section.end, number))
    return found


def _may_close(text: str, at: int) -> bool:
    """A mark that opens has a space before it and none after it."""
    return not (at > 0 and text[at - 1].isspace() and not text[at + 1 : at + 2].isspace())
