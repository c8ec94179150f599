"""Lists of names under a heading ("the names of the dead:"): each line names a person of the act told before it.

Only for languages whose names do not begin with a capital; there the heading is what tells that names follow.
"""

from tawthiq.reading.frames import OWN_COUNT, Frame
from tawthiq.reading.people import Named
from tawthiq.reading.scenes import Scene, View

# What the heading says befell them, and which count of an act they belong to.
_SLOTS = {
    "killed": "killed",
    "injured": "injured",
    "arrested": "detained",
    "abducted": "detained",
    "missing": "detained",
}
_WORDS_MIN, _WORDS_MAX = 2, 6


def name_rolls(scene: Scene, frames: list[Frame]) -> None:
    """Gives the names of each list to the act that counts its people."""
    if scene.language.find_names is None:
        return
    owner: Frame | None = None
    fate = ""
    for view in scene.views:
        if view.sentence.section == "list":
            named = _named(scene, view, fate) if owner else None
            if owner and named and named not in owner.named:
                owner.named.append(named)
            continue
        heading = view.of("name_rolls")
        is_heading = bool(heading) and scene.text[view.sentence.start : view.sentence.end].rstrip().endswith(":")
        fate = str(heading[-1].value) if is_heading else ""
        owner = _owner(frames, view, fate) if is_heading else None


def _owner(frames: list[Frame], view: View, fate: str) -> Frame | None:
    """The last act up to the heading that counts people with this fate, else the last one that counts any."""
    before = [frame for frame in frames if frame.cast.view.index <= view.index]
    slot = _SLOTS.get(fate, "")
    fitting = [frame for frame in before if slot in frame.counts or OWN_COUNT.get(frame.kind) == slot]
    counting = [frame for frame in before if set(frame.counts) - {"munitions"}]
    return next(reversed(fitting or counting), None)


def _named(scene: Scene, view: View, fate: str) -> Named | None:
    """The person of this line: behind a title, by the words that are names, or by its place at the head of the line."""
    title = view.has_starting(view.first, "titles", "persons")
    first = title.last if title and title.first == view.first else view.first
    if first >= view.last or scene.language.find_names is None:
        return None
    start = scene.tokens[first].start
    role = scene.text[title.start : title.end] if title and first > view.first else ""
    spans = scene.language.find_names(scene.text, start, view.sentence.end)[:1] or _bare(scene, view, first)
    return Named(*spans[0], role, False, fate=fate) if spans else None


def _bare(scene: Scene, view: View, first: int) -> list[tuple[int, int]]:
    """The words up to the first mark, where they are few and none of them means anything else."""
    last = first
    while last < view.last and (last == first or scene.tokens[last].joined) and scene.tokens[last].text.isalpha():
        if view.has_starting(last, "triggers", "say", "clause_breaks", "party"):
            return []
        last += 1
    if not _WORDS_MIN <= last - first <= _WORDS_MAX:
        return []
    return [(scene.tokens[first].start, scene.tokens[last - 1].end)]
