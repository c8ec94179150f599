"""Capitalised words that stand where a place may stand and name none: "in CPJ's letter", "on Twitter", "to Vega's"."""

from collections.abc import Iterable

from tawthiq.reading.people import Named
from tawthiq.reading.scenes import Scene, View
from tawthiq.reading.sites import Site, bare_name

# Letters of an abbreviation that names an organisation; gazetteers hold such names too, as codes of airports.
_ABBREVIATION_MAX = 6
# In a headline whose words nearly all have capitals these show no name. Source: our own reading of reports, no study.
_TITLE_SHARE, _SMALL = 0.6, 3
# A town of so many people may be named in such a headline.
_KNOWN_MIN = 15_000


def names_no_place(scene: Scene, view: View, first: int, last: int) -> bool:
    """Whether the run is an abbreviation, or holds a word that no name of a place holds; not before "village"."""
    if last < view.last and scene.tokens[last].joined and view.has_starting(last, "place_types", "regions"):
        return False
    if any(view.has_starting(at, "no_places") for at in range(first, last)):
        return True
    return last == first + 1 and _is_abbreviation(bare_name(scene, first, last)) and not _is_in_capitals(scene, view)


def _is_abbreviation(word: str) -> bool:
    return 1 < len(word) <= _ABBREVIATION_MAX and word.isalpha() and word.isupper()


def _is_in_capitals(scene: Scene, view: View) -> bool:
    """Whether the whole line is in capitals, as headlines and the places of datelines are."""
    if view.sentence.section in ("dateline", "place"):
        return True
    return scene.text[view.sentence.start : view.sentence.end].isupper()


def end_in_title(scene: Scene, view: View, first: int, last: int) -> int:
    """In a headline with a capital on nearly every word: where the known town ends that the run begins with.

    ``first`` where it begins with none; ``last`` in any other sentence.
    """
    if view.sentence.section != "title" or not _is_title_case(scene, view) or scene.known is None:
        return last
    for end in range(last, first, -1):
        if any(fit.row.population >= _KNOWN_MIN for fit in scene.known.find(bare_name(scene, first, end))):
            return end
    return first


def _is_title_case(scene: Scene, view: View) -> bool:
    words = [scene.tokens[at].text for at in range(view.first, view.last)]
    long = [word for word in words if len(word) > _SMALL and word.isalpha()]
    return len(long) > _SMALL and sum(word[0].isupper() for word in long) >= _TITLE_SHARE * len(long)


def surnames_of(scene: Scene, named: Iterable[list[Named]]) -> frozenset[str]:
    """The last words of the names of all persons of a report, in a language with capitals."""
    if not scene.language.capitals:
        return frozenset()
    spans = {person.full or (person.start, person.end) for people in named for person in people}
    names = (scene.text[start:end].removesuffix("'s").split() for start, end in spans)
    return frozenset(words[-1] for words in names if len(words) > 1)


def is_person(view: View, site: Site, surnames: frozenset[str]) -> bool:
    """Whether an unknown place is called like somebody of the report, and no word beside it calls it a place."""
    if site.entries or site.kind or site.name not in surnames:
        return False
    return not view.has_ending(site.first - 1, "place_types", "regions")
