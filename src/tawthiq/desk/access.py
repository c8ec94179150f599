"""The only door to protected records: each is fetched for a person, and *absent* and *forbidden* answer alike."""

from typing import TypeVar

from django.conf import settings

from tawthiq.core.access import may
from tawthiq.core.ids import PREFIXES, parse_ref
from tawthiq.core.people import ROOMS, WITNESSES, room_of
from tawthiq.desk import models as m
from tawthiq.errors import InvalidRecord, NotFound
from tawthiq.store.lists.sources import SourceFolder, load_source
from tawthiq.store.tables import BadTable

R = TypeVar("R", bound=m.Record)


def may_do(user: m.User, action: str) -> bool:
    """Whether this person may do an action of ``core.access``."""
    return user.is_active and may(user.role, action).allowed


def require(user: m.User, action: str) -> None:
    """Go on only where this person may do the action; else NotFound."""
    if not may_do(user, action):
        raise NotFound("not_found")


def _access(user: m.User, ref: str, *, model: type[R], action: str) -> R:
    require(user, action)
    try:
        kind, number = parse_ref(ref)
    except InvalidRecord as odd:
        raise NotFound("not_found") from odd
    found = model.objects.filter(pk=number).first() if kind == model.ref_kind and kind in PREFIXES else None  # type: ignore[attr-defined]
    if found is None:
        raise NotFound("not_found")
    return found


def access_item(user: m.User, ref: str) -> m.Item:
    """An item, for those who may see reports."""
    return _access(user, ref, model=m.Item, action="see_report")


def access_report(user: m.User, ref: str) -> m.Report:
    """A report, for those who may see reports."""
    return _access(user, ref, model=m.Report, action="see_report")


def access_claim(user: m.User, ref: str) -> m.ClaimRow:
    """A claim, for those who may see reports."""
    return _access(user, ref, model=m.ClaimRow, action="see_report")


def access_incident(user: m.User, ref: str) -> m.Incident:
    """An incident, for those who may see figures: the quotes on its page ask for see_report besides."""
    return _access(user, ref, model=m.Incident, action="see_figures")


def access_act(user: m.User, ref: str) -> m.Act:
    """An act of an incident."""
    return _access(user, ref, model=m.Act, action="see_figures")


def access_source(user: m.User, ref: str) -> m.Source:
    """A source under its pseudonym, for custodians."""
    return _access(user, ref, model=m.Source, action="see_source")


def access_custodian_key(user: m.User, ref: str) -> m.CustodianKey:
    """A custodian's public key."""
    return _access(user, ref, model=m.CustodianKey, action="see_source")


def access_sealed_identity(user: m.User, ref: str) -> m.SealedIdentity:
    """What was sealed about a source, still sealed."""
    return _access(user, ref, model=m.SealedIdentity, action="see_source")


def access_person(user: m.User, ref: str) -> m.Person:
    """A named person, for those who may enter the room that the person stands in."""
    found = _access(user, ref, model=m.Person, action="see_report")
    require(user, ROOMS[room_of_person(found)])
    return found


def room_of_person(person: m.Person) -> str:
    """The room of a person, by what claims call them; who has a codename in a case is protected as a witness."""
    if person.codenames.exists():
        return WITNESSES
    return room_of(person.involvements.values_list("status", flat=True).distinct())


def access_person_state(user: m.User, ref: str) -> m.PersonState:
    """A state of a person, for those who may edit and may enter the person's room."""
    found = _access(user, ref, model=m.PersonState, action="edit_incident")
    require(user, ROOMS[room_of_person(found.person)])
    return found


def access_judgement(user: m.User, ref: str) -> m.Judgement:
    """What somebody said about a pair, for those who may say so too."""
    return _access(user, ref, model=m.Judgement, action="edit_incident")


def access_article(user: m.User, ref: str) -> m.Article:
    """An article, for those who write them."""
    return _access(user, ref, model=m.Article, action="write_article")


def access_comment(user: m.User, ref: str) -> m.Comment:
    """A reader's comment, for editors: it holds an e-mail address."""
    return _access(user, ref, model=m.Comment, action="write_article")


def access_release(user: m.User, ref: str) -> m.Release:
    """A release, for everyone who may see figures."""
    return _access(user, ref, model=m.Release, action="see_figures")


def access_consent(user: m.User, ref: str) -> m.Consent:
    """A record of consent, for those who record them."""
    return _access(user, ref, model=m.Consent, action="record_consent")


def access_handover(user: m.User, ref: str) -> m.Handover:
    """A hand-over, for those who make them."""
    return _access(user, ref, model=m.Handover, action="hand_over")


def access_disposal(user: m.User, ref: str) -> m.Disposal:
    """A disposal, for those who may ask for one and those who may allow one."""
    action = "ask_disposal" if may_do(user, "ask_disposal") else "allow_disposal"
    return _access(user, ref, model=m.Disposal, action=action)


def access_capture(user: m.User, ref: str) -> m.Capture:
    """A web capture, for those who may see reports."""
    return _access(user, ref, model=m.Capture, action="see_report")


