"""Same or not for persons and places: who is proposed, what a word joins, and that everything can be taken back."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tawthiq.desk import models as m
from tawthiq.desk.actions.incidents import Scored, create_incident
from tawthiq.desk.actions.linking import judge_proposal, withdraw_judgement
from tawthiq.desk.actions.person_states import Known, add_state
from tawthiq.desk.queries.judgements import at_odds, same_cluster
from tawthiq.desk.queries.linking import QueueFilter, proposals_for
from tawthiq.errors import NotFound
from tests.desk.conftest import place

pytestmark = pytest.mark.django_db
# Who is told of in one incident, and which of them may be one.
PEOPLE = {
    "arabic": "خالد مصطفى سعيد البرقوقي",
    "latin": "Khaled Mustafa Saeed al-Barquqi",
    "damaged": "سلمان نضال فارسالصندوقي",
    "whole": "سليمان نضال فارس الصندوقي",
    "shorter": "رامي خليل العنبرجي",
    "longer": "رامي خليل شكري العنبرجي",
    "brother": "سامر وليد قاسم الورداني",
    "other brother": "هاني وليد قاسم الورداني",
    "near brother": "محمد فايز نعيم الكرماوي",
    "his brother": "محمود فايز نعيم الكرماوي",
    "nurse": "Imad al-Khatib",
    "his": "Adnan al-Khatib",
    "nurse in Arabic": "عماد الخطيب",
    "father": "صالح منصور صالح الورداني",
    "son": "منصور صالح منصور الورداني",
    "kunya": "أبو محمد",
    "same kunya": "أبو محمد",
}
ONE = [("arabic", "latin"), ("damaged", "whole"), ("longer", "shorter"), ("nurse", "nurse in Arabic")]


@pytest.fixture
def incident(accepted, people) -> m.Incident:
    return create_incident(people["researcher"], accepted[:1], title_en="Manbij", title_ar="منبج")


@pytest.fixture
def persons(incident, accepted) -> dict[str, m.Person]:
    """The people above, all killed in one place on one day."""
    found = {}
    for key, name in PEOPLE.items():
        found[key] = m.Person.objects.create(**{"name_ar" if name > "z" else "name_en": name})
        m.Involvement.objects.create(person=found[key], incident=incident, claim=accepted[0], status="killed")
    return found


@pytest.fixture
def browser(people) -> Client:
    client = Client()
    client.force_login(people["researcher"])
    return client


def queue(user, about="persons"):
    return proposals_for(user, QueueFilter(about=about))


def asked(user, persons) -> set[tuple[str, str]]:
    of = {one.ref: key for key, one in persons.items()}
    return {tuple(sorted(of[ref] for ref in one.refs)) for one in queue(user)}


def judge(user, left, right, verdict="same", reason="I compared the two."):
    return judge_proposal(user, left, [right], verdict=verdict, reason=reason, scored=Scored(0.9, "people-1"))[0]


def test_who_may_be_one_is_proposed_and_nobody_else(persons, people):
    """Both scripts, damaged text and a left-out grandfather are; brothers, father and son, two kunyas never are."""
    assert asked(people["researcher"], persons) == set(ONE)
    proposal = next(one for one in queue(people["researcher"]) if persons["arabic"].ref in one.refs)
    assert {"given=alias", "date=same", "place=same"} <= set(proposal.reasons)
    assert 0.8 < proposal.score < 1


def test_a_word_is_taken_on_the_page_with_score_and_version_and_the_next_pair_follows(persons, people, browser):
    first = next(one for one in queue(people["researcher"]) if persons["arabic"].ref in one.refs)
    page = browser.get("/linking/", {"about": "persons", "at": " ".join(first.refs)}).content.decode()
    assert "These are one person" in page
    assert "given name: another form or spelling of the name" in page
    assert 'data-key="s"' in page
    word = {"about": "persons", "at": " ".join(first.refs), "right": first.right[0]}
    said = browser.post("/linking/", word | {"verdict": "same", "reason": "One man."}, follow=True)
    assert "Your word stands." in said.content.decode()
    judgement = m.Judgement.objects.get()
    assert (judgement.score, judgement.model, judgement.verdict) == (first.score, "people-1", "same")
    entry = m.JournalEntry.objects.filter(event="pair_judged").get()
    assert '"model":"people-1"' in entry.body.replace(": ", ":")
    assert first.refs not in [one.refs for one in queue(people["researcher"])]
    assert m.Person.objects.count() == len(persons)


def test_taken_back_everything_is_as_it_was(persons, people, browser):
    """The journey: two joined over a third, the page shows one chain of states, a word goes back and all with it."""
    user = people["researcher"]
    one, two, three = persons["arabic"], persons["latin"], persons["whole"]
    for person, code in ((one, "missing"), (two, "reported_dead")):
        add_state(user, person, Known(code=code, when="2015", why="said"))
    address = reverse("person", args=[one.ref])
    before = [browser.get(reverse("person", args=[p.ref])).context["page"] for p in (one, two, three)]
    digests = [person.digest() for person in (one, two, three)]
    asked_before = asked(user, persons)
    judge(user, one, two)
    bridge = judge(user, two, three)
    assert same_cluster(one.ref) == tuple(sorted((one.ref, two.ref, three.ref)))
    shown = browser.get(address).content.decode()
    assert shown.count("judged the same as") == 2
    assert "PS-" in shown
    states = browser.get(address).context["page"].states
    assert {row.code for row in states} == {"missing", "reported_dead"}
    back = {"reason": "His brother came back.", "back": two.ref}
    said = browser.post(reverse("withdraw_judgement", args=[bridge.ref]), back, follow=True)
    assert said.redirect_chain[-1][0] == reverse("person", args=[two.ref])
    assert same_cluster(three.ref) == ()
    assert same_cluster(one.ref) == tuple(sorted((one.ref, two.ref)))
    withdraw_judgement(user, m.Judgement.objects.get(is_standing=True), reason="Two men after all.")
    after = [browser.get(reverse("person", args=[p.ref])).context["page"] for p in (one, two, three)]
    for old, new in zip(before, after, strict=True):
        assert (new.alike, new.states, new.latest, new.contradictions) == (
            old.alike,
            old.states,
            old.latest,
            old.contradictions,
        )
    assert [m.Person.objects.get(pk=p.pk).digest() for p in (one, two, three)] == digests
    assert asked(user, persons) == asked_before
    assert m.Judgement.objects.count() == 2
    assert m.JournalEntry.objects.filter(event="judgement_withdrawn").count() == 2


def test_words_at_odds_are_shown(persons, people, browser):
    user = people["researcher"]
    one, two, three = persons["arabic"], persons["latin"], persons["whole"]
    judge(user, one, two)
    judge(user, two, three)
    judge(user, one, three, "different")
    assert at_odds(user, ("person",)) == [tuple(sorted((one.ref, three.ref)))]
    assert "Words at odds" in browser.get("/linking/", {"about": "persons"}).content.decode()


def test_nobody_of_a_closed_room_is_in_the_queue(persons, people, incident, accepted, browser):
    """A researcher does not enter the witnesses' room: no proposal, no word about it, no way to take one back."""
    witness = persons["latin"]
    m.Involvement.objects.create(person=witness, incident=incident, claim=accepted[0], status="witness")
    assert ("arabic", "latin") not in asked(people["researcher"], persons)
    judgement = m.Judgement.objects.create(
        left=persons["arabic"].ref,
        right=witness.ref,
        verdict="same",
        reason="Planted reason",
        by=people["lawyer"],
        judged_at=m.JournalEntry.objects.latest("seq").recorded_at,
    )
    page = browser.get("/linking/", {"about": "persons"}).content.decode()
    assert witness.ref not in page
    assert "Planted reason" not in page
    assert "Planted reason" not in browser.get(reverse("person", args=[persons["arabic"].ref])).content.decode()
    answer = browser.post(reverse("withdraw_judgement", args=[judgement.ref]), {"reason": "x"})
    assert answer.status_code == 404
    with pytest.raises(NotFound):
        judge(people["researcher"], persons["arabic"], witness)
    with pytest.raises(NotFound):
        withdraw_judgement(people["researcher"], judgement, reason="x")


