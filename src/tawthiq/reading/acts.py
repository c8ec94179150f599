"""All acts of a report: sentence after sentence, with what carries over from one sentence to the next."""

from dataclasses import dataclass

from tawthiq.core.claims import Attribution
from tawthiq.core.counts import exactly
from tawthiq.reading.attribution import Voice, find_voices
from tawthiq.reading.casualties import count_people
from tawthiq.reading.countries import Whereabouts, find_whereabouts
from tawthiq.reading.facilities import find_attacks
from tawthiq.reading.frames import EFFECTS, OWN_COUNT, STRIKES, Cast, Frame, decide_kind, find_frames, is_by_default
from tawthiq.reading.memory import Memory, sole_air_power
from tawthiq.reading.merging import Account, merge
from tawthiq.reading.name_lists import call_roll, find_rolls
from tawthiq.reading.naming import find_people
from tawthiq.reading.parties import Actor, find_actors
from tawthiq.reading.people import Named
from tawthiq.reading.places import Site, find_sites
from tawthiq.reading.quantities import Quantity, find_quantities
from tawthiq.reading.resolving import Resolver
from tawthiq.reading.roles import assign_roles
from tawthiq.reading.rolls import name_rolls
from tawthiq.reading.scenes import Scene, View
from tawthiq.reading.settling import attach_effects, join_acts, share_out
from tawthiq.reading.splitting import split_by_place
from tawthiq.reading.standing import is_ahead, is_aside, is_reference, is_told, is_topic
from tawthiq.reading.sufferers import mark_arrest, name_listed, name_sufferers

# Of an act told over and over, the speakers of so many mentions are kept.
_SPOKEN_MAX = 20
# So many words stand between a prison and whose it is.
_JAIL_REACH = 3
_OBJECT_REACH = 5
# A name so many characters off a deed in a long sentence is somebody else.
_NAME_REACH = 90
# The sentences that are the lead; how far on, in sentences and acts, the strike it means may be named.
_LEAD, _AHEAD, _BACK = 1, 3, 6
_ON_BUILDINGS = (*STRIKES, "ground_attack", "property_seizure_destruction")
# How many characters of titles may stand between "attack on" and a name, or between two names.
_ATTACKED_REACH = 40
_BUILDING_REACH, _HARM_REACH = 9, 14
# So many words may name the unit between victims and the force that it belongs to.
_UNIT_REACH = 8


@dataclass(slots=True)
class Told:
    """An account with the resolver of its report's places and the words of who says it."""

    account: Account
    resolver: Resolver
    attribution: tuple[Attribution, ...]
    whereabouts: Whereabouts


def find_accounts(scene: Scene) -> list[Told]:
    """Every act told in the report, once, in order."""
    named = find_people(scene)
    voices = find_voices(scene, named)
    memory = Memory(sole_air_power=sole_air_power(scene.views))
    rolls, listed = find_rolls(scene)
    frames: list[Frame] = []
    voice_of: dict[int, Voice] = {}
    sites: list[Site] = []
    for view, voice, people in zip(scene.views, voices, named, strict=True):
        voice_of[view.index] = voice
        if view.index in listed:
            continue
        cast = _cast(scene, view, voice, people)
        sites += cast.sites
        frames += _read_sentence(scene, cast, memory, frames)
        if view.index in rolls:
            frames += call_roll(cast, rolls[view.index], frames)
    _settle_title(frames)
    _settle_lead(frames)
    name_rolls(scene, frames)
    resolver = Resolver(sites, scene)
    whereabouts = find_whereabouts(scene, resolver, sites)
    return [
        Told(account, resolver, _said_by(account, voice_of), whereabouts)
        for account in merge(scene, frames)
        if any(is_told(frame) for frame in account.frames)
    ]


