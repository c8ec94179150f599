"""Deaths and injuries go to the act that caused them, or stand alone as killings."""

from dataclasses import replace
from itertools import pairwise

from tawthiq.core.counts import VAGUE, Bounds, exactly
from tawthiq.reading.casualties import is_one_phrase
from tawthiq.reading.frames import BY_WEAPON, EFFECTS, OWN_COUNT, Frame, is_host
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.scenes import View
from tawthiq.reading.sharing import lend_sites
from tawthiq.reading.tolls import total_of

# Effects that count people, though nobody knows how many, also where no people are named ("which caused injuries").
_BARE = ("casualties", "injured")
# People whose own word says what befell them count under it, whatever the verb.
_OWN_FATES = ("killed", "injured")
_CAUSE_REACH, _ON_TOP_REACH = 3, 4
# So many words may stand between aircraft or guns and whom they killed.
_SUBJECT_REACH = 1
# So many dead with no act around them are the toll of a war; so many where a war is named. Source: our own reading of
# reports, no study.
_WAR, _MANY, _SOME = 1000, 100, 20
# How many sentences on an effect with nothing of its own may still belong to an act of another paragraph.
_NEAR = 4
# So many sentences and acts back the toll that may rise was told.
_RECENT = 2
# How many acts back an effect looks for its own, so that reading stays linear in length.
_BACK = 12


def attach_effects(frames: list[Frame], earlier: list[Frame]) -> list[Frame]:
    """Gives each effect to its act in the sentence, else to the last act of the paragraph; returns what stays alone."""
    acts = [frame for frame in frames if frame.kind not in EFFECTS]
    effects = [frame for frame in frames if frame.kind in EFFECTS]
    _mark_joint(effects)
    alone: list[Frame] = []
    for effect in effects:
        host = _host_here(acts, effect) or (_host_before(earlier, effect) if effect.status != "total" else None)
        if host:
            _give(effect, host)
        elif effect.kind == "killed":
            alone.append(_promote(effect))
        elif effect.kind in ("injured", "casualties") and alone and alone[-1].cast is effect.cast:
            _give(effect, alone[-1])
        elif _stands_alone(effect):
            alone.append(_promote(effect))
    found = sorted(acts + alone, key=lambda frame: frame.hit.start)
    lend_sites(found)
    return found


def open_counts(frames: list[Frame], view: View) -> None:
    """ "The death toll is expected to rise": the dead of the act just told are so many at least."""
    if not view.of("may_rise"):
        return
    for frame in frames[: -_RECENT - 1 : -1]:
        dead = frame.counts.get("killed", [])
        if view.index - frame.cast.view.index > _RECENT or frame.cast.verb_first:
            return
        if any(quantity.counted and not quantity.bounds.is_vague for quantity in dead):
            frame.counts["killed"] = [
                replace(item, bounds=Bounds(item.bounds.min, None)) if item.counted else item for item in dead
            ]
            return


def _stands_alone(effect: Frame) -> bool:
    """Whether counted injuries are told with no act at all; a title leaves the act to the body."""
    is_counted = any(quantity.counted for quantity in effect.counts.get("injured", []))
    return effect.kind == "injured" and is_counted and effect.cast.view.sentence.section != "title"


def _mark_joint(effects: list[Frame]) -> None:
    """ "30 killed and wounded": the joint figure is nobody's own, both stay unknown."""
    for first, second in pairwise(effects):
        if _count_apart(first, second):
            continue
        if {first.kind, second.kind} == {"killed", "injured"} and is_one_phrase(first, second):
            for effect in (first, second):
                quantities = (
                    effect.counts.get(effect.kind)
                    or first.counts.get(first.kind)
                    or second.counts.get(second.kind)
                    or []
                )
                effect.counts[effect.kind] = [replace(quantity, bounds=VAGUE) for quantity in quantities[:1]]


def _count_apart(first: Frame, second: Frame) -> bool:
    """Whether each has people of its own ("12 people were killed and 30 wounded", 12 شخصا قتلوا وأصيب 30)."""
    one, other = first.counts.get(first.kind), second.counts.get(second.kind)
    return bool(one and other and one[0].start != other[0].start)