def access_source_folder(user: m.User, name: str) -> SourceFolder:
    """The folder of a source of lists, for those who import lists; raises InvalidRecord where somebody broke it."""
    require(user, "import_list")
    try:
        found = load_source(settings.WORKSPACE.sources, name)
    except BadTable as odd:
        raise InvalidRecord(f"{odd.code}: {odd.name} {odd.value}".strip()) from odd
    if found is None:
        raise NotFound("not_found")
    return found


def access_list(user: m.User, ref: str) -> m.ListImport:
    """An imported list, for those who may see reports."""
    return _access(user, ref, model=m.ListImport, action="see_report")


def access_list_row(user: m.User, ref: str) -> m.ListRow:
    """One row of an imported list, for those who may see reports."""
    return _access(user, ref, model=m.ListRow, action="see_report")


def access_party(user: m.User, ref: str) -> m.Party:
    """A party, for those who may see figures; who commands it asks for see_report besides."""
    return _access(user, ref, model=m.Party, action="see_figures")


def access_tie(user: m.User, ref: str) -> m.PartyTie:
    """What binds two parties, for those who may edit."""
    return _access(user, ref, model=m.PartyTie, action="edit_incident")


def access_commander(user: m.User, ref: str) -> m.Commander:
    """A commander, for those who may edit."""
    return _access(user, ref, model=m.Commander, action="edit_incident")


def access_place(user: m.User, ref: str) -> m.Place:
    """A place, for those who may see figures."""
    return _access(user, ref, model=m.Place, action="see_figures")


def access_place_name(user: m.User, ref: str) -> m.PlaceName:
    """A name that the desk gave a place, for those who may edit."""
    return _access(user, ref, model=m.PlaceName, action="edit_incident")


def access_place_unit(user: m.User, ref: str) -> m.PlaceUnit:
    """A unit that a place lies in, for those who may edit."""
    return _access(user, ref, model=m.PlaceUnit, action="edit_incident")


def access_gazetteer(user: m.User, ref: str) -> m.Gazetteer:
    """An imported gazetteer, for those who may see figures."""
    return _access(user, ref, model=m.Gazetteer, action="see_figures")


def access_word(user: m.User, ref: str) -> m.OwnWord:
    """A word of the organisation's own, for those who may review claims."""
    return _access(user, ref, model=m.OwnWord, action="review_claim")


def access_account(user: m.User, ref: str) -> m.User:
    """An account, for those who manage them."""
    return _access(user, ref, model=m.User, action="manage")


def access_invitation(user: m.User, ref: str) -> m.Invitation:
    """An invitation, for those who make them."""
    return _access(user, ref, model=m.Invitation, action="manage")


def is_case_member(user: m.User, case: m.Case) -> bool:
    """Whether this person needs to know the case now: no role, not even the administrator's, stands in for that."""
    return may_do(user, "see_case") and m.CaseMember.objects.filter(case=case, user=user, left_at=None).exists()


def require_in_case(user: m.User, case: m.Case, action: str) -> None:
    """Go on only where this person is a member of the case and may do the action; else NotFound."""
    require(user, action)
    if not is_case_member(user, case):
        raise NotFound("not_found")


def access_case(user: m.User, ref: str) -> m.Case:
    """A case, for its members."""
    found = _access(user, ref, model=m.Case, action="see_case")
    require_in_case(user, found, "see_case")
    return found


OfCase = TypeVar("OfCase", m.CaseMaterial, m.Charge, m.Codename, m.ProtectiveMeasure, m.Disclosure)


def _access_of_case(user: m.User, ref: str, model: type[OfCase]) -> OfCase:
    found = _access(user, ref, model=model, action="see_case")
    require_in_case(user, found.case, "see_case")
    return found


def access_case_material(user: m.User, ref: str) -> m.CaseMaterial:
    """What a case gathered, for its members."""
    return _access_of_case(user, ref, m.CaseMaterial)


def access_charge(user: m.User, ref: str) -> m.Charge:
    """A charge, for the members of its case."""
    return _access_of_case(user, ref, m.Charge)


def access_codename(user: m.User, ref: str) -> m.Codename:
    """A codename, for the members of its case; who is behind it asks for see_source besides."""
    return _access_of_case(user, ref, m.Codename)


def access_measure(user: m.User, ref: str) -> m.ProtectiveMeasure:
    """A protective measure, for the members of its case."""
    return _access_of_case(user, ref, m.ProtectiveMeasure)


OfCharge = TypeVar("OfCharge", m.EvidenceCell, m.Finding)


def _access_of_charge(user: m.User, ref: str, model: type[OfCharge]) -> OfCharge:
    found = _access(user, ref, model=model, action="see_case")
    require_in_case(user, found.charge.case, "see_case")
    return found


def access_cell(user: m.User, ref: str) -> m.EvidenceCell:
    """Material under an element, for the members of its case."""
    return _access_of_charge(user, ref, m.EvidenceCell)


def access_finding(user: m.User, ref: str) -> m.Finding:
    """A finding, for the members of its case."""
    return _access_of_charge(user, ref, m.Finding)