def _settle_title(frames: list[Frame]) -> None:
    """A title that says only "shelling" (قصف) means the first strike of the body, whose weapons are named."""
    body = [frame for frame in frames if frame.kind in STRIKES and frame.cast.view.sentence.section != "title"]
    for frame in frames:
        if frame.cast.view.sentence.section == "title" and frame.kind in STRIKES and body and is_by_default(frame):
            frame.kind = body[0].kind


def _settle_lead(frames: list[Frame]) -> None:
    """A lead that tells only of the dead and hurt, or of "an attack", means the strike that the next sentences name."""
    for at, frame in enumerate(frames):
        view = frame.cast.view
        if view.index > _LEAD or view.sentence.section == "title":
            continue
        if not (_tells_only_harm(frame) or (frame.kind == "ground_attack" and is_by_default(frame))):
            continue
        later = [other for other in frames[at + 1 : at + _BACK] if 0 < other.cast.view.index - view.index <= _AHEAD]
        named = next((other for other in later if other.kind in (*STRIKES, "ground_attack", "killing_other")), None)
        if named and named.kind in STRIKES and named.status == frame.status and _may_be_one(frame, named):
            frame.kind = named.kind


def _tells_only_harm(frame: Frame) -> bool:
    is_harm = frame.trigger.kind in EFFECTS and frame.kind in ("killing_other", "other")
    return is_harm and frame.voice != "active" and not frame.cast.view.features & {"shots", "sniper"}


def _may_be_one(lead: Frame, named: Frame) -> bool:
    mine, theirs = {actor.party for actor in lead.actors}, {actor.party for actor in named.actors}
    return not mine or not theirs or bool(mine & theirs)


def _said_by(account: Account, voice_of: dict[int, Voice]) -> tuple[Attribution, ...]:
    """Who tells the fullest account, then whoever else in the report tells of the act or denies it."""
    lead = account.lead
    found = list(voice_of[lead.cast.view.index].attribution)
    for frame in account.frames[:_SPOKEN_MAX]:
        voice = voice_of[frame.cast.view.index]
        for attribution in voice.attribution:
            if attribution not in found and (
                attribution.stance == "denies" or voice.is_told or _adds_count(frame, lead)
            ):
                found.append(attribution)
    if lead.cast.verb_first and all(item.kind == "organisation" for item in found):
        found += _told_later(account, voice_of)
    return tuple(found)


def _told_later(account: Account, voice_of: dict[int, Voice]) -> list[Attribution]:
    """Of an act that the lead tells on nobody's word: who tells it further down."""
    for frame in account.frames[:_SPOKEN_MAX]:
        named = [item for item in voice_of[frame.cast.view.index].attribution if item.kind != "organisation"]
        if named and frame.cast.view.sentence.section != "title":
            return named[:1]
    return []


def _adds_count(frame: Frame, lead: Frame) -> bool:
    return bool(frame.counts) and frame is not lead and frame.cast.view.sentence.section != "title"


def _cast(scene: Scene, view: View, voice: Voice, people: list[Named]) -> Cast:
    actors = find_actors(scene, view)
    taken = (
        [(actor.start, actor.end) for actor in actors] + voice.spans + [(person.start, person.end) for person in people]
    )
    taken += [(hit.start, hit.end) for hit in view.of("speakers") if hit.value in ("organisation", "media")]
    taken += [(mention.start, mention.end) for mention in view.dates]
    sites = find_sites(scene, view, taken=taken)
    speaking = [actor for actor in actors if _is_within(actor.start, voice.spans)]
    actors = [actor for actor in actors if actor not in speaking]
    quantities = [found for found in find_quantities(scene, view) if not _is_within(found.start, voice.spans)]
    view.features |= {f"counted_{quantity.unit}" for quantity in quantities if quantity.counted}
    told_of = [person for person in people if not _overlaps(person, voice.spans)]
    context = {entry.id for hit in view.of("place") for entry in hit.value if _is_within(hit.start, voice.spans)}
    cast = Cast(view, actors, sites, quantities, told_of, voice.spans, context, speaking=speaking, present=people)
    cast.verb_first = scene.language.verb_first
    cast.ends_open = scene.text[view.sentence.end - 1] == ":"
    return cast


