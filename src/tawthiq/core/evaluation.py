"""How well a reader does, measured on what people decided about its claims: precision, recall, and how sure that is.

A proposal that a person accepted or mended is *right*; one that was rejected is *wrong*, and so is one whose kind had
to be mended (it is also *missed* under the kind it got). A claim that a person added is *missed*; misses count only in
reports that somebody finished, since elsewhere nobody has looked for them yet.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from tawthiq.core.claims import COUNTED, Claim
from tawthiq.errors import InvalidRecord

# Fewer decisions than this say nothing: with nine of ten right the interval still reaches from .60 to .98.
FEWEST = 10
# The normal quantile of a two-sided 95 % interval.
Z = 1.959964
_BEFORE, _AFTER = (
    ("quote", "status", "places", "when", "perpetrators", "confidence", "target"),
    ("people", "attribution"),
)
PARTS = (*_BEFORE, *COUNTED, *_AFTER)


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision: ``proposed`` is the machine's claim (None: a person added it), ``stands`` what a person made of it.

    ``stands`` is None for a rejected claim. ``is_finished`` tells whether its report was gone through to the end.
    """

    lang: str
    proposed: Claim | None
    stands: Claim | None
    is_finished: bool


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``of``, with its 95 % interval; ``value`` is None where there are too few to say."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, or None below ``FEWEST``."""
        return self.hits / self.of if self.of >= FEWEST else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the true share lies, at 95 %; None below ``FEWEST``."""
        return wilson(self.hits, self.of) if self.of >= FEWEST else None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: ``table`` is all, kind, lang, reader, rule or part; a rule and a part have no recall."""

    table: str
    key: str
    precision: Share
    recall: Share | None


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % score interval of a share; raises InvalidRecord without cases.

    Source: Wilson, Journal of the American Statistical Association 22 (1927) 209–212.
    """
    if not 0 <= hits <= of or of < 1:
        raise InvalidRecord(f"no interval for {hits} of {of}")
    share, squared = hits / of, Z * Z
    middle = (share + squared / (2 * of)) / (1 + squared / of)
    half = Z * sqrt(share * (1 - share) / of + squared / (4 * of * of)) / (1 + squared / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def evaluate(decided: Sequence[Decided]) -> list[Row]:
    """Every table, in order: all, by kind, language and reader, by rule (precision alone), by part of the claim."""
    rows = [_row("all", "all", decided, is_kind=False)] if decided else []
    rows += _by("kind", decided, _kinds_of)
    rows += _by("lang", decided, lambda one: [one.lang])
    rows += _by("reader", [one for one in decided if one.proposed], _reader_of)
    rows += _by(
        "rule", [one for one in decided if one.proposed], lambda one: one.proposed.rules if one.proposed else ()
    )
    return rows + _by_part(decided)


def _kinds_of(one: Decided) -> list[str]:
    return [claim.kind for claim in (one.proposed, one.stands) if claim]


def _reader_of(one: Decided) -> list[str]:
    return [f"{one.proposed.reader} {one.proposed.version}".strip()] if one.proposed else []


def _by(table: str, decided: Sequence[Decided], keys_of: Callable[[Decided], Iterable[str]]) -> list[Row]:
    """The rows of one table, the most decided first."""
    groups: dict[str, list[Decided]] = {}
    for one in decided:
        for key in dict.fromkeys(keys_of(one)):
            groups.setdefault(key, []).append(one)
    rows = [_row(table, key, group, is_kind=table == "kind") for key, group in groups.items()]
    return sorted(rows, key=lambda row: (-row.precision.of, row.key))


def _row(table: str, key: str, group: Sequence[Decided], *, is_kind: bool) -> Row:
    """Of a kind's group only those proposals count that bear the kind, and only those misses that do."""
    kind = key if is_kind else None
    proposals = [one for one in group if one.proposed and kind in (None, one.proposed.kind)]
    right = [one for one in proposals if _is_right(one)]
    precision = Share(len(right), len(proposals))
    if table not in ("all", "kind", "lang"):
        return Row(table, key, precision, None)
    found = sum(one.is_finished for one in right)
    missed = sum(
        one.is_finished and not _is_right(one) for one in group if one.stands and kind in (None, one.stands.kind)
    )
    return Row(table, key, precision, Share(found, found + missed))


def _is_right(one: Decided) -> bool:
    return bool(one.proposed and one.stands and one.proposed.kind == one.stands.kind)


def _by_part(decided: Sequence[Decided]) -> list[Row]:
    """Of the claims that were right, in how many each part stayed as the machine read it, where either has the part."""
    right = [(one.proposed, one.stands) for one in decided if one.proposed and one.stands and _is_right(one)]
    rows: list[Row] = []
    for part in PARTS:
        pairs = [(part_of(was, part), part_of(now, part)) for was, now in right]
        told = [(was, now) for was, now in pairs if was or now]
        if told:
            rows.append(Row("part", part, Share(sum(was == now for was, now in told), len(told)), None))
    return rows


def part_of(claim: Claim, part: str) -> object:
    """One part of a claim as a person decides about it, for comparing: a place by its id and words, not its point."""
    if part == "places":
        return tuple((place.start, place.end, place.place, place.role) for place in claim.places)
    if part == "people":
        return tuple((person.start, person.end, person.role, person.status) for person in claim.people)
    return claim.counts.get(part) if part in COUNTED else getattr(claim, part)
