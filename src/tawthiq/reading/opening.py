"""Which trigger words open a frame: some only name a habit, a charge, a motive or an attribute."""

from tawthiq.reading.frames import EFFECTS, OWN_COUNT, Cast, Frame
from tawthiq.reading.lexicon import Hit
from tawthiq.reading.lexicon_entries import Trigger
from tawthiq.reading.scenes import Scene, View
from tawthiq.reading.status import status_of

_DEEDS = ("عملية", "عمليات", "جريمة", "حادثة", "حادث", "محاولة")
_SUBJECT_REACH = 3
_LIGHT_REACH = 10
_CARRIED_REACH, _PRONOUN_REACH = 4, 4
# So many words may stand between "accused" and the charge.
_CHARGE_REACH = 5
_MOTIVE_REACH, _DEATH_REACH, _HELD_REACH = 3, 5, 5
_REFLEXIVE_REACH = 6


def find_frames(scene: Scene, cast: Cast) -> list[Frame]:
    """The frames of a sentence in order of their triggers, still without arguments."""
    found: list[Frame] = []
    if _is_talk(cast):
        return found
    for hit in cast.view.of("triggers"):
        if any(start <= hit.start < end for start, end in cast.spoken) or is_idle(scene, cast.view, hit):
            continue
        frame = _frame(scene, cast, hit)
        if frame and not (_has_needs(frame.trigger, cast.view) and _has_count(frame)):
            frame = None
        if frame:
            found.append(frame)
    return found


def _is_talk(cast: Cast) -> bool:
    """Whether the sentence weighs acts by the law, or tells of a habit, and counts and dates nothing itself.

    Source: counting guide, the organisation's boilerplate and habitual background without place, date or count.
    """
    view = cast.view
    people = [quantity for quantity in cast.quantities if quantity.unit == "persons" and quantity.counted]
    if view.dates or any(quantity.bounds.max is not None for quantity in people):
        return False
    return bool(view.of("legal")) or (bool(view.of("habits")) and not any(site.role == "scene" for site in cast.sites))


def is_idle(scene: Scene, view: View, hit: Hit) -> bool:
    """Whether it announces nothing: "since the siege began", "the arrested men", "eight of the dead", "IS-held"."""
    before = hit.first - 1
    dates_another = view.has_ending(before, "since") or (
        view.has_ending(before, "fillers") and view.has_ending(before - 1, "since")
    )
    is_party = hit.value.kind != "attack" and any(
        party.start == hit.start and party.end < hit.end for party in view.of("party")
    )
    is_people = any(word.start <= hit.start and hit.end < word.end for word in view.of("persons"))
    # an Arabic verb behind "among them two women" is the next clause (بينهم امرأتان وأصيب …)
    names_people = not scene.language.verb_first or hit.value.shape == "noun"
    is_part = (
        hit.value.kind in EFFECTS
        and names_people
        and any(view.has_ending(at, "parts") for at in (before, before - 1, hit.last - 1))
    )
    is_cause = hit.value.kind == "injured" and _is_cause_of_death(view, hit)
    is_cause = is_cause or _is_holding(view, hit)
    is_raid = hit.value.kind == "execution" and _is_carrying_out(view, hit)
    is_raid = is_raid or _is_habit(view, hit) or _is_charge(scene, view, hit) or _is_motive(view, hit)
    is_raid = is_raid or (scene.language.verb_first and _is_outcome(view, hit))
    return (
        bool(dates_another)
        or is_cause
        or is_party
        or is_people
        or is_part
        or is_raid
        or _is_attribute(scene, view, hit)
    )


def _is_holding(view: View, hit: Hit) -> bool:
    """ "the silos, that are held by the YPG": a place that is held, where nobody is named who could be."""
    if not view.has_starting(hit.first, "holding") or not view.has_starting(hit.last, "agents"):
        return False
    return not any(0 <= hit.first - word.last <= _HELD_REACH for word in view.of("persons"))


def _is_cause_of_death(view: View, hit: Hit) -> bool:
    """ "died yesterday of the injuries that he suffered": the wounds are those he died of, nobody else's."""
    if hit.value.shape != "noun" or not view.has_ending(
        hit.first - 1, "causes", "possessives", "determiners", "possessive_of"
    ):
        return False
    return any(
        word.value.kind == "killed" and word.value.shape == "passive" and 0 <= hit.first - word.last <= _DEATH_REACH
        for word in view.of("triggers")
    )


def _is_outcome(view: View, hit: Hit) -> bool:
    """ "shelled …, which led to the explosion of a depot" (ما أدى إلى انفجار مستودع): what the strike did, no bomb."""
    if hit.value.kind != "explosion_ied" or hit.value.shape != "noun":
        return False
    is_caused = any(view.has_ending(hit.first - back, "outcomes") for back in (1, 2))
    return is_caused and any(
        other.last <= hit.first and other.value.kind in ("strike", "airstrike", "shelling")
        for other in view.of("triggers")
    )


