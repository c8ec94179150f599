"""Counts of an act: whom a killing, an injury, an arrest or a flight counts, by the grammar around its word."""

from dataclasses import replace

from tawthiq.core.counts import VAGUE
from tawthiq.reading.chains import OTHER_FATE, chain
from tawthiq.reading.frames import HOSTS, OWN_COUNT, Frame
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.scenes import Scene
from tawthiq.reading.unnumbered import (
    by_article,
    by_others,
    by_pronoun_of_noun,
    by_who_they_are,
    is_break,
    told_otherwise,
)

_RIGHT_REACH = 9
_NOUN_REACH = 26
_LEFT_REACH = 16
# So many words may stand between commas behind a subject ("a man, identified as …, from …, was killed").
_ASIDE_REACH, _ARTICLES = 34, 2
_NEAR = 3
_PEOPLE = ("persons", "effect", "")


def count_people(scene: Scene, frame: Frame, *, stops: list[Frame]) -> None:
    """Fills the people counted by this frame; ``stops`` are the other frames of the sentence."""
    slot = _slot_of(frame)
    if not slot or _points_back(frame) or frame.cast.view.has_starting(frame.hit.first, "attempts_on_life"):
        return
    near = [_of_them(frame, quantity) for quantity in frame.cast.quantities]
    quantities = [
        quantity for quantity in near if _may_count(scene, quantity, slot=slot) and not _looks_on(frame, quantity)
    ]
    quantities = [quantity for quantity in quantities if quantity.counted or not _is_actor(frame, quantity)]
    if frame.trigger.kind == "shooting":  # "opened fire on civilians": whether anybody died is not said
        quantities = [quantity for quantity in quantities if quantity.counted and quantity.start >= frame.hit.start]
    quantities = [quantity for quantity in quantities if not _is_agent(scene, frame, quantity)]
    if frame.voice == "toll":
        quantities = [quantity for quantity in quantities if quantity.counted]
    if slot == "casualties" and scene.language.verb_first and _count_on_both_sides(frame, quantities):
        return
    found = by_others(frame) if scene.language.verb_first and slot in OTHER_FATE else []
    found = found or by_pronoun_of_noun(scene, frame, quantities, slot=slot)
    found = found or by_article(scene, frame, slot=slot) or _chosen(scene, frame, quantities, stops=stops)
    found = found or told_otherwise(scene, frame, slot=slot) or by_who_they_are(frame, quantities)
    if any(stop.kind == "casualties" and _covers(stop, quantity) for stop in stops for quantity in found):
        found = [replace(quantity, bounds=VAGUE) for quantity in found]  # "tens of killed and wounded": nobody's own
    if len(found) == 1 and found[0].is_part and found[0].counted and not scene.language.verb_first:
        found = [replace(found[0], is_part=False)]  # "of whom 71 were …": the part is what this word counts
    other = OTHER_FATE.get(slot, "")
    moved = [quantity for quantity in found if other and _fate_of(frame, quantity) == other]
    if moved:
        frame.counts[other] = moved
    if len(moved) < len(found):
        frame.counts[slot] = [quantity for quantity in found if quantity not in moved]
    if found:
        frame.widen(min(quantity.start for quantity in found), max(quantity.end for quantity in found))


def _slot_of(frame: Frame) -> str:
    """Which count the word speaks of; "tortured to death" counts its dead."""
    if frame.kind in ("killed", "injured", "casualties"):
        return frame.kind
    return OWN_COUNT.get(frame.kind) or ("killed" if frame.trigger.fate == "killed" else "")


def _count_on_both_sides(frame: Frame, quantities: list[Quantity]) -> bool:
    """ "a man killed-and-hurt two" (أن شابا قتل وأصيب اثنان): each verb has the people on its own side."""
    before = next((item for item in quantities if 0 <= frame.hit.first - item.last <= 1), None)
    behind = next((item for item in quantities if 0 <= item.first - frame.hit.last <= 1 and item.counted), None)
    if before is None or behind is None or before.is_part:
        return False
    frame.kind = "killed"
    frame.counts |= {"killed": [before], "injured": [behind]}
    frame.widen(before.start, behind.end)
    return True


def _points_back(frame: Frame) -> bool:
    """ "no member of the family was informed of their arrest": who was taken is told before; English."""
    is_of_them = frame.cast.view.has_starting(frame.hit.first, "possessives") is not None
    return frame.anaphoric and is_of_them and not frame.cast.verb_first


