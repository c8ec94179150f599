"""Cases: opened, described, shared with members, and what they gather.

The journal names a case and its own rows, never what they point at, and no reason: who reads the journal learns that a
case was worked on, not what is in it. Reasons stand in the rows, whose digests the journal holds.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from tawthiq.core.access import may
from tawthiq.core.cases import GATHERED
from tawthiq.core.ids import parse_ref
from tawthiq.desk import models as m
from tawthiq.desk.access import require, require_in_case
from tawthiq.desk.actions.codenames import give_codenames
from tawthiq.desk.actions.journal import record
from tawthiq.desk.queries.case_items import items_of_refs
from tawthiq.errors import InvalidRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a case is called and what it is about, in both languages."""

    title_en: str
    title_ar: str
    about_en: str = ""
    about_ar: str = ""

    def put(self, case: m.Case) -> None:
        """The case says so; raises InvalidRecord where a title is missing."""
        if not self.title_en.strip() or not self.title_ar.strip():
            raise InvalidRecord("title_missing")
        for name in self.__slots__:
            setattr(case, name, getattr(self, name).strip())


def open_case(user: m.User, about: About) -> m.Case:
    """A new case, whose only member is who opened it."""
    require(user, "open_case")
    case = m.Case(opened_by=user, opened_at=timezone.now())
    about.put(case)
    with transaction.atomic():
        case.save()
        m.CaseMember.objects.create(case=case, user=user, added_by=user, added_at=case.opened_at)
        record("case_opened", actor=user.username, subject=case, changed=[case])
    return case


def describe_case(user: m.User, case: m.Case, about: About) -> None:
    """Title and description say what this person wrote."""
    require_in_case(user, case, "build_case")
    about.put(case)
    with transaction.atomic():
        case.save()
        record("case_described", actor=user.username, subject=case, changed=[case])


def set_case_state(user: m.User, case: m.Case, *, state: str) -> None:
    """The case is closed, or open again; a closed one is still seen by its members."""
    require_in_case(user, case, "open_case")
    if state not in m.Case.STATES:
        raise InvalidRecord("value_invalid: state")
    case.state = state
    with transaction.atomic():
        case.save()
        record(
            "case_closed" if state == "closed" else "case_reopened", actor=user.username, subject=case, changed=[case]
        )


def add_member(user: m.User, case: m.Case, *, username: str) -> None:
    """This person needs to know the case from now on."""
    require_in_case(user, case, "open_case")
    added = m.User.objects.filter(username=username, is_active=True).first()
    if added is None or not may(added.role, "see_case"):
        raise InvalidRecord("member_unfit")
    if case.members.filter(user=added, left_at=None).exists():
        raise InvalidRecord("member_already")
    with transaction.atomic():
        m.CaseMember.objects.create(case=case, user=added, added_by=user, added_at=timezone.now())
        record("case_member_added", actor=user.username, subject=case, changed=[case], detail={"member": username})


def end_membership(user: m.User, case: m.Case, *, username: str) -> None:
    """This person no longer sees the case; the last who may open cases stays, or nobody could ever be added again."""
    require_in_case(user, case, "open_case")
    standing = case.members.filter(left_at=None).select_related("user")
    ended = next((one for one in standing if one.user.username == username), None)
    if ended is None:
        raise InvalidRecord("member_unfit")
    if not any(may(one.user.role, "open_case") and one.user.is_active for one in standing if one != ended):
        raise InvalidRecord("member_last")
    with transaction.atomic():
        ended.left_at = timezone.now()
        ended.save()
        record("case_member_ended", actor=user.username, subject=case, changed=[case], detail={"member": username})


def note_seen(user: m.User, case: m.Case, *, page: str) -> None:
    """The journal says that this person looked at this page of the case."""
    with transaction.atomic():
        record("case_seen", actor=user.username, subject=case, detail={"page": page})


def add_material(user: m.User, case: m.Case, what: m.Record, *, why: str = "") -> m.CaseMaterial:
    """An incident, act, person, party or item belongs to the case; witnesses behind it get their codenames."""
    require_in_case(user, case, "build_case")
    if parse_ref(what.ref)[0] not in GATHERED:
        raise InvalidRecord("material_unfit")
    if case.materials.filter(what=what.ref, undone_at=None).exists():
        raise InvalidRecord("material_already")
    with transaction.atomic():
        row = m.CaseMaterial.objects.create(
            case=case, what=what.ref, why=why.strip(), added_by=user, added_at=timezone.now()
        )
        record("case_material_added", actor=user.username, subject=case, changed=[row])
        give_codenames(case, items_of_refs([what.ref]), actor=user.username)
    return row


def drop_material(user: m.User, material: m.CaseMaterial, *, reason: str) -> None:
    """It belongs to the case no more; the row stays. What stands in the matrix is struck out there, one by one."""
    require_in_case(user, material.case, "build_case")
    take_back(user, material, reason=reason)
    with transaction.atomic():
        material.save()
        record("case_material_dropped", actor=user.username, subject=material.case, changed=[material])


def take_back(user: m.User, row: m.CaseMaterial | m.EvidenceCell | m.ProtectiveMeasure, *, reason: str) -> None:
    """The row says who took it back and why; the caller saves it. Raises InvalidRecord without a reason, or twice."""
    if not reason.strip():
        raise InvalidRecord("reason_missing")
    if row.undone_at is not None:
        raise InvalidRecord("undone_already")
    row.undone_by, row.undone_at, row.undone_why = user, timezone.now(), reason.strip()
