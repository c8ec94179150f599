"""Counts of an act: whom a killing, an injury, an arrest or a flight counts, by the grammar around its word."""

from dataclasses import replace

from tawthiq.core.counts import VAGUE, Bounds, add, exactly
from tawthiq.reading.frames import HOSTS, OWN_COUNT, Frame
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.scenes import Scene

_RIGHT_REACH = 9
_NOUN_REACH = 26
_LEFT_REACH = 16
_CHAIN_REACH = 12
# So many words may stand between commas behind a subject ("a man, identified as …, from …, was killed").
_ASIDE_REACH, _ARTICLES = 34, 2
_PRONOUN_REACH = 4
_NEAR = 3
_LOST = ("losing", "taking")
_CHAIN_ENDS = ("charges", "say", "clause_breaks", "relatives", "auxiliaries", "parts")
_OTHER_FATE = {"killed": "injured", "injured": "killed"}
# Arabic pronouns written at the end of a word, and how many people they stand for; "them" is no number.
_ATTACHED = (("هما", 2), ("ه", 1))
_PEOPLE = ("persons", "effect", "")
# A person named at the head of a sentence has so many words; these may be small.
_NAME_WORDS, _NAME_LINKS = (2, 7), frozenset(["al", "el", "bin", "ibn", "abu", "bint", "ben", "de", "abd"])
# From this number on an Arabic noun stands in the singular of the accusative.
_SINGULAR_FROM = 11


def count_people(scene: Scene, frame: Frame, *, stops: list[Frame]) -> None:
    """Fills the people counted by this frame; ``stops`` are the other frames of the sentence."""
    slot = _slot_of(frame)
    if not slot or _points_back(frame):
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
    found = _by_others(frame) if scene.language.verb_first and slot in _OTHER_FATE else []
    found = found or _chosen(scene, frame, quantities, stops=stops)
    found = found or _told_otherwise(scene, frame, slot=slot)
    if any(stop.kind == "casualties" and _covers(stop, quantity) for stop in stops for quantity in found):
        found = [replace(quantity, bounds=VAGUE) for quantity in found]  # "tens of killed and wounded": nobody's own
    if len(found) == 1 and found[0].is_part and found[0].counted and not scene.language.verb_first:
        found = [replace(found[0], is_part=False)]  # "of whom 71 were …": the part is what this word counts
    other = _OTHER_FATE.get(slot, "")
    moved = [quantity for quantity in found if other and _fate_of(frame, quantity) == other]
    if moved:
        frame.counts[other] = moved
    if len(moved) < len(found):
        frame.counts[slot] = [quantity for quantity in found if quantity not in moved]
    if found:
        frame.widen(min(quantity.start for quantity in found), max(quantity.end for quantity in found))


def _told_otherwise(scene: Scene, frame: Frame, *, slot: str) -> list[Quantity]:
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
    is_over = any(_is_break(frame, at) for at in range(view.first, frame.hit.first))
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


def _by_others(frame: Frame) -> list[Quantity]:
    """ "the death of two and the injury of another" (وإصابة آخر): so many more of those counted before."""
    hit = frame.cast.view.has_starting(frame.hit.last, "others")
    if hit is None or not any(quantity.last <= frame.hit.first for quantity in frame.cast.quantities):
        return []
    return [Quantity(hit.start, hit.end, hit.first, hit.last, exactly(int(hit.value)), "persons", True, more=True)]


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


def _counts_a_thing(scene: Scene, frame: Frame, quantity: Quantity) -> bool:
    """Whether a word that no list knows follows a further number ("and 13 business premises"): no people."""
    if quantity.unit or scene.language.verb_first or quantity.last >= frame.cast.view.last:
        return False
    following = scene.tokens[quantity.last]
    return following.joined and following.text.isalpha() and quantity.last not in frame.cast.view.starting


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
            return _chain(scene, frame, quantities, first, stops=stops)
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
        if quantity.unit == "persons" and frame.hit.first < quantity.first < quantity.last <= frame.hit.last:
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
    return not any(_is_break(frame, at) for at in range(low, high))


def _is_break(frame: Frame, at: int) -> bool:
    """Whether a word opens a clause here; "as" in "identified as" does not."""
    view = frame.cast.view
    is_so_far = view.has_starting(at, "open_after") is not None
    return view.has_starting(at, "clause_breaks") is not None and not view.has_ending(at, "titles") and not is_so_far


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
    others = [stop for stop in stops if stop.kind in _OTHER_FATE and stop.kind != frame.kind]
    return frame.cast.verb_first and any(0 <= quantity.first - stop.hit.last <= 1 for stop in others)


def _is_share(frame: Frame, quantity: Quantity) -> bool:
    """ "two of whom were killed": the part is what is counted."""
    return quantity.unit == "part" and frame.cast.view.has_starting(quantity.last, "auxiliaries") is not None