def _fate_of(frame: Frame, quantity: Quantity) -> str:
    """What the word for the people says befell them ("15 wounded" under "fell": 15 جريحا), else nothing."""
    for hit in frame.cast.view.of("fates"):
        if quantity.start <= hit.start and hit.end <= quantity.end:
            return str(hit.value)
    return ""


def _covers(frame: Frame, quantity: Quantity) -> bool:
    return quantity.start < frame.hit.end and frame.hit.start < quantity.end


def _is_actor(frame: Frame, quantity: Quantity) -> bool:
    """Whether these people are the actor's own ("arrested by HTS personnel")."""
    return any(actor.start <= quantity.start < actor.end + 2 for actor in frame.actors)


def _is_agent(scene: Scene, frame: Frame, quantity: Quantity) -> bool:
    """ "was shot by two men", "an attack by 50 rebels": who stands behind "by" did it, and is not counted for it."""
    if quantity.unit != "persons" or quantity.start < frame.hit.end:
        return False
    if scene.language.verb_first:
        word = frame.cast.view.has_ending(quantity.first - 1, "agents")
        return word is not None and word.end - word.start > 1  # برصاص مجهولين; a single letter (ل) may mean "to"
    at = quantity.first - 1
    while at >= frame.hit.last and frame.cast.view.has_ending(at, "fillers", "hedges"):
        at -= 1
    word = frame.cast.view.has_ending(at, "agents")
    return word is not None and scene.text[word.start : word.end].lower() != "from"


def _of_them(frame: Frame, quantity: Quantity) -> Quantity:
    """ "killing 3 of them": right behind the word the part is the count, of people named before."""
    if quantity.unit == "part" and 0 <= quantity.first - frame.hit.last <= 1:
        named = [other for other in frame.cast.quantities if other.unit == "persons" and other.end <= quantity.start]
        target_class = named[-1].target_class if named else quantity.target_class
        return replace(quantity, unit="persons", is_part=False, target_class=target_class)
    return quantity


def _looks_on(frame: Frame, quantity: Quantity) -> bool:
    """Whether the people only watch: "in front of dozens of residents" (أمام عشرات الأهالي)."""
    return bool(frame.cast.view.has_ending(quantity.first - 1, "audience"))


def _may_count(scene: Scene, quantity: Quantity, *, slot: str) -> bool:
    if quantity.is_relation or _is_age(scene, quantity):
        return False
    return quantity.unit in _PEOPLE or (quantity.unit == "household" and slot == "displaced")


def _is_age(scene: Scene, quantity: Quantity) -> bool:
    """A bare number between commas stands behind a name: "Lucia Barrientos, 34, was killed"."""
    text = scene.text
    is_apart = text.startswith((",", ";"), quantity.end) and text.endswith(", ", 0, quantity.start)
    is_apart = is_apart or (text.startswith(")", quantity.end) and text.endswith((" (", "("), 0, quantity.start))
    return quantity.unit in ("", "effect") and is_apart and scene.language.capitals


def _chosen(scene: Scene, frame: Frame, quantities: list[Quantity], *, stops: list[Frame]) -> list[Quantity]:
    """The quantities that this word counts; the order of looking depends on its shape."""
    looks = {
        "active": (_touching, _right, _left),
        "passive": (_touching, _left, _right),
        "noun": (_touching, _right_far, _left),
        "flight": (_touching, _left, _right),
        "toll": (_raised_to, _touching, _right, _left_of_toll),
    }.get(frame.voice, (_touching, _right_far, _left))
    if scene.language.verb_first and frame.voice in ("passive", "active", "flight"):
        # a plural or dual verb has its people before it (12 شخصا قتلوا, رجلان قتلا), a singular one behind it
        is_behind = any(item.counted and 0 <= item.first - frame.hit.last <= 1 for item in quantities)  # فقتلا أربعة
        has_people_before = scene.text.endswith("ا", frame.hit.start, frame.hit.end) and frame.voice == "passive"
        has_people_before = has_people_before and not is_behind
        has_people_before = has_people_before or "losing" in frame.trigger.needs  # أربعة فقدوا حياتهم
        looks = (_touching, _left, _right) if has_people_before else (_touching, _right, _left)
        if frame.voice == "active" and scene.text.endswith("وا", frame.hit.start, frame.hit.end):
            looks = (_touching, _right)  # عناصر الحاجز أطلقوا النار: who stands before the verb did it
    for look in looks if frame.status != "denied" else (_touching, _right):
        first = look(scene, frame, quantities, stops)
        if first:
            return chain(scene, frame, quantities, first, stops=stops)
    return []


