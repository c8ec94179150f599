"""Reading again after the words or the reader changed: a round through all reports that may stop anywhere.

Each report is one transaction: its proposals, its marks, the journal entry, and how far the round has come. A report
that was read with the present words by the present reader is passed over, so that a round repeated changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from tawthiq.core.claims import check_claim, to_json
from tawthiq.core.rereading import Plan, plan_rereading
from tawthiq.desk import models as m
from tawthiq.desk.actions.journal import record
from tawthiq.desk.actions.reading import lexicon_of, propose, read_by, stamp
from tawthiq.desk.actions.search import index_report
from tawthiq.desk.queries.reports import standing_of
from tawthiq.desk.queries.words import open_rereading, reports_to_reread
from tawthiq.errors import TawthiqError, Unreachable
from tawthiq.reading.detecting import known_languages
from tawthiq.reading.reader import Document, Reader, Reading, read_checked

CHUNK = 50


@dataclass(frozen=True, slots=True)
class Passed:
    """What a stretch of a round did: reports read again, those of them changed; those not read, each with a reason."""

    read_again: int
    changed: int
    refused: tuple[tuple[str, str], ...] = ()


def ask_rereading(*, actor: str, why: str = "") -> m.Rereading:
    """A round through all reports there are now; an open one is replaced. ``why`` is the reference of a word, or ""."""
    with transaction.atomic():
        now = timezone.now()
        for earlier in m.Rereading.objects.select_for_update().filter(ended_at=None):
            _end(earlier, outcome="replaced", actor=actor)
        newest = m.Report.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        made = m.Rereading.objects.create(asked_by=actor, asked_at=now, why=why, last=newest)
        record("reread_asked", actor=actor, subject=made, changed=[made], detail={"word": why} if why else {})
    return made


def go_on(
    rereading: m.Rereading, *, reader: Reader, should_stop: Callable[[], bool] = lambda: False, most: int = CHUNK
) -> Passed:
    """The next ``most`` reports of the round; it ends when none is left.

    Raises Unreachable, with nothing lost, where the reader needs a server that does not answer. What cannot be read for
    another reason is passed over and told.
    """
    read_again = changed = 0
    refused: list[tuple[str, str]] = []
    reports = list(waiting_in(rereading, reader=reader)[:most])
    for report in reports:
        if should_stop():
            return Passed(read_again, changed, tuple(refused))
        try:
            plan = reread_report(report, reader=reader, rereading=rereading)
        except Unreachable:
            raise
        except TawthiqError as odd:
            refused.append((report.ref, str(odd)))
            _step(rereading, report, plan=None)
            continue
        read_again += plan is not None
        changed += plan is not None and not plan.is_idle
    if len(reports) < most:
        with transaction.atomic():
            locked = m.Rereading.objects.select_for_update().get(pk=rereading.pk)
            if locked.ended_at is None:
                _end(locked, outcome="done", actor=f"reader:{reader.name}")
    rereading.refresh_from_db()
    return Passed(read_again, changed, tuple(refused))


def waiting_in(rereading: m.Rereading, *, reader: Reader) -> QuerySet[m.Report]:
    """The reports that the round still has to read again with this reader, in order."""
    lexicons = {lang: lexicon_of(reader, lang) for lang in known_languages()}
    return reports_to_reread(rereading, read_by=read_by(reader), lexicons=lexicons)


def _end(rereading: m.Rereading, *, outcome: str, actor: str) -> None:
    rereading.ended_at, rereading.outcome = timezone.now(), outcome
    rereading.save(update_fields=["ended_at", "outcome"])
    told = {name: getattr(rereading, name) for name in ("read_again", "changed")}
    record("reread_ended", actor=actor, subject=rereading, changed=[rereading], detail={"outcome": outcome, **told})


def reread_report(report: m.Report, *, reader: Reader, rereading: m.Rereading | None = None) -> Plan | None:
    """What the new reading did to the report; None where it was read by this reader with these words already."""
    reading = read_checked(reader, Document(text=report.text, lang=report.lang, published=report.published or None))
    for claim in reading.claims:
        check_claim(claim, text=report.text)
    with transaction.atomic():
        locked = m.Report.objects.select_for_update().get(pk=report.pk)
        plan = None
        if locked.text == report.text and locked.state != "received" and not _is_current(locked, reader):
            plan = _replace(locked, reading, reader=reader, rereading=rereading)
        if rereading:
            _step(rereading, report, plan=plan)
    return plan


def _is_current(report: m.Report, reader: Reader) -> bool:
    was_read = (report.reader, report.reader_version, report.lexicon)
    return was_read == (*read_by(reader), lexicon_of(reader, report.lang))


def _replace(locked: m.Report, reading: Reading, *, reader: Reader, rereading: m.Rereading | None) -> Plan:
    rows = {row.pk: row for row in locked.claims.select_for_update().order_by("pk")}
    plan = plan_rereading([standing_of(row) for row in rows.values()], reading.claims)
    changed = [*_mark(rows, plan), *_rewrite(rows, plan), *(propose(locked, claim) for claim in plan.new)]
    removed = [rows[number].ref for number in plan.withdrawn]
    m.ClaimRow.objects.filter(pk__in=plan.withdrawn, decision="proposed").delete()
    stamp(locked, reader=reader)
    if plan.new and locked.state == "done":
        locked.state = "inbox"  # there is something to decide again
    locked.save()
    detail = {"reader": reader.name, "version": reader.version, "lexicon": locked.lexicon, **told_of(plan)}
    if reading.refused or reading.silent:
        detail |= {"refused": len(reading.refused), "silent": reading.silent}
    record(
        "claims_reread",
        actor=f"reader:{reader.name}",
        subject=locked,
        changed=[locked, *changed],
        removed=removed,
        detail=detail | ({"round": rereading.ref} if rereading else {}),
    )
    index_report(locked)
    return plan


def told_of(plan: Plan) -> dict[str, int]:
    """The plan in numbers, as the journal keeps it."""
    names = ("found", "lost", "kept", "changed", "withdrawn", "new", "known")
    return {name: len(getattr(plan, name)) for name in names}


def _mark(rows: dict[int, m.ClaimRow], plan: Plan) -> list[m.ClaimRow]:
    """Decided claims that are found no more, or again: the mark alone changes."""
    now, changed = timezone.now(), []
    for number in (*plan.lost, *plan.found):
        row, is_lost = rows[number], number in plan.lost
        if is_lost != bool(row.unfound_at):
            row.unfound_at = now if is_lost else None
            row.save(update_fields=["unfound_at"])
            changed.append(row)
    return changed


def _rewrite(rows: dict[int, m.ClaimRow], plan: Plan) -> list[m.ClaimRow]:
    """Undecided claims become what is read now, under their old references."""
    changed = []
    for number, claim in plan.changed:
        row = rows[number]
        row.write(claim)
        row.proposed = to_json(claim)
        row.save()
        changed.append(row)
    return changed


def _step(rereading: m.Rereading, report: m.Report, *, plan: Plan | None) -> None:
    """How far the round has come, in the transaction of the report; a slower worker never sets it back."""
    with transaction.atomic():
        locked = m.Rereading.objects.select_for_update().get(pk=rereading.pk)
        locked.reached = max(locked.reached, report.pk)
        locked.read_again += plan is not None
        locked.changed += plan is not None and not plan.is_idle
        locked.save(update_fields=["reached", "read_again", "changed"])


def current_round(*, actor: str) -> m.Rereading:
    """The open round, else a new one."""
    return open_rereading() or ask_rereading(actor=actor)
