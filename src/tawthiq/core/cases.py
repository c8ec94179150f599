"""Case files: for each element of what is charged, what speaks for it and against it, and what is not there.

The rules hold for every accused alike. Nothing here says that somebody did it: a finding is a person's, with a basis
and a second person, and the criminal standard belongs to a court.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tawthiq.core.decisions import Decision, allow, refuse
from tawthiq.core.grading import THRESHOLDS, may_grade, may_sign_off

SUPPORTING, CONTRADICTING = "supporting", "contradicting"
SIDES = (SUPPORTING, CONTRADICTING)
# Kinds of record that a case gathers, and those that may stand under an element.
GATHERED = ("incident", "act", "person", "party", "item")
EVIDENCE = ("claim", "incident", "item", "list_row")
# Source: the ladder of core.grading without "reported", which is no standard of proof: it says only that one was told.
STANDARDS = tuple(grade for grade in THRESHOLDS if grade != "reported")
# How strong, the strongest first; none is a number. Source: Rules of Procedure and Evidence of the ICC, rule 63 (2):
# evidence is assessed freely; the steps themselves are this organisation's own.
STRENGTHS = ("strong", "moderate", "weak", "not_weighed")


@dataclass(frozen=True, slots=True)
class Weighed:
    """One piece of material under an element; struck out, it stays and counts no more."""

    element: str
    side: str
    strength: str
    is_standing: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """An element with how much stands for it and against it, and how much was struck out."""

    element: str
    supporting: int
    contradicting: int
    struck: int
    strongest: str = ""

    @property
    def is_gap(self) -> bool:
        """Whether nothing supports the element."""
        return self.supporting == 0


def matrix_lines(elements: Sequence[str], cells: Iterable[Weighed]) -> list[Line]:
    """A line for every element in its order; material under an element that the law does not have comes after them."""
    given = list(cells)
    known = [*elements, *sorted({cell.element for cell in given} - set(elements))]
    return [_line(element, [cell for cell in given if cell.element == element]) for element in known]


def _line(element: str, cells: Sequence[Weighed]) -> Line:
    standing = [cell for cell in cells if cell.is_standing]
    supporting = [cell for cell in standing if cell.side == SUPPORTING]
    strongest = min((cell.strength for cell in supporting), key=STRENGTHS.index, default="")
    return Line(element, len(supporting), len(standing) - len(supporting), len(cells) - len(standing), strongest)


def may_be_ready(lines: Iterable[Line], *, searches: Sequence[str], evidence_since: bool) -> Decision:
    """Whether a charge may be called ready: contrary material was looked for, and what was found stands in the matrix.

    ``searches`` are the outcomes of the searches, latest last; ``evidence_since`` whether evidence came after the last.
    Gaps do not forbid it: they are shown. Source: Rome Statute, articles 54 (1) (a) and 67 (2): incriminating and
    exonerating circumstances are investigated equally, and exculpatory evidence is disclosed.
    """
    if not searches:
        return refuse("contrary_search_missing")
    if evidence_since:
        return refuse("contrary_search_outdated")
    if "found" in searches and not any(line.contradicting or line.struck for line in lines):
        return refuse("contrary_found_not_entered")
    return allow("contrary_searched")


def may_find(standard: str, *, independent_sources: int, contrary: str, basis: str) -> Decision:
    """Whether a person may set this standard of proof: as for a grade, and never one that belongs to a court."""
    if standard in THRESHOLDS and standard not in STANDARDS:
        return refuse("unknown_grade")
    return may_grade(standard, independent_sources=independent_sources, contrary_note=contrary, basis=basis)


def may_find_charge(standard: str, *, elements: Mapping[str, str]) -> Decision:
    """Whether a whole charge may carry this standard: no higher than its weakest element, and every element has one.

    ``elements`` gives the standard of each element's finding, "" where it has none. Source: ICC, Elements of Crimes,
    general introduction: a crime is made out where each of its elements is.
    """
    if not elements or not all(elements.values()):
        return refuse("element_without_finding")
    if any(STANDARDS.index(standard) > STANDARDS.index(one) for one in elements.values()):
        return refuse("finding_above_element")
    return allow("grade_supported")


def may_sign_finding(*, set_by: str, signer: str, role: str, standard: str) -> Decision:
    """Whether this person may sign a finding: another one than set it, in a role that may sign off."""
    return may_sign_off(graded_by=set_by, signer=signer, role=role, grade=standard)


def under_codenames(text: str, *, codenames: Mapping[str, str]) -> str:
    """The text with every protected name as its codename, longer names first; a name inside a word stays.

    ``codenames`` gives the codename for each spelling of a name.
    """
    names = sorted((name for name in codenames if name.strip()), key=len, reverse=True)
    if not names:
        return text
    found = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)")
    return found.sub(lambda match: codenames[match[0]], text)