def _is_within(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _overlaps(person: Named, spans: list[tuple[int, int]]) -> bool:
    return any(start < person.end and person.start < end for start, end in spans)


def _read_sentence(scene: Scene, cast: Cast, memory: Memory, earlier: list[Frame]) -> list[Frame]:
    memory.open_sentence(cast)
    if cast.view.sentence.section in ("dateline", "place", "heading"):
        memory.open_region(cast)
        return []
    frames = find_frames(scene, cast)
    for frame in frames:
        _give_roles(scene, cast, frame)
    for frame in frames:
        if frame.kind in ("arrest_detention", "abduction") and _takes_children_to_serve(frame):
            frame.kind = "child_recruitment"
        frame.kind = decide_kind(frame, cast.view.features, last_strike=memory.last_strike)
    frames = [frame for frame in frames if frame.kind]
    if scene.language.capitals:
        name_sufferers(scene, frames, last=memory.person)
        for frame in frames:
            mark_arrest(frame)
        frames = [frame for frame in frames if not _is_of_nobody(frame)]
    frames = join_acts(frames)
    for frame in frames:
        count_people(scene, frame, stops=[other for other in frames if other is not frame])
    if scene.language.capitals:
        name_listed(scene, frames)
    _free_victims(frames)
    share_out(scene, frames)
    frames = split_by_place(attach_effects(frames, earlier))
    _name_people(frames)
    for frame in frames:
        if is_reference(frame):
            frame.status = "background"
        memory.inherit(frame)
    frames = [frame for frame in frames if _is_claim(frame)]
    memory.remember(cast, frames)
    for frame in frames:
        _widen_to_arguments(frame)
    return frames + find_attacks(scene, frames)


def _give_roles(scene: Scene, cast: Cast, frame: Frame) -> None:
    """Who did it and to whom, by the sentence alone."""
    _set_apart(scene, frame)
    assign_roles(scene, frame)
    if not frame.actors and frame.kind in ("torture", "enforced_disappearance"):
        frame.actors = _jailers(cast)
    if cast.verb_first and frame.status == "background":
        frame.actors = [actor for actor in frame.actors if actor.start >= frame.hit.start]  # who condemns it
    is_own = frame.status == "denied" or (frame.voice == "active" and cast.view.of("pronouns"))
    is_own = is_own or (frame.voice == "noun" and bool(cast.view.of("owning")))  # "IS claimed the killing of …"
    is_own = is_own or (cast.verb_first and any(word.last <= frame.hit.first for word in cast.view.of("admit")))
    if is_own and not frame.actors:
        frame.actors = cast.speaking[:1]  # "the coalition said that it had struck …": its own act


def _is_of_nobody(frame: Frame) -> bool:
    """A threat, a trial or a beating is told of somebody who is named, else it is talk."""
    return frame.kind == "other" and bool(frame.trigger.fate) and not any(person.fate for person in frame.named)


def _jailers(cast: Cast) -> list[Actor]:
    """In whose prisons somebody suffered (في سجون النظام, "in the prisons of the regime", "in a regime prison")."""
    view, found = cast.view, []
    for actor in cast.actors:
        near = range(max(view.first, actor.first - _JAIL_REACH), min(actor.last + _JAIL_REACH, view.last))
        if view.has_starting(actor.first, "prisons") or any(view.has_starting(at, "custody") for at in near):
            found.append(actor)
    return found[:1]


def _set_apart(scene: Scene, frame: Frame) -> None:
    """Acts that are only ahead, or only the matter of an inquiry or a charge, are marked as such."""
    if frame.status == "asserted" and is_ahead(scene, frame.cast.view, frame.hit):
        frame.status = "planned"
    is_beside = is_topic(scene, frame.cast.view, frame.hit) or is_aside(scene, frame.cast.view, frame.hit)
    if frame.status == "asserted" and is_beside:
        frame.status = "background"


def _free_victims(frames: list[Frame]) -> None:
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
        and not any(view.has_starting(at, "triggers", "clause_breaks") for at in range(victim.last, actor.first))
        for victim in victims
    )


