"""How far the phrase of a speaker reaches: the house before him, his name, his house and his place behind him."""

import re

from tawthiq.reading.lexicon import Hit
from tawthiq.reading.people import Named
from tawthiq.reading.scenes import Scene, View
from tawthiq.reading.tokens import Token

# A name without a title has this many words.
NAME_MIN, NAME_MAX = 2, 5
_LEFT_MAX = 6
_PLACE_REACH = 9
# So many words of a house that no list knows are taken into its reporter's phrase.
_HOUSE_MAX = 4
# So many words of an office may stand before the word that tells what the speaker is.
_OFFICE_MAX = 2
# A number of so many digits behind a place may belong to the name of a house.
_NUMBER_MAX = 2
_GRAMMAR = (
    "say", "deny", "admit", "accuse", "complementizers", "relatives", "clause_breaks", "pronouns", "locatives",
    "origins", "destinations", "additions", "negators", "future", "light_verbs", "causes", "anaphors", "parts",
    "house_stops",
)  # fmt: skip
_ARTICLE = "ال"
_APPOSED = re.compile(r"\"?\s*،\s*")
# So many words may describe the person before the word that tells what he is ("a civil rights activist").
_APPOSED_MAX = 4
_OPENERS = frozenset(["the", "a", "an", "one", "of", "own", "local", "another", "some", "several", "our"])


def phrase_of(scene: Scene, view: View, people: list[Named], *, hit: Hit, limit: int) -> tuple[int, int]:
    """The whole phrase of the speaker: the organisation before it, the name or place after it."""
    first = _grow_left(scene, view, hit.first)
    end = hit.end
    for person in people:
        is_apart = "," in scene.text[hit.end : person.start]
        if not is_apart and hit.end <= person.start <= hit.end + 4 and person.end <= view.sentence.end:
            end = person.end
    start = scene.tokens[first].start if first < hit.first else hit.start
    if scene.language.verb_first:
        end = _closed(scene, start, max(end, _with_house(scene, view, hit, limit)))
        return start, _with_apposed(scene, view, end)
    if hit.kind == "speakers" and end == hit.end:
        start = _with_name(scene, view, scene.token_at(start))
    return start, _with_place(scene, view, end, limit)


def _with_name(scene: Scene, view: View, first: int) -> int:
    """The start of the phrase with the name that it explains: "Karim Darwish, a civil activist, told"."""
    tokens, at = scene.tokens, first
    while at - 1 >= view.first and first - at < _APPOSED_MAX and tokens[at].joined:
        at -= 1  # over "a civil"
        if view.has_ending(at, "according"):
            return tokens[first].start  # "in Deir Ezzor, according to a doctor": the place names no doctor
    last = at
    is_apposed = view.first < at and scene.text[tokens[at - 1].end : tokens[at].start].strip() == ","
    while is_apposed and at - 1 >= view.first and last - at < NAME_MAX and tokens[at - 1].text[0].isupper():
        at -= 1
        if at > view.first and not tokens[at].joined:
            break
    return tokens[at if last - at >= NAME_MIN else first].start


def _closed(scene: Scene, start: int, end: int) -> int:
    """The end of the phrase with the quote mark that closes the name of a house in it."""
    is_open = scene.text.count('"', start, end) % 2 == 1
    return end + 1 if is_open and scene.text.startswith('"', end) else end


def _with_house(scene: Scene, view: View, hit: Hit, limit: int) -> int:
    """The phrase with the house, the name and the place behind it (مراسل صوت وصورة في تدمر)."""
    tokens = scene.tokens
    end, at, named = hit.end, scene.token_at(hit.end), 0
    while at < limit and tokens[at].joined and not _is_parted(scene, tokens[at - 1].end, tokens[at].start):
        place = _place_at(scene, view, at)
        if place:
            return place.end
        if hit.kind == "party":
            return end  # نفت قسد وقوع …
        party = view.has_starting(at, "party")
        if party:
            return party.end if hit.value in ("official", "media") else end
        house = view.has_starting(at, "speakers")
        if house is None and view.has_starting(at, "within"):
            house = view.has_starting(at + 1, "speakers")  # مدير الإعلام في الدفاع المدني
        if house and house.start > tokens[house.first].start and not _goes_on(scene, house):
            break  # لعنب بلدي: to whom it was said
        if house and house.end > end:
            end, at = house.end, house.last
            continue
        inside = _is_office(view, tokens, hit, at)
        if named == _HOUSE_MAX or not (inside or may_name(view, tokens, at)):
            break
        end, at, named = tokens[at].end, at + 1, named + 1
    return end


