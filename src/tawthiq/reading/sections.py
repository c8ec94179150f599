"""Which part of a text is the report: title, dateline, body, list, table, headings, and boilerplate that is cut off."""

import re
from dataclasses import dataclass

from tawthiq.core.texts import fold
from tawthiq.reading.language import Language

_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"\s*(?:[•*·▪◦-]|\d{1,3}[.)-])\s+\S")
_DATELINE = re.compile(r"\s*[^\n.!?؟:]{2,40}?\s-\s+[^\n.!?؟:]{2,60}\s*$")
_ROW = re.compile(r"[^\t|\n]*(?:\t|\s?\|\s?)[^\t|\n]*(?:\t|\|)")
# "ERBIL - The Islamic State …", "Hama Province - Orontes Monitor: shells …": where and by whom the report was filed.
_HEAD_END = re.compile(r"\s?:+(?=\s|$)|\s-\s+(?=[A-Z\"\d])|(?<=\w)-\s?(?=[A-Z])")
_HEAD_MAX = 90
_HEAD_WORD = re.compile(r"[^\s,()/]+")
_IN_HEADS = frozenset(["of", "for", "the", "in", "and", "al", "el"])
_HEADING_MAX, _HEADING_WORDS, _MASTHEAD_WORDS = 60, 5, 4
_TITLE_MAX = 200
_ARTICLE_MIN = 240
# A title within the report has so many words, and the paragraph below it is so many times as long.
_SUBTITLE_WORDS, _SUBTITLE_TIMES = (4, 16), 2
_CLOSED = (".", "!", "?", '"', "؟")
# A second title shares this part of its words with the first. Source: our own reading of reports, no study.
_AGAIN = 0.5


@dataclass(frozen=True, slots=True)
class Section:
    """A line of the text, or its head, and what it is.

    ``kind``: title, dateline, place (of filing), heading (a region that the next lines tell of), body, list, table,
    boilerplate.
    """

    kind: str
    start: int
    end: int


def find_sections(text: str, *, language: Language) -> list[Section]:
    """Every line of the text in order, each with its kind."""
    headings, regions = _headings(language), frozenset(language.words.get("region_headings", ()))
    found: list[Section] = []
    cut = ""
    for match in _LINE.finditer(text):
        line = match.group()
        if not line.strip():
            continue
        cut = _cut_after(cut, _heading_of(line, headings=headings), line=line)
        kind = "boilerplate" if cut else _kind_of(line, is_first=not found, regions=regions)
        found.append(Section(kind, match.start(), match.end()))
        if cut == "share":
            cut = ""
    found = _with_subtitles(_with_title(found, text=text), text=text)
    return _with_inline_heads(found, text=text, regions=regions)


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


def _kind_of(line: str, *, is_first: bool, regions: frozenset[str]) -> str:
    if is_first and _DATELINE.match(line):
        return "dateline"
    if _ROW.match(line):
        return "table"
    if _is_heading(line, regions=regions):
        return "heading"
    return "list" if _BULLET.match(line) else "body"


def _is_heading(line: str, *, regions: frozenset[str]) -> bool:
    """ "Hama Province:", "Damascus Countryside": a short line of names that ends with a word for a region."""
    words = _HEAD_WORD.findall(line.strip(" :"))
    return 1 < len(words) <= _HEADING_WORDS and words[-1].lower() in regions and _is_head(words)


def _is_head(words: list[str]) -> bool:
    """Whether these are names only: capitals, figures and the small words inside names."""
    return bool(words) and all(
        word.lower() in _IN_HEADS or not word[0].isalpha() or any(letter.isupper() for letter in word) for word in words
    )


