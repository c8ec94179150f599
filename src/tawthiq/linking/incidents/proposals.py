"""What a researcher is asked: are these claims one incident, does this report add to that one, do these contradict?

Three kinds of proposals, each with a score, its reasons and the contradictions to look at. What a person has judged is
not asked again, and what was judged different is never proposed as one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from tawthiq.core.judgements import Said, settled
from tawthiq.linking.incidents.accounts import Account
from tawthiq.linking.incidents.differences import differences
from tawthiq.linking.incidents.evidence import Comparison
from tawthiq.linking.incidents.grouping import JOIN, group
from tawthiq.linking.incidents.linking import LinkedPair, link
from tawthiq.linking.likely import Proposal

# From here on two accounts that contradict each other are shown as contradicting, though they may be of two events.
# Source: own convention; in the Rettig report one in five pairs of such a score is one event.
CONTRADICT = 0.2
KINDS = ("adds_to", "one_incident", "contradict")
Pair = frozenset[str]


@dataclass(frozen=True, slots=True)
class Told:
    """An account with where it stands: the report it comes from, and the incident it is or belongs to ("" for none).

    ``report`` is "" for the account that an incident gives of itself.
    """

    account: Account
    report: str = ""
    incident: str = ""


@dataclass(slots=True)
class _Links:
    """The comparisons of pairs that nobody judged, by both refs."""

    of: dict[Pair, Comparison] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)

    def between(self, one: str, other: str) -> Comparison | None:
        return self.of.get(frozenset((one, other)))


def propose(
    told: Sequence[Told], *, same: Iterable[Pair] = (), different: Iterable[Pair] = (), unsure: Iterable[Pair] = ()
) -> list[Proposal]:
    """The proposals about these claims and incidents, the surest first; the other arguments are pairs judged so."""
    said_same, said_different = set(same), set(different)
    said = Said(frozenset(said_same), frozenset(said_different), frozenset(unsure))
    judged = settled(said, known={one.account.ref for one in told})
    links = _Links(told={one.account.ref: one for one in told})
    accounts = [one.account for one in told]
    for pair in link(accounts, shown=CONTRADICT):
        if not _is_settled(told, pair):
            links.of[frozenset((accounts[pair.left].ref, accounts[pair.right].ref))] = pair.comparison
    adds = _adds(told, links, judged=judged)
    taken = {ref for proposal in adds for ref in proposal.right}
    free = [one.account.ref for one in told if not one.incident and one.account.ref not in taken]
    ones = [*_ones(free, links, judged=judged, same=said_same, different=said_different), *_twins(told, links, judged)]
    shown = {frozenset(pair) for one in (*adds, *ones) for pair in combinations(one.refs, 2)}
    found = [*adds, *ones, *_contradicting(links, without=judged | shown)]
    return sorted(found, key=lambda one: (-one.score, KINDS.index(one.kind), one.refs))


def _is_settled(told: Sequence[Told], pair: LinkedPair) -> bool:
    """Both stand in one incident already, or one is the incident that the other belongs to."""
    one, other = told[pair.left], told[pair.right]
    return bool(one.incident) and one.incident == other.incident


def _adds(told: Sequence[Told], links: _Links, *, judged: set[Pair]) -> list[Proposal]:
    """For each report and incident the free claims that fit that incident best of all."""
    best: dict[tuple[str, str], list[tuple[float, str]]] = {}
    incidents = [one.account.ref for one in told if one.incident == one.account.ref]
    for one in told:
        if one.incident:
            continue
        ref = one.account.ref
        scored = [(found.score, incident) for incident in incidents if (found := links.between(ref, incident))]
        scored = [(score, to) for score, to in scored if score >= JOIN and frozenset((ref, to)) not in judged]
        if scored:
            score, to = max(scored, key=lambda pair: (pair[0], pair[1]))
            best.setdefault((one.report, to), []).append((score, ref))
    return [
        _proposal("adds_to", incident, [ref for _score, ref in sorted(members, key=lambda m: (-m[0], m[1]))], links)
        for (_report, incident), members in best.items()
    ]


def _ones(
    free: Sequence[str], links: _Links, *, judged: set[Pair], same: set[Pair], different: set[Pair]
) -> list[Proposal]:
    """Groups of free claims; what was judged the same is together from the start."""
    known = set(free)
    scores = {tuple(sorted(pair)): found.score for pair, found in links.of.items() if pair <= known}
    scores |= {tuple(sorted(pair)): 1.0 for pair in same if pair <= known}
    groups: dict[str, list[str]] = {}
    of = group(
        free, {(a, b): score for (a, b), score in scores.items()}, apart=[_two(p) for p in different if p <= known]
    )
    for ref in free:
        groups.setdefault(of[ref], []).append(ref)
    found = []
    for first, *others in groups.values():
        asked = [ref for ref in others if frozenset((first, ref)) not in judged]
        if asked and any(links.between(first, ref) for ref in asked):
            found.append(_proposal("one_incident", first, asked, links))
    return found


def _two(pair: Pair) -> tuple[str, str]:
    one, other = sorted(pair)
    return one, other


def _twins(told: Sequence[Told], links: _Links, judged: set[Pair]) -> list[Proposal]:
    """Two incidents of the register that may be one."""
    incidents = {one.account.ref for one in told if one.incident == one.account.ref}
    return [
        _proposal("one_incident", *_as_list(pair), links)
        for pair, found in links.of.items()
        if pair <= incidents and found.score >= JOIN and pair not in judged
    ]


def _as_list(pair: Pair) -> tuple[str, list[str]]:
    one, other = _two(pair)
    return one, [other]


def _contradicting(links: _Links, *, without: set[Pair]) -> list[Proposal]:
    """Pairs too unlike to be proposed as one, and too like to be left unseen."""
    found = []
    for pair in links.of:
        if pair in without:
            continue
        left, right = _ordered(pair, links.told)
        proposal = _proposal("contradict", left, [right], links)
        if proposal.contradictions and not _is_inside(links.told, left, right):
            found.append(proposal)
    return found


def _is_inside(told: Mapping[str, Told], left: str, right: str) -> bool:
    """A claim that belongs to an incident speaks through it."""
    return any(told[ref].incident not in ("", ref) for ref in (left, right))


def _ordered(pair: Pair, told: Mapping[str, Told]) -> tuple[str, str]:
    """The incident first, then by reference."""
    one, other = sorted(pair, key=lambda ref: (told[ref].incident != ref, ref))
    return one, other


def _proposal(kind: str, left: str, right: Sequence[str], links: _Links) -> Proposal:
    compared = [found for ref in right if (found := links.between(left, ref))]
    best = max(compared, key=lambda found: found.score, default=None)
    told = links.told
    pairs = combinations((left, *right), 2)
    contradictions = (found for one, other in pairs for found in differences(told[one].account, told[other].account))
    return Proposal(
        kind=kind,
        left=left,
        right=tuple(right),
        score=best.score if best else 0.0,
        reasons=best.reasons if best else (),
        contradictions=tuple(dict.fromkeys(contradictions)),
    )
