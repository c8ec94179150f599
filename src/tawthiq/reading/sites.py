"""A place as a sentence writes it: its words with their type and region, and its part in what is told."""

from dataclasses import dataclass

from tawthiq.reading.scenes import Scene, View
from tawthiq.store.packs import PlaceEntry

RUN_MAX = 5


@dataclass(frozen=True, slots=True)
class Site:
    """A place as written; ``entries`` are the lexicon's candidates, none where it does not know the words.

    ``name`` are then the words without their type and region, ``kind`` is the type that they name, "" where none.
    """

    start: int
    end: int
    first: int
    last: int
    entries: tuple[PlaceEntry, ...]
    role: str
    around: bool = False
    near: bool = False
    name: str = ""
    kind: str = ""


def overlaps(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(first < end and start < last for first, last in spans)


def site_of(scene: Scene, view: View, first: int, last: int, entries: tuple[PlaceEntry, ...]) -> Site:
    """The place with the words of its region and type around it, and its part in the sentence."""
    around = False
    name = "" if entries else bare_name(scene, first, last)
    after = view.has_starting(last, "regions") if last < view.last and scene.tokens[last].joined else None
    if after and scene.language.capitals:
        last, around = after.last, True
    before = view.has_ending(first - 1, "regions")
    if before and before.first >= view.first and scene.tokens[first].joined:
        first, around = before.first, True
        first = _with_side(scene, view, first)
    kind = view.has_starting(last, "place_types") if last < view.last and scene.tokens[last].joined else None
    if kind and scene.language.capitals and not is_plural(scene.tokens[kind.last - 1].text):
        last = kind.last
    typed = kind or view.has_ending(first - 1, "place_types") or view.has_ending(first - 2, "place_types")
    before = view.has_ending(first - 1, "place_types")
    if before and not scene.language.capitals and scene.tokens[first].joined:
        first = before.first
    hit = view.has_starting(first, "place", "regions", "place_types")
    start = hit.start if hit else scene.tokens[first].start
    ending = view.has_ending(last - 1, "place", "regions", "place_types")
    end = ending.end if ending else scene.tokens[last - 1].end  # without the possessive of "Raqqa's"
    return Site(
        start,
        end,
        first,
        last,
        entries,
        role_of(view, first),
        around=around,
        name=name,
        kind=typed.value if typed else "",
    )


def bare_name(scene: Scene, first: int, last: int) -> str:
    """The words of these tokens without a possessive."""
    return scene.words_between(first, last).removesuffix("'s")


def is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith("ss")


def _with_side(scene: Scene, view: View, first: int) -> int:
    """Takes in "western" before "countryside of"."""
    side = scene.tokens[first - 1].text.lower() if first > view.first else ""
    return first - 1 if side.endswith("ern") or side in ("north", "south", "east", "west") else first


def role_of(view: View, first: int) -> str:
    for at in (first - 1, first - 2):
        if view.has_ending(at, "directions"):
            return "direction"
        if view.has_ending(at, "locatives"):
            return "scene"
        if view.has_ending(at, "origins"):
            return "origin"
        if view.has_ending(at, "destinations"):
            return "destination"
        if not view.has_ending(at, "fillers", "place_types"):
            return "scene"
    return "scene"
