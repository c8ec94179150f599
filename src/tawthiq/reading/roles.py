"""Which party did it and to whom: candidates scored by side, marker and distance, with the weights of the language."""

from collections.abc import Mapping
from typing import Any

from tawthiq.reading.frames import EFFECTS, Frame
from tawthiq.reading.parties import Actor
from tawthiq.reading.scenes import Scene, View

_ADJACENT_MAX = 2
# Words between "defused" and the actor behind "by".
_UNDONE_REACH = 4
# So many words may stand between "unknown men" and whose men they are believed to be.
_BELIEVED_REACH = 7
_JOINT_MARKERS = ("none", "allied", "agent", "adjacent")


def assign_roles(scene: Scene, frame: Frame) -> None:
    """Sets the actors (joint ones too) and the target of the frame from the parties of its sentence."""
    table = scene.language.words.get("roles", {})
    chosen = _best(scene, frame, table, role="actor")
    if chosen and _is_killed_itself(frame, chosen):
        chosen = None
    if chosen and not _is_denier(frame, chosen) and not _has_undone(frame, chosen):
        frame.actors = [chosen, *_joint(frame, chosen), *_believed(frame, chosen)]
    target = _best(scene, frame, table, role="target")
    if target and target not in frame.actors and not _same_side(target, frame.actors):
        frame.target = target


def _believed(frame: Frame, chosen: Actor) -> list[Actor]:
    """Who the unknown ones are believed to be (مجهولين يعتقد أنهم يتبعون ل …): the party behind a hedge."""
    if chosen.party != "unknown":
        return []
    view = frame.cast.view
    for actor in frame.cast.actors:
        gap = range(chosen.last, actor.first + 1)
        if actor.party != "unknown" and 0 < len(gap) <= _BELIEVED_REACH:
            is_hedged = any(view.has_starting(at, "hedges") for at in gap)
            is_apart = any(view.has_starting(at, "say", "clause_breaks") for at in gap)
            return [actor] if is_hedged and not is_apart else []
    return []


def _is_killed_itself(frame: Frame, chosen: Actor) -> bool:
    """ "strikes hit the militias, killing 20 men of their brigade": whose people the verb kills is not its subject."""
    if frame.voice != "active" or chosen.start > frame.hit.start or frame.cast.verb_first:
        return False
    return frame.kind in EFFECTS and any(
        actor.marker == "object" and actor.party == chosen.party and actor.first >= frame.hit.last
        for actor in frame.cast.actors
    )


def _is_of_others(scene: Scene, frame: Frame, actor: Actor) -> bool:
    """ "police examine the priests' murder": the act has an owner before it, who is not this party further left."""
    if frame.voice != "noun" or not scene.text.endswith(("'s ", "s' "), 0, frame.hit.start):
        return False
    return actor.last < frame.hit.first - 1


def _is_of_next_act(scene: Scene, frame: Frame, actor: Actor) -> bool:
    """ "a helicopter attack on A, followed by the launching of shells by B": who is behind "by" did the last act."""
    if not scene.language.capitals or actor.marker != "agent" or actor.start < frame.hit.end or frame.kind in EFFECTS:
        return False
    followed = [word for word in frame.cast.view.of("followed") if frame.hit.last <= word.first < actor.first]
    acts = (hit for hit in frame.cast.view.of("triggers") if hit.value.kind not in (*EFFECTS, ""))
    return bool(followed) and any(followed[0].last <= hit.first < actor.first for hit in acts)


def _has_undone(frame: Frame, actor: Actor) -> bool:
    """ "a bomb was defused by the police": who undoes the act is not who did it."""
    if actor.marker != "agent" or actor.first <= frame.hit.last:
        return False
    view = frame.cast.view
    return any(
        view.has_ending(at, "undone") for at in range(max(frame.hit.last, actor.first - _UNDONE_REACH), actor.first)
    )


def _is_denier(frame: Frame, actor: Actor) -> bool:
    """ "the coalition denied the raid": who denies is not who did it, by these words."""
    return any(actor.last <= word.first <= word.last <= frame.hit.first for word in frame.cast.view.of("deny"))


def _same_side(target: Actor, actors: list[Actor]) -> bool:
    return any(actor.party == target.party for actor in actors)


def _best(scene: Scene, frame: Frame, table: Mapping[str, Any], *, role: str) -> Actor | None:
    weights: Mapping[str, float] = table.get(role, {})
    best: tuple[float, Actor] | None = None
    for actor in frame.cast.actors:
        if role == "target" and actor in frame.actors:
            continue
        if role == "actor" and _is_of_others(scene, frame, actor):
            continue
        if role == "actor" and _is_of_next_act(scene, frame, actor):
            continue
        base = weights.get(f"{_voice(frame)}.{_side(frame, actor)}.{_marker(scene, frame, actor)}", 0.0)
        if not base:
            continue
        score = base - _cost(frame, actor, table)
        if score > 0 and (best is None or score > best[0]):
            best = score, actor
    return best[1] if best else None