def _raised_to(_scene: Scene, frame: Frame, quantities: list[Quantity], _stops: list[Frame]) -> Quantity | None:
    """The number behind "to": "the toll rose to 51" (ارتفع إلى 51 … عدد الشهداء), wherever the word for it stands."""
    view = frame.cast.view
    for quantity in quantities:
        low, high = sorted((frame.hit.first, quantity.first))
        is_apart = any(view.has_starting(at, "clause_breaks") for at in range(low, high))
        if quantity.counted and not quantity.is_part and view.has_ending(quantity.first - 1, "reached"):
            return quantity  # حصيلة القتلى جراء … بلغت 14
        if quantity.counted and not quantity.is_part and view.has_ending(quantity.first - 1, "destinations"):
            return None if is_apart else quantity
    return None


def _left_of_toll(scene: Scene, frame: Frame, quantities: list[Quantity], stops: list[Frame]) -> Quantity | None:
    """ "48 dead … were the toll of the day" (48 شهيدا … كانوا حصيلة اليوم): never before "the toll" (الحصيلة)."""
    return None if scene.text.startswith("ال", frame.hit.start) else _left(scene, frame, quantities, stops)


def _touching(scene: Scene, frame: Frame, quantities: list[Quantity], _stops: list[Frame]) -> Quantity | None:
    """A number right before the word: "15 wounded", "a number of injuries", "20 cases of murder"."""
    if scene.language.verb_first and _begins_anew(scene, frame, quantities):
        return None
    for quantity in quantities:
        if (
            quantity.first < frame.hit.first
            and quantity.unit in ("effect", "")
            and frame.hit.first - quantity.last <= 2
        ):
            return quantity
        if quantity.first < frame.hit.first < quantity.last:
            return quantity
        holds_them = frame.hit.first < quantity.first < quantity.last <= frame.hit.last
        is_doer = scene.language.capitals and quantity.target_class == "combatant"  # "taken by armed men"
        if quantity.unit == "persons" and holds_them and not is_doer:
            return quantity  # the word holds its people: سقوط جرحى
    return None


def _begins_anew(scene: Scene, frame: Frame, quantities: list[Quantity]) -> bool:
    """ "the death of 6 and the injury of 20" (مقتل 6 وإصابة 20): behind "and" the word counts what follows it."""
    token = scene.tokens[frame.hit.first]
    is_joined = scene.text.startswith("و", token.start) and frame.hit.start > token.start
    return is_joined and any(item.counted and item.first == frame.hit.last for item in quantities)


def _is_free(scene: Scene, frame: Frame, quantity: Quantity, stops: list[Frame]) -> bool:
    """Whether no other act or clause stands between the word and the quantity."""
    low, high = (
        (quantity.last, frame.hit.first) if quantity.start < frame.hit.start else (frame.hit.last, quantity.first)
    )
    if quantity.start < frame.hit.start and frame.cast.view.has_starting(quantity.last, "relatives"):
        return True  # "the men whom IS sent …, have died": the clause between only describes them
    between = [stop for stop in stops if low <= stop.hit.first < high and not _is_twin(scene, frame, stop)]
    if any(not _is_subject_of(scene, frame, stop) for stop in between):
        return False
    if quantity.start < frame.hit.start and frame.cast.view.has_ending(high - 2, "auxiliaries"):
        high -= 1  # "three women were also arrested": "also" breaks no clause here
    return not any(is_break(frame, at) for at in range(low, high))


def _is_subject_of(scene: Scene, frame: Frame, stop: Frame) -> bool:
    """Whether the strike right behind the verb is what did it (أوقع القصف … ثلاثة قتلى)."""
    is_near = 0 <= stop.hit.first - frame.hit.last <= 1
    return scene.language.verb_first and is_near and stop.voice in ("noun", "definite") and stop.kind in HOSTS


def is_one_phrase(first: Frame, second: Frame) -> bool:
    """Whether the two words are one phrase with one count: "killed and wounded", with no number between.

    A number before the first and another behind the second ("12 were killed and wounded were 30") are two counts.
    """
    gap = range(first.hit.last, second.hit.first)
    if "losing" in first.trigger.needs:
        return False  # فقد شخصان حياتهما وجرح ثلاثة
    counted = [quantity for quantity in first.cast.quantities if quantity.counted]
    before = any(0 <= first.hit.first - quantity.last <= _NEAR for quantity in counted)
    behind = any(0 <= quantity.first - second.hit.last <= 1 for quantity in counted)
    return len(gap) <= 1 and not any(quantity.first in gap for quantity in counted) and not (before and behind)


