"""What the frames of a sentence share out: effects to acts, places and times to clauses, raids to strikes."""

from dataclasses import replace
from itertools import pairwise

from tawthiq.core.counts import VAGUE, exactly
from tawthiq.reading.casualties import is_one_phrase, total_of
from tawthiq.reading.frames import EFFECTS, HOSTS, OWN_COUNT, STRIKES, Frame, is_host
from tawthiq.reading.language import DateMention
from tawthiq.reading.lexicon import Hit
from tawthiq.reading.places import Site
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.scenes import Scene, View

_JOINED = (
    *HOSTS,
    "arrest_detention",
    "abduction",
    "control_change",
    "forced_displacement",
    "enforced_disappearance",
    "siege_restriction",
    "movement_restriction",
)
# People whose own word says what befell them count under it, whatever the verb.
# Effects that count people, though nobody knows how many, also where no people are named ("which caused injuries").
_BARE = ("casualties", "injured")
_OWN_FATES = ("killed", "injured")
_CAUSE_REACH, _OWN_REACH = 3, 4
_MUNITION_REACH, _ON_TOP_REACH = 30, 4
# So many words may stand between "told" and the day of telling ("told the news agency on Monday").
_SAID_REACH = 6
# So many dead with no act around them are the toll of a war; so many where a war is named. Source: our own reading of
# reports, no study.
_WAR, _MANY, _SOME = 1000, 100, 20
# How many sentences on an effect with nothing of its own may still belong to an act of another paragraph.
_NEAR = 4
# How many acts back an effect looks for its own, so that reading stays linear in length.
_BACK = 12


def share_out(scene: Scene, frames: list[Frame]) -> None:
    """Places and times to every frame of one sentence, raids and munitions to its strikes."""
    acts = [frame for frame in frames if frame.kind not in EFFECTS]
    for owners in (acts or frames,):
        if owners:
            _share_sites(owners)
            _share_dates(scene, owners)
    for frame in acts:
        if frame.kind in STRIKES:
            _count_munitions(frame, [other for other in acts if other is not frame])


def _share_sites(frames: list[Frame]) -> None:
    for site in frames[0].cast.sites:
        owner = _owner(frames, site.start, site.first)
        lost = owner.trigger.shape == "loser" and site.role == "origin"
        owner.sites.append(replace(site, role="scene") if lost else site)
        owner.own_sites = owner.own_sites or not _is_country(site)
    _lend_sites(frames)


def _lend_sites(frames: list[Frame]) -> None:
    """An act without a place of its own is where the nearest act of its sentence is."""
    placed = [frame for frame in frames if frame.own_sites]
    for frame in frames:
        if not frame.sites and not frame.own_sites and placed:
            nearest = min(placed, key=lambda other: abs(other.hit.first - frame.hit.first))
            frame.sites = [site for site in nearest.sites if site.role == "scene"]


def _is_country(site: Site) -> bool:
    """A whole country locates no act."""
    return bool(site.entries) and all(entry.kind == "country" for entry in site.entries)


def _share_dates(scene: Scene, frames: list[Frame]) -> None:
    dates = frames[0].cast.view.dates
    for mention in dates:
        if _is_when_said(scene, frames[0].cast.view, mention):
            continue
        owner = _owner(frames, mention.start, scene.token_at(mention.start))
        if owner.when is None or _is_better(mention, owner.when) or _is_of_saying(scene, owner, mention):
            owner.when, owner.own_when = mention, True
    if dates:
        for frame in frames:
            frame.when = frame.when or dates[0]


def _is_of_saying(scene: Scene, frame: Frame, mention: DateMention) -> bool:
    """Whether the time so far is when it was said, before "that", and this one stands behind (نفى اليوم أن … أمس)."""
    if not scene.language.verb_first or frame.when is None:
        return False
    said = scene.token_at(frame.when.start)
    that = [word.first for word in frame.cast.view.of("complementizers")]
    return any(said < at < frame.hit.first for at in that) and mention.start >= frame.hit.end


