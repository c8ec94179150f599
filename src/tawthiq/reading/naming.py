"""Names of persons in a language with capitals, found over the whole report: who is introduced once is known later.

A run of capitalised words is a candidate. What stands around all its mentions speaks for a person (a title, an age, an
apposition, a later mention by the last word alone) or against one ("the" before it, a word of organisations in it).
"""

import re
from bisect import bisect_left
from dataclasses import replace
from functools import cache

from tawthiq.reading.language import load_language
from tawthiq.reading.name_signs import THRESHOLD, TITLES, WORD, Mention, Name, trust, weigh
from tawthiq.reading.people import Named, find_named
from tawthiq.reading.scenes import Scene, View

_UPPER = "".join(chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)) if chr(code).isupper())
_PARTICLES = "de|da|do|dos|das|del|della|di|la|las|los|le|van|von|der|den|ter|bin|bint|ibn|ben|ould|al|el|ul|ur|abu|y"
_CAPITAL = rf"[{_UPPER}](?:[\w-]|'(?=\w)(?!s\b))*(?<!-)"
_PART = rf"(?:{_CAPITAL}|(?:a[a-z]|el|ul|ur|ud|bin)-{_CAPITAL})"
_INITIAL = rf"(?:[{_UPPER}]\.)+"
_JOIN = rf"(?:[ _](?:(?:{_PARTICLES})[ _]){{0,2}}|(?<=\.))"
_RUN = re.compile(rf"\b(?:{_INITIAL}|{_PART})(?:{_JOIN}(?:{_INITIAL}|{_PART}))*")
_LONGEST = 5
# The classes whose words no name may hold.
_FOREIGN = ("organs", "demonyms", "nationality")
_COMPOUND_ENDS = frozenset(["born", "based", "backed", "led", "run", "owned", "style", "linked", "controlled", "era"])
# A title of which nearly every word is capitalised, but for the short ones ("in", "of", "the").
_HEADLINE, _HEADLINE_MIN, _SHORT = 0.85, 4, 4


def find_people(scene: Scene) -> list[list[Named]]:
    """The persons of every sentence, in order of the text; a later mention by one word carries the full name."""
    introduced = [find_named(scene, view) for view in scene.views]
    if not scene.language.capitals:
        return introduced
    singles, names = _collect(scene)
    for found in introduced:
        trust(scene, found, names)
    weigh(scene, names, singles)
    people = [name for name in names.values() if name.weight >= THRESHOLD]
    by_view = _by_view(scene, people, singles)
    return [
        _united(scene, view, known, found) for view, known, found in zip(scene.views, introduced, by_view, strict=True)
    ]


def _united(scene: Scene, view: View, introduced: list[Named], found: list[Named]) -> list[Named]:
    """The names found over the report, and those that the sentence introduces by a title or kunya."""
    kept = list(found)
    for named in introduced:
        first, last = scene.token_at(named.start), bisect_left(scene.token_starts, named.end)
        is_kunya = view.has_starting(first, "kunya") is not None
        is_person = is_kunya or (bool(named.role) and _RUN.match(scene.text, named.start) is not None)
        kept = [_with_role(named, other) for other in kept]
        if is_person and not any(_is_of_no_name(scene, view, at) for at in range(first, last)):
            kept += [replace(named, by_grammar=True)] * (
                not any(named.start < other.end and other.start < named.end for other in kept)
            )
    return sorted(kept, key=lambda named: named.start)


def _with_role(named: Named, other: Named) -> Named:
    """The same name with the title that the sentence gives to a whole list ("the leaders X and Y")."""
    is_same = (named.start, named.end) == (other.start, other.end) and not named.role.endswith(" of")
    return replace(other, role=named.role) if is_same and len(named.role) > len(other.role) else other


def _collect(scene: Scene) -> tuple[list[Mention], dict[tuple[str, ...], Name]]:
    """Single capitalised words, and the candidates by their words."""
    singles: list[Mention] = []
    names: dict[tuple[str, ...], Name] = {}
    for view in scene.views:
        is_headline = _is_headline(scene, view)
        for match in _RUN.finditer(scene.text, view.sentence.start, view.sentence.end):
            for mention in _mentions(scene, view, match.start(), match.end()):
                if len(mention.words) == 1:
                    singles.append(mention)
                elif not is_headline and len(mention.words) <= _LONGEST:
                    names.setdefault(mention.words, Name(mention.words)).mentions.append(mention)
                else:
                    singles.append(mention)
    return singles, names


def _is_headline(scene: Scene, view: View) -> bool:
    """Whether most words are capitalised, as in the titles of many papers: capitals tell nothing there."""
    words = [token.text for token in scene.tokens[view.first : view.last] if len(token.text) >= _SHORT]
    return len(words) >= _HEADLINE_MIN and sum(word[0].isupper() for word in words) >= _HEADLINE * len(words)


