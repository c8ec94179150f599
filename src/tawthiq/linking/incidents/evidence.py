"""What speaks for and against two accounts being of one event: pieces of evidence, each with its weight and its words.

A generalised MELTT (Donnay et al. 2019): time, place, kind and party at several levels of agreement, besides numbers,
victims, pictures and texts. A piece weighs what its row in ``data/incident_evidence.yaml`` says, and where a value is
shared, the log of how rare it is among all accounts. The sum is log odds; the score is its probability.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import exp, log

from tawthiq.core.counts import Bounds
from tawthiq.core.kinds import kinds_agree
from tawthiq.linking.incidents.accounts import Account
from tawthiq.linking.incidents.background import Background
from tawthiq.linking.incidents.copies import is_copy
from tawthiq.linking.incidents.sites import sites_compared, spot_of
from tawthiq.store.packs import load_table

MODEL = "incidents-1"
# Reports date an event by the night it began, the morning it was found or the day it was told.
# Source: MUC and ACE event coreference practice; two days either side covers "yesterday" told a day late.
DAYS_APART = 2
# With a victim, a picture or the text in common, a date may be further off: lists take the day of burial or of telling.
DAYS_APART_KNOWN = 31
# From this length on it is an episode (a siege, a battle) in which shorter events lie. Source: own convention.
EPISODE_DAYS = 4
# What a toll told twice as high speaks against, in logs of the ratio. Source: own convention, held by the case table.
_TOLL = 1.5
# What one kind of evidence may weigh at most, so that no single value decides alone.
_MOST = {"kind": 2.5, "party": 2.0, "counts": 2.5, "victims": 9.0, "kin": 4.0}


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence: ``reason`` is a row of the table, ``weight`` natural-log odds."""

    reason: str
    weight: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two accounts compared: ``score`` is 0..1; ``pieces`` are prior, time, place, kind, party, and the rest."""

    score: float
    pieces: tuple[Piece, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The rows of the table behind the score, without what was there before."""
        return tuple(piece.reason for piece in self.pieces if piece.reason != "prior")


@cache
def weights() -> Mapping[str, float]:
    """The weight of every row of the table."""
    return {row["id"]: float(row["weight"]) for row in load_table("incident_evidence")}


Allied = Callable[[str, str], bool]


def _no_allies(_a: str, _b: str) -> bool:
    return False


def compare(a: Account, b: Account, background: Background, *, allied: Allied = _no_allies) -> Comparison | None:
    """The comparison, or None where the two cannot be of one event (another time, another place).

    ``allied`` says whether of two parties one belongs to the other or fights beside it.
    """
    strong = list(_strong(a, b, background))
    when = _time(a, b, background, is_known=bool(strong))
    where = _place(a, b, background, is_known=bool(strong)) if when else None
    if not when or not where:
        return None
    if when.reason == "time_unknown" and where.reason == "place_unknown" and not strong:
        return None
    pieces = [
        Piece("prior", background.prior() + weights()["prior"]),
        when,
        where,
        _kind(a, b, background),
        _party(a, b, background, allied),
        *_more(a, b, background),
        *strong,
    ]
    return Comparison(probability(sum(piece.weight for piece in pieces)), tuple(pieces))


def probability(log_odds: float) -> float:
    """Of these natural-log odds, to three digits."""
    return round(1 / (1 + exp(-max(min(log_odds, 50.0), -50.0))), 3)


def _piece(reason: str, rarity: float = 0.0) -> Piece:
    return Piece(reason, weights()[reason] + rarity)


def _time(a: Account, b: Account, background: Background, *, is_known: bool) -> Piece | None:
    if not (a.has_time and b.has_time):
        return None if _is_told_before(a, b) or _is_told_before(b, a) else _piece("time_unknown")
    first_a, last_a = a.first or 0, 10**7 if a.last is None else a.last
    first_b, last_b = b.first or 0, 10**7 if b.last is None else b.last
    gap = max(first_b - last_a, first_a - last_b, 0)
    if gap > DAYS_APART:
        return _piece("other_time") if is_known and gap <= DAYS_APART_KNOWN else None
    if gap:
        return _piece("near_time", _rarity(background, (first_a, last_a), (first_b, last_b), widened=gap))
    rarity = _rarity(background, (first_a, last_a), (first_b, last_b))
    if (first_a, last_a) == (first_b, last_b):
        # Two who give the same first and last day of several say more than that they speak of overlapping days.
        return _piece("same_time", max(rarity, background.span(first_a, last_a) if first_a != last_a else rarity))
    longest, shortest = max(last_a - first_a, last_b - first_b), min(last_a - first_a, last_b - first_b)
    if longest >= EPISODE_DAYS > shortest and (longest == max(last_a, last_b) - min(first_a, first_b)):
        return _piece("within_time", rarity)
    return _piece("part_time" if first_a == first_b or last_a == last_b else "overlapping_time", rarity)


