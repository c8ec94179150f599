"""Whose people suffered, and which named persons: they are no perpetrators, and count themselves."""

from tawthiq.core.counts import exactly
from tawthiq.reading.frames import OWN_COUNT, STRIKES, Frame
from tawthiq.reading.parties import Actor
from tawthiq.reading.people import Named
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.scenes import View

# A name so many characters off a deed in a long sentence is somebody else.
_NAME_REACH = 90
# How many characters of titles may stand between "attack on" and a name, or between two names.
_ATTACKED_REACH = 40
# So many words may name the unit between victims and the force that it belongs to.
_UNIT_REACH = 8


def free_victims(frames: list[Frame]) -> None:
    """A party whose people are counted as killed or taken in the sentence is not who did it."""
    victims = [
        quantity
        for frame in frames
        for slot, found in frame.counts.items()
        if slot != "munitions"
        for quantity in found
    ]
    for frame in frames:
        if frame.voice == "two_sided":
            continue  # both sides of a fight have their dead
        frame.actors = [
            actor
            for actor in frame.actors
            if actor.marker == "agent"
            or not any(actor.start <= victim.end + 1 and victim.start <= actor.end for victim in victims)
        ]
        frame.actors = [actor for actor in frame.actors if not _is_of_victims(frame, actor, victims)]


def _is_of_victims(frame: Frame, actor: Actor, victims: list[Quantity]) -> bool:
    """ "two fighters of brigade X of the army" (التابع للجيش): the army is whose men died, not who did it."""
    if actor.marker != "affiliated":
        return False
    view = frame.cast.view
    return any(
        victim.last <= actor.first <= victim.last + _UNIT_REACH
        and not any(_is_between(view, at) for at in range(victim.last, actor.first))
        for victim in victims
    )


def _is_between(view: View, at: int) -> bool:
    """Whether another act or clause begins here; a word that needs a number is none by itself (لواء شهداء السهل)."""
    act = view.has_starting(at, "triggers")
    return (act is not None and not act.value.counts) or view.has_starting(at, "clause_breaks") is not None


def name_people(frames: list[Frame]) -> None:
    """Each named person who has no part in an act yet goes to the nearest act that counts people."""
    if not frames:
        return
    placed = {named.start for frame in frames for named in frame.named}
    owners = [frame for frame in frames if frame.kind in OWN_COUNT or frame.counts.keys() - {"munitions"}] or frames
    reached: dict[int, int] = {}
    for person in frames[0].cast.named:
        attack = None if frames[0].cast.verb_first else _attack_on(frames, person, reached)
        if attack and person.start not in placed:
            attack.named.append(person)
            continue
        is_far = frames[0].cast.verb_first and not _is_named_near(owners, person)
        if person.start in placed or is_far:
            continue
        nearest = min(
            owners,
            key=lambda frame: min(
                abs(person.start - frame.end), abs(frame.start - person.end), abs(person.start - frame.start)
            ),
        )
        if person not in nearest.named:
            nearest.named.append(person)
    for frame in owners:
        slot = OWN_COUNT.get(frame.kind)
        named = [person for person in frame.named if person.fate or not person.by_grammar]
        if slot == "killed" and frame.counts.get("injured"):
            continue  # who is named was wounded
        named = [person for person in named if not person.is_listed]
        if slot and named and not any(quantity.counted for quantity in frame.counts.get(slot, [])):
            frame.counts[slot] = [_counted_by_name(named)]
            frame.widen(min(person.start for person in named), max(person.end for person in named))


def _attack_on(frames: list[Frame], person: Named, reached: dict[int, int]) -> Frame | None:
    """The attack right before the name ("the attack on Senator …"), or before the name that it goes on from."""
    before = [frame for frame in frames if frame.hit.end <= person.start]
    last = max(before, key=lambda frame: frame.hit.start, default=None)
    if last is None or last.kind not in (*STRIKES, "ground_attack"):
        return None
    if person.start - reached.get(last.hit.start, last.hit.end) > _ATTACKED_REACH:
        return None
    reached[last.hit.start] = person.end
    return last


def _is_named_near(owners: list[Frame], person: Named) -> bool:
    return any(frame.start - _NAME_REACH <= person.start <= frame.end + _NAME_REACH for frame in owners)


def _counted_by_name(named: list[Named]) -> Quantity:
    """Persons who are named and not otherwise counted count themselves."""
    start, end = min(person.start for person in named), max(person.end for person in named)
    return Quantity(start, end, -1, -1, exactly(len(named)), "persons", True, by_name=True)
