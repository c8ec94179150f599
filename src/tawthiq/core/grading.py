"""How firmly an incident is established, who may say so, and what may go out on the strength of it.

The same ladder and thresholds hold for every party.
"""

from dataclasses import dataclass

from tawthiq.core.access import may
from tawthiq.core.decisions import Decision, allow, refuse

# Source: the ladder of standards of proof used by UN commissions of inquiry, from lowest to highest:
# OHCHR, Commissions of Inquiry and Fact-Finding Missions: Guidance and Practice (2015); Wilkinson, Standards of Proof
# in International Humanitarian and Human Rights Fact-Finding (Geneva Academy).
GRADES = (
    "reported",
    "reasonable_suspicion",
    "reasonable_grounds",
    "balance_of_probabilities",
    "clear_and_convincing",
    "beyond_reasonable_doubt",
)
# Source: the criminal standard belongs to a court, Rome Statute, Article 66 (3).
FOR_A_COURT = frozenset({"beyond_reasonable_doubt"})
# Source: Every Casualty Worldwide, Standards for Casualty Recording (2016): records below the usual level of
# corroboration are marked as such. The usual level is reasonable grounds: OHCHR, Guidance on Casualty Recording (2019).
UNCORROBORATED = frozenset({"reported", "reasonable_suspicion"})


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a grade asks for: independent sources, a written basis, and a note on information against it."""

    sources: int
    needs_basis: bool
    needs_contrary_note: bool


# Source: for reasonable grounds two independent sources, independence argued in words, and the search for contrary
# information recorded (OHCHR 2015, as above). UN practice gives no number above that: three sources for the highest
# grade are this organisation's own rule.
THRESHOLDS = {
    "reported": Threshold(sources=1, needs_basis=False, needs_contrary_note=False),
    "reasonable_suspicion": Threshold(sources=1, needs_basis=True, needs_contrary_note=False),
    "reasonable_grounds": Threshold(sources=2, needs_basis=True, needs_contrary_note=True),
    "balance_of_probabilities": Threshold(sources=2, needs_basis=True, needs_contrary_note=True),
    "clear_and_convincing": Threshold(sources=3, needs_basis=True, needs_contrary_note=True),
}


def may_grade(grade: str, *, independent_sources: int, contrary_note: str, basis: str) -> Decision:
    """Whether what is known carries the grade. ``basis`` argues it; ``contrary_note`` says what speaks against it,
    or where it was searched for and not found.
    """
    if grade in FOR_A_COURT:
        return refuse("grade_is_for_a_court")
    if grade not in THRESHOLDS:
        return refuse("unknown_grade")
    asked = THRESHOLDS[grade]
    if independent_sources < asked.sources:
        return refuse("too_few_independent_sources" if independent_sources > 0 else "no_source")
    if asked.needs_basis and not basis.strip():
        return refuse("basis_missing")
    if asked.needs_contrary_note and not contrary_note.strip():
        return refuse("contrary_information_missing")
    return allow("grade_supported")


def is_uncorroborated(grade: str) -> bool:
    """Whether a record of this grade carries the mark "not corroborated to the usual level" wherever it is shown."""
    return grade in UNCORROBORATED


def may_attribute(party: str, *, basis: str, certainty: str) -> Decision:
    """Whether a party may be named as alleged perpetrator: only with a stated basis and a certainty of its own.

    "unknown" asks for nothing. Source: law 6 of the design, all sides, one method; the certainty of who did it is kept
    apart from the grade of what happened.
    """
    if party == "unknown":
        return allow("perpetrator_unknown")
    if certainty in FOR_A_COURT:
        return refuse("grade_is_for_a_court")
    if certainty not in THRESHOLDS:
        return refuse("unknown_grade")
    return allow("basis_stated") if basis.strip() else refuse("basis_missing")


def may_sign_off(*, graded_by: str, signer: str, role: str, grade: str) -> Decision:
    """Whether this person may sign off: another one than graded, in a role that may, on a grade that exists."""
    if not may(role, "sign_off"):
        return refuse("role_may_not")
    if not graded_by or grade not in THRESHOLDS:
        return refuse("not_graded")
    return _second_person(first=graded_by, second=signer)


def may_release(grade: str, *, graded_by: str, signed_by: str, shown_as_uncorroborated: bool) -> Decision:
    """Whether an incident may go out: graded, signed off by a second person, and marked where it is uncorroborated."""
    if grade not in THRESHOLDS or not graded_by:
        return refuse("not_graded")
    if not signed_by:
        return refuse("not_signed_off")
    if not (second := _second_person(first=graded_by, second=signed_by)):
        return second
    if is_uncorroborated(grade) and not shown_as_uncorroborated:
        return refuse("needs_uncorroborated_flag")
    return allow("releasable")


def may_sign_release(*, built_by: str, signer: str, role: str, incidents: int, leaks: int) -> Decision:
    """Whether this person may send a built release out: not the builder, nothing leaking, something in it."""
    if not may(role, "sign_release"):
        return refuse("role_may_not")
    if incidents < 1:
        return refuse("nothing_to_release")
    if leaks:
        return refuse("leak_found")
    return _second_person(first=built_by, second=signer)


def _second_person(*, first: str, second: str) -> Decision:
    return allow("second_person") if second and first and first != second else refuse("same_person")
