"""From labelled words to acts: what a tagger or parser found in a sentence is shared out among the acts told there."""

from dataclasses import dataclass, field

from tawthiq.core.claims import COUNTED, KINDS
from tawthiq.reading.frames import BY_WEAPON, EFFECTS, OWN_COUNT
from tawthiq.reading.lexicon import Hit
from tawthiq.reading.opening import is_idle
from tawthiq.reading.quantities import find_quantities
from tawthiq.reading.readers.grounding import Ground, Pointed, Words
from tawthiq.reading.scenes import View
from tawthiq.reading.status import status_of

# What a span may be labelled, besides a kind of claim: a part in an act. ``party`` is a side whose part the words tell.
PARTS = ("perpetrator", "target", "party", "place", "when", "person", "source", *COUNTED)
_NEAR_TOKENS = 8


@dataclass(frozen=True, slots=True)
class Labelled:
    """Words with a label of ``PARTS`` or a kind of claim, in raw offsets; ``score``: how sure the model is, 0 to 1."""

    start: int
    end: int
    label: str
    score: float = 0.5

    @property
    def words(self) -> Words:
        """The span alone."""
        return self.start, self.end


@dataclass(slots=True)
class Act:
    """A word that announces an act, with the labelled words that belong to it; ``hit`` is the lexicon's trigger."""

    kind: str
    words: Words
    view: View
    hit: Hit | None = None
    score: float = 0.5
    parts: list[Labelled] = field(default_factory=list)
    counts: dict[str, Words] = field(default_factory=dict)


def acts_of(ground: Ground, labelled: list[Labelled]) -> list[Act]:
    """The acts of a report by labels alone: each part goes to the nearest act of its sentence."""
    found: list[Act] = []
    ordered = sorted(labelled, key=lambda item: item.start)
    at = 0
    for view in ground.scene.views:
        start, end = ground.raw(view.sentence.start, view.sentence.end)
        while at < len(ordered) and ordered[at].start < start:
            at += 1
        first = at
        while at < len(ordered) and ordered[at].start < end:
            at += 1
        here = [item for item in ordered[first:at] if item.end <= end]
        acts = [Act(item.label, item.words, view, score=item.score) for item in here if item.label in KINDS]
        acts = acts or lexical_acts(ground, view)
        for item in here:
            if item.label in PARTS and acts:
                min(acts, key=lambda act: _away(act.words, item.words)).parts.append(item)
        found += acts
    return found


def lexical_acts(ground: Ground, view: View) -> list[Act]:
    """The acts that the language's own trigger words announce in a sentence, with the people they count."""
    acts: list[Act] = []
    effects: list[Hit] = []
    for hit in view.of("triggers"):
        if is_idle(ground.scene, view, hit):
            continue
        if hit.value.kind in EFFECTS:
            effects.append(hit)
        elif kind := _kind_of(hit, view):
            acts.append(Act(kind, ground.raw(hit.start, hit.end), view, hit))
    for hit in effects:
        slots = [slot for slot in EFFECTS[hit.value.kind] if hit.value.kind in COUNTED]
        if slots:
            _give_effect(ground, acts, hit, view, slots)
    for act in acts:
        slot = OWN_COUNT.get(act.kind)
        if slot and act.hit and slot not in act.counts:
            _count(ground, act, act.hit, slot)
    return acts


def _kind_of(hit: Hit, view: View) -> str:
    """The claim kind of a trigger; "" for one that says nothing without its company."""
    trigger = hit.value
    if trigger.needs and not all(need in view.features for need in trigger.needs):
        return ""
    if any(bar in view.features for bar in trigger.unless):
        return ""
    if trigger.kind in KINDS:
        return str(trigger.kind)
    if trigger.kind in ("strike", "attack"):
        return next((kind for kind, words in BY_WEAPON if words & view.features), trigger.default)
    return ""


def _give_effect(ground: Ground, acts: list[Act], hit: Hit, view: View, slots: list[str]) -> None:
    """A killing belongs to the act beside it; where there is none it is an act of its own."""
    words = ground.raw(hit.start, hit.end)
    hosts = [act for act in acts if act.hit is None or act.hit.value.kind not in EFFECTS]
    act = min(hosts, key=lambda act: _away(act.words, words), default=None)
    if act is None:
        if "killed" not in slots:
            return
        act = Act("killing_other", words, view, hit)
        acts.append(act)
    for slot in slots:
        _count(ground, act, hit, slot)


def _count(ground: Ground, act: Act, hit: Hit, slot: str) -> None:
    """The people counted nearest to the word, if any stand near it."""
    people = [item for item in find_quantities(ground.scene, act.view) if item.unit in ("persons", "effect")]
    near = min(people, key=lambda item: _tokens_away(item.first, item.last, hit), default=None)
    if near is not None and _tokens_away(near.first, near.last, hit) <= _NEAR_TOKENS:
        act.counts.setdefault(slot, ground.raw(near.start, near.end))


def _tokens_away(first: int, last: int, hit: Hit) -> int:
    return max(first - hit.last, hit.first - last, 0)


def _away(one: Words, other: Words) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)


def to_pointed(ground: Ground, act: Act, *, rule: str) -> Pointed:
    """The act as words to be grounded; its quote is its sentence."""
    view = act.view
    pointed = Pointed(act.kind, ground.raw(view.sentence.start, view.sentence.end), rules=(rule,))
    if act.hit is not None:
        pointed.status = status_of(ground.scene, view, act.hit)
        pointed.rules = (rule, act.hit.value.id)
    pointed.counts = dict(act.counts)
    for part in sorted(act.parts, key=lambda part: part.start):
        _put(ground, act, pointed, part)
    scores = [act.score, *(part.score for part in act.parts)]
    pointed.score = sum(scores) / len(scores)
    return pointed


def _put(ground: Ground, act: Act, pointed: Pointed, part: Labelled) -> None:
    label = _side(ground, act, pointed, part) if part.label == "party" else part.label
    if label == "perpetrator":
        pointed.perpetrators.append(part.words)
    elif label == "target":
        pointed.target = pointed.target or part.words
    elif label == "place":
        pointed.places.append((part.words, "scene"))
    elif label == "when":
        pointed.when = pointed.when or part.words
    elif label == "person":
        pointed.people.append((part.words, ""))
    elif label == "source":
        kind = next((hit.value for hit in ground.hits(part.words, "speakers")), "organisation")
        pointed.attribution.append((part.words, kind, "asserts"))
    elif label in COUNTED:
        pointed.counts.setdefault(label, part.words)


def _side(ground: Ground, act: Act, pointed: Pointed, part: Labelled) -> str:
    """On which side of an act a party stands, by the word before it and the voice of the verb; "" if nothing tells."""
    token = ground.scene.token_at(ground.normal(part.words)[0])
    if act.view.has_ending(token - 1, "agents"):
        return "perpetrator"
    if act.view.has_ending(token - 1, "against"):
        return "target"
    if act.hit is None or act.hit.value.shape != "verb":
        return ""
    is_before = part.end <= act.words[0]
    is_subject = is_before if not ground.language.verb_first else not (is_before or pointed.perpetrators)
    if ground.language.is_passive(ground.scene.text, act.hit.start):
        return "target" if is_subject else ""
    if is_subject:
        return "perpetrator"
    return "" if is_before else "target"
