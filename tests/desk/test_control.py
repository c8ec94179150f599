"""Who held the place then: on the incident's page from accepted claims, with who says so; only for who sees reports."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tawthiq.desk import models as m
from tawthiq.desk.actions.incidents import create_incident
from tawthiq.desk.actions.review import accept_claim
from tawthiq.desk.queries.control import control_of, control_on

pytestmark = pytest.mark.django_db
TOOK = "IS took control of Manbij on 23 January 2014."
RETOOK = "Regime forces took control of Manbij on 2 February 2015."


@pytest.fixture
def incident(accepted, people) -> m.Incident:
    return create_incident(people["researcher"], accepted, title_en="Market of Manbij", title_ar="سوق منبج")


@pytest.fixture
def take(receive_text, people):
    def made(text: str, *, source: str = "Reporter 3") -> m.ClaimRow:
        report = receive_text(text, source=source, published="2015-03-01")
        claim = report.claims.get(kind="control_change")
        accept_claim(people["researcher"], claim)
        return claim

    return made


def test_only_accepted_claims_say_who_held_it(incident, receive_text):
    receive_text(TOOK, source="Reporter 3", published="2015-03-01")
    assert control_of(incident) == []


def test_the_latest_claim_before_the_day_stands(incident, take):
    first = take(TOOK)
    (held,) = control_of(incident)
    assert (held.holder.party, held.holder.standing) == ("islamic_state", "certain")
    assert held.claims == (first,)
    later = take(RETOOK, source="Reporter 4")
    (held,) = control_of(incident)
    assert (held.holder.party, held.claims) == ("syrian_government", (later,))


def test_the_page_says_it_as_claimed_and_by_whom_in_a_fixed_number_of_queries(
    incident, take, people, django_assert_max_num_queries
):
    browser = Client()
    browser.force_login(people["researcher"])
    address = reverse("incident", args=[incident.ref])
    take(TOOK)
    with django_assert_max_num_queries(200) as one:
        page = browser.get(address).content.decode()
    assert "Who held the place then" in page
    assert TOOK.rstrip(".") in page
    assert "Reporter 3" in page
    for number in range(3):
        take(TOOK.replace("23", str(24 + number)), source=f"Reporter {5 + number}")
    with django_assert_max_num_queries(len(one.captured_queries)):
        again = browser.get(address).content.decode()
    assert "Reporter 7" in again


def test_who_sees_no_reports_sees_none_of_it(incident, take, people):
    take(TOOK)
    browser = Client()
    browser.force_login(people["auditor"])
    assert "Who held the place then" not in browser.get(reverse("incident", args=[incident.ref])).content.decode()


def test_the_map_of_a_day_shows_who_held_what_then_as_claimed(take, people, django_assert_max_num_queries):
    browser = Client()
    browser.force_login(people["researcher"])
    take(TOOK)
    take(RETOOK, source="Reporter 4")
    assert control_on(date(2014, 1, 1), lang="en").places == ()
    assert control_on(date(2014, 6, 1), lang="en").parties == ("islamic_state",)
    found = control_on(date(2015, 6, 1), lang="en")
    assert found.parties == ("syrian_government",)
    assert [(one.place.code, one.numbers, one.is_disputed) for one in found.places] == [("manbij", (1,), False)]
    assert found.map is not None
    assert [spot.numbers for spot in found.map.spots] == [(1,)]
    with django_assert_max_num_queries(200) as one:
        page = browser.get(reverse("control"), {"day": "2014-06-01"}).content.decode()
    assert TOOK.rstrip(".") in page
    assert RETOOK.rstrip(".") not in page
    for number in range(3):
        take(TOOK.replace("23", str(24 + number)), source=f"Reporter {5 + number}")
    with django_assert_max_num_queries(len(one.captured_queries)):
        browser.get(reverse("control"), {"day": "2014-06-01"})
    assert "map control" not in browser.get(reverse("control"), {"day": "no day"}).content.decode()


def test_claims_that_part_stand_side_by_side_on_the_map(take):
    take(TOOK)
    take(TOOK.replace("IS took", "Regime forces took"), source="Reporter 4")
    (place,) = control_on(date(2014, 6, 1), lang="en").places
    assert place.is_disputed
    assert place.numbers == (1, 2)
    assert {by.holder.standing for by in place.held} == {"possible"}
