"""Persons named in a sentence, with their role and what happened to them.

A name is a run of capitalised words (or, without capitals, the words after a title) that something marks as a person:
a title, a kunya, an apposition ("a boy, …") or a list of the dead.
"""

import re
from dataclasses import dataclass

from tawthiq.reading.lexicon import Hit
from tawthiq.reading.scenes import Scene, View

_WORD = r"[A-Z][\w'-]*"
_ARTICLE_WORD = r"(?:al|el|ash|as|ar|az|ad)(?:[-_][\w'-]+| [A-Z][\w'-]*)"
_NAME = re.compile(rf"(?:{_WORD}|{_ARTICLE_WORD})(?:[ _](?:{_WORD}|{_ARTICLE_WORD}|bin|ibn|bint|abu))*")
_NOT_NAMES = ("party", "place", "speakers", "facilities", "place_types")
# Names that hold such a word name a building, not a person.
_THINGS = ("facilities", "place_types")
# Acts done to a person: a name may stand right behind them ("executed Karim al-Sham").
ON_PERSONS = ("killed", "injured", "execution", "arrest_detention", "abduction", "killing_other")
# How many characters may stand between a name and the passive it is the subject of.
_SUBJECT_REACH = 140
_AND = re.compile(r"\s*(?:,|and|,\s*and|و|،)\s*")


@dataclass(frozen=True, slots=True)
class Named:
    """A named person as written; ``role`` are the title words, ``is_source`` tells that the title is a speaker's.

    ``full`` is where the report writes the name in full, None where this is it; ``fate`` is what was done to the
    person, ``by_grammar`` tells that the grammar of the sentence decides it, not nearness. ``is_listed``: from a list.
    """

    start: int
    end: int
    role: str
    is_source: bool
    full: tuple[int, int] | None = None
    fate: str = ""
    by_grammar: bool = False
    is_listed: bool = False


def find_named(scene: Scene, view: View) -> list[Named]:
    """Every named person of the sentence in order."""
    found: list[Named] = []
    reached = view.sentence.start
    for hit in _introductions(view):
        if hit.end < reached:
            continue
        for named in _names_after(scene, view, hit):
            if named.start >= reached:
                found.append(named)
                reached = named.end
    subjects = _subjects(scene, view) if scene.language.capitals else []
    found += [named for named in subjects if not any(_overlap(named, other) for other in found)]
    return sorted(found, key=lambda named: named.start)


def _overlap(first: Named, second: Named) -> bool:
    return first.start < second.end and second.start < first.end


def _subjects(scene: Scene, view: View) -> list[Named]:
    """Names without a title before a passive: "Karim al-Sham, who led a local group, was killed"."""
    found: list[Named] = []
    for hit in view.of("triggers"):
        if hit.value.kind not in ON_PERSONS or not scene.language.is_passive(scene.text, hit.start):
            continue
        for match in _NAME.finditer(scene.text, view.sentence.start, hit.start):
            opens = scene.text[max(view.sentence.start, match.start() - 2) : match.start()].strip() in (
                "",
                ",",
                ";",
                ":",
            )
            goes_on = scene.text[match.end() : hit.start].startswith((" was", " were", ", ", " (", " has been", " is "))
            if opens and goes_on and hit.start - match.end() <= _SUBJECT_REACH and _is_name(view, match, scene):
                found.append(Named(match.start(), match.end(), "", False))
    return found


def _introductions(view: View) -> list[Hit]:
    acts = [hit for hit in view.of("triggers") if hit.value.kind in ON_PERSONS]
    kinds = [*view.of("titles"), *view.of("kunya"), *view.of("speakers"), *view.of("name_rolls"), *acts]
    return sorted(kinds, key=lambda hit: (hit.start, -hit.end))