def _is_motive(view: View, hit: Hit) -> bool:
    """ "killed because he burned a truck": why somebody was harmed is no act that is reported."""
    return any(0 <= hit.first - word.last <= _MOTIVE_REACH for word in view.of("motives"))


def _is_habit(view: View, hit: Hit) -> bool:
    """ "deplored kidnappings and murders": acts in the plural without number, time or anything that rules them."""
    word = view.has_starting(hit.first, "plural_acts", "other_lives")
    if word is None or word.last < hit.last or (view.dates and word.kind == "plural_acts"):
        return False
    if any(0 <= hit.start - number.end <= 1 for number in view.numbers):
        return False
    return not view.has_starting(hit.last, "agents", "against", "locatives", "possessive_of")


def _is_charge(scene: Scene, view: View, hit: Hit) -> bool:
    """Whether it is only what somebody is charged with: "on charges of killing", "accused him of seizing a shop".

    A party that is accused ("residents accused YPG of arresting …") did it by these words: that is an act.
    """
    for at in range(hit.first - 1, max(view.first, hit.first - _CHARGE_REACH) - 1, -1):
        if not scene.tokens[at + 1].joined:
            return False
        if view.has_ending(at, "charges"):
            return True
        if view.has_ending(at, "party", "clause_breaks"):
            return False
        if view.has_ending(at, "accuse"):
            return at < hit.first - 1
    return False


def _is_carrying_out(view: View, hit: Hit) -> bool:
    """ "jets executed three airstrikes", "raids executed by jets": carried out, nobody was put to death."""
    around = [*range(hit.last, hit.last + _CARRIED_REACH), hit.first - 1]
    return any(view.has_starting(at, "raids") or view.has_ending(at, "raids") for at in around)


def _is_attribute(scene: Scene, view: View, hit: Hit) -> bool:
    """ "the arrested men": a participle between a determiner or number and people describes them."""
    if not scene.language.capitals or hit.value.shape not in ("verb", "flight"):
        return False
    if not scene.text[hit.start : hit.end].endswith("ed") or not view.has_starting(hit.last, "persons"):
        return False
    if hit.value.shape == "flight" and not view.has_ending(hit.first - 1, "auxiliaries"):
        return True
    is_counted = any(number.end <= hit.start and hit.start - number.end <= 1 for number in view.numbers)
    return is_counted or bool(view.has_ending(hit.first - 1, "determiners"))


def _has_needs(trigger: Trigger, view: View) -> bool:
    return all(need in view.features for need in trigger.needs) and not any(
        bar in view.features for bar in trigger.unless
    )


def _has_count(frame: Frame) -> bool:
    """Whether a word that tells of an effect only with a number has one ("left 4 dead", أسفر عن 4 قتلى)."""
    if not frame.trigger.counts:
        return True
    is_name = frame.cast.view.has_ending(frame.hit.first - 1, "actor_heads") is not None  # لواء شهداء السهل
    return not is_name and _is_counted(frame.cast, frame.hit)


def _is_counted(cast: Cast, hit: Hit) -> bool:
    """Whether a number of its own stands before the word."""
    return any(
        item.counted and not item.is_part and not item.bounds.is_vague and item.start < hit.start < item.end
        for item in cast.quantities
    )


def _frame(scene: Scene, cast: Cast, hit: Hit) -> Frame | None:
    trigger: Trigger = hit.value
    voice = trigger.shape
    if voice == "verb":
        voice = "passive" if scene.language.is_passive(scene.text, hit.start) else "active"
    if trigger.kind == "blown" and any(
        cast.view.has_starting(at, "reflexives") for at in range(hit.last, hit.last + _REFLEXIVE_REACH)
    ):
        voice = "passive"  # فجر انتحاري نفسه في سوق: a party further on is not who did it
    frame = Frame(trigger.kind, trigger, hit, cast, voice, hit.start, hit.end, rules=[trigger.id])
    if trigger.with_munition and _has_munition_beside(cast.view, hit):
        frame.kind, frame.voice = trigger.with_munition, "noun"
    elif trigger.with_people and (_is_counted(cast, hit) if voice == "noun" else _has_people_behind(cast, hit)):
        frame.kind = trigger.with_people
    elif voice == "noun" and _is_carried_out(cast.view, hit):
        frame.voice = "light"
    frame.status = status_of(scene, cast.view, hit)
    has_article = hit.last - hit.first > 1 and cast.view.has_starting(hit.first, "determiners") is not None
    frame.anaphoric = (
        has_article
        or _is_of_pronoun(cast.view, hit, voice=voice)
        or cast.view.has_ending(hit.first - 1, "anaphors") is not None
    )
    if voice == "noun" and scene.language.capitals and _is_told_before(scene, cast.view, hit):
        frame.anaphoric = True
    if scene.language.capitals and (_is_one_of_them(cast.view, hit) or _is_told_on(scene, cast.view, hit)):
        frame.anaphoric = True
    if voice == "noun" and _has_article(scene, hit):
        frame.voice = "definite"
        frame.anaphoric = not cast.view.has_starting(hit.last, "locatives", "agents", "against")
    return frame


