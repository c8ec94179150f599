"""Places that no list knows, in a language with capitals: runs of names that the words around them show to be so."""

import re
from dataclasses import replace
from functools import cache

from tawthiq.reading.doubtful_places import end_in_title, names_no_place
from tawthiq.reading.scenes import Scene, View
from tawthiq.reading.sites import RUN_MAX, Site, bare_name, is_plural, overlaps, site_of

# The Arabic article before a letter of the sun, which an English word may look like ("an", "as", "at").
_ARTICLES, _WORDLIKE = (
    frozenset(["al", "el", "as", "ash", "ar", "az", "an", "ad", "at", "bin", "ibn"]),
    ("an", "as", "at"),
)
_TYPE_REACH = 6
_ON_PLACES = ("strike", "attack", "control_change", "ground_attack", "airstrike", "shelling")
# Classes of words that a capitalised word alone may be, at the start of its sentence; then it is no place.
_SENSES: tuple[str, ...] = (
    "titles",
    "speakers",
    "pronouns",
    "triggers",
    "persons",
    "clause_breaks",
    "kunya",
    "fillers",
    "locatives",
)
_SENSES += (
    "actor_heads",
    "munitions",
    "nature",
    "agents",
    "demonyms",
    "nationality",
    "additions",
    "anaphors",
    "auxiliaries",
)
_LINK_MAX = 9
# A town of so many people has a court or a police of its own. Source: estimate of this project.
_SEAT_MIN = 15_000


@cache
def _list_link(joiners: frozenset[str]) -> re.Pattern[str]:
    """What stands between two places of one list: a comma, "and", both."""
    words = "|".join(re.escape(word) for word in sorted(joiners))
    return re.compile(rf"\s*(?:,|,? (?:{words})|و|،|&|/)\s*(?:in )?", re.IGNORECASE)


def find_capitalised(scene: Scene, view: View, covered: list[tuple[int, int]]) -> list[Site]:
    found: list[Site] = []
    spans = list(covered)
    previous_end = -1
    listed = {end for _start, end in covered}
    for run_first, run_last in _capital_runs(scene, view):
        first = _without_demonyms(scene, view, run_first, run_last)
        last = end_in_title(scene, view, first, run_last)
        seat = _seat_in(scene, view, first, last)
        if seat and not any(view.has_starting(at, "facilities") for at in range(seat, last)):
            last = seat
        if first == last or names_no_place(scene, view, first, last):
            continue
        start, end = scene.tokens[first].start, scene.tokens[last - 1].end
        if overlaps(start, end, spans) or _is_word(view, first, last):
            continue
        in_list = previous_end in (start,) or _continues_list(scene, start, listed)
        if in_list or _is_place(scene, view, first, last):
            site = site_of(scene, view, first, last, ())
            if seat and seat < last:
                site = replace(site, name=bare_name(scene, first, seat))
            found.append(site)
            spans.append((site.start, site.end))
            listed.add(site.end)
    return found


def _continues_list(scene: Scene, start: int, listed: set[int]) -> bool:
    ends = [start - size for size in range(1, _LINK_MAX) if (start - size) in listed]
    link = _list_link(scene.language.joiners)
    return any(link.fullmatch(scene.text, end, start) for end in ends)


def _is_word(view: View, first: int, last: int) -> bool:
    """Whether a single capitalised word has another sense (as at the start of its sentence)."""
    return last == first + 1 and bool(view.has_starting(first, *_SENSES))


def _without_demonyms(scene: Scene, view: View, first: int, last: int) -> int:
    """The run without "Syrian", "Western" and the like at its head; they describe, they do not name."""
    while first < last and (
        view.has_starting(first, "demonyms", "nationality")
        or (first == view.first and scene.tokens[first].text in ("The", "A", "An"))
    ):
        first += 1
    return first


def _capital_runs(scene: Scene, view: View) -> list[tuple[int, int]]:
    """Runs of capitalised tokens joined by spaces or hyphens, with lower-case articles inside ("Deir al-Zor")."""
    runs: list[tuple[int, int]] = []
    at = view.first
    while at < view.last:
        if not (scene.tokens[at].text[0].isupper() or _is_article(scene, view, at)):
            at += 1
            continue
        end = at + 1
        while end < view.last and end - at < RUN_MAX and _goes_on(scene, view, end):
            end += 1
        while _is_small(scene, end - 1) and end - 1 > at:
            end -= 1
        runs.append((at, end))
        at = end
    return runs


