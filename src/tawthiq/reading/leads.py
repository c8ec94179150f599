"""A title or lead that says only what came of an act means the act that the next sentences name."""

from tawthiq.reading.frames import EFFECTS, STRIKES, Frame
from tawthiq.reading.kinds import is_by_default

# The sentences that are the lead; how far on, in sentences and acts, the strike it means may be named.
_LEAD, _AHEAD, _BACK = 1, 3, 6


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