def _is_twin(scene: Scene, frame: Frame, stop: Frame) -> bool:
    first, second = sorted((frame, stop), key=lambda item: item.hit.first)
    return is_one_phrase(first, second) and not {",", "،"} & set(scene.text[first.hit.end : second.hit.start])


def _right(scene: Scene, frame: Frame, quantities: list[Quantity], stops: list[Frame]) -> Quantity | None:
    return _first_right(scene, frame, quantities, stops, reach=_RIGHT_REACH)


def _right_far(scene: Scene, frame: Frame, quantities: list[Quantity], stops: list[Frame]) -> Quantity | None:
    return _first_right(scene, frame, quantities, stops, reach=_NOUN_REACH)


def _first_right(
    scene: Scene, frame: Frame, quantities: list[Quantity], stops: list[Frame], *, reach: int
) -> Quantity | None:
    for quantity in quantities:
        if quantity.start >= frame.hit.end and quantity.first - frame.hit.last <= reach:
            usable = quantity.unit == "persons" or quantity.first - frame.hit.last <= 1 or quantity.unit == "household"
            usable = usable and not _is_of_next(frame, quantity, stops)
            if usable and _is_free(scene, frame, quantity, stops) and not _is_doer(scene, frame, quantity, quantities):
                return quantity
    return None


def _is_of_next(frame: Frame, quantity: Quantity, stops: list[Frame]) -> bool:
    """ "one killed, five injured", "one was killed and five were injured": the number belongs to the word behind it."""
    if quantity.unit not in ("effect", "") or frame.cast.verb_first:
        return False
    at = quantity.last
    while frame.cast.view.has_starting(at, "auxiliaries"):
        at += 1
    return any(at <= stop.hit.first <= at + 1 and stop.kind != frame.kind for stop in stops)


def _is_doer(scene: Scene, frame: Frame, quantity: Quantity, quantities: list[Quantity]) -> bool:
    """Whether uncounted gunmen right behind an active verb are its subject, counted people after them the object."""
    if not scene.language.verb_first or frame.voice != "active" or quantity.counted:
        return False
    following = [other for other in quantities if other.start >= quantity.end and other.unit == "persons"]
    return quantity.target_class == "combatant" and any(other.counted for other in following[:1])


def _left(scene: Scene, frame: Frame, quantities: list[Quantity], stops: list[Frame]) -> Quantity | None:
    of_whom = scene.text.endswith(" of", 0, frame.hit.end) or scene.text.startswith(" of ", frame.hit.end)
    if frame.voice == "noun" and of_whom and scene.language.capitals:
        return None  # "two men held for the murder of": who was murdered stands behind it
    for quantity in reversed(quantities):
        reach = _ASIDE_REACH if _is_over_aside(scene, frame, quantity) else _LEFT_REACH
        is_near = quantity.end <= frame.hit.start and frame.hit.first - quantity.last <= reach
        is_whole = quantity.unit in ("persons", "household") and not quantity.is_part
        is_whole = is_whole or _is_share(frame, quantity)
        if is_near and is_whole and _is_free(scene, frame, quantity, stops) and not _is_taken(frame, quantity, stops):
            return quantity
    return None


def _is_over_aside(scene: Scene, frame: Frame, quantity: Quantity) -> bool:
    """ "A man, identified as …, from the village of …, was killed": commas part the verb from its subject."""
    aux = frame.cast.view.has_ending(frame.hit.first - 1, "auxiliaries")
    is_subject = scene.text.startswith(",", quantity.end) or quantity.first <= frame.cast.view.first + _ARTICLES
    if frame.voice != "passive" or aux is None or not is_subject:
        return False
    return scene.text.endswith(", ", 0, aux.start)


def _is_taken(frame: Frame, quantity: Quantity, stops: list[Frame]) -> bool:
    """Whether the people stand right behind another word for what befell them (مقتل مدنيين اثنين وإصابة …)."""
    others = [stop for stop in stops if stop.kind in OTHER_FATE and stop.kind != frame.kind]
    return frame.cast.verb_first and any(0 <= quantity.first - stop.hit.last <= 1 for stop in others)


def _is_share(frame: Frame, quantity: Quantity) -> bool:
    """ "two of whom were killed": the part is what is counted."""
    return quantity.unit == "part" and frame.cast.view.has_starting(quantity.last, "auxiliaries") is not None
