"""What a report says it does not know is no act: "no information so far about the number of casualties"."""

from collections.abc import Sequence

from tawthiq.reading.lexicon import Hit
from tawthiq.reading.tokens import Token


def without_untold(hits: list[Hit], tokens: Sequence[Token]) -> list[Hit]:
    """The hits less the triggers that stand behind "no information about", over nothing but its linking words."""
    openers = [hit.last for hit in hits if hit.kind == "untold"]
    if not openers:
        return hits
    links = {hit.first for hit in hits if hit.kind == "untold_links"}
    untold = {_behind(links, at, tokens) for at in openers}
    return [hit for hit in hits if hit.kind != "triggers" or hit.first not in untold]


def _behind(links: set[int], at: int, tokens: Sequence[Token]) -> int:
    while at in links and tokens[at].joined:
        at += 1
    return at