def _has_people_behind(cast: Cast, hit: Hit) -> bool:
    """Whether people or a bare number stand right behind the verb: they are hurt, nothing is struck."""
    behind = next((item for item in cast.quantities if item.first == hit.last), None)
    is_person = behind is not None and (behind.unit == "persons" or (behind.unit == "" and behind.counted))
    return is_person and behind is not None and behind.target_class != "combatant"


def _has_munition_beside(view: View, hit: Hit) -> bool:
    """Whether shells or bombs are what falls: a number at most stands between, and no people."""
    around = [*range(hit.last, hit.last + _SUBJECT_REACH), hit.first - 1, hit.first - 2]
    for at in around:
        weapon = view.has_starting(at, "nature", "munitions") or view.has_ending(at, "nature", "munitions")
        if weapon and weapon.value in (None, "air", "ground"):
            return True
        if at >= hit.last and "counted_munitions" in view.features and view.has_starting(at, "others"):
            return True  # سقط برميلان على …، وسقط الآخران على …
        if at >= hit.last and view.has_starting(at, "persons", "fates", "triggers", "clause_breaks"):
            return False
    return False


def _is_carried_out(view: View, hit: Hit) -> bool:
    """Whether a verb that only says "did" rules the noun: قامت … باعتقال, شن … غارات."""
    for verb in view.of("light_verbs"):
        if 0 <= hit.first - verb.last <= _LIGHT_REACH:
            between = range(verb.last, hit.first)
            return not any(view.has_starting(at, "clause_breaks", "say") for at in between)
    return False


def _is_of_pronoun(view: View, hit: Hit, *, voice: str) -> bool:
    """ "denied his arrest", "he has been detained for a day": taken people who were told of before."""
    if OWN_COUNT.get(hit.value.kind) != "detained":
        return False
    if voice == "noun":
        return (
            view.has_ending(hit.first - 1, "possessives") or view.has_starting(hit.first, "possessives")
        ) is not None
    near = range(max(view.first, hit.first - _PRONOUN_REACH), hit.first)
    said = [view.has_starting(at, "pronouns") for at in near]
    return voice == "passive" and any(word and word.value in ("person", "plural") for word in said)


def _is_told_before(scene: Scene, view: View, hit: Hit) -> bool:
    """ "The explosion caused …": a noun with its article at the head of a sentence, nothing tells it apart."""
    if hit.first != view.first + 1 or scene.tokens[view.first].text != "The":
        return False
    return not view.has_starting(hit.last, "locatives", "agents", "against", "possessive_of")


def _is_told_on(scene: Scene, view: View, hit: Hit) -> bool:
    """ "the strike also killed …", "during the attack, …": an act that was told before, nothing tells it apart."""
    if hit.value.shape != "noun" or hit.first <= view.first or scene.tokens[hit.first - 1].text.lower() != "the":
        return False
    if hit.last >= view.last or not scene.tokens[hit.last].joined:
        return hit.value.kind in ("attack", "strike", "blast", "airstrike", "shelling", "explosion_ied")
    at = hit.last + (1 if view.has_starting(hit.last, "additions") else 0)
    told = view.has_starting(at, "triggers", "outcomes")
    return told is not None and (told.kind == "outcomes" or told.value.kind in EFFECTS)


def _is_one_of_them(view: View, hit: Hit) -> bool:
    """ "One of the shells landed near …": of a strike that was told before."""
    weapon = view.has_ending(hit.first - 1, "munitions")
    first = weapon.first if weapon else hit.first
    before = view.has_ending(first - 1, "determiners")
    return before is not None and view.has_ending(before.first - 1, "parts_of") is not None


def _has_article(scene: Scene, hit: Hit) -> bool:
    """Whether an Arabic verbal noun has its article: no name of an actor can follow it (القصف), it was told before."""
    if not scene.language.verb_first:
        return False
    words = scene.text[hit.start : hit.end].split()
    is_deed = len(words) > 1 and words[0] in _DEEDS  # عملية الاغتيال
    return words[0].startswith("ال") or (is_deed and words[1].startswith("ال"))