def _voice(frame: Frame) -> str:
    """The voice; in Arabic a bomb or a bomber is no deed, so a party behind it needs its word (لتنظيم الدولة)."""
    return "definite" if frame.trigger.kind == "bomb" and frame.cast.verb_first else frame.voice


def _side(frame: Frame, actor: Actor) -> str:
    return "left" if actor.start <= frame.hit.start else "right"  # whose attack it is may be said in the word itself


def _marker(scene: Scene, frame: Frame, actor: Actor) -> str:
    """The marker, or "adjacent" for a party right before or behind a noun ("coalition raids", قصف النظام)."""
    if _is_taken_from(scene, frame, actor):
        return "against"
    is_owner = actor.marker == "agent" and not scene.language.verb_first and _is_right_before(scene, frame, actor)
    if actor.marker in ("holder", "against", "agent", "asset") and not is_owner:
        return _between(scene, frame, actor) or actor.marker
    if frame.trigger.shape in ("noun", "two_sided"):
        gap = frame.hit.first - actor.last if actor.start <= frame.hit.start else actor.first - frame.hit.last
        wanted = actor.start > frame.hit.start if scene.language.verb_first else actor.start <= frame.hit.start
        if wanted and gap <= _ADJACENT_MAX and not _is_broken(scene, frame, actor):
            return "adjacent"
    if actor.marker == "of" and scene.language.capitals and frame.cast.view.has_starting(actor.last, "kin"):
        return "none"  # "under cover of the coalition, whose jets conducted …"
    return "none" if actor.marker == "possessive" else actor.marker


def _is_taken_from(scene: Scene, frame: Frame, actor: Actor) -> bool:
    """ "recaptured the town from IS": behind "from" stands who lost the place; English."""
    if frame.kind not in ("control_change", "seizure") or actor.marker != "agent" or actor.start < frame.hit.end:
        return False
    words = scene.words_between(frame.hit.last, actor.first).lower().split()
    return scene.language.capitals and "from" in words and "by" not in words


def _is_right_before(scene: Scene, frame: Frame, actor: Actor) -> bool:
    """ "killed by IS shelling": the party behind "by" owns the noun right behind it."""
    gap = frame.hit.first - actor.last
    return frame.trigger.shape == "noun" and 0 <= gap <= _ADJACENT_MAX and not _is_broken(scene, frame, actor)


def _between(scene: Scene, frame: Frame, actor: Actor) -> str:
    """ "between A and B" after a noun: both are sides of it."""
    if frame.voice != "two_sided" or actor.start < frame.hit.start:
        return ""
    words = scene.words_between(frame.hit.first, actor.first).lower().split()
    return "between" if actor.marker == "against" and scene.language.between & set(words) else ""


def _is_broken(scene: Scene, frame: Frame, actor: Actor) -> bool:
    low, high = (actor.end, frame.hit.start) if actor.start < frame.hit.start else (frame.hit.end, actor.start)
    return any(mark in scene.text[low:high] for mark in ",;:.\n")


def _cost(frame: Frame, actor: Actor, table: Mapping[str, Any]) -> float:
    view = frame.cast.view
    low, high = (actor.last, frame.hit.first) if actor.start < frame.hit.start else (frame.hit.last, actor.first)
    breaks = sum(1 for at in range(low, high) if _is_border(view, at, low=low))
    return float(table.get("distance", 0.06)) * (high - low) + float(table.get("break", 0.7)) * breaks


def _is_border(view: View, at: int, *, low: int) -> bool:
    """A clause border; a relative right behind the actor ("YPG, which seized …") is none."""
    if view.has_starting(at, "clause_breaks"):
        return True
    return at > low + 1 and bool(view.has_starting(at, "relatives"))


def _joint(frame: Frame, chosen: Actor) -> list[Actor]:
    """Parties that act with the chosen one: the rest of its list, and allies named behind it."""
    found: list[Actor] = []
    others = frame.cast.actors
    at = others.index(chosen)
    for other in others[at + 1 :]:
        if not (other.joined and other.marker in _JOINT_MARKERS) and other.marker != "allied":
            break
        if other.party != chosen.party and all(other.party != actor.party for actor in found):
            found.append(other)
    if chosen.joined:
        for other in reversed(others[:at]):
            if other.party != chosen.party and other.marker == chosen.marker:
                found.append(other)
            if not other.joined:
                break
    return found
