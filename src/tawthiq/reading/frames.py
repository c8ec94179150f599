"""From trigger words to frames: an act with its actors, target, counts, places, time and people."""

from dataclasses import dataclass, field

from tawthiq.reading.language import DateMention
from tawthiq.reading.lexicon import Hit, Trigger
from tawthiq.reading.parties import Actor
from tawthiq.reading.people import Named
from tawthiq.reading.places import Site
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.scenes import Scene, View

# Acts in whose course people are killed or hurt: an effect in the same sentence belongs to them.
HOSTS = (
    "airstrike",
    "shelling",
    "explosion_ied",
    "chemical_attack",
    "clash",
    "ground_attack",
    "torture",
    "sniper_killing",
    "punishment",
)
STRIKES = ("airstrike", "shelling", "explosion_ied", "chemical_attack")
# Effects of acts, and which counts each of them speaks of.
EFFECTS: dict[str, tuple[str, ...]] = {
    "killed": ("killed",),
    "injured": ("injured",),
    "casualties": ("killed", "injured"),
    "none_killed": ("killed",),
    "none_injured": ("injured",),
    "none_hurt": ("killed", "injured"),
}
OWN_COUNT = {
    "arrest_detention": "detained",
    "abduction": "detained",
    "child_recruitment": "detained",
    "enforced_disappearance": "detained",
    "execution": "killed",
    "killing_other": "killed",
    "sniper_killing": "killed",
    "forced_displacement": "displaced",
}
# What weapons near an unspecific strike make of it, the first that is named.
BY_WEAPON = (
    ("chemical_attack", {"chemical"}),
    ("airstrike", {"air", "airstrike"}),
    ("shelling", {"ground"}),
    ("explosion_ied", {"ied"}),
)
_WEAPONS = {word for _kind, words in BY_WEAPON for word in words}
_BLOWN = {"ied", "home", "munitions", "harm", "checkpoint"}
_DEEDS = ("عملية", "عمليات", "جريمة", "حادثة", "حادث", "محاولة")
_SUBJECT_REACH = 3
_LIGHT_REACH = 10
_WEAPON_REACH = 8
_GUN_REACH = 25
# A strike that is named beside an explosion caused it.
_STRUCK = frozenset({"airstrike", "shelling", "strike", "air", "ground", "chemical"})
_OBJECT_REACH, _PRONOUN_REACH = 6, 4
_CARRIED_REACH = 4
# So many words may stand between "accused" and the charge, and between "No" and the verb that it denies.
_CHARGE_REACH, _NOTHING_REACH = 5, 10
_MOTIVE_REACH = 3
# One word may stand between a number and what it counts ("142 political murders"): so many characters at most.
_WORD_MAX = 14
# Time expressions that name a day.
_DAYS = ("date.day", "date.iso", "date.today", "date.yesterday", "date.before_yesterday", "date.named", "date.numeric")
# Kinds of actors that have neither aircraft nor artillery: what they "bomb" they bomb from the ground.
_ON_FOOT = ("armed_group", "paramilitary", "criminal_group", "unknown")
# Sides that have aircraft.
_FLYING = ("syrian_government", "russia", "us_coalition", "turkey", "israel", "iraq", "state_forces", "unknown")
_AIR_ONLY = ("us_coalition", "russia", "israel")


@dataclass(slots=True)
class Cast:
    """What one sentence offers as arguments."""

    view: View
    actors: list[Actor]
    sites: list[Site]
    quantities: list[Quantity]
    named: list[Named]
    spoken: list[tuple[int, int]]
    context: set[str] = field(default_factory=set)
    verb_first: bool = False
    speaking: list[Actor] = field(default_factory=list)
    ends_open: bool = False
    present: list[Named] = field(default_factory=list)


@dataclass(slots=True)
class Frame:
    """One act or effect, in normalised offsets; ``start:end`` are the words that carry it."""

    kind: str
    trigger: Trigger
    hit: Hit
    cast: Cast
    voice: str
    start: int
    end: int
    actors: list[Actor] = field(default_factory=list)
    target: Actor | None = None
    sites: list[Site] = field(default_factory=list)
    own_sites: bool = False
    when: DateMention | None = None
    own_when: bool = False
    counts: dict[str, list[Quantity]] = field(default_factory=dict)
    joint: list[Quantity] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    facility: Hit | None = None
    status: str = "asserted"
    inferred: Actor | None = None
    anaphoric: bool = False
    borrowed: set[str] = field(default_factory=set)
    rules: list[str] = field(default_factory=list)

    def widen(self, start: int, end: int) -> None:
        """Takes these words of the same sentence into the quote."""
        self.start, self.end = min(self.start, start), max(self.end, end)


