"""Who is counted where no number and no word for people does it: "he was arrested", "X and Y were killed"."""

from tawthiq.core.counts import exactly
from tawthiq.reading.frames import Frame
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.scenes import Scene

_PRONOUN_REACH = 4
# Arabic pronouns written at the end of a word, and how many people they stand for; "them" is no number.
_ATTACHED = (("هما", 2), ("ه", 1))
# A person named at the head of a sentence has so many words; these may be small.
_NAME_WORDS, _NAME_LINKS = (2, 7), frozenset(["al", "el", "bin", "ibn", "abu", "bint", "ben", "de", "abd"])


def told_otherwise(scene: Scene, frame: Frame, *, slot: str) -> list[Quantity]:
    """Who is counted by a pronoun or by name, where no number and no word for people does it."""
    found: list[Quantity] = []
    if frame.voice == "passive":
        found = _by_pronoun(frame) or _by_name_at_head(scene, frame)
    if scene.language.verb_first:
        is_attached = not found and slot in ("killed", "detained", "injured")
        return _by_attached_pronoun(scene, frame) if is_attached else found
    if not found and frame.voice == "passive" and slot in ("killed", "injured"):
        found = _by_named(scene, frame)
    if not found and frame.kind == "execution":
        found = _by_possessive(frame)
    return found


def by_article(scene: Scene, frame: Frame, *, slot: str) -> list[Quantity]:
    """ "killed a mukhtar": one person, though no list knows the word; nothing else that a list knows. English."""
    view, at = frame.cast.view, frame.hit.last
    if slot not in ("killed", "injured", "detained") or frame.voice != "active" or scene.language.verb_first:
        return []
    if at + 1 >= view.last or scene.tokens[at].text not in ("a", "an", "another") or not scene.tokens[at + 1].joined:
        return []
    if any(number.start == scene.tokens[at].start for number in view.numbers):
        return []  # "killed a large number of"
    if any(view.has_starting(at + step, "persons", "munitions", "facilities") for step in (2, 3)):
        return []  # "killed an elderly woman"
    noun = scene.tokens[at + 1]
    is_thing = any(kind not in ("titles", "callings", "speakers") for kind in view.starting.get(at + 1, {}))
    if is_thing or not noun.text.isalpha() or not noun.text.islower() or not scene.tokens[at].joined:
        return []
    return [Quantity(scene.tokens[at].start, noun.end, at, at + 2, exactly(1), "persons", True, who=noun.text)]


def _by_pronoun(frame: Frame) -> list[Quantity]:
    """ "He was arrested": one person."""
    for hit in frame.cast.view.of("pronouns"):
        if hit.value == "person" and 0 <= frame.hit.first - hit.last <= _PRONOUN_REACH:
            return [Quantity(hit.start, hit.end, hit.first, hit.last, exactly(1), "persons", True, by_name=True)]
    return []


def _by_named(scene: Scene, frame: Frame) -> list[Quantity]:
    """ "X, Y and Z were killed": as many as are named as its subject."""
    named = [person for person in frame.named if person.fate and person.end <= frame.hit.start]
    if not named:
        return []
    start, end = min(person.start for person in named), max(person.end for person in named)
    first, last = scene.token_at(start), scene.token_at(end - 1) + 1
    return [Quantity(start, end, first, last, exactly(len(named)), "persons", True, by_name=True)]


def _by_possessive(frame: Frame) -> list[Quantity]:
    """ "cutting his head off": one person."""
    for hit in (*frame.cast.view.of("possessives"), *frame.cast.view.of("pronouns")):
        is_one = hit.value == "person" or hit.end - hit.start == len("his")
        if is_one and frame.hit.first <= hit.first < frame.hit.last:
            return [Quantity(hit.start, hit.end, hit.first, hit.last, exactly(1), "persons", True, by_name=True)]
    return []


def _by_name_at_head(scene: Scene, frame: Frame) -> list[Quantity]:
    """ "Samir Hasan al-Omar, from the village of …, was arrested by …": one person, named at the head; English."""
    view = frame.cast.view
    end = scene.text.find(",", view.sentence.start, frame.hit.start)
    if end < 0 or scene.language.verb_first or not view.has_ending(frame.hit.first - 1, "auxiliaries"):
        return []
    words = [token for token in scene.tokens[view.first : frame.hit.first] if token.end <= end]
    if not _NAME_WORDS[0] <= len(words) <= _NAME_WORDS[1] or not all(_is_of_name(word.text) for word in words):
        return []
    is_known = any(
        view.has_starting(at, "party", "place", "persons", "triggers")
        for at in range(view.first, view.first + len(words))
    )
    is_over = any(is_break(frame, at) for at in range(view.first, frame.hit.first))
    if is_known or is_over or any(view.has_starting(at, "triggers") for at in range(view.first, frame.hit.first)):
        return []
    last = view.first + len(words)
    return [Quantity(words[0].start, words[-1].end, view.first, last, exactly(1), "persons", True, by_name=True)]


def _is_of_name(word: str) -> bool:
    return word[0].isupper() or word.lower() in _NAME_LINKS


def _by_attached_pronoun(scene: Scene, frame: Frame) -> list[Quantity]:
    """ "his abduction", "they executed him" (اختطافه, أعدموه): one person, or two (اعتقالهما)."""
    word = scene.tokens[frame.hit.last - 1].text
    number = next((number for ending, number in _ATTACHED if word.endswith(ending)), 0)
    if not number or frame.hit.last - frame.hit.first > 1:
        return []
    return [Quantity(frame.hit.start, frame.hit.end, frame.hit.first, frame.hit.last, exactly(number), "persons", True)]


def by_pronoun_of_noun(scene: Scene, frame: Frame, quantities: list[Quantity], *, slot: str) -> list[Quantity]:
    """ "his death and the injury of two" (مقتله وإصابة اثنين): whoever is told of before, nobody behind it; Arabic."""
    is_noun = scene.language.verb_first and slot in ("killed", "injured", "detained") and frame.trigger.shape != "verb"
    is_followed = any(item.first == frame.hit.last for item in quantities)
    return _by_attached_pronoun(scene, frame) if is_noun and not is_followed else []


def by_who_they_are(frame: Frame, quantities: list[Quantity]) -> list[Quantity]:
    """ "those in it died, who are three men" (مقتل من فيها وهم ثلاثة مقاتلين): the people behind it; Arabic."""
    for quantity in quantities:
        is_behind = quantity.counted and quantity.unit == "persons" and quantity.first >= frame.hit.last
        if is_behind and frame.cast.view.has_ending(quantity.first - 1, "who_are"):
            return [quantity]
    return []


def by_others(frame: Frame) -> list[Quantity]:
    """ "the death of two and the injury of another" (وإصابة آخر): so many more of those counted before."""
    hit = frame.cast.view.has_starting(frame.hit.last, "others")
    if hit is None or not any(quantity.last <= frame.hit.first for quantity in frame.cast.quantities):
        return []
    return [Quantity(hit.start, hit.end, hit.first, hit.last, exactly(int(hit.value)), "persons", True, more=True)]


def is_break(frame: Frame, at: int) -> bool:
    """Whether a word opens a clause here; "as" in "identified as" does not."""
    view = frame.cast.view
    is_so_far = view.has_starting(at, "open_after") is not None
    return view.has_starting(at, "clause_breaks") is not None and not view.has_ending(at, "titles") and not is_so_far