def _is_told_before(told: Account, other: Account) -> bool:
    """The one without a day was made known before the other one can have happened."""
    return not told.has_time and None not in (told.told_on, other.first) and (told.told_on or 0) < (other.first or 0)


def _rarity(background: Background, *spans: tuple[int, int], widened: int = 0) -> float:
    return min(background.time(first - widened, last + widened) for first, last in spans)


def _place(a: Account, b: Account, background: Background, *, is_known: bool) -> Piece | None:
    found = sites_compared(a, b)
    if found.relation == "other_place":
        return _piece("other_place") if is_known else None
    if found.relation in ("same_place", "shared_place", "alike_place"):
        rarity = max(map(background.place, found.keys))
        return _piece(found.relation, rarity + (found.shared - 1) * weights()["more_places"])
    if found.point is None:
        return _piece(found.relation)
    is_spot = found.relation == "same_point"
    return _piece(found.relation, background.place(spot_of(found.point)) if is_spot else background.area(found.point))


def _kind(a: Account, b: Account, background: Background) -> Piece:
    if not a.kind or not b.kind:
        return _piece("kind_unknown")
    agreement = kinds_agree(a.kind, b.kind)
    if agreement == "same":
        return _piece("same_kind", min(background.kind(a.kind), _MOST["kind"]))
    if agreement == "different":
        branches = {taxonomy().get(a.kind), taxonomy().get(b.kind)}
        return _piece("unlike_kind" if None in branches else "related_kind" if len(branches) == 1 else "other_kind")
    return _piece(f"{agreement}_kind")


@cache
def taxonomy() -> Mapping[str, str]:
    """The branch of every kind of act."""
    return {row["id"]: row["taxonomy"] for row in load_table("kinds")}


def _party(a: Account, b: Account, background: Background, allied: Allied) -> Piece:
    if not a.parties or not b.parties:
        return _piece("party_unknown")
    if shared := a.parties & b.parties:
        reason = "part_party" if a.parties - shared and b.parties - shared else "same_party"
        return _piece(reason, min(max(map(background.party, shared)), _MOST["party"]))
    if any(allied(one, other) for one in a.parties for other in b.parties):
        return _piece("allied_party")
    return _piece("other_party")


def _more(a: Account, b: Account, background: Background) -> Iterable[Piece]:
    """Words taken over; numbers, where both accounts are of whole events; family names of victims."""
    if a.words and b.words and not (a.report and a.report == b.report) and is_copy(a.words, b.words):
        yield _piece("copied_text")
    if not (a.is_person or b.is_person):
        yield _counts(a.counts, b.counts, background)
        if a.victims and b.victims and not a.victims & b.victims:
            yield _piece("other_victims")
    elif a.is_person and b.is_person and a.victims.isdisjoint(b.victims) and (a.kin or b.kin):
        shared = a.kin & b.kin
        rarity = sum(background.kin(name) + weights()["more_kin"] for name in shared)
        yield _piece("shared_kin", min(rarity, _MOST["kin"])) if shared else _piece("other_kin")


def _counts(a: Mapping[str, Bounds], b: Mapping[str, Bounds], background: Background) -> Piece:
    pairs = [(name, a[name], b[name]) for name in a if name in b and not a[name].is_vague and not b[name].is_vague]
    if not pairs:
        return _piece("counts_unknown")
    apart = [ratio for _name, one, other in pairs if (ratio := apart_by(one, other)) > 1]
    if apart:
        return _piece("counts_differ", -_TOLL * log(max(apart)))
    rarity = max(background.number(name, *_common(one, other)) for name, one, other in pairs)
    return _piece("counts_overlap", min(rarity, _MOST["counts"]))


def _common(one: Bounds, other: Bounds) -> tuple[int, int]:
    """The numbers that both allow; an open end is as far as the other's, or ten times the least."""
    low = max(one.min or 0, other.min or 0)
    tops = [bound for bound in (one.max, other.max) if bound is not None]
    return low, max(min(tops) if tops else 10 * low, low)


def apart_by(one: Bounds, other: Bounds) -> float:
    """By how many times two counts miss each other: 1 where they overlap; one and all are counted from one up."""
    high, low = max(one.min or 0, other.min or 0), min(_most(one), _most(other))
    return 1.0 if high <= low else (high + 1) / (low + 1)


def _most(given: Bounds) -> float:
    return float("inf") if given.max is None else given.max


def _strong(a: Account, b: Account, background: Background) -> Iterable[Piece]:
    """What two accounts of different events hardly ever share: a victim, a picture, their words."""
    if shared := a.victims & b.victims:
        yield _piece("shared_victims", min(sum(map(background.victim, shared)), _MOST["victims"]))
    if a.media & b.media:
        yield _piece("shared_media")
