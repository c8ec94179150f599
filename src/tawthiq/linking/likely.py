"""What a person is asked about records of one kind, and the likely pairs that such questions are made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tawthiq.core.judgements import Said, settled
from tawthiq.linking.incidents.differences import Difference


@dataclass(frozen=True, slots=True)
class Proposal:
    """``left`` and ``right`` may be one: a person, a place, an incident with claims or with another incident.

    ``reasons`` are codes of the table of the kind; ``contradictions`` are of any two of the records.
    """

    kind: str
    left: str
    right: tuple[str, ...]
    score: float
    reasons: tuple[str, ...]
    contradictions: tuple[Difference, ...] = ()

    @property
    def refs(self) -> tuple[str, ...]:
        """Every record that the proposal is about."""
        return (self.left, *self.right)


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """Two rows by their numbers, how sure it is that they are one, and why."""

    left: int
    right: int
    score: float
    reasons: tuple[str, ...]


def ask_about(kind: str, refs: Sequence[str], pairs: Iterable[LikelyPair], *, said: Said) -> list[Proposal]:
    """A proposal for each likely pair that needs a word, the surest first; ``refs`` are the records of the rows."""
    judged = settled(said, known=set(refs))
    asked = ((refs[pair.left], refs[pair.right], pair) for pair in pairs)
    found = [
        Proposal(kind, min(one, other), (max(one, other),), pair.score, pair.reasons)
        for one, other, pair in asked
        if frozenset((one, other)) not in judged
    ]
    return sorted(found, key=lambda one: (-one.score, one.refs))
