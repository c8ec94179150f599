"""Accounts that tell no act of their own: sums of acts told one by one, and words that only point back."""

from collections.abc import Sequence

from tawthiq.core.counts import Bounds
from tawthiq.reading.accounts import Account
from tawthiq.reading.frames import OWN_COUNT, STRIKES, Frame
from tawthiq.reading.tolls import total_of

# In how many sentences from the start a report sums up what it then tells place by place.
_LEAD = 3
# A sum is of so many acts at least, and looked for among so many accounts around it: reading stays linear in length.
_PARTS, _AROUND = 2, 30
# Kinds under which the dead of one sum may be told.
_ALIKE = {*STRIKES, "killing_other", "ground_attack"}
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
    if any(_adds_up(account, others, slot=slot) for slot in _SUMMED):
        return True
    later = [other for other in around if other.lead.start > lead.start and _may_be_part(lead, other.lead)]
    return any(_runs_up(account, later, slot=slot) for slot in _SUMMED)


def _may_be_part(whole: Frame, part: Frame) -> bool:
    """Whether the act may be part of the sum: alike in kind, and by the same side or by one that the sum leaves out."""
    is_alike = whole.kind == part.kind or {whole.kind, part.kind} <= _ALIKE
    mine, theirs = ({actor.party for actor in frame.actors} for frame in (whole, part))
    return is_alike and (not mine or not theirs or bool(mine & theirs))


def _runs_up(account: Account, later: Sequence[Account], *, slot: str) -> bool:
    """Whether the sum is that of the acts right behind it, in their order: "at least 31 …: 19 in A, 7 in B, 5 in C"."""
    bounds = account.bounds(slot)
    whole, total = bounds.min if bounds else None, 0
    for number, other in enumerate(later, start=1):
        part = other.bounds(slot)
        if whole is None or part is None or part.min is None:
            return False
        total += part.min
        if total >= whole:
            return total == whole and number >= _PARTS
    return False


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