def find_frames(scene: Scene, cast: Cast) -> list[Frame]:
    """The frames of a sentence in order of their triggers, still without arguments."""
    found: list[Frame] = []
    for hit in cast.view.of("triggers"):
        if any(start <= hit.start < end for start, end in cast.spoken) or is_idle(scene, cast.view, hit):
            continue
        frame = _frame(scene, cast, hit)
        if frame and not _has_needs(frame.trigger, cast.view):
            frame = None
        if frame:
            found.append(frame)
    return found


def is_idle(scene: Scene, view: View, hit: Hit) -> bool:
    """Whether it announces nothing: "since the siege began", "the arrested men", "eight of the dead", "IS-held"."""
    before = hit.first - 1
    dates_another = view.has_ending(before, "since") or (
        view.has_ending(before, "fillers") and view.has_ending(before - 1, "since")
    )
    is_party = any(party.start == hit.start and party.end < hit.end for party in view.of("party"))
    is_people = any(word.start <= hit.start and hit.end < word.end for word in view.of("persons"))
    # an Arabic verb behind "among them two women" is the next clause (بينهم امرأتان وأصيب …)
    names_people = not scene.language.verb_first or hit.value.shape == "noun"
    is_part = (
        hit.value.kind in EFFECTS
        and names_people
        and any(view.has_ending(at, "parts") for at in (before, before - 1, hit.last - 1))
    )
    is_raid = hit.value.kind == "execution" and _is_carrying_out(view, hit)
    is_raid = is_raid or _is_habit(view, hit) or _is_charge(scene, view, hit) or _is_motive(view, hit)
    return bool(dates_another) or is_party or is_people or is_part or is_raid or _is_attribute(scene, view, hit)


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


def _frame(scene: Scene, cast: Cast, hit: Hit) -> Frame | None:
    trigger: Trigger = hit.value
    voice = trigger.shape
    if voice == "verb":
        voice = "passive" if scene.language.is_passive(scene.text, hit.start) else "active"
    frame = Frame(trigger.kind, trigger, hit, cast, voice, hit.start, hit.end, rules=[trigger.id])
    if trigger.with_munition and _has_munition_beside(cast.view, hit):
        frame.kind, frame.voice = trigger.with_munition, "noun"
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
    if voice == "noun" and _has_article(scene, hit):
        frame.voice = "definite"
        frame.anaphoric = not cast.view.has_starting(hit.last, "locatives", "agents", "against")
    return frame


def _has_munition_beside(view: View, hit: Hit) -> bool:
    """Whether shells or bombs are what falls: a number at most stands between, and no people."""
    around = [*range(hit.last, hit.last + _SUBJECT_REACH), hit.first - 1, hit.first - 2]
    for at in around:
        weapon = view.has_starting(at, "nature", "munitions") or view.has_ending(at, "nature", "munitions")
        if weapon and weapon.value in (None, "air", "ground"):
            return True
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
        return view.has_ending(hit.first - 1, "possessives") is not None
    near = range(max(view.first, hit.first - _PRONOUN_REACH), hit.first)
    said = [view.has_starting(at, "pronouns") for at in near]
    return voice == "passive" and any(word and word.value in ("person", "plural") for word in said)


def _is_told_before(scene: Scene, view: View, hit: Hit) -> bool:
    """ "The explosion caused …": a noun with its article at the head of a sentence, nothing tells it apart."""
    if hit.first != view.first + 1 or scene.tokens[view.first].text != "The":
        return False
    return not view.has_starting(hit.last, "locatives", "agents", "against", "possessive_of")


def _has_article(scene: Scene, hit: Hit) -> bool:
    """Whether an Arabic verbal noun has its article: no name of an actor can follow it (القصف), it was told before."""
    if not scene.language.verb_first:
        return False
    words = scene.text[hit.start : hit.end].split()
    is_deed = len(words) > 1 and words[0] in _DEEDS  # عملية الاغتيال
    return words[0].startswith("ال") or (is_deed and words[1].startswith("ال"))


