"""People followed over time at the desk: states that rest on something, contradictions, rooms, the list, the page."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tawthiq.core.people import ALLEGED, VICTIMS, WITNESSES
from tawthiq.desk import models as m
from tawthiq.desk.access import room_of_person
from tawthiq.desk.actions.incidents import create_incident, judge_pair
from tawthiq.desk.actions.linking import withdraw_judgement
from tawthiq.desk.actions.person_states import Known, add_state, undo_state
from tawthiq.desk.queries.rooms import persons_in
from tawthiq.errors import InvalidRecord

pytestmark = pytest.mark.django_db
OK, ABSENT = 200, 404


@pytest.fixture
def browser(people):
    def signed_in(role: str = "researcher") -> Client:
        client = Client()
        client.force_login(people[role])
        return client

    return signed_in


@pytest.fixture
def incident(accepted, people) -> m.Incident:
    return create_incident(people["researcher"], accepted[:1], title_en="Manbij", title_ar="منبج")


@pytest.fixture
def named(incident, accepted):
    """A person whom an accepted claim names with these statuses."""

    def made(*statuses: str, name: str = "Sami Example") -> m.Person:
        person = m.Person.objects.create(name_en=name)
        for status in statuses:
            m.Involvement.objects.create(person=person, incident=incident, claim=accepted[0], status=status)
        return person

    return made


def page_of(client: Client, person: m.Person) -> str:
    return client.get(reverse("person", args=[person.ref])).content.decode()


def test_a_state_is_added_from_a_claim_in_one_step_and_taken_back(browser, named, accepted):
    person, client = named("detained"), browser()
    shown = page_of(client, person)
    assert "A claim names this person" in shown
    told = {"code": "detained", "when": "2015-09-11", "place": "manbij", "claim": accepted[0].ref}
    said = client.post(reverse("add_person_state", args=[person.ref]), told, follow=True).content.decode()
    assert "It is written down." in said
    assert "A claim names this person" not in said
    assert said.count("<svg") == 1
    state = m.PersonState.objects.get()
    assert (state.person, state.claim, state.place.code, state.why) == (person, accepted[0], "manbij", "")
    said = client.post(reverse("undo_person_state", args=[state.ref]), {"reason": "Misread."}, follow=True)
    assert "Misread." in said.content.decode()
    events = list(m.JournalEntry.objects.filter(subject=person.ref).values_list("event", flat=True))
    assert events == ["person_state_added", "person_state_undone"]


@pytest.mark.parametrize(
    ("told", "words", "holder"),
    [
        (("arrest_detention", "asserted", "accepted"), "IS", "islamic_state"),
        (("abduction", "asserted", "mended"), "", "islamic_state"),
        (("enforced_disappearance", "asserted", "accepted"), "", ""),  # inferred, not said
        (("arrest_detention", "denied", "accepted"), "IS", ""),
        (("airstrike", "asserted", "accepted"), "IS", ""),  # whoever bombs a prison holds nobody in it
    ],
)
def test_a_holder_is_proposed_only_where_the_claim_says_who_holds(browser, named, told, words, holder):
    person = named("detained")
    claim = person.involvements.get().claim
    party = {"party": "islamic_state", "start": 0, "end": len(words), "text": words}
    claim.body |= {"perpetrators": [party]}
    claim.kind, claim.status, claim.decision = told
    claim.save()
    ((_claim, form),) = browser().get(reverse("person", args=[person.ref])).context["offers"]
    assert form.initial["code"] == "detained"
    assert form.initial["party"] == holder


@pytest.mark.parametrize(
    ("known", "code"),
    [
        ({"code": "released"}, "state_rests_on_nothing"),
        ({"code": "released", "why": "  "}, "state_rests_on_nothing"),
        ({"code": "gone", "why": "said"}, "unknown_state"),
        ({"code": "released", "why": "said", "when": "once"}, "date_invalid"),
    ],
)
def test_what_rests_on_nothing_is_refused(people, named, known, code):
    with pytest.raises(InvalidRecord, match=code):
        add_state(people["researcher"], named("detained"), Known(**known))
    assert not m.PersonState.objects.exists()


def test_a_claim_about_somebody_else_or_not_accepted_carries_no_state(people, named, accepted, receive_text):
    person = named("detained")
    with pytest.raises(InvalidRecord, match="claim_not_of_person"):
        add_state(people["researcher"], person, Known(code="detained", claim=accepted[1]))
    proposed = receive_text("Regime warplanes bombed the market of Manbij, killing three civilians.\n").claims.first()
    with pytest.raises(InvalidRecord, match="claim_not_accepted"):
        add_state(people["researcher"], person, Known(code="detained", claim=proposed))
    with pytest.raises(IntegrityError), transaction.atomic():
        m.PersonState.objects.create(
            person=person, code="missing", added_by=people["researcher"], added_at=timezone.now()
        )


def test_released_and_died_in_detention_stand_side_by_side(browser, people, named):
    person = named("detained")
    for code in ("released", "died_in_detention"):
        add_state(people["researcher"], person, Known(code=code, when="2014", why="One family member says so."))
    shown = page_of(browser(), person)
    assert "let go in one account, dead in the other" in shown
    assert shown.count("may be the latest</span>") == 2
    listed = browser().get("/people/", {"only": "contradicted"}).content.decode()
    assert person.ref in listed
    undo_state(people["researcher"], m.PersonState.objects.get(code="released"), reason="The uncle withdrew it.")
    assert "let go in one account" not in page_of(browser(), person)
    assert person.ref not in browser().get("/people/", {"only": "contradicted"}).content.decode()


def test_the_list_is_narrowed_by_the_latest_state(browser, people, named):
    held, free = named("detained", name="Held Example"), named("detained", name="Free Example")
    manbij, party = m.Place.objects.get(code="manbij"), m.Party.objects.get(code="islamic_state")
    detained = Known(code="detained", when="2014-03", place=manbij, party=party, why="said")
    add_state(people["researcher"], held, detained)
    add_state(people["researcher"], free, detained)
    add_state(people["researcher"], free, Known(code="released", when="2016", why="said"))
    client = browser()

    def found(**asked: str) -> set[str]:
        shown = client.get("/people/", asked).content.decode()
        return {one.ref for one in (held, free) if one.ref in shown}

    assert found() == {held.ref, free.ref}
    assert found(state="detained") == found(place="manbij") == found(party="islamic_state") == {held.ref}
    assert found(since="2015") == found(state="released") == {free.ref}
    assert found(only="overdue") == {held.ref}
    assert found(place="nowhere") == set()


def test_an_incident_leads_to_nobody_who_stands_in_a_room_that_is_closed(browser, accepted, people, incident, named):
    """Also where only another incident calls the person a witness."""
    open_to_all, protected = named("killed", name="Hamid Example"), named("killed", name="Samir Example")
    other = create_incident(people["researcher"], accepted[1:2], title_en="Another", title_ar="أخرى")
    m.Involvement.objects.create(person=protected, incident=other, claim=accepted[1], status="witness")
    shown = browser().get(f"/incidents/{incident.ref}/").content.decode()
    assert reverse("person", args=[open_to_all.ref]) in shown
    assert reverse("person", args=[protected.ref]) not in shown
    assert (
        reverse("person", args=[protected.ref]) in browser("lawyer").get(f"/incidents/{incident.ref}/").content.decode()
    )


def test_the_next_page_keeps_what_was_asked(browser, people, named, monkeypatch):
    monkeypatch.setattr("tawthiq.desk.queries.person_states.PER_PAGE", 1)
    for name in ("First Example", "Second Example"):
        add_state(
            people["researcher"], named("detained", name=name), Known(code="detained", when="2014-03", why="said")
        )
    shown = browser().get("/people/", {"state": "detained", "page": "1"}).content.decode()
    assert 'href="?state=detained&amp;page=2"' in shown


def test_whom_people_judged_the_same_share_one_page_until_the_word_is_taken_back(browser, people, named):
    one, other = named("detained", name="Sami Example"), named("detained", name="Samy Example")
    add_state(people["researcher"], other, Known(code="released", when="2016", why="said"))
    assert "2016" not in page_of(browser(), one)
    word = judge_pair(people["researcher"], one, other, verdict="same", reason="The same mother.")
    assert "2016" in page_of(browser(), one)
    withdraw_judgement(people["researcher"], word, reason="Another mother.")
    assert "2016" not in page_of(browser(), one)


@pytest.mark.parametrize(
    ("statuses", "room", "may_and_not"),
    [
        (("witness", "detained"), WITNESSES, ("lawyer", "researcher")),
        (("accused",), ALLEGED, ("reviewer", "analyst")),
    ],
)
def test_a_protected_room_is_closed_and_each_look_is_in_the_journal(
    browser, people, named, *, statuses, room, may_and_not
):
    person, (may, may_not) = named(*statuses), may_and_not
    add_state(people["researcher"], person, Known(code="missing", when="2014", why="said"))
    url = reverse("person", args=[person.ref])
    assert room_of_person(person) == room
    closed = browser(may_not).get(url)
    absent = browser(may_not).get(reverse("person", args=["PS-000999"]))
    assert closed.status_code == absent.status_code == ABSENT
    assert browser(may_not).get("/people/", {"room": room}).status_code == ABSENT
    assert person.ref not in browser(may_not).get("/people/").content.decode()
    assert person.ref not in browser(may).get("/people/").content.decode()
    assert not m.JournalEntry.objects.filter(event="room_entered").exists()
    assert person.ref in browser(may).get("/people/", {"room": room}).content.decode()
    assert browser(may).get(url).status_code == OK
    entries = m.JournalEntry.objects.filter(event="room_entered", actor=people[may].username)
    assert list(entries.order_by("seq").values_list("subject", flat=True)) == [people[may].ref, person.ref]


def test_the_query_and_the_rule_put_everybody_in_the_same_room(named):
    told = [
        (),
        ("killed",),
        ("witness", "killed"),
        ("leader",),
        ("leader", "killed"),
        ("accused", "killed"),
        ("source",),
    ]
    people = [named(*statuses, name=f"Example {number}") for number, statuses in enumerate(told)]
    rooms = {person.ref: room for room in (VICTIMS, WITNESSES, ALLEGED) for person in persons_in(room)}
    assert {one.ref: room_of_person(one) for one in people} == {one.ref: rooms[one.ref] for one in people}


def test_three_persons_or_states_ask_no_more_than_one(browser, people, named):
    client = browser()

    def asked(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == OK
        return len(queries)

    person = named("detained", "missing")
    add_state(people["researcher"], person, Known(code="missing", when="2014", why="said"))
    page = reverse("person", args=[person.ref])
    one, one_state = asked("/people/"), asked(page)
    for number in range(2):
        other = named("detained", name=f"Other {number}")
        add_state(people["researcher"], other, Known(code="missing", when="2014", why="said"))
        add_state(people["researcher"], person, Known(code="detained", when=f"201{number}", why="said"))
    assert asked("/people/") == one
    assert asked(page) == one_state
