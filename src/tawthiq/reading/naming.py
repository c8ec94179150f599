"""Names of persons in a language with capitals, found over the whole report: who is introduced once is known later.

A run of capitalised words is a candidate. What stands around all its mentions speaks for a person (a title, an age, an
apposition, a later mention by the last word alone) or against one ("the" before it, a word of organisations in it).
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

from tawthiq.reading.language import load_language
from tawthiq.reading.people import ON_PERSONS, Named, find_named
from tawthiq.reading.scenes import Scene, View

_UPPER = "".join(chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)) if chr(code).isupper())
_PARTICLES = "de|da|do|dos|das|del|della|di|la|las|los|le|van|von|der|den|ter|bin|bint|ibn|ben|ould|al|el|ul|ur|abu|y"
_CAPITAL = rf"[{_UPPER}](?:[\w-]|'(?=\w)(?!s\b))*(?<!-)"
_PART = rf"(?:{_CAPITAL}|(?:a[a-z]|el|ul|ur|ud|bin)-{_CAPITAL})"
_INITIAL = rf"(?:[{_UPPER}]\.)+"
_JOIN = rf"(?:[ _](?:(?:{_PARTICLES})[ _]){{0,2}}|(?<=\.))"
_RUN = re.compile(rf"\b(?:{_INITIAL}|{_PART})(?:{_JOIN}(?:{_INITIAL}|{_PART}))*")
_WORD = re.compile(r"[^\s_]+")
_LONGEST = 5
# What introduces a person before the name, and the classes whose words no name may hold.
_TITLES = ("honours", "callings", "titles", "persons", "speakers")
_FOREIGN = ("organs", "demonyms", "nationality")
_AGE = re.compile(r",? (?:\(?\d{2}\)?(?=[,. )])|aged? \d{2}|\(\d{2}\))")
_YEARS_OLD = re.compile(r"\d\d?[- ]years?[- ]old,? $")
_GOES_ON = re.compile(r",? (?:who|whose|whom)\b|, (?:also )?(?:known|nicknamed)\b")
_APPOSITION = re.compile(r",? (?:an?|the|one of|former|his|her|head|chief|himself|herself)\b")
_APPOSITION_REACH = 9
_ACT_REACH = 5
_KIN = re.compile(
    r"'s? (?:\w+ ){0,2}?(?:wife|husband|mother|father|son|daughter|brother|sister|family|lawyers?|death|killing|murder"
    r"|arrest|detention|abduction|kidnapping|disappearance|body|release|trial|relatives|colleagues|house|home)\b"
)
_DOES = re.compile(r",? (?:said|says|told|tweeted|wrote|added|was|is|were|has|had|died|went|began|became|worked)\b")
_BETWEEN_PLACES = ("in", "at", "near", "from", "to", "into", "across", "outside", "inside")
# How strongly each sign speaks for or against a person; what reaches the threshold is one.
_SIGNS = {
    "title": 2.0,
    "apposition": 2.0,
    "kin": 1.5,
    "alone": 1.5,
    "act": 1.5,
    "list": 1.5,
    "says": 1.0,
    "does": 0.5,
    "the": -2.0,
    "place": -1.0,
}
_THRESHOLD = 1.5
_COMPOUND_ENDS = frozenset(["born", "based", "backed", "led", "run", "owned", "style", "linked", "controlled", "era"])
_LISTED = re.compile(
    r"(?:,|;)? ?(?:(?:and|&|or|as well as) )?(?:(?:[a-z'-]+ ){0,4}|)|(?: of [A-Z]\w+(?: [A-Z]\w+)?),? (?:and )?"
    r"|, (?:an?|the|his|her|its|their) [A-Za-z' -]{3,40},? and "
)
_LISTED_MAX = 60
# A title of which nearly every word is capitalised, but for the short ones ("in", "of", "the").
_HEADLINE, _HEADLINE_MIN, _SHORT = 0.85, 4, 4


@dataclass(slots=True)
class _Mention:
    """One run of capitalised words without its titles; ``role`` are the title words before it."""

    start: int
    end: int
    view: int
    role: str
    titled: bool
    words: tuple[str, ...]


@dataclass(slots=True)
class _Name:
    """All mentions of one written name, and what speaks for its being a person's."""

    words: tuple[str, ...]
    mentions: list[_Mention] = field(default_factory=list)
    signs: Counter[str] = field(default_factory=Counter)

    @property
    def weight(self) -> float:
        """Each sign counts once, those against a person every time in proportion."""
        found = sum(_SIGNS[sign] for sign in self.signs if _SIGNS[sign] > 0)
        against = sum(_SIGNS[sign] * count for sign, count in self.signs.items() if _SIGNS[sign] < 0)
        return found + against / len(self.mentions)


