"""Accounts that tell no act of their own: sums of acts told one by one, and words that only point back."""

from collections.abc import Sequence

from tawthiq.core.counts import Bounds
from tawthiq.reading.casualties import total_of
from tawthiq.reading.frames import OWN_COUNT, Frame
from tawthiq.reading.merging import Account

# In how many sentences from the start a report sums up what it then tells place by place.
_LEAD = 3
# A sum is of so many acts at least, and looked for among so many accounts around it: reading stays linear in length.
_PARTS, _AROUND = 2, 30
_SUMMED = ("killed", "injured", "detained", "displaced")


def without_sums(accounts: list[Account]) -> list[Account]:
    """The accounts less the sums of others and those that only point back to an act ("her arrest", "the attack").

    Source: counting guide, a total that is broken down by place is told by its places and has no parent.
    """
    return [
        account
        for at, account in enumerate(accounts)
        if not _is_sum(account, accounts[max(0, at - _AROUND) : at + _AROUND + 1])
        and not (len(accounts) > 1 and _only_points_back(account))
    ]


def without_tolls(frames: list[Frame]) -> list[Frame]:
    """The frames less those of a sentence that only adds up the dead told before: "the number has reached eight"."""
    kept: list[Frame] = []
    for frame in frames:
        if frame.cast.verb_first or not _tells_toll(frame) or not _adds_what_was_told(frame, kept[-_AROUND:]):
            kept.append(frame)
    return kept


def _adds_what_was_told(frame: Frame, earlier: Sequence[Frame]) -> bool:
    for slot in _SUMMED:
        whole = total_of(frame.counts[slot]).min if frame.counts.get(slot) else None
        body = [other for other in earlier if other.cast.view.sentence.section != "title" and other.counts.get(slot)]
        parts = [number for other in body if (number := total_of(other.counts[slot]).min)]
        if whole is not None and len(parts) >= _PARTS and sum(parts) == whole:
            return True
    return False


def _tells_toll(frame: Frame) -> bool:
    return bool(frame.cast.view.of("toll_verbs") or frame.cast.view.of("tolls"))


def _is_sum(account: Account, around: Sequence[Account]) -> bool:
    lead = account.lead
    if lead.cast.verb_first or not (lead.cast.view.index <= _LEAD or _tells_toll(lead)):
        return False
    others = [other for other in around if other is not account and other.lead.kind == lead.kind]
    return any(_adds_up(account, others, slot=slot) for slot in _SUMMED)


def _adds_up(account: Account, others: Sequence[Account], *, slot: str) -> bool:
    """Whether the exact counts of two or more other accounts make this one's."""
    whole = _exact(account.bounds(slot))
    parts = [number for other in others if (number := _exact(other.bounds(slot)))]
    return whole is not None and len(parts) >= _PARTS and sum(parts) == whole


def _exact(bounds: Bounds | None) -> int | None:
    return bounds.max if bounds and bounds.min == bounds.max else None


def _only_points_back(account: Account) -> bool:
    """Whether each mention points to an act that was told under another word, and brings nothing of its own."""
    return (
        all(
            frame.anaphoric
            and not (frame.own_sites or frame.own_when or frame.actors)
            and not any(
                quantity.counted and not quantity.by_name for found in frame.counts.values() for quantity in found
            )
            and (OWN_COUNT.get(frame.kind) == "detained" or not frame.named)
            for frame in account.frames
        )
        and not account.lead.cast.verb_first
    )
