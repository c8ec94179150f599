"""What a change of the words would do to the reports there are: read twice, as they are now and as they would be.

Nothing is written. Only reports that hold the words can read otherwise; the newest of them are looked at, up to a bound
that the preview tells. It is the grammar that is asked: own words are the grammar's.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet

from tawthiq.core.claims import Claim
from tawthiq.core.evaluation import PARTS, part_of
from tawthiq.core.ids import parse_ref
from tawthiq.core.rereading import Plan, Standing, is_same_claim, match, plan_rereading
from tawthiq.core.texts import fold
from tawthiq.desk import models as m
from tawthiq.desk.queries.reports import standing_of
from tawthiq.reading.additions import AddedWord
from tawthiq.reading.reader import Document, Reader

MOST_REPORTS, MOST_S = 100, 4.0
FATES = ("new", "changed", "withdrawn", "lost")
CHUNK = 5000
# Words in more than this share of the reports are hardly a name; said from so many reports on. Source: own.
COMMON_SHARE, COMMON_FROM = 0.2, 20


@dataclass(frozen=True, slots=True)
class Line:
    """One claim that would be another: ``was`` and ``now`` (None: not read), ``parts`` in which the two part."""

    report: m.Report
    fate: str
    was: Claim | None
    now: Claim | None
    parts: tuple[str, ...] = ()

    @property
    def claim(self) -> Claim:
        """The claim to show: as it would be, else as it is."""
        return self.now or self.was  # type: ignore[return-value]  # one of the two is there


@dataclass(slots=True)
class Preview:
    """``holding`` reports hold the words, of ``total`` in the language; ``looked_at`` of them were read twice.

    ``decided`` claims would read otherwise and stay as a person decided.
    """

    total: int
    holding: int
    looked_at: int = 0
    changed_reports: int = 0
    decided: int = 0
    lines: list[Line] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether every report that holds the words was looked at."""
        return self.looked_at == self.holding

    @property
    def counts(self) -> dict[str, int]:
        """How many claims have each fate."""
        return {fate: sum(line.fate == fate for line in self.lines) for fate in FATES}

    @property
    def is_common(self) -> bool:
        """Whether the words stand in so many reports that they are hardly a name."""
        return self.total >= COMMON_FROM and self.holding > self.total * COMMON_SHARE


def preview_word(word: AddedWord, *, now: Reader, then: Reader, first: m.Report | None = None) -> Preview:
    """What reading with ``then`` instead of ``now`` changes in reports that hold the word; ``first`` is read first."""
    holding = _holding(word)
    preview = Preview(total=_readable(word.lang).count(), holding=len(holding))
    newest = sorted(holding, key=lambda pk: (first is None or pk != first.pk, -pk))[:MOST_REPORTS]
    rows = {report.pk: report for report in _readable(word.lang).filter(pk__in=newest).prefetch_related("claims")}
    until = None  # the first report is always looked at: the word lists are put together with it
    for report in (rows[pk] for pk in newest if pk in rows):
        if until is not None and time.monotonic() > until:
            break
        preview.looked_at += 1
        _look_at(preview, report, now=now, then=then)
        until = until or time.monotonic() + MOST_S
    return preview


def _readable(lang: str) -> QuerySet[m.Report]:
    return m.Report.objects.filter(lang=lang).exclude(state="received").exclude(text="")


def _holding(word: AddedWord) -> list[int]:
    """Numbers of the reports of the language whose text holds the word, by the folded words that the search keeps."""
    refs = m.SearchRow.objects.filter(record="report", folded__contains=fold(word.text)).values_list("ref", flat=True)
    numbers = [parse_ref(ref)[1] for ref in refs]
    return [
        pk
        for start in range(0, len(numbers), CHUNK)
        for pk in _readable(word.lang).filter(pk__in=numbers[start : start + CHUNK]).values_list("pk", flat=True)
    ]


def _look_at(preview: Preview, report: m.Report, *, now: Reader, then: Reader) -> None:
    document = Document(text=report.text, lang=report.lang, published=report.published or None)
    before, after = now.read(document), then.read(document)
    if len(before) == len(after) and all(map(is_same_claim, before, after)):
        return
    decided = [standing_of(row) for row in report.claims.all() if row.decision != "proposed"]
    pairs = match(decided, before)
    standing = [*decided, *_undecided(before, taken=set(pairs.values()), after=decided)]
    plan = plan_rereading(standing, after)
    lines = list(_lines(report, plan, {one.number: one.claim for one in standing}, decided=set(pairs)))
    preview.lines += lines
    preview.changed_reports += bool(lines)
    then_found = match(decided, after)
    preview.decided += sum(
        number in then_found and not is_same_claim(before[at], after[then_found[number]])
        for number, at in pairs.items()
    )


def _undecided(before: list[Claim], *, taken: set[int], after: list[Standing]) -> list[Standing]:
    """What is read today and nobody decided, numbered behind the decided claims."""
    first = max((one.number for one in after), default=0) + 1
    left = [claim for at, claim in enumerate(before) if at not in taken]
    return [Standing(first + at, is_decided=False, claim=claim, proposed=claim) for at, claim in enumerate(left)]


def _lines(report: m.Report, plan: Plan, standing: dict[int, Claim], *, decided: set[int]) -> Iterator[Line]:
    """``decided`` are the decided claims that are found today."""
    yield from (Line(report, "new", None, claim) for claim in plan.new)
    for number, claim in plan.changed:
        was = standing[number]
        parts = tuple(part for part in PARTS if part_of(was, part) != part_of(claim, part))
        if parts:  # else only its score or a point on the map is another
            yield Line(report, "changed", was, claim, parts)
    yield from (Line(report, "withdrawn", standing[number], None) for number in plan.withdrawn)
    yield from (Line(report, "lost", standing[number], None) for number in plan.lost if number in decided)
