"""A title or lead that says only what came of an act means the act that the next sentences name."""

from tawthiq.reading.frames import EFFECTS, STRIKES, Frame
from tawthiq.reading.kinds import is_by_default
from tawthiq.reading.splitting import SHARED
from tawthiq.reading.tolls import total_of

# The sentences that are the lead; how far on, in sentences and acts, the strike it means may be named.
_LEAD, _AHEAD, _BACK = 1, 3, 6
_OBJECT_REACH = 6
# How many sentences behind its lead a report still breaks its toll down.
_PARTS_AHEAD = 5
# Where a whole toll is told of: no town.
_WIDE = ("governorate", "countryside", "district", "region", "area", "country")


def settle_title(frames: list[Frame]) -> None:
    """A title that says only "shelling" (قصف) means the first strike of the body, whose weapons are named."""
    body = [frame for frame in frames if frame.kind in STRIKES and frame.cast.view.sentence.section != "title"]
    for frame in frames:
        if frame.cast.view.sentence.section == "title" and frame.kind in STRIKES and body and is_by_default(frame):
            frame.kind = body[0].kind


def settle_lead(frames: list[Frame]) -> None:
    """A lead that tells only of the dead and hurt, or of "an attack", means the strike that the next sentences name."""
    for at, frame in enumerate(frames):
        view = frame.cast.view
        if view.index > _LEAD or view.sentence.section == "title":
            continue
        is_attack = frame.kind == "ground_attack" and is_by_default(frame)
        if frame.cast.verb_first and frame.trigger.shape == "verb":
            is_attack = False  # هاجم مسلحون حاجزا: an act of its own
        if not (_tells_only_harm(frame) or is_attack):
            continue
        later = [other for other in frames[at + 1 : at + _BACK] if 0 < other.cast.view.index - view.index <= _AHEAD]
        named = next((other for other in later if other.kind in (*STRIKES, "ground_attack", "killing_other")), None)
        if named and named.kind in STRIKES and named.status == frame.status and _may_be_one(frame, named):
            frame.kind = named.kind


def settle_killings(frames: list[Frame]) -> None:
    """ "X killed 26 hunters …", "X attacked the hunters, killing 26": one act under one kind; English.

    It is a killing where those attacked are no fighters and no place, else an attack.
    """
    for at, frame in enumerate(frames):
        if frame.kind != "killing_other" or frame.voice != "active" or frame.cast.verb_first or not frame.actors:
            continue
        later = [
            other for other in frames[at + 1 : at + _BACK] if other.cast.view.index - frame.cast.view.index <= _AHEAD
        ]
        told = next((other for other in later if other.kind == "ground_attack" and _is_same_toll(frame, other)), None)
        if told and told.target is None and _is_on_people(told):
            told.kind = "killing_other"
        elif told:
            frame.kind = "ground_attack"


def settle_parts(frames: list[Frame]) -> None:
    """Under a lead on a strike's whole toll, deaths told with no act are of that strike: "10 were killed in A".

    Agencies open with the sum ("Air strikes killed 11 civilians") and go on place by place; English.
    """
    lead = next((frame for frame in frames if frame.cast.view.sentence.section != "title"), None)
    if lead is None or not _sums_up(lead):
        return
    whole = total_of(lead.counts["killed"]).min or 0
    for frame in frames:
        part = total_of(frame.counts["killed"]).min if frame.counts.get("killed") else None
        is_other_day = frame.own_when and lead.own_when and frame.when != lead.when
        if part and part < whole and _is_bare_death(frame, lead) and not is_other_day:
            frame.kind = lead.kind
            frame.inferred = next(iter(lead.actors), lead.inferred)
            frame.rules.append("count.of_sum")


def _sums_up(lead: Frame) -> bool:
    """Whether the lead tells of the dead of a strike over a whole region: it names no town."""
    is_toll = lead.kind in STRIKES and bool(lead.counts.get("killed")) and not lead.cast.verb_first
    is_wide = all(entry.kind in _WIDE for site in lead.sites for entry in site.entries)
    return is_toll and is_wide and lead.cast.view.index <= _LEAD + 1


def _is_bare_death(frame: Frame, lead: Frame) -> bool:
    """Whether these dead are told with no act, side or weapon of their own, soon behind the lead."""
    is_death = frame.kind == "killing_other" and frame.trigger.kind == "killed" and frame.trigger.id != "en.body.found"
    is_near = frame.cast.view.index - lead.cast.view.index <= _PARTS_AHEAD and frame.status == lead.status
    is_bare = not (frame.actors or frame.inferred) and not frame.cast.view.features & {"shots", "sniper", "ied"}
    return is_death and is_near and is_bare


def _is_same_toll(first: Frame, second: Frame) -> bool:
    dead = [total_of(frame.counts["killed"]) for frame in (first, second) if frame.counts.get("killed")]
    return len(dead) == 2 and dead[0] == dead[1] and not dead[0].is_vague and _may_be_one(first, second)


def _is_on_people(frame: Frame) -> bool:
    near = range(frame.hit.last, frame.hit.last + _OBJECT_REACH)
    people = [item for item in frame.cast.quantities if item.unit == "persons" and item.first in near]
    return bool(people) and people[0].target_class != "combatant"


def _tells_only_harm(frame: Frame) -> bool:
    is_harm = frame.trigger.kind in EFFECTS and frame.kind in ("killing_other", "other")
    if frame.cast.verb_first and SHARED & {*frame.rules}:
        return False  # the dead of a day, place by place, are of no one act
    return is_harm and frame.voice != "active" and not frame.cast.view.features & {"shots", "sniper"}


def _may_be_one(lead: Frame, named: Frame) -> bool:
    mine, theirs = {actor.party for actor in lead.actors}, {actor.party for actor in named.actors}
    if lead.cast.verb_first and lead.named and not named.named:
        return False  # one who is named died of something else
    return not mine or not theirs or bool(mine & theirs)
