"""How well the reader does on the organisation's own decisions."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from tawthiq.core.evaluation import FEWEST, Row
from tawthiq.desk.access import require
from tawthiq.desk.queries.evaluation import evaluation
from tawthiq.desk.queries.rules import explain_rule
from tawthiq.desk.views.showing import DeskRequest, language, show

# Over more decisions than this the page would take seconds; the command line takes them all.
MOST_DECISIONS = 5000
TABLES = ("kind", "lang", "reader", "rule", "part")


@require_safe
def reading(request: DeskRequest) -> HttpResponse:
    """Precision and recall as tables with bars, over the newest decisions."""
    require(request.user, "see_report")
    found = evaluation(most=MOST_DECISIONS)
    rules = [row.key for row in found.table("rule")]
    return show(
        request,
        "reading.html",
        section="reading",
        found=found,
        whole=next(iter(found.table("all")), None),
        tables=[(table, *_parted(found.table(table))) for table in TABLES if found.table(table)],
        explained={rule: explain_rule(rule, language()) for rule in rules},
        fewest=FEWEST,
        most=MOST_DECISIONS,
    )


def _parted(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Rows that say something, and those of too few cases, each in their order."""
    says = [row for row in rows if row.precision.value is not None or (row.recall and row.recall.value is not None)]
    return says, [row for row in rows if row not in says]
