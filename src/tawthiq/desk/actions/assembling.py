"""From attached claims to an incident's values, acts, groups and people. ``core.incidents`` decides; this saves it.

A value that a person set with a signed reason stands; the claims beside it are laid out anew, so disagreement shows.
"""

from dataclasses import asdict, is_dataclass
from typing import Any

from django.utils import timezone

from tawthiq.core.claims import COUNTED, Claim
from tawthiq.core.incidents import Assembled, SourcedClaim, assemble, violations_of
from tawthiq.core.people import is_unidentified, is_victim
from tawthiq.core.texts import fold
from tawthiq.desk import models as m
from tawthiq.desk.actions.gazetteer import keep_places
from tawthiq.desk.actions.journal import record
from tawthiq.desk.actions.search import index_incident
from tawthiq.desk.queries.facts import parents_of_places, sourced_claims, violation_by_kind


def reassemble(incident: m.Incident, *, actor: str, why: str = "") -> None:
    """Values, acts, groups and people follow the attached claims; a grade and sign-off given before are open again.

    Runs in the caller's transaction and writes its own journal entry.
    """
    claims = sourced_claims(incident)
    places = keep_places(sourced.claim for sourced in claims)
    assembled = assemble(claims, parents=parents_of_places())
    for value in assembled.values():
        _save_value(incident, value)
    reopen(incident)
    acts, removed = _save_acts(incident, claims)
    people = _save_people(incident, claims)
    index_incident(incident)
    changed: list[m.Record] = [incident, *places, *acts, *people, *incident.signoffs.all()]
    record("value_set", actor=actor, subject=incident, changed=changed, removed=removed, why=why)


def reopen(incident: m.Incident) -> None:
    """A changed incident is neither graded nor signed: both were given to what it was before."""
    incident.state = "open"
    incident.save()
    incident.signoffs.filter(is_standing=True).update(is_standing=False)


def _save_value(incident: m.Incident, value: Assembled) -> None:
    standing = incident.values.filter(field=value.field, is_current=True).first()
    by_hand = standing is not None and standing.set_by_id is not None
    if not by_hand and value.value in (None, ()):
        incident.values.filter(field=value.field, is_current=True).update(is_current=False)
        return
    chosen = standing.body["value"] if standing and by_hand else to_plain(value.value)
    body = {
        "value": chosen,
        "disagreement": value.disagreement,
        "alternatives": [[to_plain(other), list(ids)] for other, ids in value.alternatives],
        "contrary": list(value.contrary),
    }
    new = replace_value(incident, field=value.field, body=body)
    if standing and by_hand:
        new.why, new.set_by, new.set_at = standing.why, standing.set_by, standing.set_at
        new.save()
    new.claims.set(m.ClaimRow.objects.filter(pk__in=value.claim_ids))


def replace_value(incident: m.Incident, *, field: str, body: dict[str, Any]) -> m.IncidentValue:
    """A new standing value; the earlier one stays as history."""
    incident.values.filter(field=field, is_current=True).update(is_current=False)
    return m.IncidentValue.objects.create(incident=incident, field=field, body=body, set_at=timezone.now())


def to_plain(value: Any) -> Any:
    """A rule's value as JSON: bounds become objects, tuples lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return list(value) if isinstance(value, tuple) else value


def _save_acts(incident: m.Incident, claims: list[SourcedClaim]) -> tuple[list[m.Record], list[str]]:
    """One act per kind that a claim asserts, with its victims and alleged perpetrators; a person's certainty stays."""
    by_kind: dict[str, list[SourcedClaim]] = {}
    for one in claims:
        if one.claim.status in ("asserted", "total"):
            by_kind.setdefault(one.claim.kind, []).append(one)
    gone = incident.acts.exclude(kind__in=by_kind)
    removed = [ref for act in gone for ref in (act.ref, *([act.group.ref] if act.group else []))]
    groups = [act.group_id for act in gone]
    m.ActPerpetrator.objects.filter(act__in=gone).delete()
    gone.delete()
    m.VictimGroup.objects.filter(pk__in=[pk for pk in groups if pk]).delete()
    changed: list[m.Record] = []
    for kind, members in sorted(by_kind.items()):
        changed += _save_act(incident, kind, members)
    return changed, removed


def _save_act(incident: m.Incident, kind: str, members: list[SourcedClaim]) -> list[m.Record]:
    found = assemble(members, parents=None)
    victim_class = str(found["target_class"].value or "unknown")
    violations = violations_of([kind], victim_class=victim_class, violation_by_kind=violation_by_kind())
    act, _ = m.Act.objects.get_or_create(incident=incident, kind=kind)
    group = act.group or m.VictimGroup(incident=incident)
    group.victim_class = victim_class
    group.who = next((c.claim.counts[n].who for c in members for n in c.claim.counts if c.claim.counts[n].who), "")[
        :300
    ]
    group.counts = {name: to_plain(found[name].value) for name in COUNTED if found[name].value is not None}
    group.save()
    act.group, act.violation = group, next(iter(violations), "")
    act.save()
    _save_perpetrators(act, parties=found["perpetrators"].value or ())
    return [act, group]


def _save_perpetrators(act: m.Act, *, parties: tuple[str, ...]) -> None:
    act.perpetrators.exclude(party__code__in=parties).delete()
    known = set(act.perpetrators.values_list("party__code", flat=True))
    for party in m.Party.objects.filter(code__in=set(parties) - known):
        m.ActPerpetrator.objects.create(act=act, party=party)


def _save_people(incident: m.Incident, claims: list[SourcedClaim]) -> list[m.Record]:
    """Persons named in the claims take part in the incident; within one incident one written name is one person."""
    known = {_key(one.person): one.person for one in incident.involvements.select_related("person")}
    incident.involvements.all().delete()
    changed: list[m.Record] = []
    for one in claims:
        for mention in _involved(one.claim):
            person = known.get(fold(mention.text))
            if person is None:
                script = "name_ar" if any("\u0600" <= letter <= "\u06ff" for letter in mention.text) else "name_en"
                person = m.Person.objects.create(**{script: mention.text[:200]})
                known[fold(mention.text)] = person
                changed.append(person)
            m.Involvement.objects.create(
                person=person, incident=incident, claim_id=one.id, role=mention.role[:80], status=mention.status[:40]
            )
    return changed


def _involved(claim: Claim) -> list[Any]:
    named = (person for person in claim.people if not is_unidentified(person.text))
    return [person for person in named if is_victim(person.status) or person.role]


def _key(person: m.Person) -> str:
    return fold(person.name_ar or person.name_en)
