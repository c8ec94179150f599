"""How a report holds that the perpetrator did it: as a fact, by accusation, by its own word, or as a possibility.

The rule itself (``core.claims.confidence_of``) knows no language; here its input is gathered from words and places.
"""

from collections.abc import Sequence

from tawthiq.core.claims import Attribution, Telling, confidence_of
from tawthiq.reading.accounts import Account
from tawthiq.reading.frames import Frame
from tawthiq.reading.scenes import View

# An actor that these rules filled in is in no word of the report.
_INFERRED = ("actor.air_owner", "actor.sole_air_power", "actor.same_act")
# So many words may stand between a hedge and the perpetrator or the act that it is about.
_HEDGE_REACH = 4


def find_confidence(account: Account, attribution: Sequence[Attribution]) -> str | None:
    """One of ``core.claims.CONFIDENCES`` for an account and who tells it; None without a perpetrator."""
    frames = [account.lead, *account.frames]
    frame = next((frame for frame in frames if frame.actors), None)
    inferred = next((frame.inferred for frame in frames if frame.inferred), None)
    actors = frame.actors if frame else [inferred] if inferred else []
    views = {frame.cast.view.index: frame.cast.view for frame in account.frames}
    telling = Telling(
        tuple(actor.party for actor in actors),
        tuple((item.kind, item.stance, _party_of(item, views)) for item in attribution),
        is_hedged=bool(frame and _is_hedged(frame)),
        is_inferred=any(rule in _INFERRED for frame in account.frames for rule in frame.rules),
    )
    return confidence_of(telling)


def _party_of(item: Attribution, views: dict[int, View]) -> str | None:
    """The party that speaks, where the speaker is one."""
    if item.kind != "party":
        return None
    hits = (hit for view in views.values() for hit in view.of("party"))
    return next((str(hit.value) for hit in hits if item.start <= hit.start < item.end), None)


def _is_hedged(frame: Frame) -> bool:
    """Whether a hedge stands beside the perpetrator, or before the act with no clause between."""
    view = frame.cast.view
    spans = [(actor.first, actor.last) for actor in frame.actors] + [(frame.hit.first, frame.hit.last)]
    for hedge in view.of("hedges"):
        for first, last in spans:
            gap = range(hedge.last, first) if hedge.last <= first else range(last, hedge.first)
            is_near = len(gap) <= _HEDGE_REACH
            if is_near and not any(view.has_starting(at, "clause_breaks", "relatives") for at in gap):
                return True
    return False
