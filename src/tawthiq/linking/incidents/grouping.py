"""From compared pairs to groups: two groups become one where their accounts belong together on average."""

from collections.abc import Iterable, Mapping

# A pair from here on may join two groups. Source: highest B-cubed F1 on one half of the Rettig report's groups.
JOIN = 0.5
# Two groups join where the average over all their pairs, those not compared counting as 0, reaches this.
# Source: the same; single links would chain a whole city's bad day into one event.
JOIN_AVERAGE = 0.3


def group(
    refs: Iterable[str],
    scores: Mapping[tuple[str, str], float],
    *,
    join: float = JOIN,
    average: float = JOIN_AVERAGE,
    apart: Iterable[tuple[str, str]] = (),
) -> dict[str, str]:
    """For every account the first account of its group; the order in which pairs are given changes nothing.

    ``scores`` are of pairs; the best are joined first, equal ones in the order of ``refs``. Pairs in ``apart`` never
    come into one group.
    """
    order = {ref: number for number, ref in enumerate(refs)}
    leader = {ref: ref for ref in order}
    members = {ref: [ref] for ref in order}
    links: dict[str, dict[str, float]] = {ref: {} for ref in order}
    for (a, b), score in scores.items():
        links[a][b] = links[b][a] = score
    vetoed: dict[str, set[str]] = {}
    for a, b in apart:
        vetoed.setdefault(a, set()).add(b)
        vetoed.setdefault(b, set()).add(a)
    ranked = sorted(
        (pair for pair, score in scores.items() if score >= join),
        key=lambda pair: (-scores[pair], sorted((order[pair[0]], order[pair[1]]))),
    )
    for a, b in ranked:
        one, other = sorted((leader[a], leader[b]), key=order.__getitem__)
        if one == other or vetoed.get(one, set()) & {other}:
            continue
        if links[one].get(other, 0.0) < average * len(members[one]) * len(members[other]):
            continue
        _merge(one, other, links=links, vetoed=vetoed)
        for ref in members[other]:
            leader[ref] = one
        members[one] += members.pop(other)
    first = {one: min(members[one], key=order.__getitem__) for one in members}
    return {ref: first[leader[ref]] for ref in order}


def _merge(one: str, other: str, *, links: dict[str, dict[str, float]], vetoed: dict[str, set[str]]) -> None:
    """The links of a group are sums over its pairs; those of the other group are added to the first one's."""
    links[one].pop(other, None)
    for third, total in links.pop(other).items():
        if third == one:
            continue
        links[third].pop(other)
        links[one][third] = links[third][one] = links[one].get(third, 0.0) + total
    for third in vetoed.pop(other, set()):
        vetoed[third].discard(other)
        vetoed[third].add(one)
        vetoed.setdefault(one, set()).add(third)
