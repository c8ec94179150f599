"""From an account to a claim: every offset goes back to the raw text, every value keeps its words."""

from dataclasses import replace

from tawthiq.core.claims import (
    Attribution,
    Claim,
    Count,
    PartyMention,
    PersonMention,
    PlaceMention,
    Span,
    Target,
    TimeMention,
)
from tawthiq.core.texts import Normalised
from tawthiq.reading.accounts import Account
from tawthiq.reading.acts import Told
from tawthiq.reading.certainty import find_confidence
from tawthiq.reading.countries import country_of
from tawthiq.reading.frames import Frame
from tawthiq.reading.parties import Actor
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.sharing import sites_in_order
from tawthiq.reading.sites import Site
from tawthiq.reading.tolls import total_of

_FIGHTING = ("clash", "control_change", "troop_movement")
_STATUS_OF = {
    "arrest_detention": "arrested",
    "abduction": "abducted",
    "enforced_disappearance": "missing",
    "execution": "killed",
    "killing_other": "killed",
    "sniper_killing": "killed",
    "torture": "tortured",
}


def emit(told: Told, *, normalised: Normalised, reader: tuple[str, str]) -> Claim:
    """The claim of an account, in offsets of the raw text."""
    writer = _Writer(normalised)
    account, lead = told.account, told.account.lead
    places = tuple(writer.place(told.resolver.mention(site, normalised.text)) for site in _sites(account))
    town = told.whereabouts.town if not places and _status(account) == "asserted" else None
    if town:
        places = (writer.place(town),)
    quote = writer.span(lead.start, lead.end)
    return Claim(
        kind=lead.kind,
        quote=quote,
        status=_status(account),
        places=places,
        country=country_of(places, at=quote.start, main=told.whereabouts.country),
        when=_when(writer, account),
        perpetrators=tuple(_perpetrators(writer, account)),
        target=_target(writer, account),
        counts=_counts(writer, account),
        people=tuple(_people(writer, account)),
        attribution=tuple(writer.like(item) for item in told.attribution),
        confidence=find_confidence(account, told.attribution),
        standing=told.standing,
        score=_score(account),
        reader=reader[0],
        version=reader[1],
        rules=tuple(dict.fromkeys([*(rule for frame in account.frames for rule in frame.rules), *_marks(town)])),
    )


def _marks(town: PlaceMention | None) -> list[str]:
    """The rule by which a claim without a place is where its report is."""
    return ["place.of_report"] if town else []


class _Writer:
    """Turns normalised offsets into raw spans."""

    def __init__(self, normalised: Normalised) -> None:
        self._normalised = normalised

    def span(self, start: int, end: int) -> Span:
        """The raw span of normalised ``start:end``."""
        return Span(*self.raw(start, end))

    def raw(self, start: int, end: int) -> tuple[int, int, str]:
        """Raw start, raw end and the words between."""
        first, last = self._normalised.to_raw(start, end)
        return first, last, self._normalised.raw[first:last]

    def place(self, mention: PlaceMention) -> PlaceMention:
        """The same place in raw offsets."""
        start, end, text = self.raw(mention.start, mention.end)
        return replace(mention, start=start, end=end, text=text)

    def like(self, item: Attribution) -> Attribution:
        """The same attribution in raw offsets."""
        return Attribution(*self.raw(item.start, item.end), item.kind, item.stance)


def _sites(account: Account) -> list[Site]:
    """The places of the fullest account, then those that other mentions add."""
    lead = account.lead
    others = [site for frame in account.frames if frame is not lead and frame.own_sites for site in frame.sites]
    found, seen = [], set()
    for site in [*sites_in_order(lead.sites), *sites_in_order(others)]:
        key = frozenset(entry.id for entry in site.entries) or (site.start, site.end)
        if key not in seen:
            seen.add(key)
            found.append(site)
    towns = [site for site in found if not site.entries or any(entry.kind != "country" for entry in site.entries)]
    return towns or found


def _status(account: Account) -> str:
    statuses = [frame.status for frame in account.frames]
    return "asserted" if "asserted" in statuses else account.lead.status


def _when(writer: _Writer, account: Account) -> TimeMention | None:
    frames = [account.lead, *account.frames]
    frame = next((frame for frame in frames if frame.own_when), None) or next(
        (frame for frame in frames if frame.when), None
    )
    if frame is None or frame.when is None:
        return None
    return TimeMention(*writer.raw(frame.when.start, frame.when.end), frame.when.edtf)


def _perpetrators(writer: _Writer, account: Account) -> list[PartyMention]:
    frames = [account.lead, *account.frames]
    frame = next((frame for frame in frames if frame.actors), None)
    if frame:
        return [PartyMention(*writer.raw(actor.start, actor.end), actor.party) for actor in _distinct(frame.actors)]
    inferred = next((frame.inferred for frame in frames if frame.inferred), None)
    if inferred is None:
        return []
    at = account.lead.start
    return [PartyMention(*writer.raw(at, at), inferred.party)]


