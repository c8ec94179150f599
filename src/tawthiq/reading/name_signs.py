"""What speaks for a run of capitalised words being a person's name: the words around all its mentions in the report."""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from tawthiq.reading.people import ON_PERSONS, Named
from tawthiq.reading.scenes import Scene, View

# What introduces a person before the name.
TITLES = ("honours", "callings", "titles", "persons", "speakers")
WORD = re.compile(r"[^\s_]+")
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
THRESHOLD = 1.5
_LISTED = re.compile(
    r"(?:,|;)? ?(?:(?:and|&|or|as well as) )?(?:(?:[a-z'-]+ ){0,4}|)|(?: of [A-Z]\w+(?: [A-Z]\w+)?),? (?:and )?"
    r"|, (?:an?|the|his|her|its|their) [A-Za-z' -]{3,40},? and "
)
_LISTED_MAX = 60


@dataclass(slots=True)
class Mention:
    """One run of capitalised words without its titles; ``role`` are the title words before it."""

    start: int
    end: int
    view: int
    role: str
    titled: bool
    words: tuple[str, ...]


@dataclass(slots=True)
class Name:
    """All mentions of one written name, and what speaks for its being a person's."""

    words: tuple[str, ...]
    mentions: list[Mention] = field(default_factory=list)
    signs: Counter[str] = field(default_factory=Counter)

    @property
    def weight(self) -> float:
        """Each sign counts once, those against a person every time in proportion."""
        found = sum(_SIGNS[sign] for sign in self.signs if _SIGNS[sign] > 0)
        against = sum(_SIGNS[sign] * count for sign, count in self.signs.items() if _SIGNS[sign] < 0)
        return found + against / len(self.mentions)


def trust(scene: Scene, found: list[Named], names: dict[tuple[str, ...], Name]) -> None:
    """What the sentence alone says: a title before the name, or an act done to it."""
    for named in found:
        name = names.get(tuple(WORD.findall(scene.text[named.start : named.end])))
        if name is not None:
            name.signs["title" if named.role else "act"] += 1


def weigh(scene: Scene, names: dict[tuple[str, ...], Name], singles: list[Mention]) -> None:
    alone = Counter(
        mention.words[0] for mention in singles if len(mention.words) == 1 and not _is_placed(scene, mention)
    )
    for name in names.values():
        if alone[name.words[-1]]:
            name.signs["alone"] += 1
        for mention in name.mentions:
            name.signs.update(_signs(scene, mention))
    _weigh_lists(scene, names)


def _weigh_lists(scene: Scene, names: dict[tuple[str, ...], Name]) -> None:
    """Who is listed beside a person is a person: read forward and backward, so that one carries the whole list."""
    mentions = sorted(
        (mention for name in names.values() for mention in name.mentions), key=lambda mention: mention.start
    )
    pairs = [pair for pair in pairwise(mentions) if are_listed(scene.text, pair[0].end, pair[1].start)]
    for before, after in [*pairs, *((after, before) for before, after in reversed(pairs))]:
        if names[before.words].weight >= THRESHOLD and not names[after.words].signs["list"]:
            names[after.words].signs["list"] += 1


def are_listed(text: str, end: int, start: int) -> bool:
    """Whether a name that ends here and one that starts there are joined by nothing but a comma, "and" or a title."""
    gap = text[end:start]
    if len(gap) > _LISTED_MAX or "\n" in gap:
        return False
    return ("," in gap or " and " in gap or ";" in gap) and _LISTED.fullmatch(gap) is not None


def _is_placed(scene: Scene, mention: Mention) -> bool:
    before = scene.text[max(0, mention.start - 12) : mention.start].split()
    return bool(before) and before[-1].lower() in _BETWEEN_PLACES


def _signs(scene: Scene, mention: Mention) -> list[str]:
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


def _is_done_to(scene: Scene, view: View, mention: Mention) -> bool:
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


def _is_apposed(scene: Scene, view: View, mention: Mention) -> bool:
    """ "X Y, a well-known lawyer": what the person is follows with no other comma between."""
    if not _APPOSITION.match(scene.text, mention.end):
        return False
    first = scene.token_at(mention.end)
    for at in range(first, min(first + _APPOSITION_REACH, view.last)):
        if at > first and not scene.tokens[at].joined:
            return False
        if view.has_starting(at, *TITLES):
            return True
    return False