def status_of(scene: Scene, view: View, hit: Hit) -> str:
    """Denied, planned or background by the words before the trigger in its clause."""
    for at in range(hit.last - 1, max(view.first, hit.first - 7) - 1, -1):
        if view.has_ending(at, "clause_breaks") or scene.text[scene.tokens[at].end : scene.tokens[at].end + 1] in (
            ";",
            ":",
        ):
            break
        if hit.first - at <= 3 and view.has_ending(at, "negators"):
            return "denied"
        word = view.has_ending(at, "future")
        if word and (word.start, word.end) != (hit.start, hit.end) and not _is_past(view, word):
            return "planned"
    if _is_of_nothing(view, hit) or _is_denied(view, hit):
        return "denied"
    if _is_purpose(scene, view, hit) or _is_infinitive(scene, view, hit):
        return "planned"
    if view.of("totals") or _is_since(view) or _is_tally(view) or _opens_toll(view) or _is_statistic(view, hit):
        return "total"
    return "background" if _is_background(view, hit) or _is_in_wave(view, hit) else "asserted"


def _is_infinitive(scene: Scene, view: View, hit: Hit) -> bool:
    """ "had come to kill the judge": what somebody wants, unless he "managed to"."""
    before = scene.tokens[hit.first - 1].text if hit.first > view.first else ""
    if before == "to":
        return not view.has_ending(hit.first - 1, "begins") and hit.value.shape == "verb"
    return scene.tokens[hit.first].text == "to" and not view.has_ending(hit.first, "begins")


def _is_statistic(view: View, hit: Hit) -> bool:
    """ "142 murders were reported in September": acts that are counted, on no day, are a running total."""
    if hit.value.shape != "noun" or not view.has_starting(hit.first, "plural_acts"):
        return False
    is_counted = any(number.max != 1 and 0 <= hit.start - number.end <= _WORD_MAX for number in view.numbers)
    return is_counted and not any(mention.rule in _DAYS for mention in view.dates)


def _is_in_wave(view: View, hit: Hit) -> bool:
    return any(0 <= hit.first - word.last <= 2 for word in view.of("waves"))


def _is_past(view: View, word: Hit) -> bool:
    """ "could have been killed" is no plan, and May is a month."""
    have = view.has_starting(word.last, "auxiliaries")
    is_perfect = have is not None and view.has_starting(have.last, "auxiliaries") is not None
    return is_perfect or any(mention.start <= word.start < mention.end for mention in view.dates)


def _is_purpose(scene: Scene, view: View, hit: Hit) -> bool:
    """Whether it is a bare infinitive of purpose ("to collect a ransom"), not of a verb that says it came true."""
    before = hit.first - 1
    if not scene.language.capitals or before <= view.first or hit.value.shape not in ("verb", "flight"):
        return False
    if hit.value.kind == "punishment":  # "took them to dig trenches"
        return False
    if scene.tokens[before].text != "to" or view.has_starting(before, "triggers") or view.has_ending(before, "agents"):
        return False
    if scene.tokens[hit.first].text.endswith(("ed", "ing", "s")):
        return False
    return not any(view.has_ending(at, "implicatives", "triggers") for at in (before - 1, before - 2))


def _is_of_nothing(view: View, hit: Hit) -> bool:
    """ "No positions have been attacked or shelled": the sentence opens with what there is none of."""
    opening = view.has_starting(view.first, "nothing")
    if opening is None or hit.first - opening.last > _NOTHING_REACH or hit.kind != "triggers":
        return False
    return not any(view.has_starting(at, "clause_breaks", "relatives") for at in range(opening.last, hit.first))


def _opens_toll(view: View) -> bool:
    """ "raising to more than 40 the number of shells that …": the part of a sentence that counts them all."""
    return view.has_starting(view.first, "tolls") is not None and bool(view.numbers)


def _is_since(view: View) -> bool:
    """ "since June 2014 … has executed": a month or a year from which one has been counting."""
    long_ago = [mention for mention in view.dates if mention.rule in ("date.month", "date.year")]
    return any(0 <= mention.start - word.end <= 2 for word in view.of("since") for mention in long_ago)


