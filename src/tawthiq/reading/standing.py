"""How a mention stands in its sentence: whether it tells of an act, or only names one as the matter of something else.

Everything here works by word classes that a language may have or not; a language without them reads as before.
"""

import re

from tawthiq.reading.frames import EFFECTS, HOSTS, Frame
from tawthiq.reading.lexicon import Hit
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.scenes import Scene, View

# How many words may stand between the word that rules and the act ("the investigation of the attempt to murder").
_TOPIC_REACH = 7
_AHEAD_REACH = 6
_ASIDE_REACH = 5
_HAPPENING_REACH = 8
_DEEP = 2
_STOPS = ("clause_breaks", "complementizers", "relatives", "say", "happening")
# A verb whose first letters say "will" (ستؤدي); nouns that only look like one are told by the lexicon or these letters.
_WILL = re.compile(r"[وف]?س[يتنأ]\w{3,}")
_NO_WILL = re.compile(
    r"[وف]?(?:سيار|سيد|سيطر|سياس|سياد|سيف|ستين|ستة|سنو|سنة|سيول|سينا|سيرة|سياق|سيناريو|سيئ|ستار|ستون|سيخوي|سيجر|سنجار|ستيف|سيرج)"
)
# Deeds that are talked of in general more than they are reported: each needs somebody to whom it was done.
_GENERAL = ("torture", "sexual_violence", "execution", "abduction", "killing_other")
_ON_PEOPLE = ("torture", "sexual_violence")


def is_topic(scene: Scene, view: View, hit: Hit) -> bool:
    """Whether the act is the matter of a charge, an inquiry, a condemnation or the like (التحقيق في …, بتهمة …)."""
    if view.of("admit"):
        return False
    for at in range(hit.first - 1, max(view.first, hit.first - 1 - _TOPIC_REACH) - 1, -1):
        if not scene.tokens[at + 1].joined or view.has_ending(at, *_STOPS):
            return False
        if view.has_ending(at, "topics") and not _is_in_party(view, at):
            return True
    return False


def _is_in_party(view: View, at: int) -> bool:
    """Whether the word is part of a force's name (قوات مكافحة الإرهاب)."""
    return any(party.first <= at < party.last for party in view.of("party"))


def is_aside(scene: Scene, view: View, hit: Hit) -> bool:
    """Whether the act only describes somebody or something (الذي اغتيل عام 2005): a relative opens its clause."""
    if not scene.language.verb_first:
        return False
    for at in range(hit.first - 1, max(view.first, hit.first - 1 - _ASIDE_REACH) - 1, -1):
        if view.has_starting(at, "relatives"):
            return view.has_starting(at, "clause_breaks") is None and view.has_ending(at, "clause_breaks") is None
        if view.has_ending(at, "clause_breaks", "complementizers", "say") or not scene.tokens[at + 1].joined:
            return False
    return False


def is_reference(frame: Frame) -> bool:
    """Whether a noun only refers to its act: deep in another clause, nobody hurt, no verb of happening beside it."""
    if not frame.cast.verb_first or frame.voice not in ("noun", "definite") or frame.status != "asserted":
        return False
    if frame.voice == "definite" and not _people(frame) and frame.cast.view.has_ending(frame.hit.first - 1, "dating"):
        return True  # عقب الهجوم: it only says when
    if _people(frame) or (frame.actors and frame.voice == "noun") or _counts_weapons(frame):
        return False
    view, first = frame.cast.view, frame.hit.first
    opened = [word.last for word in (*view.of("complementizers"), *view.of("clause_breaks")) if word.last <= first]
    start = max([view.first, *opened])
    near = range(max(start - 1, first - _HAPPENING_REACH), min(view.last, frame.hit.last + _HAPPENING_REACH))
    return first - start >= _DEEP and not any(view.has_starting(at, "happening") for at in near)


def _counts_weapons(frame: Frame) -> bool:
    """Whether a number of shells or raids is told (سقوط برميلين): that is no mere reference."""
    return any(not quantity.bounds.is_vague for quantity in frame.counts.get("munitions", []))


def _people(frame: Frame) -> list[Quantity]:
    return [quantity for slot, found in frame.counts.items() if slot != "munitions" for quantity in found]


def is_ahead(scene: Scene, view: View, hit: Hit) -> bool:
    """Whether a verb of the future rules the act (ستؤدي إلى مقتل …), with no other clause between."""
    if not scene.language.verb_first:
        return False
    for at in range(hit.first, max(view.first, hit.first - _AHEAD_REACH) - 1, -1):
        word = scene.tokens[at].text
        if at < hit.first and view.has_ending(at, "clause_breaks", "relatives", "complementizers"):
            return False
        is_name = view.has_starting(at, "place", "party", "persons", "place_types", "nature") is not None
        if _WILL.fullmatch(word) and not (_NO_WILL.match(word) or is_name):
            return not (at < hit.first and view.starting.get(at))
    return False


def is_told(frame: Frame) -> bool:
    """Whether the mention says enough to be an account of its act and not a word about it.

    A noun with its article (الهجوم) was told before: without people, a side and a place or time it adds nothing.
    """
    if not frame.cast.verb_first or frame.kind in EFFECTS:
        return True
    if any(quantity.counted and not quantity.by_name for quantity in _people(frame)):
        return True
    if frame.status == "background":
        return frame.own_sites and frame.own_when
    return _says_enough(frame)


def _says_enough(frame: Frame) -> bool:
    """The same for a mention that counts nobody, by what its kind and its noun need."""
    has_own = frame.own_sites or frame.own_when
    happens = bool(frame.cast.view.of("happening"))
    if frame.kind in _GENERAL and frame.voice not in ("active", "light"):
        is_of_somebody = frame.kind in _ON_PEOPLE and bool(frame.cast.view.of("persons"))
        return has_own and bool(frame.actors or frame.inferred or frame.named or is_of_somebody)
    if frame.named:
        return True
    if frame.voice == "noun" and frame.kind in ("ground_attack", "clash"):
        return bool(frame.actors or frame.target) or (has_own and happens)
    if frame.voice == "definite" and frame.kind in HOSTS:
        return has_own and (happens or bool(frame.actors or frame.counts))
    return True
