"""Places of a sentence: found in the gazetteer or by grammar, and resolved beside the other places of the report.

A place that the gazetteer does not know is kept with its words and no id: what cannot be resolved is never guessed.
"""

import re
from dataclasses import dataclass
from functools import cache

from tawthiq.reading.lexicon import Hit
from tawthiq.reading.scenes import Scene, View
from tawthiq.store.packs import PlaceEntry

_LINKS = frozenset(["al", "el", "as", "ash", "ar", "az", "an", "ad", "at", "bin", "ibn"])
_SETTLED = ("village", "town", "city", "neighbourhood", "camp")
_AL = "ال"
_LISTED = re.compile(r"\s*\"?(?:و(?=ال))?([^،,()\"\n]+?)\"?\s*(?:[،,]|$|(?=\)))")
_LISTED_MAX = 12
_RUN_MAX = 5
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


def find_sites(scene: Scene, view: View, *, taken: list[tuple[int, int]]) -> list[Site]:
    """Every place of the sentence in order; ``taken`` are spans of parties, speakers and persons."""
    known = [
        hit
        for hit in view.of("place")
        if not _overlaps(hit.start, hit.end, taken)
        and not _is_in_name(scene, view, hit)
        and not _is_adjective(scene, view, hit)
    ]
    sites = [_site(scene, view, hit.first, hit.last, hit.value) for hit in known]
    covered = taken + [(site.start, site.end) for site in sites]
    if scene.language.capitals:
        sites += _unknown_by_capitals(scene, view, covered)
    else:
        sites += _unknown_by_type(scene, view, covered)
    return sorted(sites, key=lambda site: site.start)


def _is_in_name(scene: Scene, view: View, hit: Hit) -> bool:
    """Whether the place is only the first word of another name ("Deir Ezzor Military Council")."""
    if not scene.language.capitals or hit.last >= view.last or not scene.tokens[hit.last].joined:
        return False
    if not scene.tokens[hit.last].text[0].isupper() or scene.text[hit.end : hit.end + 1] != " ":
        return False
    start = scene.tokens[hit.last].start
    if any(mention.start <= start < mention.end for mention in view.dates):
        return False
    return not view.has_starting(hit.last, "place_types", "regions", "place", "party", "triggers")


def _is_adjective(scene: Scene, view: View, hit: Hit) -> bool:
    """Whether "US" describes what follows ("500 US dollars"): it is a place behind "in the", "from the"."""
    if not view.has_starting(hit.first, "nationality"):
        return False
    at = hit.first - 2 if scene.tokens[hit.first - 1].text.lower() == "the" else hit.first - 1
    return not view.has_ending(at, "locatives", "origins", "destinations")


def _overlaps(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(first < end and start < last for first, last in spans)


def _site(scene: Scene, view: View, first: int, last: int, entries: tuple[PlaceEntry, ...]) -> Site:
    """The place with the words of its region and type around it, and its part in the sentence."""
    around = False
    name = "" if entries else _bare(scene, first, last)
    after = view.has_starting(last, "regions") if last < view.last and scene.tokens[last].joined else None
    if after and scene.language.capitals:
        last, around = after.last, True
    before = view.has_ending(first - 1, "regions")
    if before and before.first >= view.first and scene.tokens[first].joined:
        first, around = before.first, True
        first = _with_side(scene, view, first)
    kind = view.has_starting(last, "place_types") if last < view.last and scene.tokens[last].joined else None
    if kind and scene.language.capitals and not _is_plural(scene.tokens[kind.last - 1].text):
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
        _role(view, first),
        around=around,
        name=name,
        kind=typed.value if typed else "",
    )


def _bare(scene: Scene, first: int, last: int) -> str:
    """The words of these tokens without a possessive."""
    return scene.words_between(first, last).removesuffix("'s")


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith("ss")


def _with_side(scene: Scene, view: View, first: int) -> int:
    """Takes in "western" before "countryside of"."""
    side = scene.tokens[first - 1].text.lower() if first > view.first else ""
    return first - 1 if side.endswith("ern") or side in ("north", "south", "east", "west") else first


def _role(view: View, first: int) -> str:
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


def _unknown_by_capitals(scene: Scene, view: View, covered: list[tuple[int, int]]) -> list[Site]:
    found: list[Site] = []
    spans = list(covered)
    previous_end = -1
    listed = {end for _start, end in covered}
    for run_first, last in _capital_runs(scene, view):
        first = _without_demonyms(scene, view, run_first, last)
        if first == last:
            continue
        start, end = scene.tokens[first].start, scene.tokens[last - 1].end
        if _overlaps(start, end, spans) or _is_word(view, first, last):
            continue
        in_list = previous_end in (start,) or _continues_list(scene, start, listed)
        if in_list or _is_place(scene, view, first, last):
            site = _site(scene, view, first, last, ())
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
        token = scene.tokens[at]
        starts = token.text[0].isupper() or (token.text in _LINKS and _next_is_capital(scene, view, at))
        if not starts:
            at += 1
            continue
        end = at + 1
        while end < view.last and end - at < _RUN_MAX and scene.tokens[end].joined:
            following = scene.tokens[end]
            if following.text[0].isupper() or (following.text in _LINKS and _next_is_capital(scene, view, end)):
                end += 1
            else:
                break
        runs.append((at, end))
        at = end
    return runs


