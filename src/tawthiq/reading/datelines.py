"""Who files a report: the organisation of its dateline, else the first that it names."""

import re

from tawthiq.core.claims import Attribution
from tawthiq.reading.scenes import Scene, View

_PIECE = re.compile(r"[^\s,():-](?:[^,():\n-]|-(?=\S))*[^\s,():-]")
_VERB_REACH = 14


def organisation_of(scene: Scene) -> tuple[Attribution, ...]:
    """The organisation of the dateline; without one, the first organisation that the report names."""
    for view in scene.views:
        found = _of_dateline(scene, view) if view.sentence.section == "dateline" else ()
        if found:
            return found
    for view in scene.views:
        for hit in view.of("speakers"):
            if hit.value == "organisation":
                return (Attribution(hit.start, hit.end, scene.text[hit.start : hit.end], "organisation"),)
    return ()


def _of_dateline(scene: Scene, view: View) -> tuple[Attribution, ...]:
    """The half of "Place - Organisation" (in either order) that is the organisation."""
    sentence = view.sentence
    known = next((hit for hit in view.of("speakers") if hit.value in ("organisation", "media")), None)
    if known:
        return (Attribution(known.start, known.end, scene.text[known.start : known.end], "organisation"),)
    pieces = [
        match for match in _PIECE.finditer(scene.text, sentence.start, sentence.end) if _is_house(scene, view, match)
    ]
    return tuple(Attribution(match.start(), match.end(), match.group(), "organisation") for match in pieces[-1:])


def _is_house(scene: Scene, view: View, piece: re.Match[str]) -> bool:
    """Whether a piece of a dateline names who files it: no place, no day, no "Exclusive"."""
    start, end = piece.span()
    last = end if scene.language.capitals else start + 1  # مركز الغوطة الإعلامي: a house with a place in its name
    is_known = any(hit.start < last and start < hit.end for kind in ("place", "place_types") for hit in view.of(kind))
    is_day = any(mention.start < end and start < mention.end for mention in view.dates)
    return not is_known and not is_day and not piece.group().isdigit()