def _chain(
    scene: Scene, frame: Frame, quantities: list[Quantity], first: Quantity, *, stops: list[Frame]
) -> list[Quantity]:
    """The first quantity with those joined to it by "and", and with its parts."""
    at = quantities.index(first)
    found = [first]
    if first.start >= frame.hit.start or scene.language.verb_first or first.unit in ("effect", ""):
        for quantity in quantities[at + 1 :]:
            if not quantity.counted or quantity.unit not in ("persons", "effect", "household", ""):
                continue
            if not _is_linked(scene, frame, found[-1], quantity, stops=stops):
                break
            if _counts_a_thing(scene, frame, quantity):
                break
            found.append(quantity)
        if first.end <= frame.hit.start and first.unit == "persons":
            found = _joined_before(scene, quantities[:at], first) + found
    else:
        for quantity in reversed(quantities[:at]):
            if not quantity.counted:
                continue
            if not _is_linked(scene, frame, quantity, found[0], stops=stops) or _is_under_other(frame, quantity, stops):
                break
            if any(quantity.first <= stop.hit.first <= quantity.last for stop in stops):
                break  # "6 martyrs in A and 2 martyrs in B"
            found.insert(0, quantity)
        for quantity in quantities[at + 1 :]:
            if not quantity.is_part or not _is_linked(scene, frame, found[-1], quantity, stops=stops):
                break
            found.append(quantity)
    return found


def _joined_before(scene: Scene, quantities: list[Quantity], first: Quantity) -> list[Quantity]:
    """ "Four women and three children were killed" (أربع نساء وثلاثة أطفال قتلوا): people joined by و."""
    found: list[Quantity] = []
    for quantity in reversed(quantities):
        following = found[0] if found else first
        is_next = scene.text[quantity.end : following.start].strip() == "و"
        if not (is_next and quantity.counted and quantity.unit == "persons") or quantity.is_part:
            break
        found.insert(0, quantity)
    return found


def _is_under_other(frame: Frame, quantity: Quantity, stops: list[Frame]) -> bool:
    """ "the death of a child …, and others were wounded": the child is counted by the word right before it."""
    return any(
        0 <= quantity.first - stop.hit.last <= _NEAR and stop.kind in _OTHER_FATE and stop.kind != frame.kind
        for stop in stops
    )


def _is_linked(scene: Scene, frame: Frame, before: Quantity, after: Quantity, *, stops: list[Frame]) -> bool:
    """Whether the second count goes on with the first: a part of it, or joined by a comma or "and" and nothing else."""
    between = scene.text[before.end : after.start]
    gap = range(before.last, after.first)
    view = frame.cast.view
    is_apart = after.first - before.last > _CHAIN_REACH or any(mark in between for mark in ";:\n")
    if is_apart or any(stop.hit.first in gap for stop in stops):
        return False
    if after.is_part:
        return True
    told = _is_linked_by_words(scene, frame, before, after, stops=stops) if scene.language.verb_first else None
    if told is not None:
        return told
    if frame.hit.first in gap or any(view.has_starting(at, *_CHAIN_ENDS) for at in gap):
        return False
    joiners = scene.language.joiners
    return between.strip().startswith((",", "و", "،", *joiners)) or bool(
        (joiners | {"و"}) & set(between.lower().split())
    )


def _is_same_noun(scene: Scene, before: Quantity, after: Quantity) -> bool:
    """ "36 women and children": behind eleven and more both nouns are what is counted (36 سيدة وطفلا)."""
    is_noun = after.bounds == exactly(1) and after.who == scene.text[after.start : after.end]
    return is_noun and after.who.endswith("ا") and (before.bounds.min or 0) >= _SINGULAR_FROM


def _is_linked_by_words(
    scene: Scene, frame: Frame, before: Quantity, after: Quantity, *, stops: list[Frame]
) -> bool | None:
    """What Arabic words say of it: no for a number of another word's or one noun in two, yes for "on top"."""
    is_of_other = after.unit == "effect" and any(0 <= stop.hit.first - after.last <= 1 for stop in stops)
    if is_of_other or _is_same_noun(scene, before, after):  # شهيدان وأكثر من 20 إصابة
        return False
    between = range(before.last, after.first + 1)
    if any(hit.value in _LOST and hit.first in between for hit in frame.cast.view.of("nature")):
        return False  # أصيب ستة، وفقد خمسة حياتهم
    return True if any(frame.cast.view.has_starting(at, "on_top") for at in between) else None


def total_of(quantities: list[Quantity]) -> Bounds:
    """The count that a list of quantities stands for.

    Parts ("including 2 women") never add to a total that is a number; where the total is vague ("a large number,
    including 2 leaders and more than 17 members") the parts are summed and the most stays open.
    """
    at = next((index for index, quantity in enumerate(quantities) if quantity.is_part), len(quantities))
    whole, parts = quantities[:at], quantities[at:]
    counted = [quantity.bounds for quantity in whole if quantity.counted]
    total = add(counted) if counted else VAGUE
    if not total.is_vague:
        return total
    known = [quantity.bounds for quantity in parts if quantity.counted and not quantity.bounds.is_vague]
    if not known:
        return VAGUE
    least = add(known).min
    return Bounds(least, None)
