"""What one policy (a row of ``data/counting_policies.yaml``) makes of an incident's claims, and why.

Extraction never knows a policy: the claim keeps what the words say, and each policy reads the same claims.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from tawthiq.core.counts import DOZENS, HUNDREDS, TENS, Bounds
from tawthiq.core.incidents import count_range
from tawthiq.core.quantities import Documented
from tawthiq.core.releases import PublicClaim, PublicCount, PublicIncident
from tawthiq.core.texts import fold

# Source: core/counts.py, the bounds of these words in the organisation's counting guide. "Dozens" has no word of its
# own in Arabic, where "tens" is said.
_WORDS = {
    "tens": (TENS, ("tens of", "scores of", "عشرات", "العشرات")),
    "dozens": (DOZENS, ("dozens",)),
    "hundreds": (HUNDREDS, ("hundreds", "مئات", "المئات")),
}
_SPEAKS = ("asserted",)
GRADES = ("fair", "weak", "contested", "discounted")


@dataclass(frozen=True, slots=True)
class Policy:
    """A row of the table. ``basis`` is standing or claims; ``take`` is range, lowest, highest or most_said."""

    id: str
    version: str
    basis: str
    take: str
    victims: str
    counted: tuple[str, ...]
    words: Mapping[str, int]
    graded: bool = False

    @property
    def name(self) -> str:
        """``acled@1``: what a figure carries."""
        return f"{self.id}@{self.version}"


def policy_from(row: Mapping[str, Any]) -> Policy:
    """The policy of a row of the table."""
    names = ("id", "version", "take", "victims", "words", "graded")
    return Policy(**{name: row[name] for name in names}, basis=row["from"], counted=tuple(row["counted"]))


@dataclass(frozen=True, slots=True)
class Applied:
    """What a policy says of one count of one incident.

    ``number`` is None where the policy does not count it; ``reason`` is a code; the number rests on ``claims``.
    """

    number: Documented | None
    reason: str
    claims: tuple[str, ...] = ()


def apply_policy(policy: Policy, incident: PublicIncident, *, counted: str) -> Applied:
    """The incident's number under the policy, with its reason; the order of the claims changes nothing."""
    if counted not in policy.counted:
        return Applied(None, "policy_does_not_count_it")
    if policy.victims == "civilian" and incident.victim_class != "civilian":
        return Applied(None, "victims_not_said_civilian")
    told = {claim.ref: claim for claim in incident.claims if claim.status in _SPEAKS and counted in claim.counts}
    if policy.basis == "standing":
        standing = incident.counts.get(counted)
        return Applied(None, "not_mentioned") if standing is None else _applied(standing, "as_reviewed", refs=told)
    if not told:
        return Applied(None, "not_mentioned")
    return _take(policy, {ref: _read(policy, claim, counted=counted) for ref, claim in sorted(told.items())})


def _take(policy: Policy, given: Mapping[str, Bounds]) -> Applied:
    numbers = {ref: one for ref, one in given.items() if not one.is_vague}
    if not numbers:
        return _applied(PublicCount(None, None), "no_source_gives_a_number", refs=given)
    if policy.take == "range":
        whole = count_range(numbers.values())
        return _applied(PublicCount(whole.min, whole.max), "lowest_to_highest", refs=numbers)
    least = {ref: _least(one) for ref, one in numbers.items()}
    if policy.take == "lowest":
        number = min(least.values())
    elif policy.take == "most_said":
        times = Counter(least.values())
        number = min(times, key=lambda one: (-times[one], one))
    else:
        return _highest(numbers)
    chosen = [ref for ref, one in least.items() if one == number]
    return _applied(PublicCount(number, number), f"{policy.take}_number", refs=chosen)


def _highest(numbers: Mapping[str, Bounds]) -> Applied:
    """The highest number told, open above where a claim that gives no most ("at least") reaches it."""
    tops = {ref: one.max if one.max is not None else one.min or 0 for ref, one in numbers.items()}
    number = max(tops.values())
    chosen = [ref for ref, top in tops.items() if top == number]
    if any(numbers[ref].max is None for ref in chosen):
        return _applied(PublicCount(number, None), "highest_number_is_a_least", refs=chosen)
    return _applied(PublicCount(number, number), "highest_number", refs=chosen)


def _least(one: Bounds) -> int:
    """What the account holds to be sure; "up to N" holds nothing to be sure."""
    return one.min or 0


def _applied(one: PublicCount, reason: str, *, refs: Collection[str]) -> Applied:
    unknown = one.min is None and one.max is None
    number = Documented(0, 0, unknown=1) if unknown else Documented(one.min or 0, one.max)
    return Applied(number, reason, tuple(sorted(refs)))


def _read(policy: Policy, claim: PublicClaim, *, counted: str) -> Bounds:
    """The claim's bounds, where the policy has a number of its own for "tens" with that number.

    "At least 20" has the bounds of "tens": the word has to stand in the quote, and the number not.
    """
    count = claim.counts[counted]
    quote = fold(claim.quote)
    for word, number in policy.words.items():
        bounds, spellings = _WORDS[word]
        is_said = any(fold(one) in quote for one in spellings)
        if (count.min, count.max) == (bounds.min, bounds.max) and is_said and str(bounds.min) not in quote:
            return Bounds(number, number, approximate=True)
    return Bounds(count.min, count.max, approximate=count.approximate)


def grade_of(incident: PublicIncident, *, corroborated: Collection[str]) -> str:
    """The incident in the words of Airwars' grading; ``corroborated`` are the grades that need several sources.

    Source: Airwars, Methodology, grading of civilian harm. "Confirmed" needs an admission and is no rule's to give.
    """
    if incident.victim_class == "combatant":
        return "discounted"
    if "perpetrators" in incident.disagreements:
        return "contested"
    return "fair" if incident.grade in corroborated else "weak"
