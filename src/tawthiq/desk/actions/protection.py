"""What protects a witness of a case: added, and lifted with a reason."""

from django.db import transaction
from django.utils import timezone

from tawthiq.desk import models as m
from tawthiq.desk.access import require_in_case
from tawthiq.desk.actions.cases import take_back
from tawthiq.desk.actions.journal import record
from tawthiq.desk.queries.labels import label
from tawthiq.errors import InvalidRecord


def add_measure(user: m.User, codename: m.Codename, *, measure: str, note: str = "") -> m.ProtectiveMeasure:
    """This protects the witness from now on."""
    require_in_case(user, codename.case, "build_case")
    if label("protective_measures", measure, "en") == measure:
        raise InvalidRecord("value_invalid: measure")
    with transaction.atomic():
        row = m.ProtectiveMeasure.objects.create(
            case=codename.case,
            codename=codename,
            measure=measure,
            note=note.strip(),
            added_by=user,
            added_at=timezone.now(),
        )
        record("protection_added", actor=user.username, subject=codename.case, changed=[row])
    return row


def lift_measure(user: m.User, measure: m.ProtectiveMeasure, *, reason: str) -> None:
    """It protects no more; the row stays."""
    require_in_case(user, measure.case, "build_case")
    take_back(user, measure, reason=reason)
    with transaction.atomic():
        measure.save()
        record("protection_lifted", actor=user.username, subject=measure.case, changed=[measure])
