"""Places that no list knows, in a language without capitals: the names behind a word for a type, or before a region."""

import re

from tawthiq.reading.lexicon import Hit
from tawthiq.reading.scenes import Scene, View
from tawthiq.reading.sites import RUN_MAX, Site, overlaps, role_of

_SETTLED = ("village", "town", "city", "neighbourhood", "camp")
_AL = "ال"
_LISTED = re.compile(r"\s*\"?(?:و(?=ال))?([^،,()\"\n]+?)\"?\s*(?:[،,]|$|(?=\)))")
_LISTED_MAX = 12


def find_typed(scene: Scene, view: View, covered: list[tuple[int, int]]) -> list[Site]:
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
        if overlaps(start, end, covered) or is_other:
            continue
        role = role_of(view, hit.first)
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
        if first >= view.last or overlaps(start, end, covered) or len(found) == _LISTED_MAX:
            continue
        last = first + len(match.group(1).split())
        if last - first <= RUN_MAX - 2 and not match.group(1)[0].isdigit():
            found.append(
                Site(start, end, first, last, (), role_of(view, hit.first), name=match.group(1), kind=hit.value)
            )
    return found


def _before_regions(scene: Scene, view: View, covered: list[tuple[int, int]]) -> list[Site]:
    """ "In X in the countryside of Y" (في أورم الكبرى بريف حلب): X is a place, whether a list knows it or not."""
    found: list[Site] = []
    for hit in view.of("regions"):
        last = hit.first
        first = last
        while last - first < RUN_MAX - 2 and first > view.first and scene.tokens[first].joined:
            if view.has_ending(first - 1, "locatives", "origins"):
                break
            if any(kind not in ("place_heads", "place_tails", "modifiers") for kind in _whole_senses(view, first - 1)):
                first = last
                break
            first -= 1
        begins = first < last and view.has_ending(first - 1, "locatives", "origins")
        if begins and scene.tokens[last].text.startswith("ب"):
            start, end = scene.tokens[first].start, scene.tokens[last - 1].end
            if not overlaps(start, end, covered):
                found.append(Site(start, end, first, last, (), role_of(view, first), name=scene.text[start:end]))
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
            if not overlaps(hit.start, end, covered):
                found.append(Site(hit.start, end, hit.first, side.last, (), role_of(view, hit.first), around=True))
    return found


def _has_sense(view: View, token: int, *, settled: bool) -> bool:
    """Whether the word means something else; behind "village" a word for people may be its name (قرية الشيوخ)."""
    idle = ("fillers", "persons") if settled else ("fillers",)
    return any(kind not in idle for kind in _whole_senses(view, token))


def _whole_senses(view: View, token: int) -> list[str]:
    """The classes of words that begin with this token, without the letter that may only be the name's own (بلشون)."""
    return [kind for kind, hit in view.starting.get(token, {}).items() if hit.end - hit.start > 1]
