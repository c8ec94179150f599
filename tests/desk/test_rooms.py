"""Rooms hold everywhere: a name planted in every kind of record is on no page, in no search and in no file for a role
that may not enter the person's room; who may enter reads it."""

import csv
from collections import Counter

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tawthiq.core.access import ROLES, may
from tawthiq.core.people import ROOMS
from tawthiq.core.veils import MARK, Veil
from tawthiq.desk import models as m
from tawthiq.desk.access import access_person
from tawthiq.desk.actions.exports import export_list
from tawthiq.desk.actions.journal import record
from tawthiq.desk.actions.search import index_incident, index_report
from tawthiq.desk.queries.rooms import persons_for, veil_for
from tawthiq.desk.veiling import cover_page
from tawthiq.errors import NotFound

from .test_matrix import ABSENT, OWN, PROTOCOL, ROUTES, data_of, is_allowed, undone, url_of
from .test_matrix import records as records_of_matrix
from .test_views import World, world  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
records = records_of_matrix
NAME = "Zahra al-Mukhtara"  # the witness
NAMES = {"victims": "Hadi al-Qatili", "witnesses": NAME, "alleged": "Tariq al-Mashbuhi"}
STATUS_OF = {"victims": "killed", "witnesses": "witness", "alleged": "suspect"}
# Every text of the register in which somebody may be named; the person's own row is made beside them.
PLACES = (
    (m.Report, ("title", "text")),
    (m.ClaimRow, ("quote",)),
    (m.Incident, ("title_en", "title_ar", "summary_en", "summary_ar", "grade_basis", "contrary")),
    (m.IncidentValue, ("why",)),
    (m.ActPerpetrator, ("basis",)),
    (m.VictimGroup, ("who",)),
    (m.Judgement, ("reason",)),
    (m.PersonState, ("why",)),
    (m.Place, ("note",)),
    (m.Article, ("title_en", "body_en")),
    (m.Comment, ("text",)),
    (m.Case, ("title_en", "about_en")),
    (m.Charge, ("particulars",)),
    (m.Finding, ("basis", "contrary")),
    (m.EvidenceCell, ("note",)),
    (m.Consent, ("how",)),
    (m.Handover, ("recipient",)),
    (m.OwnWord, ("text",)),
    (m.Commander, ("name_en",)),
    (m.PartyTie, ("note",)),
)


def plant(*rooms: str) -> dict[str, m.Person]:
    """A person in each of the rooms, named wherever the register holds words."""
    told = " and ".join(NAMES[room] for room in rooms)
    for model, fields in PLACES:
        for row in model.objects.all():
            for name in fields:
                setattr(row, name, f"{getattr(row, name)} {told}".strip())
            row.save()
    for claim in m.ClaimRow.objects.select_related("report"):
        claim.body["people"] = [_mention(claim, room) for room in rooms]
        claim.save()
    for row in m.ListRow.objects.all():
        row.cells = {name: f"{value} {told}" for name, value in row.cells.items()}
        row.save()
    found = {room: m.Person.objects.create(name_en=NAMES[room]) for room in rooms}
    for incident in m.Incident.objects.all():
        for claim in incident.claims.all():
            for room, person in found.items():
                m.Involvement.objects.create(person=person, incident=incident, claim=claim, status=STATUS_OF[room])
        index_incident(incident)
    for report in m.Report.objects.all():
        index_report(report)
    record("value_set", actor="researcher-1", subject=m.Incident.objects.first(), why=f"{told} said so")
    return found


def _mention(claim: m.ClaimRow, room: str) -> dict[str, object]:
    at, name = claim.report.text.index(NAMES[room]), NAMES[room]
    return {"start": at, "end": at + len(name), "text": name, "role": "nurse", "status": STATUS_OF[room], "name": None}


def words_of(answer: HttpResponse) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8", "replace")


def is_closed(role: str, room: str) -> bool:
    return not may(role, ROOMS[room])


def test_a_planted_name_is_on_no_page_for_a_role_without_its_room(world, records):  # noqa: F811
    persons = plant(*ROOMS)
    seen, told = [], Counter()
    for role in ROLES:
        for name in (one for one in OWN if is_allowed(role, ROUTES[one]) and one not in PROTOCOL):
            browser = world.client(role)
            with undone():
                url, data = url_of(name, records), data_of(name, records)
                is_file = name in {"original", "refused_rows"}
                answer = browser.post(url, data) if is_file else browser.get(url, data)
                shown = words_of(answer)
            for room, planted in NAMES.items():
                told[room] += planted in shown
                if is_closed(role, room) and Veil([planted]).hides_in(shown):
                    seen.append((role, name, room))
    assert seen == []
    assert all(told[room] > 20 for room in ROOMS), told  # whoever may enter reads it
    for room, person in persons.items():
        for role in (one for one in ROLES if is_closed(one, room)):
            assert world.client(role).get(reverse("person", args=[person.ref])).status_code == ABSENT
            assert person not in persons_for(world.people[role])


