"""The matrix of a charge: each element with what stands under it, for and against, and how firmly it is found."""

from collections.abc import Sequence
from dataclasses import dataclass

from tawthiq.core.cases import SUPPORTING, Line, Weighed, matrix_lines
from tawthiq.core.incidents import independent_sources
from tawthiq.core.law import Element
from tawthiq.desk import models as m
from tawthiq.desk.queries.case_items import items_of_refs, numbers_by_kind
from tawthiq.desk.queries.facts import sourced
from tawthiq.desk.queries.law import law_elements


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the matrix: its element (None where the law no longer has it), its cells, its standing finding."""

    line: Line
    element: Element | None
    cells: tuple[m.EvidenceCell, ...]
    finding: m.Finding | None

    @property
    def supporting(self) -> list[m.EvidenceCell]:
        """What speaks for it, struck out or not."""
        return [cell for cell in self.cells if cell.side == SUPPORTING]

    @property
    def contradicting(self) -> list[m.EvidenceCell]:
        """What speaks against it, struck out or not."""
        return [cell for cell in self.cells if cell.side != SUPPORTING]


def elements_of(charge: m.Charge) -> tuple[Element, ...]:
    """The elements of the crime and of the mode of liability, in the order of the law."""
    return law_elements(charge.crime, charge.mode)


def lines_of(charge: m.Charge) -> list[Line]:
    """What stands under each element, as numbers."""
    return _lines(charge, list(charge.cells.all()))


def _lines(charge: m.Charge, cells: Sequence[m.EvidenceCell]) -> list[Line]:
    weighed = [Weighed(cell.element, cell.side, cell.strength, cell.is_standing) for cell in cells]
    return matrix_lines([element.code for element in elements_of(charge)], weighed)


def matrix_of(charge: m.Charge) -> list[Row]:
    """The whole matrix; cells and findings may be fetched ahead."""
    cells = sorted(charge.cells.all(), key=lambda cell: int(cell.pk))
    known = {element.code: element for element in elements_of(charge)}
    found = {one.element: one for one in charge.findings.all() if one.is_standing}
    return [
        Row(
            line=line,
            element=known.get(line.element),
            cells=tuple(cell for cell in cells if cell.element == line.element),
            finding=found.get(line.element),
        )
        for line in _lines(charge, cells)
    ]


def searches_of(charge: m.Charge) -> tuple[list[str], bool]:
    """Outcomes of the searches for contrary material, the last one last; and whether evidence came after the last."""
    searches = sorted(charge.searches.all(), key=lambda one: int(one.pk))
    if not searches:
        return [], False
    last = searches[-1].at
    return [one.outcome for one in searches], any(
        cell.added_at > last and cell.side == SUPPORTING and cell.is_standing for cell in charge.cells.all()
    )


def standards_of(charge: m.Charge) -> dict[str, str]:
    """The standard of each element's standing finding, "" where there is none."""
    found = {one.element: one.standard for one in charge.findings.filter(is_standing=True).exclude(element="")}
    return {element.code: found.get(element.code, "") for element in elements_of(charge)}


def sources_behind(charge: m.Charge, *, element: str) -> int:
    """How many independent sources stand behind what supports the element, or with "" any element of the charge.

    Claims are counted by the rule for incidents; a list counts as its publisher, an item without claims as whoever it
    came from.
    """
    cells = charge.cells.filter(side=SUPPORTING, undone_at=None)
    refs = set((cells.filter(element=element) if element else cells).values_list("what", flat=True))
    numbers = numbers_by_kind(refs)
    claims = m.ClaimRow.objects.select_related("report__source").order_by("pk")
    told = [
        *claims.filter(pk__in=numbers["claim"]),
        *claims.filter(incident__in=numbers["incident"]),
        *claims.filter(report__item__in=numbers["item"], decision__in=("accepted", "mended")),
    ]
    heard = sourced({claim.pk: claim for claim in told}.values())
    silent = m.Item.objects.filter(pk__in=numbers["item"]).exclude(report__claims__in=told)
    names = set(
        m.Receipt.objects.filter(item__in=silent, source__isnull=False).values_list("source__pseudonym", flat=True)
    )
    lists = m.ListRow.objects.filter(pk__in=numbers["list_row"])
    names |= set(lists.values_list("of__source__pseudonym", flat=True))
    return independent_sources(heard) + len(names - {one.source for one in heard})


def incidents_of(charge: m.Charge) -> list[m.Incident]:
    """The incidents that the charge is about: those under its elements; where none is, those that its case gathered."""
    numbers = numbers_by_kind(charge.cells.filter(undone_at=None).values_list("what", flat=True))
    named = m.Incident.objects.filter(pk__in=numbers["incident"]) | m.Incident.objects.filter(
        claims__in=numbers["claim"]
    )
    found = list(named.distinct().order_by("pk"))
    return found or incidents_of_case(charge.case)


def incidents_of_case(case: m.Case) -> list[m.Incident]:
    """The incidents that the case gathered, by themselves or by one of their acts."""
    numbers = numbers_by_kind(case.materials.filter(undone_at=None).values_list("what", flat=True))
    gathered = m.Incident.objects.filter(pk__in=numbers["incident"]) | m.Incident.objects.filter(
        acts__in=numbers["act"]
    )
    return list(gathered.distinct().order_by("pk"))


def items_of_charge(charge: m.Charge) -> list[m.Item]:
    """Every item that stands under an element of the charge, for or against."""
    return items_of_refs(set(charge.cells.filter(undone_at=None).values_list("what", flat=True)))
