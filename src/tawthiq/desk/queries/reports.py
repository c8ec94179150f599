"""A report as the reader shows it: its claims, and its text cut into pieces that know which claims they belong to."""

from dataclasses import dataclass
from itertools import pairwise

from tawthiq.core.claims import Span, from_json
from tawthiq.core.rereading import Standing
from tawthiq.desk import models as m


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and what it is: ``marks`` are (claim reference, role) pairs, the quote's role last."""

    start: int
    text: str
    marks: tuple[tuple[str, str], ...]

    @property
    def refs(self) -> str:
        """The claims the piece belongs to, separated by spaces: for a class or data attribute."""
        return " ".join(dict.fromkeys(ref for ref, _ in self.marks))

    @property
    def roles(self) -> str:
        """The roles the piece plays, separated by spaces."""
        return " ".join(dict.fromkeys(role for _, role in self.marks))


def claims_of(report: m.Report) -> list[m.ClaimRow]:
    """The report's claims in the order of their words."""
    return list(report.claims.select_related("decided_by", "incident").order_by("quote_start", "pk"))


def standing_of(row: m.ClaimRow) -> Standing:
    """The claim as the rules of reading again take it."""
    proposed = from_json(row.proposed) if row.proposed else None
    return Standing(row.pk, is_decided=row.decision != "proposed", claim=from_json(row.body), proposed=proposed)


def marked_text(report: m.Report, claims: list[m.ClaimRow]) -> list[Piece]:
    """The whole text in pieces, cut wherever a span of a claim begins or ends; joined they are the text again."""
    spans = [(span, claim.ref, role) for claim in claims for role, span in roles_of(claim) if span.end > span.start]
    cuts = sorted({0, len(report.text), *(s.start for s, _, _ in spans), *(s.end for s, _, _ in spans)})
    opening: dict[int, list[tuple[Span, str, str]]] = {}
    for mark in spans:
        opening.setdefault(mark[0].start, []).append(mark)
    pieces: list[Piece] = []
    active: list[tuple[Span, str, str]] = []
    for start, end in pairwise(cuts):
        active = [mark for mark in active if mark[0].end > start] + opening.get(start, [])
        marks = tuple(sorted(((ref, role) for _, ref, role in active), key=lambda mark: (mark[1] == "quote", mark)))
        pieces.append(Piece(start=start, text=report.text[start:end], marks=marks))
    return pieces


def roles_of(row: m.ClaimRow) -> list[tuple[str, Span]]:
    """Every span of a claim with the part it plays; a rejected claim shows only its quote."""
    claim = from_json(row.body)
    found: list[tuple[str, Span]] = [("quote", claim.quote)]
    if row.decision == "rejected":
        return found
    found += [("place", place) for place in claim.places]
    found += [("perpetrator", party) for party in claim.perpetrators]
    found += [("person", person) for person in claim.people]
    found += [("attribution", voice) for voice in claim.attribution]
    found += [("count", count) for count in claim.counts.values()]
    found += [(role, span) for role, span in (("when", claim.when), ("target", claim.target)) if span is not None]
    return found