def test_nobody_is_found_by_a_name_that_may_not_be_read(world):  # noqa: F811
    plant("witnesses")
    for address in ("/incidents/", "/reports/"):
        for asked in (NAME, "mukhtara", "zahra al"):
            found = world.client("lawyer").get(address, {"text": asked, "state": ""})
            hidden = world.client("researcher").get(address, {"text": asked, "state": ""})
            nothing = world.client("researcher").get(address, {"text": "nobody of this name", "state": ""})
            assert found.context["page"].total > 0
            assert hidden.context["page"].total == nothing.context["page"].total == 0
            assert f'value="{asked}"' in hidden.content.decode()  # the field tells nothing of what was typed
        assert world.client("researcher").get(address, {"text": "Manbij", "state": ""}).context["page"].total > 0


def test_an_original_that_names_somebody_hidden_is_absent(world):  # noqa: F811
    plant("witnesses")
    report = m.Report.objects.get(pk=int(world.records["report"][3:]))
    address = reverse("original", args=[report.item.ref])
    nowhere = world.client("analyst").post(reverse("original", args=["EV-000999"]))
    entries = m.JournalEntry.objects.count()
    answer = world.client("analyst").post(address)
    assert answer.status_code == nowhere.status_code
    assert m.JournalEntry.objects.count() == entries
    assert "The original names somebody" in world.client("analyst").get(f"/items/{report.item.ref}/").content.decode()
    assert "Open the original" in world.client("lawyer").get(f"/items/{report.item.ref}/").content.decode()


def test_a_list_goes_out_with_the_name_covered_and_whole_for_who_may(world, tmp_path):  # noqa: F811
    plant("witnesses")
    made = m.ListImport.objects.first()
    for role, is_told in (("researcher", False), ("lawyer", True)):
        done = export_list(world.people[role], made, form="csv", target=tmp_path / f"{role}.csv")
        text = done.paths[0].read_text(encoding="utf-8")
        assert (NAME in text) is is_told
        assert (MARK in text) is not is_told
        assert len(list(csv.reader(text.splitlines()))) > 1


def test_covered_words_never_take_the_place_of_the_true_ones(world):  # noqa: F811
    plant("witnesses")
    incident = m.Incident.objects.get(pk=int(world.records["incident"][3:]))
    page = world.client("researcher").get(f"/incidents/{incident.ref}/").content.decode()
    assert MARK in page
    told = {"title_en": f"Said by {MARK * 5}", "title_ar": "عنوان", "summary_en": "", "summary_ar": ""}
    answer = world.client("researcher").post(f"/incidents/{incident.ref}/describe/", told)
    assert answer.status_code == 400
    assert "covered name" in answer.content.decode()
    incident.refresh_from_db()
    assert NAME in incident.title_en


def test_whoever_may_be_named_in_public_needs_no_veil(world):  # noqa: F811
    person = plant("witnesses")["witnesses"]
    researcher = world.people["researcher"]
    assert veil_for(researcher).hides_in(NAME)
    m.Person.objects.filter(pk=person.pk).update(may_publish=True)
    assert not veil_for(researcher)
    m.Person.objects.filter(pk=person.pk).update(may_publish=False)
    m.Involvement.objects.filter(person=person).update(status="spokesperson")
    assert not veil_for(world.people["analyst"]).hides_in(NAME)
    with pytest.raises(NotFound):
        access_person(world.people["analyst"], person.ref)


def test_a_page_keeps_its_marks_and_addresses():
    page = (
        '<a class="zahra" href="/zahra/" title="Zahra">Za<b>Zahra</b></a><input type="text" value="zahra"><i>zahra</i>'
    )
    covered = cover_page(page, Veil(["Zahra"]), typed="zahra")
    five = MARK * 5
    link, field = f'<a class="zahra" href="/zahra/" title="{five}">', '<input type="text" value="zahra">'
    assert covered == f"{link}Za<b>{five}</b></a>{field}<i>{five}</i>"
    assert cover_page("<textarea>Zahra</textarea>", Veil(["Zahra"]), typed="") == f"<textarea>{five}</textarea>"
    assert cover_page("<textarea>Zahra</textarea>", Veil(["Zahra"]), typed="Zahra") == "<textarea>Zahra</textarea>"


def test_no_query_more_for_three_hidden_than_for_one(world):  # noqa: F811
    incident = m.Incident.objects.get(pk=int(world.records["incident"][3:]))
    claim = incident.claims.first()
    browser: Client = world.client("researcher")

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            browser.get(f"/incidents/{incident.ref}/")
        return len(found)

    def hide(name: str) -> None:
        person = m.Person.objects.create(name_en=name)
        m.Involvement.objects.create(person=person, incident=incident, claim=claim, status="witness")

    hide("First Witness")
    few = queries()
    for name in ("Second Witness", "Third Witness"):
        hide(name)
    assert queries() == few
