"""All acts of a report: sentence after sentence, with what carries over from one sentence to the next."""

from dataclasses import dataclass

from tawthiq.core.claims import Attribution
from tawthiq.reading.accounts import Account
from tawthiq.reading.attribution import Voice, find_voices
from tawthiq.reading.bases import mark_bases
from tawthiq.reading.casualties import count_people
from tawthiq.reading.countries import Whereabouts, find_whereabouts
from tawthiq.reading.doubtful_places import is_person, surnames_of
from tawthiq.reading.effects import attach_effects, open_counts
from tawthiq.reading.facilities import find_attacks
from tawthiq.reading.frames import Cast, Frame
from tawthiq.reading.joining import join_acts
from tawthiq.reading.kinds import decide_kind
from tawthiq.reading.leads import settle_killings, settle_lead, settle_parts, settle_title
from tawthiq.reading.memory import Memory, sole_air_power
from tawthiq.reading.merging import merge
from tawthiq.reading.name_lists import call_roll, count_lines, find_rolls
from tawthiq.reading.naming import find_people
from tawthiq.reading.opening import find_frames
from tawthiq.reading.parents import without_parents
from tawthiq.reading.parties import Actor, find_actors
from tawthiq.reading.people import Named
from tawthiq.reading.places import find_sites
from tawthiq.reading.quantities import find_quantities
from tawthiq.reading.resolving import Resolver
from tawthiq.reading.roles import assign_roles
from tawthiq.reading.rolls import name_rolls
from tawthiq.reading.scenes import Scene, View
from tawthiq.reading.sharing import share_out
from tawthiq.reading.sides import split_by_side, told_by_side
from tawthiq.reading.sites import Site
from tawthiq.reading.splitting import SHARED, split_by_party, split_by_place
from tawthiq.reading.standing import is_ahead, is_aside, is_reference, is_told, is_topic
from tawthiq.reading.substance import is_claim, takes_children_to_serve
from tawthiq.reading.sufferers import mark_arrest, name_listed, name_sufferers
from tawthiq.reading.summing import without_sums, without_tolls
from tawthiq.reading.victims import free_victims, name_people
from tawthiq.reading.weighing import weigh

# Of an act told over and over, the speakers of so many mentions are kept.
_SPOKEN_MAX = 20
# So many words stand between a prison and whose it is.
_JAIL_REACH = 3
_OBJECT_REACH = 5
_OWNERS = ("ها", "ه", "هم")


@dataclass(slots=True)
class Told:
    """An account with the resolver of its report's places, the words of who says it, and how far it is reported."""

    account: Account
    resolver: Resolver
    attribution: tuple[Attribution, ...]
    whereabouts: Whereabouts
    standing: float | None


def find_accounts(scene: Scene) -> list[Told]:
    """Every act told in the report, once, in order."""
    named = find_people(scene)
    surnames = surnames_of(scene, named)
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
        cast = _cast(scene, view, voice, people, surnames=surnames)
        sites += cast.sites
        frames += _read_sentence(scene, cast, memory, frames)
        open_counts(frames, view)
        if view.index in rolls:
            frames += call_roll(cast, rolls[view.index], frames)
    count_lines(scene, frames)
    settle_title(frames)
    settle_lead(frames)
    settle_killings(frames)
    settle_parts(frames)
    name_rolls(scene, frames)
    resolver = Resolver(sites, scene)
    whereabouts = find_whereabouts(scene, resolver, sites)
    return [
        Told(account, resolver, _said_by(account, voice_of), whereabouts, weigh(scene, account))
        for account in without_sums(merge(scene, without_parents(without_tolls(frames))))
        if any(is_told(frame) for frame in account.frames)
    ]


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


def _cast(scene: Scene, view: View, voice: Voice, people: list[Named], *, surnames: frozenset[str]) -> Cast:
    actors = find_actors(scene, view)
    taken = (
        [(actor.start, actor.end) for actor in actors] + voice.spans + [(person.start, person.end) for person in people]
    )
    taken += [(hit.start, hit.end) for hit in view.of("speakers") if hit.value in ("organisation", "media")]
    taken += [(mention.start, mention.end) for mention in view.dates]
    sites = [site for site in find_sites(scene, view, taken=taken) if not is_person(view, site, surnames)]
    sites = mark_bases(scene, view, sites)
    speaking = [actor for actor in actors if _is_within(actor.start, voice.spans)]
    actors = [actor for actor in actors if actor not in speaking]
    quantities = [found for found in find_quantities(scene, view) if not _is_within(found.start, voice.spans)]
    view.features |= {f"counted_{quantity.unit}" for quantity in quantities if quantity.counted and quantity.head >= 0}
    told_of = [person for person in people if not _overlaps(person, voice.spans)]
    context = {entry.id for hit in view.of("place") for entry in hit.value if _is_within(hit.start, voice.spans)}
    cast = Cast(view, actors, sites, quantities, told_of, voice.spans, context, speaking=speaking, present=people)
    cast.verb_first, cast.is_told = scene.language.verb_first, voice.is_told
    if cast.verb_first:
        cast.nominatives = frozenset(at for at in range(view.first, view.last) if scene.tokens[at].text.endswith("ون"))
    cast.ends_open = scene.text[view.sentence.end - 1] == ":"
    return cast