def find_people(scene: Scene) -> list[list[Named]]:
    """The persons of every sentence, in order of the text; a later mention by one word carries the full name."""
    introduced = [find_named(scene, view) for view in scene.views]
    if not scene.language.capitals:
        return introduced
    singles, names = _collect(scene)
    for found in introduced:
        _trust(scene, found, names)
    _weigh(scene, names, singles)
    people = [name for name in names.values() if name.weight >= _THRESHOLD]
    by_view = _by_view(scene, people, singles)
    return [
        _united(scene, view, known, found) for view, known, found in zip(scene.views, introduced, by_view, strict=True)
    ]


def _united(scene: Scene, view: View, introduced: list[Named], found: list[Named]) -> list[Named]:
    """The names found over the report, and those that the sentence introduces by a title or kunya."""
    kept = list(found)
    for named in introduced:
        first, last = scene.token_at(named.start), min(scene.token_at(named.end - 1) + 1, len(scene.tokens))
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


def _collect(scene: Scene) -> tuple[list[_Mention], dict[tuple[str, ...], _Name]]:
    """Single capitalised words, and the candidates by their words."""
    singles: list[_Mention] = []
    names: dict[tuple[str, ...], _Name] = {}
    for view in scene.views:
        is_headline = _is_headline(scene, view)
        for match in _RUN.finditer(scene.text, view.sentence.start, view.sentence.end):
            for mention in _mentions(scene, view, match.start(), match.end()):
                if len(mention.words) == 1:
                    singles.append(mention)
                elif not is_headline and len(mention.words) <= _LONGEST:
                    names.setdefault(mention.words, _Name(mention.words)).mentions.append(mention)
                else:
                    singles.append(mention)
    return singles, names


def _is_headline(scene: Scene, view: View) -> bool:
    """Whether most words are capitalised, as in the titles of many papers: capitals tell nothing there."""
    words = [token.text for token in scene.tokens[view.first : view.last] if len(token.text) >= _SHORT]
    return len(words) >= _HEADLINE_MIN and sum(word[0].isupper() for word in words) >= _HEADLINE * len(words)


def _mentions(scene: Scene, view: View, start: int, end: int) -> list[_Mention]:
    """The run without titles at its head; nothing where it holds words that no name holds."""
    first, last = scene.token_at(start), min(scene.token_at(end - 1) + 1, len(scene.tokens))
    first = _without_compounds(scene, first, last)
    role_at = -1
    while first < last:
        title = view.has_starting(first, *_TITLES)
        if title is None or title.last > last:
            is_office = scene.tokens[first].text.isupper() and view.has_starting(first + 1, *_TITLES) is not None
            if not is_office and not _only_opens(scene, view, first):
                break
            role_at, first = -1, first + 1
            continue
        role_at = title.start if role_at < 0 else role_at
        first = title.last
    if first >= last or _is_foreign(scene, view, first, last):
        return []
    start = max(start, scene.tokens[first].start)
    title = view.has_ending(first - 1, *_TITLES)
    if title and set(scene.text[title.end : start]) & set(",;.!?"):
        title = None
    role = scene.text[role_at if role_at >= 0 else title.start : start].strip(" ,:\"'(") if title else ""
    if role.endswith(" of"):
        role = ""  # "father of X": a person's name, but the title is another's
    words = tuple(_WORD.findall(scene.text[start:end]))
    return [_Mention(start, end, view.index, role, bool(title), words)] if words else []


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


def _trust(scene: Scene, found: list[Named], names: dict[tuple[str, ...], _Name]) -> None:
    """What the sentence alone says: a title before the name, or an act done to it."""
    for named in found:
        name = names.get(tuple(_WORD.findall(scene.text[named.start : named.end])))
        if name is not None:
            name.signs["title" if named.role else "act"] += 1


