"""Figures: one table each by party, kind, place and month; every number leads to its incidents."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tawthiq.core.balances import balance
from tawthiq.core.releases import Figure
from tawthiq.core.times import describe_edtf, is_valid_edtf
from tawthiq.counting.by_policy import policy_used
from tawthiq.counting.tables import figures as count_figures
from tawthiq.desk.access import require
from tawthiq.desk.queries.figures import established_for, told_for
from tawthiq.desk.queries.labels import label
from tawthiq.desk.views.showing import DeskRequest, language, names_for, show

COLUMNS = ("incidents", "killed", "injured", "detained", "displaced")
TABLES = ("party", "kind", "place", "month")


@dataclass(frozen=True, slots=True)
class Row:
    """A key of a table, its name, and its figures in the order of the columns; None where nothing is counted."""

    key: str
    name: str
    cells: list[Figure | None]


@require_safe
def figures(request: DeskRequest) -> HttpResponse:
    """Counts as ranges over every incident that has a grade."""
    require(request.user, "see_figures")
    established = established_for(request.user)
    found = list(count_figures(established, counted=COLUMNS, exact=True))
    places = [figure.key for figure in found if figure.table == "place"]
    names = names_for([], codes=places)
    columns = [name for name in COLUMNS if any(one.incidents for one in found if one.counted == name)]
    tables = [(table, _rows(found, table, names, columns=columns)) for table in TABLES]
    return show(
        request,
        "figures.html",
        section="figures",
        total=next(iter(_rows(found, "all", names, columns=columns)), None),
        tables=tables,
        columns=columns,
        policy=policy_used(language()),
        balance=[
            (names["parties"].get(one.party, one.party), one)
            for one in balance(established, told=told_for(request.user)).parties
        ],
    )


def _rows(found: list[Figure], table: str, names: dict[str, dict[str, str]], *, columns: list[str]) -> list[Row]:
    cells = {(one.key, one.counted): one for one in found if one.table == table}
    keys = list(dict.fromkeys(key for key, _counted in cells))
    rows = [
        Row(key=key, name=_name(table, key, names), cells=[cells.get((key, column)) for column in columns])
        for key in keys
    ]
    return [row for row in rows if any(cell and cell.incidents for cell in row.cells)]


def _name(table: str, key: str, names: dict[str, dict[str, str]]) -> str:
    if table == "party":
        return names["parties"].get(key, key)
    if table == "kind":
        return label("kinds", key, language())
    if key == "unknown":
        return _("Place not known")
    if table == "place":
        return names["places"].get(key, key)
    special = {"undated": _("Date not known"), "uncertain": _("Between months"), "all": _("Altogether")}
    return special.get(key) or (describe_edtf(key, lang=language()) if is_valid_edtf(key) else key)
