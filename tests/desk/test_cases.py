"""Cases at the desk: who sees them, what stands in the matrix and stays, findings, linkage, and what went out."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tawthiq.desk import models as m
from tawthiq.desk.access import access_case
from tawthiq.desk.actions import cases, charges
from tawthiq.desk.actions.case_disclosures import Disclosed, log_disclosure
from tawthiq.desk.actions.consents import withdraw_consent
from tawthiq.desk.actions.incidents import create_incident
from tawthiq.desk.queries.case_disclosures import disclosure_log, unlogged_handovers
from tawthiq.desk.queries.case_drawings import draw_chain, draw_patterns
from tawthiq.desk.queries.case_items import items_of_case
from tawthiq.desk.queries.case_linkage import linkage_of, patterns_of
from tawthiq.desk.queries.case_matrix import elements_of, incidents_of, matrix_of, sources_behind
from tawthiq.desk.queries.vouching import Notes, check_records, record_models
from tawthiq.errors import InvalidRecord, NotFound

from .casework import a_case, a_charge, a_full_case, weigh

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(people, accepted) -> m.Incident:
    return create_incident(people["researcher"], accepted, title_en="Market of Manbij", title_ar="سوق منبج")


@pytest.fixture
def case(people) -> m.Case:
    return a_case(people)


@pytest.fixture
def charge(people, case) -> m.Charge:
    return a_charge(people, case)


@pytest.fixture
def client(people) -> Client:
    browser = Client()
    browser.force_login(people["lawyer"])
    return browser


def page(client: Client, name: str, *args: str) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_a_case_is_seen_by_its_members_and_by_nobody_else(people, incident):
    alone = cases.open_case(people["lawyer"], cases.About(title_en="Sealed", title_ar="مختومة"))
    assert access_case(people["lawyer"], alone.ref) == alone
    for role in set(people) - {"lawyer"}:
        with pytest.raises(NotFound):
            access_case(people[role], alone.ref)
    browser = Client()
    browser.force_login(people["reviewer"])
    absent, forbidden = (browser.get(f"/cases/{ref}/") for ref in ("CS-000999", alone.ref))
    assert absent.status_code == forbidden.status_code == 404
    assert "Sealed" not in forbidden.content.decode()
    assert "Sealed" not in page(browser, "cases")
    with pytest.raises(InvalidRecord, match="member_unfit"):
        cases.add_member(people["lawyer"], alone, username="administrator-1")
    cases.add_member(people["lawyer"], alone, username="reviewer-1")
    assert "Sealed" in page(browser, "cases")
    with pytest.raises(InvalidRecord, match="member_already"):
        cases.add_member(people["lawyer"], alone, username="reviewer-1")
    cases.end_membership(people["lawyer"], alone, username="reviewer-1")
    with pytest.raises(NotFound):
        access_case(people["reviewer"], alone.ref)
    with pytest.raises(InvalidRecord, match="member_last"):
        cases.end_membership(people["lawyer"], alone, username="lawyer-1")


def test_every_page_that_is_looked_at_is_journalled_and_the_journal_tells_nothing_of_what_is_in_it(
    client, people, case, charge, incident
):
    cases.add_material(people["lawyer"], case, incident, why="A secret thought")
    weigh(people, charge, incident)
    for name, ref in (
        ("case", case.ref),
        ("charge", charge.ref),
        ("linkage", charge.ref),
        ("disclosures", case.ref),
        ("witnesses", case.ref),
    ):
        page(client, name, ref)
    seen = m.JournalEntry.objects.filter(event="case_seen", subject=case.ref, actor="lawyer-1").order_by("seq")
    assert [json.loads(one.body)["detail"]["page"] for one in seen] == [
        "case",
        "charge",
        "linkage",
        "disclosures",
        "witnesses",
    ]
    told = "".join(one.body for one in m.JournalEntry.objects.filter(subject=case.ref))
    assert incident.ref not in told
    assert "secret" not in told
    assert not m.JournalMention.objects.filter(ref=incident.ref, entry__subject=case.ref).exists()


def test_evidence_for_and_against_stands_and_what_is_struck_out_stays_to_be_seen(
    client, people, charge, incident, accepted
):
    supporting = weigh(people, charge, accepted[0])
    against = weigh(people, charge, incident, side="contradicting")
    assert (supporting.quote, supporting.quote_start) == (accepted[0].quote, accepted[0].quote_start)
    with pytest.raises(InvalidRecord, match="reason_missing"):
        charges.strike_evidence(people["lawyer"], against, reason=" ")
    charges.strike_evidence(people["lawyer"], against, reason="It is about another day.")
    with pytest.raises(InvalidRecord, match="undone_already"):
        charges.strike_evidence(people["lawyer"], against, reason="again")
    first = matrix_of(charge)[0]
    assert (first.line.supporting, first.line.contradicting, first.line.struck) == (1, 0, 1)
    shown = page(client, "charge", charge.ref)
    assert "It is about another day." in shown
    assert shown.count("gap: nothing supports it") >= len(elements_of(charge)) - 1


def test_the_quote_has_to_stand_in_the_text(people, charge, accepted):
    element = elements_of(charge)[0].code
    item = accepted[0].report.item
    given = charges.Weighing(element=element, side="supporting", quote="nine civilians were killed")
    cell = charges.add_evidence(people["researcher"], charge, item, given)
    assert item.report.text[cell.quote_start : cell.quote_end] == "nine civilians were killed"
    for odd, code in (
        (charges.Weighing(element=element, side="supporting", quote="ten soldiers"), "quote_not_there"),
        (charges.Weighing(element="no-such", side="supporting"), "unknown_element"),
        (charges.Weighing(element=element, side="beside"), "value_invalid"),
    ):
        with pytest.raises(InvalidRecord, match=code):
            charges.add_evidence(people["researcher"], charge, item, odd)
    with pytest.raises(InvalidRecord, match="material_unfit"):
        charges.add_evidence(people["researcher"], charge, charge, charges.Weighing(element=element, side="supporting"))


def test_a_charge_is_not_ready_before_somebody_searched_for_what_speaks_against_it(people, charge, incident):
    weigh(people, charge, incident)
    with pytest.raises(InvalidRecord, match="contrary_search_missing"):
        charges.mark_ready(people["lawyer"], charge)
    searched = charges.Searched(searched="Media of the accused side", until=date(2015, 11, 1), outcome="none")
    charges.note_search(people["researcher"], charge, searched)
    charges.mark_ready(people["lawyer"], charge)
    assert charge.state == "ready"
    cell = weigh(people, charge, incident, number=1)
    charge.refresh_from_db()
    assert charge.state == "open"
    with pytest.raises(InvalidRecord, match="contrary_search_outdated"):
        charges.mark_ready(people["lawyer"], charge)
    charges.strike_evidence(people["lawyer"], cell, reason="Twice.")
    charges.mark_ready(people["lawyer"], charge)
    tomorrow = timezone.now().date() + timedelta(days=1)
    with pytest.raises(InvalidRecord, match="search_in_future"):
        charges.note_search(people["lawyer"], charge, charges.Searched(searched="x", until=tomorrow, outcome="none"))


def test_a_finding_has_a_basis_and_a_second_person_and_ends_with_new_evidence(client, people, charge, incident):
    cell = weigh(people, charge, incident)
    assert sources_behind(charge, element=cell.element) == 2
    say = {"element": cell.element, "basis": "Two accounts.", "contrary": "Looked for, none."}
    with pytest.raises(InvalidRecord, match="grade_is_for_a_court"):
        charges.set_finding(people["lawyer"], charge, charges.Found(standard="beyond_reasonable_doubt", **say))
    with pytest.raises(InvalidRecord, match="too_few_independent_sources"):
        charges.set_finding(people["lawyer"], charge, charges.Found(standard="clear_and_convincing", **say))
    with pytest.raises(InvalidRecord, match="element_without_finding"):
        charges.set_finding(
            people["lawyer"], charge, charges.Found(standard="reasonable_suspicion", basis="So.", contrary="None.")
        )
    finding = charges.set_finding(people["lawyer"], charge, charges.Found(standard="reasonable_grounds", **say))
    with pytest.raises(NotFound):
        charges.sign_finding(people["lawyer"], finding)
    charges.sign_finding(people["reviewer"], finding)
    with pytest.raises(InvalidRecord, match="finding_over"):
        charges.sign_finding(people["reviewer"], finding)
    assert "beyond" not in page(client, "charge", charge.ref).lower()
    weigh(people, charge, incident, side="contradicting")
    finding.refresh_from_db()
    assert not finding.is_standing


def test_witnesses_stand_under_codenames_and_only_custodians_see_who_it_is(client, people, case, charge, incident):
    person = m.Person.objects.create(name_en="Manbij market man", name_ar="رجل السوق")
    m.Codename.objects.create(case=case, codename="W-0001", person=person, salt="s", given_at=timezone.now())
    cell = weigh(people, charge, incident)
    m.EvidenceCell.objects.filter(pk=cell.pk).update(quote="Reporter 1 and Manbij market man saw it")
    names = set(case.codenames.exclude(source=None).values_list("codename", flat=True))
    assert len(names) == 2
    for name, ref in (("case", case.ref), ("charge", charge.ref), ("witnesses", case.ref), ("linkage", charge.ref)):
        shown = page(client, name, ref)
        assert "Reporter 1" not in shown
        assert "Manbij market man" not in shown
    assert all(name in page(client, "charge", charge.ref) for name in names)
    custodian = Client()
    custodian.force_login(people["custodian"])
    assert "Reporter 1" in page(custodian, "witnesses", case.ref)
    assert m.JournalEntry.objects.filter(event="codenames_unsealed", actor="custodian-1").count() == 1
    weigh(people, charge, incident, number=1)
    assert case.codenames.count() == 3


def test_the_log_shows_under_which_consent_and_that_it_was_taken_back_since(client, people, register):
    case = a_full_case(people, incidents=1, items=3)
    items = items_of_case(case)
    assert len(items) == 3
    told = {"recipient": "A UN mechanism", "purpose": "share_un", "disclosed_on": date(2015, 10, 1)}
    row = log_disclosure(people["lawyer"], case, Disclosed(items=tuple(items), redactions="Two names.", **told))
    assert len(row.consents) == 3
    (line,) = disclosure_log(case, on=date(2015, 10, 2))
    assert line.lacking == ()
    withdraw_consent(people["lawyer"], m.Consent.objects.get(pk=int(row.consents[0][3:])), reason="Afraid.")
    (line,) = disclosure_log(case, on=timezone.now().date())
    assert [one.reason for one in line.lacking] == ["consent_withdrawn"]
    assert "Consent for this use was withdrawn." in page(client, "disclosures", case.ref)
    assert "Consent was refused or taken back" in page(client, "case", case.ref)
    stranger = m.Item.objects.create(sha256="0" * 64, size_bytes=1, media_type="x", received_at=timezone.now())
    with pytest.raises(InvalidRecord, match="item_not_in_case"):
        log_disclosure(people["lawyer"], case, Disclosed(items=(stranger,), **told))
    given = {"recipient": "x", "purpose": "share_un", "items": [items[0].ref], "checkpoint_size": 1}
    handed = m.Handover.objects.create(**given, tag_manifest_sha256="0", made_by="l", made_at=timezone.now())
    assert unlogged_handovers(case, items) == [handed]
    log_disclosure(people["lawyer"], case, Disclosed(items=(items[0],), handover=handed, **told))
    assert unlogged_handovers(case, items) == []


def test_the_chain_leads_from_the_alleged_unit_to_the_accused_with_its_gaps(client, people, register):
    case = a_full_case(people, incidents=3, items=2)
    party, commander = case.charges.order_by("pk")
    linked = linkage_of(commander)
    assert [link.chain.certainty for link in linked.links] == ["likely"] * 3
    assert [post.standing for post in linked.posts] == ["certain"]
    drawing = draw_chain(linked)
    assert drawing is not None
    assert {box.role for box in drawing.boxes} == {"accused", "unit"}
    m.PartyTie.objects.update(undone_at=timezone.now())
    assert len(linkage_of(party).gaps) == 3
    shown = page(client, "linkage", party.ref)
    assert "gap: no tie is known" in shown
    assert shown.count("<svg") == 2


def test_what_comes_back_over_months_is_found_by_query(people, register):
    case = a_full_case(people, incidents=3, items=2)
    patterns = patterns_of(incidents_of(case.charges.first()))
    assert {(one.aspect, one.value, one.incidents) for one in patterns} == {
        ("kind", "airstrike", 3),
        ("unit", "first_brigade", 3),
        ("weapon", "barrel_bomb", 3),
    }
    drawing = draw_patterns(patterns)
    assert drawing is not None
    assert [len(lane.dots) for lane in drawing.lanes] == [3, 3, 3]


def test_from_a_claims_page_into_the_matrix_in_one_form(client, people, charge, incident, accepted):
    claim = accepted[0]
    assert f"/cases/add/?what={claim.ref}" in page(client, "incident", incident.ref)
    asked = f"{reverse('add_evidence')}?what={claim.ref}"
    assert f'value="{claim.ref}"' in client.get(asked).content.decode()
    element = elements_of(charge)[1].code
    told = {"what": claim.ref, "to": f"{charge.ref}:{element}", "side": "contradicting", "strength": "weak"}
    said = client.post(asked, told, follow=True).content.decode()
    assert "It stands in the matrix." in said
    assert charge.cells.get().side == "contradicting"
    refused = client.post(reverse("add_evidence"), told | {"side": ""}).content.decode()
    assert "Say whether it speaks for it or against it." in refused
    told = {"what": incident.ref, "to": f"{charge.case.ref}:only", "strength": "weak"}
    client.post(reverse("add_evidence"), told)
    assert charge.case.materials.get().what == incident.ref
    assert (
        "There is no such record."
        in client.post(reverse("add_evidence"), told | {"what": "IN-000999"}).content.decode()
    )


def test_more_evidence_asks_no_more_queries(client, people, register):
    few, many = (a_full_case(people, incidents=number, items=2) for number in (1, 3))
    for name in ("case", "charge", "linkage", "disclosures", "case_export", "witnesses"):
        asked = []
        for case in (few, many):
            ref = case.charges.first().ref if name in ("charge", "linkage") else case.ref
            page(client, name, ref)
            with CaptureQueriesContext(connection) as queries:
                page(client, name, ref)
            asked.append(len(queries))
        assert asked[0] == asked[1], name


def test_the_journal_vouches_for_every_row_of_a_case(people, register):
    case = a_full_case(people, incidents=1, items=2)
    kinds = [model for model in record_models() if model.__module__.endswith("models.cases")]
    assert len(kinds) == 9

    def faults() -> list[str]:
        notes = Notes()
        for entry in m.JournalEntry.objects.order_by("seq"):
            notes.take(json.loads(entry.body))
        return [one.what for one in check_records(notes, kinds=kinds) if not isinstance(one, int)]

    assert faults() == []
    case.members.filter(user=people["analyst"]).update(left_at=timezone.now())
    m.EvidenceCell.objects.filter(side="contradicting").update(side="supporting")
    m.Charge.objects.exclude(person=None).get().posts.clear()
    assert set(faults()) == {"record_changed"}
    assert len(faults()) >= 3