def _is_office(view: View, tokens: list[Token], hit: Hit, at: int) -> bool:
    """ "a source in the police command" (مصدر في قيادة الشرطة): where he works, and not where he speaks (في تصريح)."""
    if hit.kind != "speakers" or at != hit.last or at + 1 >= view.last or not view.has_starting(at, "within"):
        return False
    is_time = any(date.start <= tokens[at + 1].start < date.end for date in view.dates)
    return not is_time and may_name(view, tokens, at + 1) and view.has_starting(at + 1, "occasions") is None


def _goes_on(scene: Scene, house: Hit) -> bool:
    """ "residents and an official" (سكان ومسؤول محلي): the speakers go on behind "and"."""
    token = scene.tokens[house.first]
    return scene.text[token.start : house.start] == "و"


def _with_apposed(scene: Scene, view: View, end: int) -> int:
    """The phrase with the name that commas part from the title (مسؤول الإعلام في الدفاع المدني، سامر الحمد، إن)."""
    find = scene.language.find_names
    comma = _APPOSED.match(scene.text, end, view.sentence.end)
    names = find(scene.text, comma.end(), view.sentence.end)[:1] if find and comma else []
    is_name = any(" " in scene.text[first:last] for first, last in names)
    is_clear = not any(view.has_starting(scene.token_at(first), *_GRAMMAR, "triggers") for first, _last in names)
    return names[0][1] if is_name and is_clear else end


def _place_at(scene: Scene, view: View, at: int) -> Hit | None:
    """The place that "in" or "of the countryside" brings in here, with its region."""
    place = view.has_starting(at, "place")
    if place and place.start > scene.tokens[at].start:
        return place if scene.text[scene.tokens[at].start] == "ب" else None
    if view.has_starting(at, "locatives", "origins") is None:
        return None
    near = view.has_starting(at + 1, "regions", "place_types")
    is_here = near is not None and scene.tokens[at + 1].text.startswith(_ARTICLE)  # طبيبان في المنطقة
    return view.has_starting(at + 1, "place") or (
        (view.has_starting(at + 2, "place") or (near if is_here else None)) if near else None
    )


def _with_place(scene: Scene, view: View, end: int, limit: int) -> int:
    """The phrase with the place where the speaker is ("the reporter in the western countryside")."""
    last = scene.token_at(end)
    if not view.has_starting(last, "locatives") or limit - last > _PLACE_REACH:
        return end
    at = last
    while at < limit and scene.tokens[at].joined and not view.has_starting(at, "say", "relatives"):
        at += 1
    return scene.tokens[at - 1].end if at > last + 1 else end


def _is_parted(scene: Scene, start: int, end: int) -> bool:
    """Whether more than a space and quote marks stands between two words."""
    return bool(scene.text[start:end].strip(' "'))


def may_name(view: View, tokens: list[Token], at: int) -> bool:
    """Whether the word may belong to a speaker's name or house: no word of the grammar, no preposition."""
    word = tokens[at].text
    if word.isdigit() and len(word) <= _NUMBER_MAX and view.has_ending(at - 1, "place"):
        return True  # موقع درعا 24
    if word[0].isdigit() or word.startswith("لل"):
        return False
    if any(date.start <= tokens[at].start < date.end for date in view.dates):
        return False
    if view.has_starting(at, "complementizers", "triggers"):
        return False
    starting = view.starting.get(at, {})
    is_joined = any(found.start > tokens[at].start for found in starting.values())
    return not any(
        found.start == tokens[at].start and (is_joined or found.end - found.start > 1)  # بوست is no "in Ost"
        for kind, found in starting.items()
        if kind in _GRAMMAR
    )


def is_name_part(tokens: list[Token], at: int) -> bool:
    """A capitalised word, or an article joined to one ("al-Sham")."""
    if tokens[at].text[0].isupper():
        return True
    return tokens[at].text in ("al", "el", "bin", "ibn") and at + 1 < len(tokens) and tokens[at + 1].text[0].isupper()


def _behind_verb(scene: Scene, view: View, first: int) -> int:
    """The word behind the verb of saying, where only words of the speaker follow (قال مدير المكتب الإعلامي)."""
    for at in range(first - 1, max(view.first, first - 1 - _OFFICE_MAX) - 1, -1):
        if not scene.tokens[at + 1].joined:
            return first
        if view.has_ending(at, "say", "according"):
            return at + 1
        if not may_name(view, scene.tokens, at):
            return first
    return first


def _grow_left(scene: Scene, view: View, first: int) -> int:
    if scene.language.verb_first:
        return _behind_verb(scene, view, first)
    for _step in range(_LEFT_MAX):
        at = first - 1
        if at < view.first or not scene.tokens[first].joined:
            return first
        word = scene.tokens[at].text
        organisation = view.has_ending(at, "speakers")
        if organisation:
            first = organisation.first
        elif word.lower() in _OPENERS or word[0].isupper():
            first = at
        else:
            return first
    return first