def _is_when_said(scene: Scene, view: View, mention: DateMention) -> bool:
    """ "told the agency on Monday": the day of the words, not of the act, where no act stands between."""
    at = scene.token_at(mention.start)
    for before in range(at - 1, max(view.first, at - _SAID_REACH) - 1, -1):
        if view.has_ending(before, "triggers") or (scene.tokens[before + 1].joined is False and before + 1 < at):
            return False
        if view.has_ending(before, "say", "say_to"):
            return True
    return False


def _is_better(mention: DateMention, than: DateMention) -> bool:
    """A time that says when wins over one that only says how long."""
    return than.rule in ("date.for", "date.recent") and mention.rule not in ("date.for", "date.recent")


def _owner(frames: list[Frame], start: int, token: int) -> Frame:
    """The frame that a place or time belongs to: the last word before it, unless its clause belongs to the next one."""
    before = [frame for frame in frames if frame.hit.start <= start]
    after = [frame for frame in frames if frame.hit.start > start]
    if not before:
        return after[0]
    if after and _starts_clause(before[-1], token, after[0]):
        return after[0]
    return before[-1]


def _starts_clause(before: Frame, token: int, after: Frame) -> bool:
    view = before.cast.view
    opened = any(view.has_starting(at, "clause_breaks") for at in range(before.hit.last, token))
    closed = any(view.has_starting(at, "clause_breaks") for at in range(token, after.hit.first))
    return opened and not closed


def _count_munitions(frame: Frame, others: list[Frame]) -> None:
    """The first raids, else the first munitions, that stand nearer to this strike than to another act."""
    found = [
        quantity for quantity in frame.cast.quantities if quantity.unit in ("raids", "munitions") and quantity.counted
    ]
    found = [quantity for quantity in found if not quantity.is_part and _is_nearest(frame, others, quantity)]
    found.sort(key=lambda quantity: quantity.unit != "raids")
    if not found:
        found = [_raids_by_ordinal(hit) for hit in frame.cast.view.of("ordinal_raids")][-1:]
    if found:
        frame.counts["munitions"] = found[:1]
        frame.widen(found[0].start, found[0].end)


def _raids_by_ordinal(hit: Hit) -> Quantity:
    """ "The second raid hit the rescuers": two raids of one strike. Source: counting guide, a double tap is one."""
    number = 3 if hit.value == "three" else 2
    return Quantity(hit.start, hit.end, hit.first, hit.last, exactly(number), "raids", True)


def _is_nearest(frame: Frame, others: list[Frame], quantity: Quantity) -> bool:
    distance = abs(quantity.first - frame.hit.first)
    return distance <= _MUNITION_REACH and all(abs(quantity.first - other.hit.first) >= distance for other in others)


def join_acts(frames: list[Frame]) -> list[Frame]:
    """One frame for the words of one act ("warplanes struck … with three air strikes").

    Where the fate of people is unknown, their arrest belongs to that.
    """
    kept: list[Frame] = []
    missing = any(frame.kind == "enforced_disappearance" for frame in frames)
    for frame in frames:
        if missing and frame.kind == "arrest_detention":
            frame.kind = "enforced_disappearance"
        host = next((other for other in reversed(kept) if _is_one_act(other, frame)), None)
        if host and _is_told_apart(host, frame, frames):
            host = None
        if host is None:
            kept.append(frame)
            continue
        host.widen(frame.start, frame.end)
        host.rules += frame.rules
        host.named += [named for named in frame.named if named not in host.named]
        host.actors = host.actors or frame.actors
        host.target = host.target or frame.target
        if frame.trigger.kind == host.kind and host.trigger.kind != host.kind:
            host.hit = frame.hit if host.trigger.kind == "house_raid" else host.hit
            host.voice = frame.voice if host.trigger.kind == "house_raid" else host.voice
    return kept


def _is_told_apart(first: Frame, second: Frame, frames: list[Frame]) -> bool:
    """Whether each has a place and people of its own: "three killed in raids on A, and two in raids on B"."""
    gap = range(first.hit.last, second.hit.first)
    has_effect = any(frame.hit.first in gap and frame.kind in ("killed", "injured") for frame in frames)
    has_place = any(site.first in gap and site.role == "scene" for site in first.cast.sites)
    has_next = any(site.first >= second.hit.last and site.role == "scene" for site in first.cast.sites)
    return (has_effect and has_place and has_next) or _takes_others(first, second)