def _host_here(acts: list[Frame], effect: Frame) -> Frame | None:
    hosts = [frame for frame in acts if is_host(frame) and _is_compatible(frame, effect)]
    if not hosts:
        hosts = [frame for frame in acts if OWN_COUNT.get(frame.kind) == "killed" and _is_compatible(frame, effect)]
    if not hosts and _is_participle(effect):
        hosts = [frame for frame in acts if frame.kind == "control_change" and frame.hit.first < effect.hit.first]
    if hosts and hosts[0].cast.verb_first:
        return _host_by_cause(hosts, effect)
    return min(hosts, key=lambda frame: abs(frame.hit.first - effect.hit.first), default=None)


def _host_by_cause(hosts: list[Frame], effect: Frame) -> Frame:
    """The act that "because of" brings in behind the effect, else the last one before it, else the next one.

    قتل أربعة جراء قصف …, قصف … ما أدى إلى مقتل أربعة.
    """
    view = effect.cast.view
    after = [frame for frame in hosts if frame.hit.first >= effect.hit.first]
    before = [frame for frame in hosts if frame.hit.first < effect.hit.first]
    if after and before:
        act = after[0].hit.first
        near = range(max(effect.hit.last, act - _CAUSE_REACH), act + 1)
        return after[0] if any(view.has_starting(at, "causes") for at in near) else before[-1]
    return after[0] if after else before[-1]


def _is_participle(effect: Frame) -> bool:
    """ "seized the village, killing 11 fighters": the deaths are of the fighting for it."""
    view = effect.cast.view
    return effect.voice == "active" and any(
        hit.first == effect.hit.first and hit.kind == "participles" for hit in view.of("participles")
    )


def _host_before(earlier: list[Frame], effect: Frame) -> Frame | None:
    """The last act of the same paragraph, when the effect has no actor, place or time of its own against it."""
    for frame in earlier[: -_BACK - 1 : -1]:
        if frame.cast.view.sentence.paragraph != effect.cast.view.sentence.paragraph and not _goes_on(frame, effect):
            return None
        if is_host(frame):
            return frame if _is_told_on(frame, effect) else None
    return None


def _goes_on(frame: Frame, effect: Frame) -> bool:
    """Whether a later paragraph may go on about the act: near, and with no place, time, actor or name of its own."""
    is_near = effect.cast.view.index - frame.cast.view.index <= _NEAR and frame.status == effect.status == "asserted"
    is_bare = not (effect.own_sites or effect.own_when or effect.actors or effect.cast.named)
    is_bare = is_bare or (not effect.cast.verb_first and _are_others(effect))
    is_open = all(slot not in frame.counts or total_of(frame.counts[slot]).is_vague for slot in EFFECTS[effect.kind])
    return is_near and is_bare and is_open and frame.cast.view.sentence.section == effect.cast.view.sentence.section


def _are_others(effect: Frame) -> bool:
    """ "Seven others were wounded and taken to the hospital of X": others than those just told of."""
    return any(quantity.more for quantity in effect.counts.get(effect.kind, [])) and not effect.actors


def _is_told_on(frame: Frame, effect: Frame) -> bool:
    """Whether an effect in a later sentence goes on about this act: it has no other actor, place or weapon."""
    if effect.cast.view.features & {"sniper", "shots"} or (effect.own_sites and effect.own_when):
        return False
    is_elsewhere = effect.own_sites and frame.own_sites and not _ids(effect) & _ids(frame)
    if is_elsewhere and (effect.cast.verb_first or not _are_others(effect)):
        return False
    mine, theirs = {actor.party for actor in effect.actors}, {actor.party for actor in frame.actors}
    return not mine or bool(mine & theirs)


def _ids(frame: Frame) -> set[str]:
    return {entry.id for site in frame.sites for entry in site.entries}


def _is_compatible(frame: Frame, effect: Frame) -> bool:
    mine, theirs = {actor.party for actor in effect.actors}, {actor.party for actor in frame.actors}
    return not mine or not theirs or bool(mine & theirs) or effect.voice == "noun"