def _is_tally(view: View) -> bool:
    """ "documented 120 deaths in March": counted over a month, a year or some months."""
    long = [mention for mention in view.dates if mention.rule in ("date.month", "date.month_year", "date.year")]
    return bool(long) and bool(view.of("documented"))


def _is_denied(view: View, hit: Hit) -> bool:
    """Whether a verb of denying stands before the word with no other clause between ("denied that its aircraft …")."""
    for verb in view.of("deny"):
        if verb.last <= hit.first:
            return not any(view.has_starting(at, "clause_breaks", "say") for at in range(verb.last, hit.first))
    return False


def _is_background(view: View, hit: Hit) -> bool:
    return any(word.last <= hit.first and hit.first - word.last <= 3 for word in view.of("background"))


# Words whose kind hangs on what is named beside them: (word class or kind, kind with it, kind without it).
_BY_COMPANY = {
    "house_raid": ("arrest_detention", "arrest_detention", ""),
    "bomb": ("harm", "explosion_ied", ""),
    "led_away": ("abduction", "abduction", "arrest_detention"),
    "seizure": ("home", "property_seizure_destruction", "control_change"),
}


def decide_kind(frame: Frame, features: set[str], *, last_strike: str) -> str:
    """What an unspecific strike, attack or raid is, by weapons, actors and the strike before; "" when nothing tells."""
    if frame.kind == "seizure" and "home" not in features and _is_of_people(frame):
        return "arrest_detention"
    if frame.kind == "house_raid" and _is_from_air(frame):
        return "airstrike"
    if frame.kind in _BY_COMPANY:
        company, kind, otherwise = _BY_COMPANY[frame.kind]
        return kind if company in features else otherwise
    if frame.kind == "shooting":
        return _kind_of_shots(frame)
    if frame.kind in ("blown", "massacre", "blast"):
        return _kind_of_blast(frame, features)
    return _kind_of_strike(frame, features, last_strike) if frame.kind in ("strike", "attack") else frame.kind


def _kind_of_blast(frame: Frame, features: set[str]) -> str:
    """What blew up, or what made the massacre; "" for a word that means something else here."""
    if frame.kind == "massacre":  # مجزرة نفذتها طائرات
        near = _near_weapons(frame, set(), reach=_WEAPON_REACH)
        return next((kind for kind, words in BY_WEAPON if words & near), "killing_other")
    if frame.kind == "blown":  # فجر: blew up, or dawn, or "set off an affair"
        is_blown = features & _BLOWN or frame.cast.view.of("facilities") or frame.cast.quantities
        return "explosion_ied" if is_blown or frame.actors else ""
    return "" if features & _STRUCK else "explosion_ied"  # "explosions were heard, caused by shelling"


def _is_from_air(frame: Frame) -> bool:
    """ "jets raided": aircraft stand right before the word."""
    view = frame.cast.view
    return any(hit.value == "air" and 0 <= frame.hit.first - hit.last <= 1 for hit in view.of("nature"))


def _is_on_ground(frame: Frame) -> bool:
    """Whether those who bomb are forces on the ground, or a side without aircraft."""
    view = frame.cast.view
    if any(actor.party in _FLYING for actor in frame.actors):
        heads = [view.has_ending(actor.last - 1, "ground_heads") for actor in frame.actors]
        return bool(heads) and all(heads)
    return bool(frame.actors)


def _is_at_place(frame: Frame) -> bool:
    """ "targeted residential areas in …": a place or building where people live is right behind the word."""
    view = frame.cast.view
    return any(
        0 <= hit.first - frame.hit.last <= _OBJECT_REACH
        for kind in ("place_types", "facilities", "places_hit")
        for hit in view.of(kind)
    )


def _kind_of_shots(frame: Frame) -> str:
    if "sniper" in frame.cast.view.features:
        return "sniper_killing"
    return "ground_attack" if _is_at_fighters(frame) and not _is_at_one(frame) else "killing_other"


def _is_at_one(frame: Frame) -> bool:
    """ "opened fire on a fighter in front of his house": one person is murdered, not attacked."""
    near = [item for item in frame.cast.quantities if 0 <= item.first - frame.hit.last <= _OBJECT_REACH]
    return bool(near) and near[0].unit == "persons" and near[0].bounds.max == 1