def _mentions(scene: Scene, view: View, start: int, end: int) -> list[Mention]:
    """The run without titles at its head; nothing where it holds words that no name holds."""
    first, last = scene.token_at(start), bisect_left(scene.token_starts, end)
    first = _without_compounds(scene, first, last)
    role_at = -1
    while first < last:
        title = view.has_starting(first, *TITLES)
        if title is None or title.last > last:
            is_office = scene.tokens[first].text.isupper() and view.has_starting(first + 1, *TITLES) is not None
            if not is_office and not _only_opens(scene, view, first):
                break
            role_at, first = -1, first + 1
            continue
        role_at = title.start if role_at < 0 else role_at
        first = title.last
    if first >= last or _is_foreign(scene, view, first, last):
        return []
    start = max(start, scene.tokens[first].start)
    title = view.has_ending(first - 1, *TITLES)
    if title and set(scene.text[title.end : start]) & set(",;.!?"):
        title = None
    role = scene.text[role_at if role_at >= 0 else title.start : start].strip(" ,:\"'(") if title else ""
    if role.endswith(" of"):
        role = ""  # "father of X": a person's name, but the title is another's
    words = tuple(WORD.findall(scene.text[start:end]))
    return [Mention(start, end, view.index, role, bool(title), words)] if words else []


def _only_opens(scene: Scene, view: View, at: int) -> bool:
    """Whether the word stands capitalised before a name only because it opens the sentence, or describes the name."""
    if scene.tokens[at].text.lower() in _bare_words(scene.language.code):
        return True
    return view.has_starting(at, "demonyms", "nationality", "fillers", "locatives", "clause_breaks") is not None


@cache
def _bare_words(code: str) -> frozenset[str]:
    """Words of ``openers`` and ``months``, which are too frequent to be hits of the lexicon."""
    words = load_language(code).words
    return frozenset(word.lower() for key in ("openers", "months") for word in words.get(key, ()))


def _without_compounds(scene: Scene, first: int, last: int) -> int:
    """Past words like "Mainland-born" at the head of the run."""
    ends = [at + 1 for at in range(first, last) if scene.tokens[at].text in _COMPOUND_ENDS]
    return ends[-1] if ends else first


def _is_foreign(scene: Scene, view: View, first: int, last: int) -> bool:
    start, end = scene.tokens[first].start, scene.tokens[last - 1].end
    if any(_is_of_no_name(scene, view, at) for at in range(first, last)):
        return True
    if any(mention.start < end and start < mention.end for mention in view.dates):
        return True
    if any(hit.start < end and start < hit.end for hit in view.of("party")):
        return True
    if any(hit.start <= start and end <= hit.end for kind in ("place", "speakers") for hit in view.of(kind)):
        return True
    if last < view.last and scene.tokens[last].joined and view.has_starting(last, "place_types", "facilities"):
        return True
    shouted = [token.text for token in scene.tokens[first:last] if len(token.text) > 1 and token.text.isupper()]
    return len(shouted) * 2 > last - first or (
        len(shouted) > 0 and len(scene.tokens[first].text) > 3 and scene.tokens[first].text.isupper()
    )


def _is_of_no_name(scene: Scene, view: View, at: int) -> bool:
    """A word of organisations, peoples or the calendar."""
    return view.has_starting(at, *_FOREIGN) is not None or scene.tokens[at].text in scene.language.words.get(
        "months", ()
    )


def _by_view(scene: Scene, people: list[Name], singles: list[Mention]) -> list[list[Named]]:
    found: list[list[Named]] = [[] for _view in scene.views]
    by_word: dict[str, Name | None] = {}
    for name in people:
        for word in {name.words[-1], name.words[0]}:
            by_word[word] = None if word in by_word else name
        first = name.mentions[0]
        for mention in name.mentions:
            found[mention.view].append(_named(scene, mention, first))
    for mention in singles:
        known = next((by_word[word] for word in mention.words[::-1] if by_word.get(word)), None)
        if known is not None:
            found[mention.view].append(_named(scene, mention, known.mentions[0]))
    return [sorted(named, key=lambda person: person.start) for named in found]


def _named(scene: Scene, mention: Mention, first: Mention) -> Named:
    view = scene.views[mention.view]
    at = scene.token_at(mention.start) - 1
    is_source = view.has_ending(at, "speakers") is not None and view.has_ending(at, "titles") is None
    full = None if mention.words == first.words else (first.start, first.end)
    return Named(mention.start, mention.end, mention.role, is_source, full, by_grammar=True)
