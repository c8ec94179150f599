"""All acts of a report: sentence after sentence, with what carries over from one sentence to the next."""

from dataclasses import dataclass, field

from tawthiq.core.claims import Attribution
from tawthiq.reading.attribution import Voice, find_voices
from tawthiq.reading.casualties import count_people
from tawthiq.reading.facilities import find_attacks
from tawthiq.reading.frames import EFFECTS, HOSTS, OWN_COUNT, Cast, Frame, decide_kind, find_frames
from tawthiq.reading.language import DateMention
from tawthiq.reading.merging import Account, merge
from tawthiq.reading.parties import Actor, find_actors
from tawthiq.reading.people import Named, find_named
from tawthiq.reading.places import Resolver, Site, find_sites
from tawthiq.reading.quantities import find_quantities
from tawthiq.reading.roles import assign_roles
from tawthiq.reading.scenes import Scene, View
from tawthiq.reading.settling import attach_effects, join_strikes, share_out


@dataclass(slots=True)
class Told:
    """An account with the resolver of its report's places and the words of who says it."""

    account: Account
    resolver: Resolver
    attribution: tuple[Attribution, ...]


@dataclass(slots=True)
class _Memory:
    """What later sentences inherit: places and time of the paragraph, the last actors, the last act of a kind."""

    paragraph: int = -1
    sites: list[Site] = field(default_factory=list)
    report_sites: list[Site] = field(default_factory=list)
    when: DateMention | None = None
    actors: list[Actor] = field(default_factory=list)
    by_kind: dict[str, list[Actor]] = field(default_factory=dict)


def find_accounts(scene: Scene) -> list[Told]:
    """Every act told in the report, once, in order."""
    named = [find_named(scene, view) for view in scene.views]
    voices = find_voices(scene, named)
    memory = _Memory()
    frames: list[Frame] = []
    voice_of: dict[int, Voice] = {}
    sites: list[Site] = []
    for view, voice, people in zip(scene.views, voices, named, strict=True):
        voice_of[view.index] = voice
        cast = _cast(scene, view, voice, people)
        sites += cast.sites
        frames += _read_sentence(scene, cast, memory, frames)
    resolver = Resolver(sites)
    return [Told(account, resolver, _said_by(account, voice_of)) for account in merge(scene, frames)]


def _said_by(account: Account, voice_of: dict[int, Voice]) -> tuple[Attribution, ...]:
    """Who tells the fullest account, and whoever denies it elsewhere."""
    lead = account.lead
    found = list(voice_of[lead.cast.view.index].attribution)
    for frame in account.frames:
        for attribution in voice_of[frame.cast.view.index].attribution:
            if attribution not in found and (attribution.stance == "denies" or _adds_count(frame, lead)):
                found.append(attribution)
    return tuple(found)


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
    actors = [actor for actor in actors if not any(start <= actor.start < end for start, end in voice.spans)]
    return Cast(
        view,
        actors,
        sites,
        find_quantities(scene, view),
        [person for person in people if not person.is_source],
        voice.spans,
    )


def _read_sentence(scene: Scene, cast: Cast, memory: _Memory, earlier: list[Frame]) -> list[Frame]:
    if cast.view.sentence.paragraph != memory.paragraph:
        memory.paragraph, memory.when, memory.sites = cast.view.sentence.paragraph, None, []
    if cast.view.sentence.section == "dateline":
        memory.report_sites = memory.report_sites or cast.sites
        return []
    frames = find_frames(scene, cast)
    for frame in frames:
        assign_roles(scene, frame)
    frames = [frame for frame in frames if _settle_kind(frame)]
    frames = join_strikes(frames)
    for frame in frames:
        count_people(scene, frame, stops=[other for other in frames if other is not frame])
    share_out(scene, frames)
    frames = attach_effects(scene, frames, earlier)
    _name_people(scene, frames)
    for frame in frames:
        _inherit(frame, memory)
    frames = [frame for frame in frames if _is_claim(frame)]
    _remember(memory, cast, frames)
    for frame in frames:
        _widen_to_arguments(frame)
    return frames + find_attacks(scene, frames)


def _settle_kind(frame: Frame) -> bool:
    frame.kind = decide_kind(frame, frame.cast.view.features)
    return bool(frame.kind)


def _name_people(scene: Scene, frames: list[Frame]) -> None:
    """Each named person goes to the nearest act that counts people."""
    if not frames:
        return
    owners = [frame for frame in frames if frame.kind in OWN_COUNT or frame.counts.keys() - {"munitions"}] or frames
    for person in frames[0].cast.named:
        nearest = min(
            owners,
            key=lambda frame: min(
                abs(person.start - frame.end), abs(frame.start - person.end), abs(person.start - frame.start)
            ),
        )
        if person not in nearest.named:
            nearest.named.append(person)


def _inherit(frame: Frame, memory: _Memory) -> None:
    """What the sentence leaves unsaid: the place and time of its paragraph, the actor of a pronoun or of the same strike."""
    if not frame.sites:
        frame.sites = list(memory.sites or memory.report_sites)
        frame.own_sites = False
    if frame.when is None and memory.when is not None:
        frame.when, frame.own_when = memory.when, False
    if frame.actors:
        return
    owner = next(iter(frame.cast.view.of("air_owner")), None) if frame.kind == "airstrike" else None
    if owner:
        frame.actors = [Actor(owner.start, owner.end, owner.first, owner.last, "syrian_government", "none")]
        frame.rules.append("actor.air_owner")
    elif frame.voice == "active" and memory.actors and frame.kind not in EFFECTS:
        frame.inferred = memory.actors[0]
        frame.rules.append("actor.carried")
    elif frame.kind in HOSTS and frame.kind in memory.by_kind and frame.voice != "passive":
        frame.inferred = memory.by_kind[frame.kind][0]
        frame.rules.append("actor.same_act")


def _is_claim(frame: Frame) -> bool:
    """A mention with nothing but its trigger is no claim: no actor, place, time, count or person of its own."""
    counted = any(quantity.counted for found in frame.counts.values() for quantity in found)
    if frame.kind in ("killing_other", "other"):
        return bool(frame.actors or counted or frame.named) and bool(counted or frame.named or frame.own_sites)
    return bool(frame.actors or frame.inferred or frame.own_sites or frame.own_when or frame.counts or frame.named)


def _remember(memory: _Memory, cast: Cast, frames: list[Frame]) -> None:
    if cast.sites:
        memory.sites = [site for site in cast.sites if site.role == "scene"] or memory.sites
        memory.report_sites = memory.report_sites or memory.sites
    for frame in frames:
        if frame.own_when and memory.when is None:
            memory.when = frame.when
        if frame.actors:
            memory.actors = frame.actors
            memory.by_kind[frame.kind] = frame.actors
    if not frames and cast.actors and cast.actors[0].marker == "none":
        memory.actors = cast.actors[:1]


def _widen_to_arguments(frame: Frame) -> None:
    """The quote runs from the nearest actor before the trigger to the last own place after it, inside the clause."""
    for actor in [*frame.actors, *([frame.target] if frame.target else [])]:
        if frame.cast.view.sentence.start <= actor.start < frame.cast.view.sentence.end:
            frame.widen(actor.start, actor.end)
    for site in frame.sites:
        if frame.own_sites and frame.cast.view.sentence.start <= site.start < frame.cast.view.sentence.end:
            frame.widen(site.start, site.end)
    if frame.own_when and frame.when:
        frame.widen(frame.when.start, frame.when.end)