def _kind_of_strike(frame: Frame, features: set[str], last_strike: str) -> str:
    parties = [actor.party for actor in frame.actors]
    if frame.cast.verb_first:
        features = _near_weapons(frame, features)
        if frame.voice == "definite" and last_strike and not features & _WEAPONS:
            return last_strike  # وجاء القصف: the one told before
    if parties and all(party in _AIR_ONLY for party in parties) and not _has_guns(frame):
        features = features | {"air"}
    on_foot = bool(parties) and all(party in _ON_FOOT for party in parties)
    if on_foot and frame.trigger.default == "airstrike" and not features & {"air", "ground"}:
        return "explosion_ied"
    by_weapon = next((kind for kind, words in BY_WEAPON if words & features), "")
    if by_weapon and (by_weapon != "chemical_attack" or frame.kind == "attack" or by_weapon in features):
        return by_weapon
    return _kind_without_weapon(frame, features, last_strike)


def _kind_without_weapon(frame: Frame, features: set[str], last_strike: str) -> str:
    """A strike beside which no weapon is named: by guns or shots, by the strike before, by who did it to what."""
    if "guns" in features:
        return "ground_attack"
    if "shots" in features and not frame.trigger.default:
        return _kind_of_shots(frame)  # أطلق حرس الحدود النار
    if last_strike and not frame.actors and (frame.kind == "strike" or frame.trigger.shape == "noun"):
        return last_strike
    is_bombed = frame.trigger.default == "airstrike" and _is_on_ground(frame)
    is_hit = not frame.trigger.default and frame.trigger.shape == "verb" and frame.voice == "active"
    if is_bombed or (is_hit and frame.actors and _is_at_place(frame)):
        return "shelling"
    return frame.trigger.default or ("shelling" if "munitions" in features else "")


def _has_guns(frame: Frame) -> bool:
    """Whether artillery is named near the word: then who mostly flies fired from the ground (بقذائف المدفعية)."""
    guns = frame.cast.view.of("guns")
    return any(abs(hit.first - frame.hit.first) <= _GUN_REACH for hit in guns)


def _near_weapons(frame: Frame, features: set[str], *, reach: int = 0) -> set[str]:
    """The features with the weapons that stand near the word alone; a strike with none has those of its sentence.

    An attack whose sentence names warplanes far off is none from the air; what "the shelling" was is said beside it.
    """
    reach = reach or (2 if frame.voice == "definite" else _WEAPON_REACH)
    near = {
        str(hit.value)
        for hit in frame.cast.view.of("nature")
        if hit.first - frame.hit.last < reach and frame.hit.first - hit.last < reach
    }
    if not near & _WEAPONS and frame.kind != "attack" and frame.voice != "definite":
        return features
    return (near & _WEAPONS) | (features - _WEAPONS)


def is_by_default(frame: Frame) -> bool:
    """Whether nothing beside the word told what kind of strike it is, neither weapon nor actor."""
    parties = {actor.party for actor in frame.actors}
    is_named = any(words & frame.cast.view.features for _kind, words in BY_WEAPON)
    return frame.trigger.kind in ("strike", "attack") and not is_named and not parties & set(_AIR_ONLY)


def _is_of_people(frame: Frame) -> bool:
    """ "captured two others": people stand right behind the word."""
    return any(
        (quantity.unit == "persons" or quantity.more) and 0 <= quantity.first - frame.hit.last <= 1
        for quantity in frame.cast.quantities
    )


def _is_at_fighters(frame: Frame) -> bool:
    """Whether a party or fighters stand behind the word; whoever else is shot at is not fought."""
    if frame.target is not None:
        return True
    return any(
        quantity.target_class == "combatant"
        and 0 <= quantity.first - frame.hit.last <= _OBJECT_REACH
        and not any(actor.start <= quantity.start < actor.end for actor in frame.actors)
        for quantity in frame.cast.quantities
    )


def is_host(frame: Frame) -> bool:
    """Whether killings and injuries told beside this act or after it belong to it."""
    return frame.kind in HOSTS or frame.trigger.kind in ("shooting", "other")