def _distinct(actors: list[Actor]) -> list[Actor]:
    seen: dict[str, Actor] = {}
    for actor in actors:
        seen.setdefault(actor.party, actor)
    if len(seen) > 1:
        seen.pop("unknown", None)  # "unidentified aircraft, believed to be …"
    return list(seen.values())


def _target(writer: _Writer, account: Account) -> Target | None:
    frames = [account.lead, *account.frames]
    if account.lead.facility:
        hit = account.lead.facility
        return Target(*writer.raw(hit.start, hit.end), None, "facility")
    victims = _victims(account)
    doers = {
        actor.party for frame in frames for actor in [*frame.actors, *([frame.inferred] if frame.inferred else [])]
    }
    party = next((frame.target for frame in frames if frame.target and frame.target.party not in doers), None)
    if victims:
        known = next((victim for victim in victims if victim.target_class != "unknown"), victims[0])
        target_class = known.target_class
        if target_class == "unknown" and party and account.lead.kind in _FIGHTING:
            target_class = "combatant"
        first = victims[0]
        return Target(*writer.raw(first.start, first.end), party.party if party else None, target_class)
    if party:
        return Target(*writer.raw(party.start, party.end), party.party, _class_of_party(party, account.lead))
    return _object(writer, account.lead)


def _class_of_party(party: Actor, lead: Frame) -> str:
    if party.marker == "asset":
        return "combatant" if lead.cast.view.has_starting(party.first, "persons") else "facility"
    return "combatant" if lead.kind in _FIGHTING else "unknown"


def _victims(account: Account) -> list[Quantity]:
    """The people who are counted; parts of them ("including 3 policemen") only where nobody else is."""
    slots = ("killed", "injured", "detained", "displaced")
    found = [
        quantity
        for frame in [account.lead, *account.frames]
        for slot in slots
        for quantity in frame.counts.get(slot, [])
        if quantity.bounds.max != 0
    ]
    return [quantity for quantity in found if not quantity.is_part] or found


def _object(writer: _Writer, frame: Frame) -> Target | None:
    """People or a building named behind the trigger as what was hit or taken."""
    view = frame.cast.view
    for quantity in frame.cast.quantities:
        is_doer = view.has_ending(quantity.first - 1, "agents") is not None
        if quantity.unit == "persons" and frame.hit.end <= quantity.start < frame.end and not is_doer:
            return Target(*writer.raw(quantity.start, quantity.end), None, quantity.target_class)
    for hit in view.of("facilities"):
        if frame.hit.end <= hit.start < frame.end:
            return Target(*writer.raw(hit.start, hit.end), None, "facility")
    return None


def _counts(writer: _Writer, account: Account) -> dict[str, Count]:
    found: dict[str, Count] = {}
    for slot in ("killed", "injured", "detained", "displaced", "munitions"):
        bounds = account.bounds(slot)
        if bounds is None:
            continue
        quantities = next(frame.counts[slot] for frame in [account.lead, *account.frames] if frame.counts.get(slot))
        start, end = min(quantity.start for quantity in quantities), max(quantity.end for quantity in quantities)
        who = next((quantity.who for quantity in quantities if quantity.who), "")
        found[slot] = Count(*writer.raw(start, end), bounds.min, bounds.max, bounds.approximate, who)
    return found


def _people(writer: _Writer, account: Account) -> list[PersonMention]:
    found: dict[tuple[int, int], PersonMention] = {}
    for frame in account.frames:
        for person in frame.named:
            status = person.fate or ("" if person.by_grammar else _STATUS_OF.get(frame.kind) or _fate(frame))
            name = writer.raw(*person.full)[2] if person.full else None
            mention = PersonMention(*writer.raw(person.start, person.end), person.role, status, name)
            found.setdefault((person.start, person.end), mention)
    return sorted(found.values(), key=lambda person: (person.start, person.end))


def _fate(frame: Frame) -> str:
    for slot, status in (("killed", "killed"), ("injured", "injured")):
        if frame.counts.get(slot) and total_of(frame.counts[slot]).max != 0:
            return status
    return ""


def _score(account: Account) -> float:
    """How much of a claim the words fill, less what is hedged or inferred; not a probability."""
    lead = account.lead
    filled = [
        bool(lead.actors),
        bool(lead.own_sites),
        bool(lead.own_when),
        bool(account.frames[0].counts or lead.counts),
        len(account.frames) > 1,
    ]
    score = 0.45 + 0.1 * sum(filled)
    if lead.cast.view.of("hedges"):
        score -= 0.15
    if lead.inferred and not lead.actors:
        score -= 0.1
    if lead.status != "asserted":
        score -= 0.1
    return max(0.05, min(score, 0.95))
