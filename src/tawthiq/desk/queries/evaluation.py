"""How well the reader does on the organisation's own decisions: what was decided, and the tables made from it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from tawthiq.core.claims import from_json
from tawthiq.core.evaluation import Decided, Row, evaluate
from tawthiq.desk import models as m
from tawthiq.store.packs import load_table

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Evaluation:
    """``rows`` over the newest ``decisions`` of ``of``; ``aside`` were rejected for what no reader can know.

    ``unfound`` accepted or mended claims are no longer found by the latest reading of their report.
    """

    rows: tuple[Row, ...]
    decisions: int
    of: int
    added: int
    aside: int
    unfound: int

    def table(self, name: str) -> list[Row]:
        """The rows of one table."""
        return [row for row in self.rows if row.table == name]


def evaluation(*, most: int | None = None) -> Evaluation:
    """The tables over every decision, or over the newest ``most``."""
    claims = _decided_claims()
    of = claims.count()
    aside, decided = 0, list[Decided]()
    for claim in claims.order_by("-decided_at", "-pk")[:most].iterator(chunk_size=CHUNK):
        if _is_aside(claim):
            aside += 1
        else:
            decided.append(_as_decided(claim))
    return Evaluation(
        rows=tuple(evaluate(decided)),
        decisions=len(decided),
        of=of,
        added=sum(one.proposed is None for one in decided),
        aside=aside,
        unfound=claims.exclude(decision="rejected").exclude(unfound_at=None).count(),
    )


def _decided_claims() -> QuerySet[m.ClaimRow]:
    return m.ClaimRow.objects.exclude(decision="proposed").select_related("report").defer("report__text")


def _as_decided(claim: m.ClaimRow) -> Decided:
    return Decided(
        lang=claim.report.lang,
        proposed=from_json(claim.proposed) if claim.proposed else None,
        stands=None if claim.decision == "rejected" else from_json(claim.body),
        is_finished=claim.report.state == "done",
    )


def _is_aside(claim: m.ClaimRow) -> bool:
    """Whether it was rejected for what is no fault of the reading, such as a claim outside the mandate."""
    return claim.decision == "rejected" and claim.reason.partition(":")[0].strip() in set(_other_reasons())


def _other_reasons() -> Iterator[str]:
    return (str(row["id"]) for row in load_table("rejection_reasons") if not row["is_misreading"])