def _next_is_capital(scene: Scene, view: View, at: int) -> bool:
    following = at + 1
    return (
        following < view.last
        and scene.tokens[following].text[0].isupper()
        and scene.text[scene.tokens[at].end : scene.tokens[following].start] in ("-", " ", "_", "- ")
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
    fits = scene.known.find(_bare(scene, first, last)) if scene.known else ()
    return any(fit.row.population >= _SEAT_MIN for fit in fits)


def _list_has_type(scene: Scene, view: View, last: int) -> bool:
    """Whether "A, B and C villages" follows: only names, commas and "and" up to a plural type word."""
    for at in range(last, min(last + 3 * _TYPE_REACH, view.last)):
        hit = view.has_starting(at, "place_types")
        if hit:
            return _is_plural(scene.tokens[hit.last - 1].text)
        word = scene.tokens[at].text
        if not (word[0].isupper() or word in _LINKS or word in scene.language.joiners):
            return False
    return False


def _unknown_by_type(scene: Scene, view: View, covered: list[tuple[int, int]]) -> list[Site]:
    """Without capitals: the word after a type word ("قرية الشميطية") is a place."""
    found: list[Site] = []
    for hit in view.of("place_types"):
        first = hit.last
        if first >= view.last or scene.text.startswith("ال", hit.start):
            continue  # a type word with its article ("the town") stands alone
        if not scene.tokens[first].joined:
            found += _in_brackets(scene, view, hit, covered)
            continue
        last = _name_end(scene, view, first)
        start, end = scene.tokens[first].start, scene.tokens[last - 1].end
        is_other = last == first + 1 and _has_sense(view, first, settled=hit.value in _SETTLED)
        if _overlaps(start, end, covered) or is_other:
            continue
        role = _role(view, hit.first)
        name = scene.text[start:end]
        found.append(Site(hit.start, end, hit.first, last, (), role, name=name, kind=hit.value))
    return found + _before_regions(scene, view, covered) + _sides(scene, view, covered)


def _in_brackets(scene: Scene, view: View, hit: Hit, covered: list[tuple[int, int]]) -> list[Site]:
    """The names listed in brackets behind "villages": قرى (الزكاة، الأربعين، الصخر)."""
    opened = scene.text[hit.end : scene.tokens[hit.last].start].strip(' "')
    closed = scene.text.find(")", hit.end, view.sentence.end) if opened == "(" else -1
    found: list[Site] = []
    for match in _LISTED.finditer(scene.text, scene.tokens[hit.last].start, max(closed, hit.end)):
        start, end = match.span(1)
        first = scene.token_at(start)
        if first >= view.last or _overlaps(start, end, covered) or len(found) == _LISTED_MAX:
            continue
        last = first + len(match.group(1).split())
        if last - first <= _RUN_MAX - 2 and not match.group(1)[0].isdigit():
            found.append(Site(start, end, first, last, (), _role(view, hit.first), name=match.group(1), kind=hit.value))
    return found


def _before_regions(scene: Scene, view: View, covered: list[tuple[int, int]]) -> list[Site]:
    """ "In X in the countryside of Y" (في أورم الكبرى بريف حلب): X is a place, whether a list knows it or not."""
    found: list[Site] = []
    for hit in view.of("regions"):
        last = hit.first
        first = last
        while last - first < _RUN_MAX - 2 and first > view.first and scene.tokens[first].joined:
            if view.has_ending(first - 1, "locatives", "origins"):
                break
            if any(kind not in ("place_heads", "place_tails", "modifiers") for kind in _whole_senses(view, first - 1)):
                first = last
                break
            first -= 1
        begins = first < last and view.has_ending(first - 1, "locatives", "origins")
        if begins and scene.tokens[last].text.startswith("ب"):
            start, end = scene.tokens[first].start, scene.tokens[last - 1].end
            if not _overlaps(start, end, covered):
                found.append(Site(start, end, first, last, (), _role(view, first), name=scene.text[start:end]))
    return found


def _name_end(scene: Scene, view: View, first: int) -> int:
    """The token behind a name: two words where the first only opens it (تل بارود, أم المياذن)."""
    if first + 1 >= view.last or not scene.tokens[first + 1].joined:
        return first + 1
    opens = view.has_starting(first, "place_heads")
    is_opened = opens and opens.start == scene.tokens[first].start
    is_of = not scene.tokens[first].text.startswith(_AL) and scene.tokens[first + 1].text.startswith(_AL)
    is_of = is_of and not _whole_senses(view, first) and not _whole_senses(view, first + 1)  # معارة النعسان
    return first + 2 if is_opened or is_of or view.has_starting(first + 1, "place_tails") else first + 1


def _sides(scene: Scene, view: View, covered: list[tuple[int, int]]) -> list[Site]:
    """ "The eastern countryside" (الريف الشرقي) of a place named elsewhere: kept with its words, resolved to none."""
    found: list[Site] = []
    for hit in view.of("regions"):
        side = view.has_starting(hit.last, "locatives") if hit.last < view.last else None
        if side and scene.text.startswith("ال", hit.start) and scene.tokens[hit.last].joined:
            end = scene.tokens[side.last - 1].end
            if not _overlaps(hit.start, end, covered):
                found.append(Site(hit.start, end, hit.first, side.last, (), _role(view, hit.first), around=True))
    return found


def _has_sense(view: View, token: int, *, settled: bool) -> bool:
    """Whether the word means something else; behind "village" a word for people may be its name (قرية الشيوخ)."""
    idle = ("fillers", "persons") if settled else ("fillers",)
    return any(kind not in idle for kind in _whole_senses(view, token))


def _whole_senses(view: View, token: int) -> list[str]:
    """The classes of words that begin with this token, without the letter that may only be the name's own (بلشون)."""
    return [kind for kind, hit in view.starting.get(token, {}).items() if hit.end - hit.start > 1]
