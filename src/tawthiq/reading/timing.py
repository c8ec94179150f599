"""Which act of a sentence a time belongs to: the one it stands beside, in whose clause it is, or that it describes."""

from tawthiq.reading.frames import Frame
from tawthiq.reading.language import DateMention
from tawthiq.reading.scenes import Scene, View

# So many words may stand between "told" and the day of telling ("told the news agency on Monday").
_SAID_REACH = 6
# One word may stand between a date and the act that it describes ("the 2012 double murder").
_NOUN_REACH = 1
_LONG = ("date.for", "date.recent")


def share_dates(scene: Scene, frames: list[Frame], *, told: list[Frame]) -> None:
    """Gives each time of the sentence to its act; an act without any takes the first that no other clause holds.

    ``told`` are all frames of the sentence, effects too.
    """
    view = frames[0].cast.view
    free: list[DateMention] = []
    described: list[Frame] = []
    for mention in view.dates:
        token = scene.token_at(mention.start)
        named = _described(scene, told, mention) if mention.describes else None
        if named:
            named.when, named.own_when = mention, True
            described.append(named)
            continue
        if mention.describes == "noun":
            continue
        owner = owner_of(frames, mention.start, token)
        if _is_elsewhere(scene, owner, mention, told=told):
            continue
        free.append(mention)
        if _is_when_said(scene, view, mention) or owner in described:
            continue
        if owner.when is None or _is_better(mention, owner.when) or _is_of_saying(scene, owner, mention):
            owner.when, owner.own_when = mention, True
    for frame in frames:
        frame.when = frame.when or (free[0] if free else None)


def _described(scene: Scene, frames: list[Frame], mention: DateMention) -> Frame | None:
    """The act whose word stands right behind the date ("the 2008 kidnapping")."""
    behind = scene.token_at(mention.end)
    return next((frame for frame in frames if 0 <= frame.hit.first - behind <= _NOUN_REACH), None)


def _is_elsewhere(scene: Scene, owner: Frame, mention: DateMention, *, told: list[Frame]) -> bool:
    """Whether the time is that of another clause: "killed in A, which fell in 2014", "B, who rose in 2015, died"."""
    view, token = owner.cast.view, scene.token_at(mention.start)
    if owner.hit.last <= token:
        is_opened = any(_opens_other(view, at) for at in range(owner.hit.last, token))
        return is_opened and not _has_act(told, owner.hit.last, token)
    opened = [at for at in range(view.first + 1, token) if view.has_starting(at, "relatives_apart")]
    if not opened or _has_act(told, opened[-1], token):
        return False
    return (
        "," in scene.text[mention.end : owner.hit.start]
        and "," not in scene.text[scene.tokens[opened[-1]].end : mention.start]
    )


def _opens_other(view: View, token: int) -> bool:
    return view.has_starting(token, "relatives_apart", "breaks_time") is not None


def _has_act(told: list[Frame], first: int, last: int) -> bool:
    return any(first <= frame.hit.first < last for frame in told)


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
    return than.rule in _LONG and mention.rule not in _LONG


def owner_of(frames: list[Frame], start: int, token: int) -> Frame:
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
