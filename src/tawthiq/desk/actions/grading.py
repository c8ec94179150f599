"""Grading and sign-off: one person argues how firmly an incident is established, a second one signs it as it stands."""

from django.db import transaction
from django.utils import timezone

from tawthiq.core.decisions import Decision
from tawthiq.core.grading import may_attribute, may_grade, may_sign_off
from tawthiq.core.incidents import independent_sources
from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.assembling import reopen
from tawthiq.desk.actions.journal import record
from tawthiq.desk.actions.search import index_incident
from tawthiq.desk.queries.facts import sourced_claims
from tawthiq.errors import InvalidRecord


def grade_incident(user: m.User, incident: m.Incident, *, grade: str, basis: str, contrary: str) -> None:
    """The incident carries this grade, with why, and what speaks against it or where that was looked for."""
    require(user, "grade")
    sources = independent_sources(sourced_claims(incident))
    _allowed(may_grade(grade, independent_sources=sources, contrary_note=contrary, basis=basis))
    with transaction.atomic():
        reopen(incident)
        incident.grade, incident.grade_basis, incident.contrary = grade, basis.strip(), contrary.strip()
        incident.graded_by, incident.state = user, "graded"
        incident.save()
        index_incident(incident)
        detail = {"grade": grade, "independent_sources": sources}
        changed: list[m.Record] = [incident, *incident.signoffs.all()]
        record("graded", actor=user.username, subject=incident, changed=changed, why=basis, detail=detail)


def sign_off(user: m.User, incident: m.Incident) -> m.SignOff:
    """A second person stands for the incident exactly as it is; any later change takes the sign-off away."""
    require(user, "sign_off")
    if incident.state != "graded" or incident.graded_by is None:
        raise InvalidRecord("not_graded")
    graded_by = incident.graded_by.username
    _allowed(may_sign_off(graded_by=graded_by, signer=user.username, role=user.role, grade=incident.grade))
    with transaction.atomic():
        incident.state = "signed"
        incident.save()
        signoff = m.SignOff.objects.create(
            incident=incident,
            grade=incident.grade,
            by=user,
            incident_digest=incident.digest(),
            signed_at=timezone.now(),
        )
        index_incident(incident)
        record("signed_off", actor=user.username, subject=incident, changed=[incident, signoff])
    return signoff


def set_certainty(user: m.User, act: m.Act, *, party: str, certainty: str, basis: str) -> None:
    """The act's alleged perpetrator is held responsible this firmly, for this reason; without one nobody is named."""
    require(user, "grade")
    alleged = act.perpetrators.filter(party__code=party).first()
    if alleged is None:
        raise InvalidRecord("unknown_party")
    _allowed(may_attribute(party, basis=basis, certainty=certainty))
    with transaction.atomic():
        alleged.certainty, alleged.basis, alleged.set_by = certainty, basis.strip(), user
        alleged.save()
        incident = act.incident
        reopen(incident)
        index_incident(incident)
        changed: list[m.Record] = [act, incident, *incident.signoffs.all()]
        detail = {"act": act.ref, "party": party, "certainty": certainty}
        record("attribution_set", actor=user.username, subject=incident, changed=changed, why=basis, detail=detail)


def _allowed(decision: Decision) -> None:
    if not decision:
        raise InvalidRecord(decision.reason)