def _goes_on(scene: Scene, view: View, at: int) -> bool:
    """Whether the token belongs to the name that ends before it: "St. Ives", "Port-au-Prince", "Deir al-Zor"."""
    token = scene.tokens[at]
    if not token.joined:
        return bool(view.has_starting(at - 1, "place_heads")) and _gap(scene, at) == ". " and token.text[0].isupper()
    if token.text[0].isupper():
        return True
    return _is_article(scene, view, at) or (
        view.has_starting(at, "place_links") is not None and _next_is_capital(scene, view, at)
    )


def _is_small(scene: Scene, at: int) -> bool:
    return not scene.tokens[at].text[0].isupper() and scene.tokens[at].text not in _ARTICLES


def _is_article(scene: Scene, view: View, at: int) -> bool:
    word = scene.tokens[at].text
    if word not in _ARTICLES or not _next_is_capital(scene, view, at):
        return False
    is_hyphened = scene.text.startswith("-", scene.tokens[at].end)
    return is_hyphened or word not in _WORDLIKE or scene.tokens[at + 1].text[0].lower() == word[1]


def _gap(scene: Scene, at: int) -> str:
    return scene.text[scene.tokens[at - 1].end : scene.tokens[at].start]


def _next_is_capital(scene: Scene, view: View, at: int) -> bool:
    following = at + 1
    return (
        following < view.last
        and scene.tokens[following].text[0].isupper()
        and _gap(scene, following) in ("-", " ", "_", "- ")
    )


def _is_place(scene: Scene, view: View, first: int, last: int) -> bool:
    """A type word after or before the run, a locative before it, or a list whose end has a type word."""
    is_opening = first == view.first
    if last < view.last and scene.tokens[last].joined and view.has_starting(last, "place_types", "regions"):
        return True
    if view.has_ending(first - 1, "place_types") or (
        view.has_ending(first - 2, "place_types") and view.has_ending(first - 1, "possessive_of")
    ):
        return True
    if view.has_ending(first - 1, "locatives", "regions", "destinations", "origins"):
        return not view.has_starting(first, "party")
    if scene.tokens[first - 1].text in ("the", "both") and view.has_ending(first - 2, "locatives", "regions"):
        return True
    trigger = view.has_ending(first - 1, "triggers")
    if trigger and trigger.value.shape == "verb" and trigger.value.kind in _ON_PLACES:
        return not is_opening
    return _is_town(scene, view, first, last) or _list_has_type(scene, view, last)


def _is_town(scene: Scene, view: View, first: int, last: int) -> bool:
    """ "Springfield police": a town of that name is known, large enough to have its own."""
    if last >= view.last or not scene.tokens[last].joined or not view.has_starting(last, "seated"):
        return False
    fits = scene.known.find(bare_name(scene, first, last)) if scene.known else ()
    return any(fit.row.population >= _SEAT_MIN for fit in fits)


def _seat_in(scene: Scene, view: View, first: int, last: int) -> int:
    """Where the town ends that a longer name begins with ("Karlstad City Police", "Karlstad Main Hospital"), or 0."""
    seats = [at for at in range(first + 1, last) if view.has_starting(at, "seated", "facilities")]
    if not seats or scene.known is None:
        return 0
    for end in range(seats[-1], first, -1):
        fits = scene.known.find(bare_name(scene, first, end))
        if any(fit.row.population >= _SEAT_MIN for fit in fits):
            return end
    return 0


def _list_has_type(scene: Scene, view: View, last: int) -> bool:
    """Whether "A, B and C villages" follows: only names, commas and "and" up to a plural type word."""
    for at in range(last, min(last + 3 * _TYPE_REACH, view.last)):
        hit = view.has_starting(at, "place_types")
        if hit:
            return is_plural(scene.tokens[hit.last - 1].text)
        word = scene.tokens[at].text
        if not (word[0].isupper() or word in _ARTICLES or word in scene.language.joiners):
            return False
    return False
