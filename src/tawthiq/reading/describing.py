"""Parties by a description: "the organization" is the armed group named last; whom a publisher calls "terrorists".

A word may also mean one party for a time and another later.
"""

from bisect import bisect_left
from collections import Counter
from datetime import date

from tawthiq.reading.lexicon import Hit
from tawthiq.reading.lexicon_entries import Home

# States and their forces are never "the organization"; who did it is not known where nobody is.
_NO_GROUPS = ("syrian_government", "russia", "us_coalition", "turkey", "israel", "iraq", "unknown")

# So often at least a report from another country names it. Source: our own reading of reports, no study.
_FOREIGN_MIN = 2
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
    found: list[Hit] = []
    group: str | None = None
    for hit in hits:
        if hit.kind == "judging" and hit.value.publisher in meant:
            described = _beside(hit, parties)
            if described is None:
                found.append(hit._replace(kind="party", value=group or hit.value.party))
                continue
            group = group if described in _NO_GROUPS else described  # "ISIS terrorists …; the terrorists also …"
        found.append(hit)
    return found


def name_elsewhere(hits: list[Hit], home: Home | None) -> list[Hit]:
    """In a report from another country the parties by words that only describe ("rebels") are unknown.

    A report is from elsewhere where it names another country twice and more than any place of the conflict, and the
    conflict's own country nowhere. States that act in the conflict do not tell where a report is from. For what has an
    owner by the rules of this war alone (barrel bombs), one mention is enough: nobody is accused by inference.
    """
    if home and _foreign(hits, home, least=1):
        hits = [hit for hit in hits if hit.kind != "air_owner"]
    country = _foreign(hits, home, least=_FOREIGN_MIN) if home else None
    if country is None:
        return hits
    described = {(hit.start, hit.end): hit.value for hit in hits if hit.kind == "describes_party"}
    found: list[Hit] = []
    for hit in hits:
        is_described = hit.kind == "party" and country not in described.get((hit.start, hit.end), frozenset([country]))
        if hit.kind != "dated":
            found.append(hit._replace(value="unknown") if is_described else hit)
    return found


def _foreign(hits: list[Hit], home: Home, *, least: int) -> str | None:
    named: Counter[str] = Counter()
    places = set()
    for hit in hits:
        if hit.kind == "nationality":
            named[hit.value] += 1
        elif hit.kind == "place":
            countries = {entry.country for entry in hit.value if entry.kind == "country" and entry.country}
            named.update(countries)
            places |= {entry.id for entry in hit.value[:1] if not countries}
    if any(code in home.countries for code in named):
        return None
    others = Counter({code: count for code, count in named.items() if code not in home.states})
    if not others:
        return None
    code, count = others.most_common(1)[0]
    return code if count >= least and count > len(places) else None


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


def _beside(hit: Hit, parties: list[Hit]) -> str | None:
    """The party right beside the word, which it describes."""
    at = bisect_left(parties, hit.start, key=lambda party: party.start)
    near = parties[max(0, at - 1) : at + 1]
    for party in near:
        is_behind, is_before = -1 <= party.first - hit.last <= _BESIDE, 0 <= hit.first - party.last <= 1
        if is_behind or is_before or party.start <= hit.start < party.end:
            return str(party.value)
    return None


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