def test_places_that_may_be_one_are_proposed_and_joined(people, browser, incident):
    aleppo = m.Place.objects.get(code="aleppo_gov")
    twin = place("own.1", "town", "Menbij", "منبج", within=aleppo, radius_m=2000)
    district = place("manbij_district", "district", "Manbij", "منبج", within=aleppo, radius_m=20000)
    far = place("own.2", "village", "Manbij", "منبج", within=None, radius_m=1000)
    m.Place.objects.filter(pk=far.pk).update(lat=33.0, lon=38.0)
    (proposal,) = queue(people["researcher"], "places")
    manbij = m.Place.objects.get(code="manbij")
    assert set(proposal.refs) == {manbij.ref, twin.ref}
    assert district.ref not in proposal.refs
    page = browser.get("/linking/", {"about": "places"}).content.decode()
    assert "These are one place" in page
    assert "their points lie apart" in page
    word = {"about": "places", "at": " ".join(proposal.refs), "right": proposal.right[0]}
    browser.post("/linking/", word | {"verdict": "same", "reason": "One town, two spellings."})
    shown = browser.get(reverse("place", args=[twin.ref])).content.decode()
    assert "judged the same as" in shown
    assert incident.ref in shown
    assert queue(people["researcher"], "places") == []
    judgement = m.Judgement.objects.get()
    assert judgement.model == "places-1"
    back = {"reason": "Another town.", "back": twin.ref}
    again = browser.post(reverse("withdraw_judgement", args=[judgement.ref]), back, follow=True).content.decode()
    assert "judged the same as" not in again
    assert incident.ref not in again
    assert [one.refs for one in queue(people["researcher"], "places")] == [proposal.refs]


def test_an_unknown_subject_is_absent_and_an_empty_queue_says_so(people, browser, incident):
    with pytest.raises(NotFound):
        queue(people["researcher"], "parties")
    assert "no two of them look alike" in browser.get("/linking/", {"about": "persons"}).content.decode()


@pytest.mark.parametrize("about", ["persons", "places"])
def test_the_queue_asks_as_little_for_many_as_for_one(persons, people, browser, about):
    aleppo = m.Place.objects.get(code="aleppo_gov")
    place("own.1", "town", "Menbij", "منبج", within=aleppo, radius_m=2000)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get("/linking/", {"about": about}).context["current"]
        return len(found)

    judge(people["researcher"], persons["father"], persons["brother"], "different")
    judge(people["researcher"], m.Place.objects.get(code="aleppo"), aleppo, "different")
    few = queries()
    for number in range(3):
        place(f"own.{number + 2}", "village", f"Halfaya{'h' * number}", "حلفايا", within=aleppo, radius_m=2000)
    for left, right in (("father", "son"), ("kunya", "same kunya"), ("brother", "other brother")):
        judge(people["researcher"], persons[left], persons[right], "different")
    assert queries() == few