def _takes_others(first: Frame, second: Frame) -> bool:
    """ "arrested a number of men in A, three women were also arrested in B": each has its people and its place."""
    if OWN_COUNT.get(first.kind) is None:
        return False
    people = [item for item in first.cast.quantities if item.unit == "persons" and not item.is_part]
    gap = range(first.hit.last, second.hit.first)
    mine = next((item for item in people if 0 <= item.first - first.hit.last <= _OWN_REACH and item.last in gap), None)
    theirs = next((item for item in people if item is not mine and _is_by(second, item)), None)
    if mine is None or theirs is None or theirs.first <= mine.last:
        return False
    places = [site.first for site in first.cast.sites if site.role == "scene"]
    return any(mine.last <= at < theirs.first for at in places) and any(at >= second.hit.last for at in places)


def _is_by(frame: Frame, quantity: Quantity) -> bool:
    """Whether the people stand right before the passive word or right behind it."""
    before, behind = frame.hit.first - quantity.last, quantity.first - frame.hit.last
    return 0 <= before <= _OWN_REACH or 0 <= behind <= _OWN_REACH


def _is_one_act(first: Frame, second: Frame) -> bool:
    if first.kind != second.kind or first.kind not in _JOINED:
        return False
    if _have_own_dates(first, second) or (first.status == "denied") != (second.status == "denied"):
        return False
    view = second.cast.view
    if second.voice == "two_sided" and view.has_ending(second.hit.first - 1, "causes"):
        return True  # اشتباكات … خلال معركة: the same fighting, whoever else joined it
    mine, theirs = {actor.party for actor in first.actors}, {actor.party for actor in second.actors}
    return not mine or not theirs or bool(mine & theirs)


def _have_own_dates(first: Frame, second: Frame) -> bool:
    """Whether each of two verbs has a time behind it ("arrested him today and had arrested her on Tuesday")."""
    if first.trigger.shape != "verb" or second.trigger.shape != "verb":
        return False
    starts = [mention.start for mention in second.cast.view.dates]
    between = any(first.hit.end <= start < second.hit.start for start in starts)
    return between and any(start >= second.hit.end for start in starts)


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
    _lend_sites(found)
    return found


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
    is_open = all(slot not in frame.counts or total_of(frame.counts[slot]).is_vague for slot in EFFECTS[effect.kind])
    return is_near and is_bare and is_open and frame.cast.view.sentence.section == effect.cast.view.sentence.section


def _is_told_on(frame: Frame, effect: Frame) -> bool:
    """Whether an effect in a later sentence goes on about this act: it has no other actor, place or weapon."""
    if effect.cast.view.features & {"sniper", "shots"} or (effect.own_sites and effect.own_when):
        return False
    if effect.own_sites and frame.own_sites and not _ids(effect) & _ids(frame):
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
    effect.kind = "sniper_killing" if snipers else "other" if is_injury else "killing_other"
    return effect


def _is_toll_of_war(effect: Frame) -> bool:
    """Whether the dead are those of a war: it is named, or they are so many that no single act is meant."""
    least = max((total_of(found).min or 0 for found in effect.counts.values()), default=0)
    is_named = bool(effect.cast.view.of("wars")) and not effect.own_when
    return least >= _WAR or (is_named and least >= _MANY) or (least >= _SOME and _is_perfect(effect))


def _is_perfect(effect: Frame) -> bool:
    """ "have been killed", "have died": told of up to now, with no act and no day."""
    view, at = effect.cast.view, effect.hit.first
    return not effect.own_when and any(view.has_ending(at - back, "so_far") for back in (1, 2, 3))


def sites_in_order(sites: list[Site]) -> list[Site]:
    """Each place once, scenes first in order of the text."""
    seen: set[tuple[int, int]] = set()
    kept: list[Site] = []
    for site in sorted(sites, key=lambda site: site.start):
        if (site.start, site.end) not in seen:
            seen.add((site.start, site.end))
            kept.append(site)
    return kept
