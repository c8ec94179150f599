"""Which part of a text is the report: title, dateline, body, list items, and the boilerplate that is cut off."""

import re
from dataclasses import dataclass

from tawthiq.core.texts import fold
from tawthiq.reading.language import Language

_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"\s*(?:[•*·▪◦-]|\d{1,3}[.)-])\s+\S")
_DATELINE = re.compile(r"\s*[^\n.!?؟:]{2,40}?\s-\s+[^\n.!?؟:]{2,60}\s*$")
# "ERBIL - The Islamic State …": where the report was filed, before its first sentence.
_INLINE = re.compile(r"\s*[A-Z][\w' .,]{1,30}(?:\([^)\n]{1,30}\)\s*)?\s-\s+(?=[A-Z\"])")
_HEADING_MAX = 60
_TITLE_MAX = 200
_ARTICLE_MIN = 240
# A second title shares this part of its words with the first. Source: our own reading of reports, no study.
_AGAIN = 0.5


@dataclass(frozen=True, slots=True)
class Section:
    """A line of the text, or its head, and what it is: title, dateline, place (of filing), body, list, boilerplate."""

    kind: str
    start: int
    end: int


def find_sections(text: str, *, language: Language) -> list[Section]:
    """Every line of the text in order, each with its kind."""
    headings = _headings(language)
    found: list[Section] = []
    cut = ""
    for match in _LINE.finditer(text):
        line = match.group()
        if not line.strip():
            continue
        cut = _cut_after(cut, _heading_of(line, headings=headings), line=line)
        kind = "boilerplate" if cut else _kind_of(line, is_first=not found)
        found.append(Section(kind, match.start(), match.end()))
        if cut == "share":
            cut = ""
    return _with_inline_dateline(_with_title(found, text=text), text=text)


def _headings(language: Language) -> list[tuple[str, str]]:
    return [(fold(heading), kind) for kind, row in language.words.get("sections", {}).items() for heading in row]


def _heading_of(line: str, *, headings: list[tuple[str, str]]) -> str:
    """The kind of boilerplate that this line opens, or nothing."""
    if len(line) > _HEADING_MAX:
        return ""
    folded = fold(line).strip(" :.-*#|")
    return next((kind for heading, kind in headings if _opens(folded, heading.strip(" :."))), "")


def _opens(line: str, heading: str) -> bool:
    return line == heading or (
        line.startswith(heading) and not line[len(heading)].isalnum() and len(line) < 2 * len(heading) + 8
    )


def _cut_after(cut: str, opened: str, *, line: str) -> str:
    """What is being cut from this line on: about and reply to the end, related until a paragraph of an article."""
    if opened:
        return cut if cut in ("about", "reply") else opened
    if cut == "related" and len(line) >= _ARTICLE_MIN:
        return ""
    return cut


def _kind_of(line: str, *, is_first: bool) -> str:
    if is_first and _DATELINE.match(line):
        return "dateline"
    return "list" if _BULLET.match(line) else "body"


def _with_title(sections: list[Section], *, text: str) -> list[Section]:
    """The first line is the title when it is short, does not end like a sentence and more lines follow."""
    if len(sections) < 2 or sections[0].kind != "body" or sections[1].kind == "boilerplate":
        return sections
    first = sections[0]
    line = text[first.start : first.end].strip()
    if len(line) > _TITLE_MAX or line[-1:] in '.!?؟:"،,':
        return sections
    second = sections[1]
    if len(sections) > 2 and second.kind == "body" and _is_said_again(line, text[second.start : second.end].strip()):
        again = Section("title", second.start, second.end)
        return [Section("title", first.start, first.end), again, *sections[2:]]
    dateline = second.kind == "body" and bool(_DATELINE.match(text[second.start : second.end]))
    rest = [Section("dateline", second.start, second.end)] if dateline else [second]
    return [Section("title", first.start, first.end), *rest, *sections[2:]]


def _is_said_again(title: str, line: str) -> bool:
    """Whether the line is the title once more in other words: a page's title over the headline of its report."""
    if len(line) > _TITLE_MAX or line[-1:] in '.!?؟:"،,':
        return False
    words, others = set(fold(title).split()), set(fold(line).split())
    return len(words & others) >= _AGAIN * max(len(words), len(others), 1)


def _with_inline_dateline(sections: list[Section], *, text: str) -> list[Section]:
    """Parts the place of filing from the first line of the body."""
    at = next((index for index, section in enumerate(sections) if section.kind in ("body", "boilerplate")), None)
    if at is None or sections[at].kind != "body" or any(section.kind == "dateline" for section in sections[:at]):
        return sections
    body = sections[at]
    match = _INLINE.match(text, body.start, body.end)
    if not match:
        return sections
    return [
        *sections[:at],
        Section("place", body.start, match.end()),
        Section("body", match.end(), body.end),
        *sections[at + 1 :],
    ]