def _give(effect: Frame, host: Frame) -> None:
    before = set(host.counts)
    for slot in EFFECTS[effect.kind]:
        if effect.kind == "casualties" and slot == "injured" and OWN_COUNT.get(host.kind) == "killed":
            continue  # "the victims" of an execution are its dead
        if _only_names_victims(effect):
            continue
        counted = effect.counts.get(effect.kind)
        if effect.kind.startswith("none_"):
            counted = [_none(effect)]
        elif effect.kind == "casualties" and counted:
            counted = [replace(quantity, bounds=VAGUE) for quantity in counted[:1]]
        if counted and (slot not in host.counts or total_of(host.counts[slot]).is_vague):
            host.counts[slot] = counted
        elif counted and effect.cast is host.cast and _comes_on_top(effect, counted, host.counts[slot]):
            host.counts[slot] = [*host.counts[slot], *counted]
        elif not counted and slot not in host.counts and effect.voice != "active" and effect.kind in _BARE:
            host.counts[slot] = [_bare(effect)]
    for slot in _OWN_FATES:
        if slot not in EFFECTS[effect.kind] and effect.counts.get(slot) and slot not in host.counts:
            host.counts[slot] = effect.counts[slot]
    if effect.cast is not host.cast:
        host.borrowed |= set(host.counts) - before
    host.rules += effect.rules
    host.named += [person for person in effect.named if person not in host.named]
    if effect.cast is host.cast:
        host.widen(effect.start, effect.end)
    host.actors = host.actors or effect.actors
    host.target = host.target or effect.target


def _only_names_victims(effect: Frame) -> bool:
    """ "after torturing the victims": a word for those told of before counts nobody; English."""
    view = effect.cast.view
    counted = any(quantity.counted for quantity in effect.counts.get("casualties", []))
    if effect.kind != "casualties" or effect.cast.verb_first or counted:
        return False
    return view.has_starting(effect.hit.first, "victims") is not None


def _comes_on_top(effect: Frame, counted: list[Quantity], before: list[Quantity]) -> bool:
    """ "seven civilians died …, in addition to the death of four fighters": other people, joined by such a word."""
    view, first = effect.cast.view, min(counted[0].first, effect.hit.first)
    if not counted[0].counted or counted[0].is_part or any(quantity in before for quantity in counted):
        return False
    return any(view.has_ending(at, "on_top") for at in range(max(view.first, first - _ON_TOP_REACH), first))


def _none(effect: Frame) -> Quantity:
    return Quantity(effect.hit.start, effect.hit.end, effect.hit.first, effect.hit.last, exactly(0), "persons", True)


def _bare(effect: Frame) -> Quantity:
    return Quantity(effect.hit.start, effect.hit.end, effect.hit.first, effect.hit.last, VAGUE, "persons", False)


def _promote(effect: Frame) -> Frame:
    """A killing with no act around it is an act of its own; snipers make it theirs."""
    snipers = "sniper" in effect.cast.view.features
    effect.counts = {
        slot: effect.counts[effect.kind] for slot in EFFECTS[effect.kind] if effect.counts.get(effect.kind)
    } | {slot: effect.counts[slot] for slot in _OWN_FATES if slot != effect.kind and effect.counts.get(slot)}
    if effect.status == "asserted" and _is_toll_of_war(effect):
        effect.status = "total"
    is_injury = effect.kind == "injured"
    by_weapon = _kind_of_subject(effect) if effect.voice == "active" and not effect.cast.verb_first else ""
    effect.kind = by_weapon or ("sniper_killing" if snipers else "other" if is_injury else "killing_other")
    return effect


def _kind_of_subject(effect: Frame) -> str:
    """ "warplanes killed 19", "army artillery killed five": a weapon right before the verb tells of its strike."""
    words = {
        str(hit.value)
        for hit in effect.cast.view.of("nature")
        if 0 <= effect.hit.first - hit.last <= _SUBJECT_REACH
        or any(actor.first <= hit.first < actor.last <= effect.hit.first for actor in effect.actors)
    }
    return next((kind for kind, weapons in BY_WEAPON if weapons & words), "")


def _is_toll_of_war(effect: Frame) -> bool:
    """Whether the dead are those of a war: it is named, or they are so many that no single act is meant."""
    least = max((total_of(found).min or 0 for found in effect.counts.values()), default=0)
    is_named = bool(effect.cast.view.of("wars")) and not effect.own_when
    return least >= _WAR or (is_named and least >= _MANY) or (least >= _SOME and _is_perfect(effect))


def _is_perfect(effect: Frame) -> bool:
    """ "have been killed", "have died": told of up to now, with no act and no day."""
    view, at = effect.cast.view, effect.hit.first
    return not effect.own_when and any(view.has_ending(at - back, "so_far") for back in (1, 2, 3))