def _weigh(scene: Scene, names: dict[tuple[str, ...], _Name], singles: list[_Mention]) -> None:
    alone = Counter(
        mention.words[0] for mention in singles if len(mention.words) == 1 and not _is_placed(scene, mention)
    )
    for name in names.values():
        if alone[name.words[-1]]:
            name.signs["alone"] += 1
        for mention in name.mentions:
            name.signs.update(_signs(scene, mention))
    _weigh_lists(scene, names)


def _weigh_lists(scene: Scene, names: dict[tuple[str, ...], _Name]) -> None:
    """Who is listed beside a person is a person: read forward and backward, so that one carries the whole list."""
    mentions = sorted(
        (mention for name in names.values() for mention in name.mentions), key=lambda mention: mention.start
    )
    pairs = [pair for pair in pairwise(mentions) if are_listed(scene.text, pair[0].end, pair[1].start)]
    for before, after in [*pairs, *((after, before) for before, after in reversed(pairs))]:
        if names[before.words].weight >= _THRESHOLD and not names[after.words].signs["list"]:
            names[after.words].signs["list"] += 1


def are_listed(text: str, end: int, start: int) -> bool:
    """Whether a name that ends here and one that starts there are joined by nothing but a comma, "and" or a title."""
    gap = text[end:start]
    if len(gap) > _LISTED_MAX or "\n" in gap:
        return False
    return ("," in gap or " and " in gap or ";" in gap) and _LISTED.fullmatch(gap) is not None


def _is_placed(scene: Scene, mention: _Mention) -> bool:
    before = scene.text[max(0, mention.start - 12) : mention.start].split()
    return bool(before) and before[-1].lower() in _BETWEEN_PLACES


def _signs(scene: Scene, mention: _Mention) -> list[str]:
    text, view = scene.text, scene.views[mention.view]
    found = ["title"] if mention.titled else []
    before = text[max(view.sentence.start, mention.start - 8) : mention.start].lower()
    if before.endswith("the "):
        found.append("the")
    if _is_placed(scene, mention):
        found.append("place")
    if _YEARS_OLD.search(text, max(view.sentence.start, mention.start - 16), mention.start):
        found.append("title")
    if _AGE.match(text, mention.end) or _GOES_ON.match(text, mention.end) or _is_apposed(scene, view, mention):
        found.append("apposition")
    if _KIN.match(text, mention.end):
        found.append("kin")
    if _DOES.match(text, mention.end):
        found.append("does")
    if view.has_starting(scene.token_at(mention.end), "say", "deny", "accuse"):
        found.append("says")
    if _is_done_to(scene, view, mention):
        found.append("act")
    return found


def _is_done_to(scene: Scene, view: View, mention: _Mention) -> bool:
    """ "X Y was arrested": an auxiliary and a word of what is done to persons right behind the name."""
    first = scene.token_at(mention.end)
    if first >= view.last or not view.has_starting(first, "auxiliaries") or not scene.tokens[first].joined:
        return False
    for at in range(first + 1, min(first + _ACT_REACH, view.last)):
        trigger = view.has_starting(at, "triggers")
        if trigger and trigger.value.kind in ON_PERSONS:
            return True
        if not scene.tokens[at].joined:
            return False
    return False


def _is_apposed(scene: Scene, view: View, mention: _Mention) -> bool:
    """ "X Y, a well-known lawyer": what the person is follows with no other comma between."""
    if not _APPOSITION.match(scene.text, mention.end):
        return False
    first = scene.token_at(mention.end)
    for at in range(first, min(first + _APPOSITION_REACH, view.last)):
        if at > first and not scene.tokens[at].joined:
            return False
        if view.has_starting(at, *_TITLES):
            return True
    return False


def _by_view(scene: Scene, people: list[_Name], singles: list[_Mention]) -> list[list[Named]]:
    found: list[list[Named]] = [[] for _view in scene.views]
    by_word: dict[str, _Name | None] = {}
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


def _named(scene: Scene, mention: _Mention, first: _Mention) -> Named:
    view = scene.views[mention.view]
    at = scene.token_at(mention.start) - 1
    is_source = view.has_ending(at, "speakers") is not None and view.has_ending(at, "titles") is None
    full = None if mention.words == first.words else (first.start, first.end)
    return Named(mention.start, mention.end, mention.role, is_source, full, by_grammar=True)