def _names_after(scene: Scene, view: View, hit: Hit) -> list[Named]:
    find_names = scene.language.find_names
    if hit.kind == "kunya" and view.has_ending(hit.first - 1, "place_types"):
        return []  # حي أبو سليم
    start = hit.start if hit.kind == "kunya" else _skip_marks(scene.text, hit.end, view.sentence.end)
    if start < 0 or (hit.kind == "speakers" and "," in scene.text[hit.end : start] and scene.language.capitals):
        return []
    names: list[Named] = []
    role = "" if hit.kind in ("kunya", "triggers", "name_rolls") else scene.text[hit.start : hit.end]
    if find_names and hit.kind == "triggers":
        # a name that nothing announces but the act, over who did it and the day: اعتقلت قسد يوم الثلاثاء عامر مراد
        start = _after_dates(scene, view, _after_party(scene, view, start))
        spans = find_names(scene.text, start, view.sentence.end)[:1]
        return [
            Named(*span, "", False)
            for span in spans
            if " " in scene.text[slice(*span)] and not _is_known(view, span[0])
        ]
    if find_names:
        spans = find_names(scene.text, start, view.sentence.end)
        first_only = spans if hit.kind in ("titles", "name_rolls") else spans[:1]
        return [Named(*span, role, hit.kind == "speakers") for span in first_only if not _is_known(view, span[0])]
    while True:
        match = _NAME.match(scene.text, start, view.sentence.end)
        if not match or not _is_name(view, match, scene):
            return names
        names.append(Named(match.start(), match.end(), role, hit.kind == "speakers"))
        link = _AND.match(scene.text, match.end(), view.sentence.end)
        if not link or hit.kind != "titles":
            return names
        start = link.end()


def match_name(scene: Scene, view: View, at: int) -> tuple[int, int] | None:
    """The name that begins with this character in a list of names, or None; it may begin like a place (Salma)."""
    if scene.language.find_names:
        spans = scene.language.find_names(scene.text, at, view.sentence.end)[:1]
        return next((span for span in spans if " " in scene.text[slice(*span)]), None)
    match = _NAME.match(scene.text, at, view.sentence.end)
    if match is None:
        return None
    token = scene.token_at(match.start())
    is_long = len(match.group().replace("_", " ").split()) > 1 or view.has_starting(token, "kunya") is not None
    is_thing = any(hit.start < match.end() and match.start() < hit.end for kind in _THINGS for hit in view.of(kind))
    return match.span() if is_long and not is_thing and not view.has_starting(token, "actor_heads") else None


def _after_party(scene: Scene, view: View, start: int) -> int:
    """The first character behind the party that begins right here, with the words for its arm."""
    at = scene.token_at(start)
    while view.has_starting(at, "actor_heads") and not view.has_starting(at, "party"):
        at += 1
    party = view.has_starting(at, "party")
    return max(_skip_marks(scene.text, party.end, view.sentence.end), start) if party else start


def _after_dates(scene: Scene, view: View, start: int) -> int:
    """The first character behind the times that stand right here."""
    for mention in view.dates:
        if mention.start == start:
            start = _skip_marks(scene.text, mention.end, view.sentence.end)
    return max(start, 0)


def _skip_marks(text: str, start: int, end: int) -> int:
    """Over spaces, a comma, a colon or quote marks; anything else means that no name follows at once."""
    at = start
    while at < end and text[at] in " ,:\"'(":
        at += 1
    return at if at > start else -1


def _is_name(view: View, match: re.Match[str], scene: Scene) -> bool:
    words = match.group().replace("_", " ").split()
    token = scene.token_at(match.start())
    is_kunya = bool(view.has_starting(token, "kunya"))
    if len(words) < 2 and not is_kunya:
        return False
    if view.has_starting(token, "actor_heads") or _is_behind_type(scene, view, token):
        return False
    if any(hit.start < match.end() and match.start() < hit.end for kind in _THINGS for hit in view.of(kind)):
        return False
    return not _is_known(view, match.start())


def _is_behind_type(scene: Scene, view: View, token: int) -> bool:
    """ "the village of Umm Zuhur": a place, though it begins like a kunya."""
    at = token - 2 if token - 1 > view.first and scene.tokens[token - 1].text == "of" else token - 1
    return at >= view.first and view.has_ending(at, "place_types") is not None


def _is_known(view: View, at: int) -> bool:
    """Whether the character belongs to a party, a place or a speaker's description."""
    return any(hit.start <= at < hit.end for kind in ("party", "place", "speakers") for hit in view.of(kind))
