"""Who files a report: the organisation of its dateline, else who is told by its sources, else the first it names."""

import re

from tawthiq.core.claims import Attribution
from tawthiq.reading.lexicon import Hit
from tawthiq.reading.scenes import Scene, View
from tawthiq.reading.speakers import is_addressed

_PIECE = re.compile(r"[^\s,():-](?:[^,():\n-]|-(?=\S))*[^\s,():-]")
_VERB_REACH = 14
# A house by its name is longer than a word like وكالة.
_HOUSE_MIN = 6


def organisation_of(scene: Scene) -> tuple[Attribution, ...]:
    """The organisation of the dateline; without one, the first organisation that the report names."""
    for view in scene.views:
        found = _of_dateline(scene, view) if view.sentence.section == "dateline" else ()
        if found:
            return found
    told = _told(scene) if scene.language.verb_first else None
    if told:
        return (Attribution(told.start, told.end, scene.text[told.start : told.end], "organisation"),)
    for view in scene.views:
        for hit in view.of("speakers"):
            if hit.value == "organisation":
                return (Attribution(hit.start, hit.end, scene.text[hit.start : hit.end], "organisation"),)
    return ()


def _told(scene: Scene) -> Hit | None:
    """The house that a source speaks to (قال ناشط لعنب بلدي): it publishes what it was told."""
    for view in scene.views:
        for hit in view.of("speakers"):
            is_house = hit.value in ("organisation", "media") and hit.end - hit.start > _HOUSE_MIN
            is_told = is_house and is_addressed(scene, hit)
            if is_told and any(0 < hit.first - verb.last < _VERB_REACH for verb in view.of("say")):
                return hit
    return None


def _of_dateline(scene: Scene, view: View) -> tuple[Attribution, ...]:
    """The half of "Place - Organisation" (in either order) that is the organisation."""
    sentence = view.sentence
    known = next((hit for hit in view.of("speakers") if hit.value in ("organisation", "media")), None)
    if known:
        return (Attribution(known.start, known.end, scene.text[known.start : known.end], "organisation"),)
    every = list(_PIECE.finditer(scene.text, sentence.start, sentence.end))
    pieces = [
        match
        for at, match in enumerate(every)
        if _is_house(scene, view, match) and not _is_town(scene, view, every[at:])
    ]
    return tuple(Attribution(match.start(), match.end(), match.group(), "organisation") for match in pieces[-1:])


def _is_town(scene: Scene, view: View, pieces: list[re.Match[str]]) -> bool:
    """ "TEL TAMR, Syria – …": what a comma parts from a place is a place, whether it is known or not; Latin letters."""
    if not scene.language.capitals or len(pieces) < 2 or scene.text[pieces[0].end()] != ",":
        return False
    following = pieces[1]
    return any(hit.start == following.start() for kind in ("place", "countries") for hit in view.of(kind)) or (
        not _is_house(scene, view, following)
    )


def _is_house(scene: Scene, view: View, piece: re.Match[str]) -> bool:
    """Whether a piece of a dateline names who files it: no place, no day, no "Exclusive"."""
    start, end = piece.span()
    last = end if scene.language.capitals else start + 1  # مركز الغوطة الإعلامي: a house with a place in its name
    is_known = any(hit.start < last and start < hit.end for kind in ("place", "place_types") for hit in view.of(kind))
    is_day = any(mention.start < end and start < mention.end for mention in view.dates)
    return not is_known and not is_day and not piece.group().isdigit()
