"""Lists and pages: what they hold, who sees them, and a number of queries that does not grow with the rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tawthiq.desk import models as m
from tawthiq.desk.access import access_claim, access_incident, access_report
from tawthiq.desk.actions.grading import grade_incident
from tawthiq.desk.actions.incidents import create_incident
from tawthiq.desk.actions.review import accept_claim
from tawthiq.desk.queries.figures import figure_named, figures_for
from tawthiq.desk.queries.history import history_of
from tawthiq.desk.queries.inbox import inbox_for, unattached_claims, waiting_for
from tawthiq.desk.queries.incidents import IncidentFilter, candidates_for_claim, incident_page, incidents_for, lines_for
from tawthiq.desk.queries.reports import claims_of, marked_text
from tawthiq.errors import NotFound

from .conftest import ENGLISH

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(accepted, people) -> m.Incident:
    made = create_incident(people["researcher"], accepted, title_en="Market of Manbij", title_ar="سوق منبج")
    grade_incident(people["researcher"], made, grade="reported", basis="x", contrary="")
    return made


def test_pieces_join_to_the_text_and_know_their_claims(receive_text):
    report = receive_text(ENGLISH)
    claims = claims_of(report)
    pieces = marked_text(report, claims)
    assert "".join(piece.text for piece in pieces) == report.text
    for claim in claims:
        quoted = "".join(p.text for p in pieces if (claim.ref, "quote") in p.marks)
        assert quoted == claim.quote


@pytest.mark.parametrize("words", ["manbij", "MANBIJ", "منبج", "مَنبِج"])
def test_the_inbox_finds_both_scripts_by_one_folding(receive_text, people, words):
    receive_text(ENGLISH), receive_text("حلب\n\nقُصفت منبج أمس وقتل خمسة مدنيين.", lang="ar")
    found = inbox_for(people["researcher"], text=words)
    assert found.total == 1
    assert inbox_for(people["administrator"]).total == 0


def test_an_incident_page_lays_claims_beside_values(incident, accepted, people):
    page = incident_page(people["reviewer"], incident)
    killed = next(one for one in page.fields if one.field == "killed")
    assert killed.disagreement
    assert [[claim.pk for claim in other.claims] for other in killed.alternatives] == [[c.pk] for c in accepted]
    assert (page.independent_sources, bool(page.massacre), bool(page.sign_decision)) == (2, True, True)


def test_figures_lead_to_exactly_their_incidents(incident, people):
    figure = figure_named(people["analyst"], "party:syrian_government:killed")
    assert (figure.min, figure.max, figure.incidents) == (9, 11, (incident.ref,))
    found = incidents_for(people["analyst"], IncidentFilter(refs=frozenset(figure.incidents)))
    assert [line.incident for line in lines_for(found)] == [incident]
    with pytest.raises(NotFound):
        figure_named(people["analyst"], "party:nobody:killed")
    assert figures_for(people["administrator"]) == []


@pytest.mark.parametrize(
    ("wanted", "total"),
    [
        ({"kind": "airstrike"}, 1),
        ({"kind": "shelling"}, 0),
        ({"party": "syrian_government"}, 1),
        ({"governorate": "aleppo_gov"}, 1),
        ({"month": "2015-09"}, 1),
        ({"month": "2015-08"}, 0),
        ({"text": "سوق"}, 1),
        ({"text": "Market"}, 1),
        ({"state": "signed"}, 0),
        ({"grade": "reported"}, 1),
    ],
)
def test_incidents_are_found_by_every_filter(incident, people, wanted, total):
    assert incidents_for(people["analyst"], IncidentFilter(**wanted)).total == total


def test_a_new_account_finds_its_incident(incident, receive_text, people):
    claim = receive_text(ENGLISH + "Again.", source="Reporter 9").claims.get(kind="airstrike")
    (found, candidate), *_ = candidates_for_claim(claim)
    assert found == incident
    assert "same_place" in candidate.reasons


def test_what_waits_goes_by_role(incident, receive_text, people):
    receive_text(ENGLISH + "Third.")
    assert waiting_for(people["researcher"])["reports"] == 3
    assert waiting_for(people["reviewer"])["unsigned"] == 1
    assert waiting_for(people["administrator"]) == {}
    assert not unattached_claims(people["researcher"]).exists()


def test_history_tells_who_and_why(incident):
    events = [line.event for line in history_of(incident.ref)]
    assert events[0] == "graded"
    assert events[-1] == "incident_created"


@pytest.mark.parametrize(
    ("door", "ref"), [(access_report, "RP-999999"), (access_claim, "nonsense"), (access_incident, "RP-000001")]
)
def test_absent_and_forbidden_answer_alike(people, receive_text, door, ref):
    receive_text(ENGLISH)
    for user in (people["researcher"], people["administrator"]):
        with pytest.raises(NotFound, match=r"^not_found$"):
            door(user, ref)


def queries_of(work) -> int:
    with CaptureQueriesContext(connection) as caught:
        work()
    return len(caught)


def test_three_rows_more_ask_no_more_queries(incident, people, receive_text):
    user = people["reviewer"]

    def add(number: int) -> None:
        report = receive_text(ENGLISH + f"Copy {number}.", source=f"Reporter {number + 5}")
        claim = report.claims.get(kind="airstrike")
        accept_claim(people["researcher"], claim)
        made = create_incident(people["researcher"], [claim], title_en=f"t{number}", title_ar="ت")
        grade_incident(people["researcher"], made, grade="reported", basis="x", contrary="")

    def count() -> list[int]:
        return [
            queries_of(lambda: lines_for(incidents_for(user, IncidentFilter()))),
            queries_of(lambda: inbox_for(user)),
            queries_of(lambda: figures_for(user)),
            queries_of(lambda: incident_page(user, incident)),
        ]

    add(1)
    few = count()
    for number in (2, 3, 4):
        add(number)
    assert count() == few
