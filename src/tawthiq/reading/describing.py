"""Parties by a description: "the organization" is the armed group named last; whom a publisher calls "terrorists".

A word may also mean one party for a time and another later.
"""

from bisect import bisect_left
from datetime import date

from tawthiq.reading.lexicon import Hit

# States and their forces are never "the organization"; who did it is not known where nobody is.
_NO_GROUPS = ("syrian_government", "russia", "us_coalition", "turkey", "israel", "iraq", "unknown")

# A publisher names himself at the head of a report: in so many characters at most.
_HEAD = 400
# So near a party such a word only describes it ("terrorists of the Nusra Front").
_BESIDE = 3


def name_judged(hits: list[Hit]) -> list[Hit]:
    """The hits with a party for every word that judges, where the publisher who means that party by it is named.

    The state agency's "terrorists" are the opposition's forces; in another's report the same word tells nobody.
    """
    meant = {hit.value for hit in hits if hit.kind == "publishers" and hit.start < _HEAD}
    if not meant:
        return hits
    parties = [hit for hit in hits if hit.kind == "party"]
    return [
        hit._replace(kind="party", value=hit.value.party)
        if hit.kind == "judging" and hit.value.publisher in meant and not _is_beside(hit, parties)
        else hit
        for hit in hits
    ]


def name_dated(hits: list[Hit], published: date | None) -> list[Hit]:
    """The hits with a party for every word that means one on the day of the report (الجيش الوطني)."""
    if published is None or not any(hit.kind == "dated" for hit in hits):
        return hits
    found: list[Hit] = []
    for hit in hits:
        found.append(hit)
        if hit.kind == "dated":
            parties = [meaning.party for meaning in hit.value if meaning.holds_on(published)]
            found += [hit._replace(kind="party", value=party) for party in parties[:1]]
    return found


def _is_beside(hit: Hit, parties: list[Hit]) -> bool:
    at = bisect_left(parties, hit.start, key=lambda party: party.start)
    near = parties[max(0, at - 1) : at + 1]
    return any(-1 <= party.first - hit.last <= _BESIDE or 0 <= hit.first - party.last <= 1 for party in near)


def name_descriptions(hits: list[Hit]) -> list[Hit]:
    """The hits with a party for every description of the group named before it; in order of their start."""
    found: list[Hit] = []
    group: str | None = None
    for hit in hits:
        if hit.kind == "party" and hit.value not in _NO_GROUPS:
            group = hit.value
        found.append(hit)
        if hit.kind == "party_pronouns" and group:
            found.append(hit._replace(kind="party", value=group))
    return found