def _name_people(frames: list[Frame]) -> None:
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


def _is_claim(frame: Frame) -> bool:
    """A mention with nothing but its trigger is no claim: no actor, place, time, count or person of its own."""
    counted = any(quantity.counted for found in frame.counts.values() for quantity in found)
    if frame.kind == "forced_displacement" and _is_flight_of_fighters(frame):
        return False
    if frame.kind == "other":
        return bool(frame.actors or frame.inferred or counted or frame.named)
    if frame.kind == "killing_other":
        return bool(frame.actors or counted or frame.named) and bool(counted or frame.named or frame.own_sites)
    told = frame.actors or frame.inferred or frame.own_sites or frame.own_when or frame.counts or frame.named
    return bool(told) or (
        frame.kind in _ON_BUILDINGS and frame.status == "asserted" and (_hits_building(frame) or _has_harmed(frame))
    )


def _has_harmed(frame: Frame) -> bool:
    """ "the bomb caused damage": what was done is told behind the word."""
    return any(0 <= hit.first - frame.hit.last <= _HARM_REACH for hit in frame.cast.view.of("harm_done"))


def _hits_building(frame: Frame) -> bool:
    """Whether a building stands behind the word in its clause ("a bomb was left at a bank"), or before a passive."""
    view = frame.cast.view
    for hit in view.of("facilities"):
        low, high = sorted((hit.first, frame.hit.first))
        is_object = hit.first >= frame.hit.last or frame.voice == "passive"
        is_near = high - low <= _BUILDING_REACH
        if is_object and is_near and not any(view.has_starting(at, "clause_breaks", "say") for at in range(low, high)):
            return True
    return False


def _takes_children_to_serve(frame: Frame) -> bool:
    """ "a girl … was kidnapped for conscription": taken to serve, and all who are taken are children."""
    view = frame.cast.view
    if not view.of("recruiting") or "child" not in view.features:
        return False
    taken = [item for item in frame.cast.quantities if item.unit == "persons" and not item.is_part]
    children = [hit for hit in view.of("nature") if hit.value == "child"]
    near = min(taken, key=lambda item: abs(item.first - frame.hit.first), default=None)
    first = taken[0] if taken else None
    return any(
        item is not None and any(item.start <= hit.start < item.end for hit in children)
        for item in ((first, near) if frame.voice == "passive" else (near,))
    )


def _is_flight_of_fighters(frame: Frame) -> bool:
    """ "the gunmen fled": those who fought and ran were not displaced."""
    fled = frame.counts.get("displaced", [])
    return bool(fled) and all(quantity.target_class == "combatant" for quantity in fled)


def _is_beside_speaker(frame: Frame, site: Site) -> bool:
    """Whether a verb of saying stands between the place and the act: the place is where the speaker is."""
    return any(site.first <= word.first < frame.hit.first for word in frame.cast.view.of("say"))


def _widen_to_arguments(frame: Frame) -> None:
    """The quote runs from the nearest actor before the trigger to the last own place after it, inside the clause."""
    for actor in [*frame.actors, *([frame.target] if frame.target else [])]:
        if frame.cast.view.sentence.start <= actor.start < frame.cast.view.sentence.end:
            frame.widen(actor.start, actor.end)
    sentence = frame.cast.view.sentence
    for site in frame.sites:
        if frame.own_sites and sentence.start <= site.start < sentence.end and not _is_beside_speaker(frame, site):
            frame.widen(site.start, site.end)
    if frame.own_when and frame.when:
        frame.widen(frame.when.start, frame.when.end)
    for quantity in frame.cast.quantities:
        if quantity.unit in ("persons", "money", "household") and 0 <= quantity.first - frame.hit.last <= _OBJECT_REACH:
            frame.widen(quantity.start, quantity.end)
            break