def _with_title(sections: list[Section], *, text: str) -> list[Section]:
    """The first line is the title when it is short, does not end like a sentence and more lines follow.

    A byline may stand between ("Written by the editors"); a line before boilerplate alone is the report itself.
    """
    if len(sections) < 2 or sections[0].kind != "body" or all(line.kind == "boilerplate" for line in sections[1:]):
        return sections
    first = sections[0]
    line = text[first.start : first.end].strip()
    if len(line) > _TITLE_MAX or _ends_sentence(line):
        return sections
    second = sections[1]
    if len(sections) > 2 and second.kind == "body" and _is_said_again(line, text[second.start : second.end].strip()):
        again = Section("title", second.start, second.end)
        return [Section("title", first.start, first.end), again, *sections[2:]]
    dateline = second.kind == "body" and bool(_DATELINE.match(text[second.start : second.end]))
    rest = [Section("dateline", second.start, second.end)] if dateline else [second]
    return [Section("title", first.start, first.end), *rest, *sections[2:]]


def _ends_sentence(line: str) -> bool:
    """Whether the line ends like a sentence or goes on; a name in quotes at its end is no end of a sentence."""
    return line.endswith((*".!?؟:،,", '."', '!"', '?"')) or (line.endswith('"') and line.startswith('"'))


def _with_subtitles(sections: list[Section], *, text: str) -> list[Section]:
    """A short line without a full stop, between a sentence that has one and a longer line, is a title of its own."""
    found = list(sections)
    for at in range(1, len(sections) - 1):
        before, here, after = sections[at - 1 : at + 2]
        if not before.kind == here.kind == after.kind == "body":
            continue
        line = text[here.start : here.end].strip()
        is_open = line[-1:].isalnum() and _SUBTITLE_WORDS[0] <= len(line.split()) <= _SUBTITLE_WORDS[1]
        is_closed = text[before.start : before.end].rstrip()[-1:] in _CLOSED
        if is_open and is_closed and after.end - after.start >= _SUBTITLE_TIMES * len(line):
            found[at] = Section("title", here.start, here.end)
    return found


def _is_said_again(title: str, line: str) -> bool:
    """Whether the line is the title once more in other words: a page's title over the headline of its report."""
    if len(line) > _TITLE_MAX or _ends_sentence(line):
        return False
    words, others = set(fold(title).split()), set(fold(line).split())
    return len(words & others) >= _AGAIN * max(len(words), len(others), 1)


def _with_inline_heads(sections: list[Section], *, text: str, regions: frozenset[str]) -> list[Section]:
    """Parts the place of filing from the first line of the body, and "Hama province:" from any line."""
    found: list[Section] = []
    is_first = True
    for section in sections:
        if section.kind == "body" and is_first and _is_masthead(text[section.start : section.end]):
            found.append(Section("dateline", section.start, section.end))
            continue
        end = _head_end(text, section, is_first=is_first, regions=regions) if section.kind == "body" else 0
        if end:
            found.append(Section(_kind_of_head(text[section.start : end], regions=regions), section.start, end))
        if end < section.end:
            found.append(Section(section.kind, end or section.start, section.end))
        is_first = is_first and section.kind in ("title", "heading")
    return found


def _is_masthead(line: str) -> bool:
    """ "ARA News": a short line of names alone before the first paragraph tells who publishes."""
    words = _HEAD_WORD.findall(line)
    return 0 < len(words) <= _MASTHEAD_WORDS and _is_head(words) and line.strip()[-1:].isalnum()


def _head_end(text: str, section: Section, *, is_first: bool, regions: frozenset[str]) -> int:
    """Where the head of the line ends, 0 where it has none; of several the longest that is names only."""
    best = 0
    for match in _HEAD_END.finditer(text, section.start, min(section.start + _HEAD_MAX, section.end)):
        head = text[section.start : match.start()]
        words = _HEAD_WORD.findall(head)
        is_tight = match.group().startswith("-")
        if is_tight and not ("," in head or "(" in head):
            continue
        if not _is_head([word for word in words if word.lower() not in regions]):
            break
        if is_first or (words and words[-1].lower() in regions):
            best = match.end()
    return best


def _kind_of_head(head: str, *, regions: frozenset[str]) -> str:
    """A head with an organisation beside the place is a dateline."""
    words = _HEAD_WORD.findall(head.strip(" :-"))
    if words and words[-1].lower() in regions:
        return "heading"
    bare = head.strip(" :-")
    is_several = any(mark in bare for mark in (",", "(", " - ")) and not bare.startswith("(")
    return "dateline" if is_several else "place"