def _is_within(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _overlaps(person: Named, spans: list[tuple[int, int]]) -> bool:
    return any(start < person.end and person.start < end for start, end in spans)


def _read_sentence(scene: Scene, cast: Cast, memory: Memory, earlier: list[Frame]) -> list[Frame]:
    memory.open_sentence(cast)
    if cast.view.sentence.section in ("dateline", "place", "heading"):
        if cast.view.sentence.section != "place" or not _is_in_capitals(scene, view=cast.view):
            memory.open_region(cast)
        return []
    frames = find_frames(scene, cast)
    for frame in frames:
        _give_roles(scene, cast, frame)
    for frame in frames:
        if frame.kind in ("arrest_detention", "abduction") and takes_children_to_serve(frame):
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
    free_victims(frames)
    share_out(scene, frames)
    frames = split_by_side(split_by_place(attach_effects(split_by_party(frames), earlier)))
    frames = frames or told_by_side(scene, cast, earlier)
    name_people(frames)
    for frame in frames:
        if is_reference(frame):
            frame.status = "background"
        memory.inherit(frame)
    frames = [frame for frame in frames if is_claim(frame)]
    memory.remember(cast, frames)
    for frame in frames:
        _widen_to_arguments(frame)
    return frames + find_attacks(scene, frames)


def _is_in_capitals(scene: Scene, *, view: View) -> bool:
    """ "AMMAN:": a town in capitals is where the report was filed, and no region that it tells of."""
    return scene.language.capitals and scene.text[view.sentence.start : view.sentence.end].isupper()


def _give_roles(scene: Scene, cast: Cast, frame: Frame) -> None:
    """Who did it and to whom, by the sentence alone."""
    _set_apart(scene, frame)
    assign_roles(scene, frame)
    if not frame.actors and frame.kind in ("torture", "enforced_disappearance"):
        frame.actors = _jailers(cast)
    if frame.voice == "two_sided" and frame.target and not frame.actors and cast.verb_first:
        _turn_sides(frame)
    if cast.verb_first and frame.status == "background":
        frame.actors = [actor for actor in frame.actors if actor.start >= frame.hit.start]  # who condemns it
    is_own = frame.status == "denied" or (frame.voice == "active" and cast.view.of("pronouns"))
    is_own = is_own or (frame.voice == "noun" and bool(cast.view.of("owning")))  # "IS claimed the killing of …"
    is_own = is_own or (cast.verb_first and any(word.last <= frame.hit.first for word in cast.view.of("admit")))
    is_own = is_own or (cast.verb_first and frame.voice == "noun" and _has_owner(scene, frame))
    if is_own and not frame.actors:
        frame.actors = cast.speaking[:1]  # "the coalition said that it had struck …": its own act
    elif not frame.actors and any(word.first <= frame.hit.first for word in cast.view.of("own_forces")):
        frame.inferred = next(iter(cast.speaking), None)  # أعلنت الوزارة أن طائراتها شنت


def _turn_sides(frame: Frame) -> None:
    """ "Eight of A were killed in clashes with B" (قتل ثمانية من عناصر النظام في اشتباكات مع …): B did it."""
    if "killed" not in frame.cast.view.features:
        return
    for actor in frame.cast.actors:
        if frame.target and actor.party != frame.target.party and actor.last <= frame.hit.first:
            frame.actors, frame.target = [frame.target], actor
            return


def _has_owner(scene: Scene, frame: Frame) -> bool:
    """ "announced its control of …" (أعلنت الفصائل سيطرتها على): the pronoun on the noun is the speaker."""
    return scene.tokens[frame.hit.first].text.endswith(_OWNERS)


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


def _is_beside_speaker(frame: Frame, site: Site) -> bool:
    """Whether a verb of saying stands between the place and the act: the place is where the speaker is."""
    return any(site.first <= word.first < frame.hit.first for word in frame.cast.view.of("say"))


def _widen_to_arguments(frame: Frame) -> None:
    """The quote runs from the nearest actor before the trigger to the last own place after it, inside the clause."""
    if set(frame.rules) & SHARED and not frame.cast.verb_first:
        return  # the words of one share of a toll, no others'
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
