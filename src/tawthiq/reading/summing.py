"""Accounts that tell no act of their own: sums of acts told one by one, and words that only point back."""

from collections.abc import Sequence

from tawthiq.core.counts import Bounds
from tawthiq.reading.frames import OWN_COUNT
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


def _is_sum(account: Account, around: Sequence[Account]) -> bool:
    lead = account.lead
    if lead.cast.verb_first or not (lead.cast.view.index <= _LEAD or _is_toll(account)):
        return False
    others = [other for other in around if other is not account and other.lead.kind == lead.kind]
    return any(_adds_up(account, others, slot=slot) for slot in _SUMMED)


def _is_toll(account: Account) -> bool:
    """ "The number of those killed has reached eight"."""
    view = account.lead.cast.view
    return bool(view.of("toll_verbs") or view.of("tolls"))


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
