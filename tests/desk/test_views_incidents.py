"""The incident page, figures that walk back to the words, the second person, and what each role does not see."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tawthiq.desk import models as m
from tawthiq.desk.actions.grading import grade_incident, set_certainty, sign_off
from tawthiq.desk.actions.incidents import create_incident
from tawthiq.desk.actions.review import accept_claim

from .conftest import ENGLISH

pytestmark = pytest.mark.django_db


@pytest.fixture
def browsers(people) -> dict[str, Client]:
    made = {}
    for role, person in people.items():
        made[role] = Client()
        made[role].force_login(person)
    return made


@pytest.fixture
def incident(accepted, people) -> m.Incident:
    return create_incident(people["researcher"], accepted, title_en="Market of Manbij", title_ar="سوق منبج")


GRADE = {"grade": "reasonable_grounds", "basis": "Two sources apart.", "contrary": "Looked for, none found."}


def page_of(browser: Client, incident: m.Incident) -> str:
    return browser.get(reverse("incident", args=[incident.ref])).content.decode()


def test_every_value_stands_beside_its_claims_and_disagreement_is_visible(browsers, incident, accepted):
    page = page_of(browsers["researcher"], incident)
    assert page.count("the claims disagree") >= 1
    for claim in accepted:
        link = f"{reverse('report', args=[claim.report.ref])}?at={claim.ref}#words-{claim.ref}"
        assert link in page
    assert "9–11" in page
    assert "“nine civilians”" in page


def test_an_auditor_sees_the_incident_and_neither_quotes_nor_sources(browsers, incident, accepted):
    page = page_of(browsers["auditor"], incident)
    assert "Market of Manbij" in page
    assert accepted[0].quote[:30] not in page
    assert "nine civilians" not in page
    assert "Reporter 1" not in page


def test_the_same_person_sees_why_not_and_cannot_sign_off(browsers, incident, people):
    grade_incident(people["reviewer"], incident, **GRADE)
    page = page_of(browsers["reviewer"], incident)
    assert "a second person has to sign" in page
    assert reverse("sign_off", args=[incident.ref]) not in page
    said = browsers["reviewer"].post(reverse("sign_off", args=[incident.ref]), follow=True).content.decode()
    assert "a second person has to sign" in said
    incident.refresh_from_db()
    assert incident.state == "graded"


def test_a_second_person_signs_off_and_a_later_change_takes_it_back(browsers, incident):
    browsers["researcher"].post(reverse("grade", args=[incident.ref]), GRADE)
    assert reverse("sign_off", args=[incident.ref]) in page_of(browsers["reviewer"], incident)
    browsers["reviewer"].post(reverse("sign_off", args=[incident.ref]))
    incident.refresh_from_db()
    assert incident.state == "signed"
    data = {"value": "2015-09-11", "reason": "The video shows the day."}
    browsers["researcher"].post(reverse("set_value", args=[incident.ref, "when"]), data)
    incident.refresh_from_db()
    assert incident.state == "open"
    page = page_of(browsers["researcher"], incident)
    assert "taken back by a later change" in page
    assert "The video shows the day." in page


def test_a_grade_that_is_not_carried_is_not_offered_and_says_what_is_missing(browsers, incident):
    page = page_of(browsers["researcher"], incident)
    offered = re.search(r'<input type="radio" name="grade" value="clear_and_convincing"[^>]*>', page)
    assert offered
    assert "disabled" in offered[0]
    assert "more independent sources than there are" in page
    said = (
        browsers["researcher"]
        .post(reverse("grade", args=[incident.ref]), GRADE | {"basis": " "}, follow=True)
        .content.decode()
    )
    assert "Say in words what the grade rests on." in said


@pytest.mark.parametrize(
    ("field", "data", "value"),
    [
        ("place", {"value": "manbij"}, "manbij"),
        ("when", {"value": "2015-09-11"}, "2015-09-11"),
        ("kind", {"value": "shelling"}, "shelling"),
        ("target_class", {"value": "civilian"}, "civilian"),
        ("killed", {"min": "9", "max": ""}, {"min": 9, "max": None, "approximate": False}),
        ("perpetrators", {"value": ["us_coalition"]}, ["us_coalition"]),
    ],
)
def test_a_value_is_set_by_hand_with_a_signed_reason(browsers, incident, field, data, value):
    url = reverse("set_value", args=[incident.ref, field])
    assert browsers["researcher"].post(url, data).status_code == 200
    assert browsers["researcher"].post(url, data | {"reason": "The list by name."}).status_code == 302
    standing = incident.values.get(field=field, is_current=True)
    assert standing.body["value"] == value
    assert (standing.set_by.username, standing.why) == ("researcher-1", "The list by name.")
    assert browsers["researcher"].get(url).status_code == 200


def test_an_unknown_field_is_nobodys(browsers, incident):
    assert browsers["researcher"].get(reverse("set_value", args=[incident.ref, "colour"])).status_code == 302


def test_a_certainty_is_of_an_act_of_this_incident(browsers, incident, people, receive_text):
    claim = receive_text(ENGLISH + "Another.").claims.first()
    accept_claim(people["researcher"], claim)
    other = create_incident(people["researcher"], [claim], title_en="x", title_ar="س")
    data = {"certainty": "reported", "basis": "Both say so."}
    url = reverse("certainty", args=[incident.ref, other.acts.first().ref, "syrian_government"])
    assert browsers["researcher"].post(url, data).status_code == 404
    url = reverse("certainty", args=[incident.ref, incident.acts.first().ref, "syrian_government"])
    assert browsers["researcher"].post(url, data).status_code == 302
    assert "Both say so." in page_of(browsers["researcher"], incident)


def links(page: str, part: str) -> list[str]:
    return [one.replace("&amp;", "&") for one in re.findall(r'href="([^"]+)"', page) if part in one]


def test_from_a_number_at_most_four_clicks_lead_to_the_words_in_the_original(browsers, incident, people, accepted):
    set_certainty(
        people["researcher"],
        incident.acts.first(),
        party="syrian_government",
        certainty="reasonable_suspicion",
        basis="Both say so.",
    )
    grade_incident(people["researcher"], incident, **GRADE)
    sign_off(people["reviewer"], incident)
    browser = browsers["analyst"]
    figures = browser.get(reverse("figures")).content.decode()
    first = next(one for one in links(figures, "figure=") if one.endswith("party:syrian_government:killed"))
    incidents = browser.get(first).content.decode()
    second = links(incidents, f"/incidents/{incident.ref}/")[0]
    page = browser.get(second).content.decode()
    third = next(one for one in links(page, "?at=") if accepted[0].ref in one)
    reader = browser.get(third).content.decode()
    assert 'class="w of-accepted is-on' in reader
    original = re.search(r'action="(/items/[^"]+/original/)"', reader)
    assert original
    words = b"".join(browser.post(original[1]).streaming_content).decode()
    assert accepted[0].quote in words


def test_a_figure_shows_exactly_its_incidents(browsers, incident, people):
    grade_incident(people["researcher"], incident, **GRADE)
    listed = browsers["analyst"].get("/incidents/?figure=kind:airstrike:killed").content.decode()
    assert links(listed, "/incidents/IN-") == [reverse("incident", args=[incident.ref])]
    assert browsers["analyst"].get("/incidents/?figure=kind:clash:killed").status_code == 404
    assert browsers["analyst"].get("/incidents/?figure=nonsense").status_code == 404


def test_filters_narrow_the_list_and_say_when_nothing_fits(browsers, incident):
    listed = browsers["analyst"].get("/incidents/", {"text": "منبج", "kind": "airstrike", "state": "open"})
    assert incident.ref in listed.content.decode()
    nothing = browsers["analyst"].get("/incidents/", {"month": "1999-01"}).content.decode()
    assert "No incident fits" in nothing
    odd = browsers["analyst"].get("/incidents/", {"month": "July", "kind": "clash"}).content.decode()
    assert "errorlist" in odd
    assert incident.ref not in odd


def test_a_signed_in_person_is_spoken_to_in_their_language(people):
    people["editor"].language = "ar"
    people["editor"].save()
    browser = Client()
    browser.post(reverse("account_login"), {"login": "editor-1", "password": "a long enough phrase"})
    assert 'dir="rtl"' in browser.get("/").content.decode()
    assert m.JournalEntry.objects.filter(event="signed_in", actor="editor-1").exists()


def test_upload_says_received_and_keeps_the_second_receipt(browsers):
    for _ in range(2):
        data = {
            "uploads": [SimpleUploadedFile("a.txt", "قصف على منبج".encode())],
            "text": "pasted words",
            "source": "Nahr",
            "source_kind": "activist",
            "published": "2015-07-01",
            "lang": "ar",
        }
        page = browsers["reporter"].post(reverse("upload"), data).content.decode()
    assert "this receipt is kept beside the first" in page
    assert m.Item.objects.count() == 2
    assert m.Receipt.objects.count() == 4
    assert m.Source.objects.get().kind == "activist"
    assert "pasted at the desk" in page
    browsers["reporter"].cookies["django_language"] = "ar"
    in_arabic = browsers["reporter"].post(reverse("upload"), {**data, "uploads": []}).content.decode()
    assert "لُصق في المكتب" in in_arabic
    assert "pasted" not in in_arabic
    browsers["reporter"].cookies["django_language"] = "en"
    refused = browsers["reporter"].post(reverse("upload"), {"source_kind": "activist"}).content.decode()
    assert "Choose a file or paste a text." in refused


def test_an_article_is_saved_in_both_languages_and_names_a_missing_incident(browsers, incident):
    data = {
        "category": "news",
        "published": "2015-09-13",
        "title_en": "A raid",
        "title_ar": "غارة",
        "body_en": "{{figure:party:syrian_government:killed}} people.",
        "body_ar": "{{figure:party:syrian_government:killed}} أشخاص.",
        "incidents": "IN-000999",
    }
    refused = browsers["editor"].post(reverse("new_article"), data).content.decode()
    assert "There is no incident IN-000999." in refused
    saved = browsers["editor"].post(reverse("new_article"), data | {"incidents": incident.ref})
    article = m.Article.objects.get()
    assert saved["Location"] == reverse("article", args=[article.ref])
    assert [one.ref for one in article.incidents.all()] == [incident.ref]
    browsers["editor"].post(reverse("article_ready", args=[article.ref]))
    article.refresh_from_db()
    assert article.state == "ready"


def test_what_is_held_back_says_why(browsers, incident):
    page = browsers["editor"].get(reverse("releases")).content.decode()
    assert "1 incident is held back" in page
    assert "It has no grade yet." in page or "No second person has signed it off." in page


def test_a_comment_that_does_not_open_is_named_and_stays(browsers, settings):
    settings.WORKSPACE.drop.mkdir(exist_ok=True)
    odd = settings.WORKSPACE.drop / f"{'0' * 32}.age"
    odd.write_bytes(b"not sealed for us")
    try:
        said = browsers["editor"].post(reverse("collect_comments"), follow=True).content.decode()
        assert "New comments: 0." in said
        assert odd.name in said
        assert odd.exists()
    finally:
        odd.unlink()
