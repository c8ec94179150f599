"""Lists of names below a heading that says what befell them: "The names of the dead:", then a name per line."""

import re
from collections.abc import Iterator

from tawthiq.core.counts import exactly
from tawthiq.reading.frames import OWN_COUNT, Cast, Frame, is_host
from tawthiq.reading.lexicon_entries import Trigger
from tawthiq.reading.people import Named, match_name
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.scenes import Scene, View

# A line of a list of names is no longer than this; a longer one is a paragraph. Source: our own reading of reports.
_LINE_MAX = 110
# How many acts back a list looks for the act whose people it names, so that reading stays linear in length.
_BACK = 12
_SLOT_OF = {"killed": "killed", "injured": "injured", "arrested": "detained"}
# What a list alone says happened, where the report tells no act for it. The wounded alone tell of no kind of act.
_KIND_OF = {"killed": "killing_other", "arrested": "arrest_detention"}
_BULLET = re.compile(r"\s*(?:(?:[•*·▪◦-]|\d{1,3}[.)-])\s*)?")


def find_rolls(scene: Scene) -> tuple[dict[int, list[Named]], set[int]]:
    """The names below each heading by the number of its sentence, with title and fate; the sentences of those lines."""
    found: dict[int, list[Named]] = {}
    listed: set[int] = set()
    for view in scene.views:
        fate = _fate_of(scene, view)
        lines = list(_names_below(scene, view.index + 1, fate)) if fate else []
        if lines:
            found[view.index] = [named for _index, named in lines]
            listed |= {index for index, _named in lines}
    return found, listed


def _fate_of(scene: Scene, view: View) -> str:
    """What a heading says of the names below it, or nothing where it is no such heading."""
    hits = view.of("rolls")
    if not hits or not scene.text[view.sentence.start : view.sentence.end].rstrip().endswith(":"):
        return ""
    return str(hits[-1].value)


def _names_below(scene: Scene, first: int, fate: str) -> Iterator[tuple[int, Named]]:
    """The names of the lines from here on, up to the first line that is none."""
    paragraph = -1
    for view in scene.views[first:]:
        if view.sentence.paragraph == paragraph:
            continue  # what a line tells behind its name
        if _BULLET.fullmatch(scene.text, view.sentence.start, view.sentence.end):
            continue  # "1." is parted from the name behind it
        paragraph = view.sentence.paragraph
        named = _name_of_line(scene, view, fate)
        if named is None:
            return
        yield view.index, named


def _name_of_line(scene: Scene, view: View, fate: str) -> Named | None:
    """The name that a line begins with, behind its bullet and the title of the person."""
    if view.sentence.end - view.sentence.start > _LINE_MAX:
        return None
    bullet = _BULLET.match(scene.text, view.sentence.start, view.sentence.end)
    at = bullet.end() if bullet else view.sentence.start
    token = scene.token_at(at)
    title = view.has_starting(token, "titles", "persons")
    if title and title.end < view.sentence.end and not view.has_starting(token, "kunya"):
        role, at = scene.text[title.start : title.end], scene.tokens[title.last].start if title.last < view.last else at
    else:
        role = ""
    span = match_name(scene, view, at)
    return Named(*span, role, False, fate=fate, by_grammar=True, is_listed=True) if span else None


def count_lines(scene: Scene, frames: list[Frame]) -> None:
    """In a list of the dead each line tells of one of them, or of as many as it counts: "3- X, killed by shelling".

    The sentence that announces the list need not end in a colon; headings of regions may stand between. English.
    """
    announced = [view.index for view in scene.views if any(hit.value == "killed" for hit in view.of("rolls"))]
    if not announced or scene.language.verb_first:
        return
    done: set[int] = set()
    for frame in frames:
        view = frame.cast.view
        is_line = view.sentence.section == "list" and view.sentence.paragraph not in done and view.index > announced[0]
        if is_line and (is_host(frame) or OWN_COUNT.get(frame.kind) == "killed"):
            done.add(view.sentence.paragraph)
            if not frame.counts.get("killed"):
                frame.counts["killed"] = [_of_line(scene, view)]


def _of_line(scene: Scene, view: View) -> Quantity:
    """Whom the line begins with: the words up to its first comma."""
    bullet = _BULLET.match(scene.text, view.sentence.start, view.sentence.end)
    start = bullet.end() if bullet else view.sentence.start
    comma = scene.text.find(",", start, view.sentence.end)
    first, end = scene.token_at(start), comma if comma > start else view.sentence.end
    return Quantity(start, end, first, first + 1, exactly(1), "persons", True, by_name=True)


def call_roll(cast: Cast, people: list[Named], earlier: list[Frame]) -> list[Frame]:
    """Gives the names of a list to the act that harmed them; where none is told, the list tells it: one new frame."""
    slot = _SLOT_OF[people[0].fate]
    owner = next((frame for frame in earlier[: -_BACK - 1 : -1] if _may_own(frame, slot)), None)
    if owner:
        owner.named += [person for person in people if person not in owner.named]
        return []
    kind = _KIND_OF.get(people[0].fate)
    return [_told_by_list(cast, people, kind=kind, slot=slot)] if kind else []


def _may_own(frame: Frame, slot: str) -> bool:
    """Whether the people of the list may be those of this act."""
    if frame.cast.view.sentence.section == "title":
        return False
    return slot in frame.counts or OWN_COUNT.get(frame.kind) == slot or (slot != "detained" and is_host(frame))


def _told_by_list(cast: Cast, people: list[Named], *, kind: str, slot: str) -> Frame:
    hit = cast.view.of("rolls")[-1]
    start, end = people[0].start, people[-1].end
    frame = Frame(kind, Trigger("roll.names", kind, "noun"), hit, cast, "noun", hit.start, hit.end, rules=[])
    frame.rules.append("roll.names")
    frame.named = list(people)
    frame.counts[slot] = [Quantity(start, end, -1, -1, exactly(len(people)), "persons", True, by_name=True)]
    frame.sites, frame.own_sites = list(cast.sites), bool(cast.sites)
    frame.when = next(iter(cast.view.dates), None)
    frame.own_when = frame.when is not None
    return frame
