"""A rule answers with a decision: allowed or not, and the one reason, as a code that the desk puts into words."""

from dataclasses import dataclass

from tawthiq.errors import InvalidRecord

REASONS = frozenset(
    {
        # access
        "role_may",
        "role_may_not",
        "unknown_role",
        "unknown_action",
        "own_account",
        "last_administrator",
        # grading, attribution, sign-off
        "grade_supported",
        "unknown_grade",
        "grade_is_for_a_court",
        "no_source",
        "too_few_independent_sources",
        "basis_missing",
        "contrary_information_missing",
        "second_person",
        "same_person",
        "not_graded",
        "basis_stated",
        "perpetrator_unknown",
        # cases
        "contrary_searched",
        "contrary_search_missing",
        "contrary_search_outdated",
        "contrary_found_not_entered",
        "element_without_finding",
        "finding_above_element",
        # release
        "releasable",
        "not_signed_off",
        "needs_uncorroborated_flag",
        "nothing_to_release",
        "leak_found",
        # massacre
        "massacre_by_rule",
        "number_unknown",
        "fewer_than_five",
        "victims_unknown",
        "victims_could_defend_themselves",
        "place_unknown",
        "several_places",
        "manner_unknown",
        "several_manners",
        # naming a person in public
        "consent_given",
        "named_in_an_official_role",
        "no_consent",
        "minor_is_never_named",
        "status_is_never_named",
        "suspect_is_never_named",
        # laid beside what is public already
        "small_number_in_words",
        # consent to a use
        "consent_stands",
        "consent_not_needed",
        "consent_missing",
        "consent_refused",
        "consent_withdrawn",
        "consent_expired",
        "keeping_refused",
        "source_unknown",
        "unknown_purpose",
    }
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule decided and why. True in a condition when it allows; ``reason`` is one of ``REASONS``."""

    allowed: bool
    reason: str

    def __post_init__(self) -> None:
        if self.reason not in REASONS:
            raise InvalidRecord(f"no rule gives the reason {self.reason!r}")

    def __bool__(self) -> bool:
        return self.allowed


def allow(reason: str) -> Decision:
    """It may be done."""
    return Decision(allowed=True, reason=reason)


def refuse(reason: str) -> Decision:
    """It may not be done."""
    return Decision(allowed=False, reason=reason)
