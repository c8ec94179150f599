"""The report reader: words marked by what they are, decisions that stay, and forms that need no script."""

import io
import re

import pytest
from django.test import Client
from django.urls import reverse

from tawthiq.core.claims import COUNTED
from tawthiq.desk import models as m
from tawthiq.desk.actions.evidence import receive
from tawthiq.desk.actions.incidents import create_incident
from tawthiq.desk.forms.claims import ClaimForms

from .conftest import ENGLISH

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(people) -> Client:
    browser = Client()
    browser.force_login(people["researcher"])
    return browser


@pytest.fixture
def report(receive_text) -> m.Report:
    return receive_text(ENGLISH)


def text_of(page: str) -> str:
    """The report's text as a browser would select it: what is inside its element, tags taken away."""
    inside = re.search(r'<div class="report-text"[^>]*>(.*?)</div>', page, re.S)
    assert inside
    bare = re.sub(r"<[^>]*>", "", inside[1])
    for written, sign in (
        ("&#13;", "\r"),
        ("&quot;", '"'),
        ("&#x27;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ):
        bare = bare.replace(written, sign)
    return bare


def test_the_text_on_the_page_is_the_text_of_the_report(client, receive_text):
    odd = ENGLISH.replace("\n", "\r\n") + "<b>1 & 2</b> “x” 😀 \u200f\n"
    report = receive_text(odd)
    assert text_of(client.get(f"/reports/{report.ref}/").content.decode()) == odd


def test_a_link_to_a_claim_marks_its_words_without_a_script(client, report):
    claim = report.claims.first()
    plain = client.get(f"/reports/{report.ref}/").content.decode()
    marked = client.get(f"/reports/{report.ref}/?at={claim.ref}").content.decode()
    assert f'id="words-{claim.ref}"' in plain
    assert "is-on" not in plain
    assert re.search(r'<span class="w of-proposed is-on[^"]* r-place', marked)
    assert f'class="card proposed is-on" id="{claim.ref}"' in marked


def test_a_machine_claim_looks_different_until_a_person_accepts_it(client, report):
    claim = report.claims.first()
    assert f'class="card proposed" id="{claim.ref}"' in client.get(f"/reports/{report.ref}/").content.decode()
    client.post(reverse("accept", args=[claim.ref]))
    page = client.get(f"/reports/{report.ref}/").content.decode()
    assert f'class="card accepted" id="{claim.ref}"' in page
    assert "researcher-1" in page


def test_accepting_goes_on_to_the_next_claim_that_waits(client, receive_text):
    report = receive_text(ENGLISH + ENGLISH.replace("nine", "seven").replace("market", "school"))
    first, second = report.claims.order_by("quote_start", "pk")[:2]
    answer = client.post(reverse("accept", args=[first.ref]))
    assert answer["Location"].endswith(f"?at={second.ref}#{second.ref}")


def test_a_rejection_needs_a_reason_and_keeps_it(client, report):
    claim = report.claims.first()
    client.post(reverse("reject", args=[claim.ref]), {"why": "other", "note": " "})
    claim.refresh_from_db()
    assert claim.decision == "proposed"
    client.post(reverse("reject", args=[claim.ref]), {"why": "other", "note": "a rumour"})
    claim.refresh_from_db()
    assert (claim.decision, claim.reason) == ("rejected", "other: a rumour")


def test_a_report_with_open_claims_is_not_finished(client, report):
    said = client.post(reverse("finish", args=[report.ref]), follow=True).content.decode()
    report.refresh_from_db()
    assert report.state == "inbox"
    assert "have not been decided" in said
    for claim in report.claims.all():
        client.post(reverse("accept", args=[claim.ref]))
    assert client.post(reverse("finish", args=[report.ref]))["Location"] == reverse("inbox")


def posted(forms: ClaimForms) -> dict[str, str]:
    """What a browser would send for the forms as they stand."""
    parts = [forms.quote, forms.when, forms.target, *forms.counts]
    for formset in forms.lists.values():
        parts += [formset.management_form, *formset.forms]
    data = {}
    for part in parts:
        for bound in part:
            value = bound.value()
            if value is not None and value is not False and value != "":
                data[bound.html_name] = str(value)
    return data


def test_an_unchanged_mend_form_gives_back_the_claim_it_shows(client, report):
    claim = report.claims.first()
    data = posted(ClaimForms(text=report.text, body=claim.body)) | {"quote-reason": "looked at it"}
    before = claim.body
    answer = client.post(reverse("mend", args=[claim.ref]), data)
    claim.refresh_from_db()
    assert answer.status_code == 302
    assert claim.decision == "mended"
    assert claim.body == before


def candidate(place: str, score: float) -> dict[str, object]:
    point = {"lat": 1.5, "lon": 2.5, "radius_m": 900}
    return {"place": place, "name": place.title(), "country": "SY", "score": score, "reasons": ["x"], **point}


@pytest.fixture
def ambiguous(report) -> m.ClaimRow:
    """A claim whose place may be one of two, neither of them in the register."""
    claim = report.claims.first()
    claim.body["places"][0]["candidates"] = [candidate("manbij", 0.6), candidate("world.manbij", 0.4)]
    claim.save()
    return claim


def test_candidates_of_a_place_are_shown_kept_and_may_be_chosen(client, ambiguous):
    report, body = ambiguous.report, ambiguous.body
    assert "may also be" in client.get(f"/reports/{report.ref}/").content.decode()
    assert "world.manbij" in client.get(reverse("mend", args=[ambiguous.ref])).content.decode()
    data = posted(ClaimForms(text=report.text, body=body)) | {"quote-reason": "x"}
    client.post(reverse("mend", args=[ambiguous.ref]), data)
    ambiguous.refresh_from_db()
    assert ambiguous.body == body
    client.post(reverse("mend", args=[ambiguous.ref]), data | {"places-0-place": "world.manbij"})
    ambiguous.refresh_from_db()
    chosen = ambiguous.body["places"][0]
    assert (chosen["place"], chosen["name"], chosen["lat"], chosen["country"]) == (
        "world.manbij",
        "World.Manbij",
        1.5,
        "SY",
    )
    assert chosen["candidates"] == []


def test_how_surely_a_perpetrator_is_named_is_shown_and_mended(client, report):
    claim = report.claims.first()
    data = posted(ClaimForms(text=report.text, body=claim.body)) | {"quote-reason": "x", "quote-confidence": "possible"}
    client.post(reverse("mend", args=[claim.ref]), data)
    claim.refresh_from_db()
    assert claim.body["confidence"] == "possible"
    assert "suspected, accused by others, or inferred" in client.get(f"/reports/{report.ref}/").content.decode()


def test_a_mended_count_keeps_the_rest(client, report):
    claim = report.claims.first()
    data = posted(ClaimForms(text=report.text, body=claim.body)) | {"killed-max": "12", "quote-reason": "see line 3"}
    client.post(reverse("mend", args=[claim.ref]), data)
    claim.refresh_from_db()
    assert (claim.body["counts"]["killed"]["min"], claim.body["counts"]["killed"]["max"]) == (9, 12)
    assert claim.body["places"] == claim.proposed["places"]


def test_a_mended_claim_with_a_fault_is_shown_again_with_it(client, report):
    claim = report.claims.first()
    data = posted(ClaimForms(text=report.text, body=claim.body)) | {"when-edtf": "June", "quote-reason": "x"}
    answer = client.post(reverse("mend", args=[claim.ref]), data)
    assert answer.status_code == 400
    assert b"This is no date of the form" in answer.content
    claim.refresh_from_db()
    assert claim.decision == "proposed"


def test_a_claim_is_made_from_selected_words(client, report):
    start = report.text.index("Regime")
    url = reverse("add_claim", args=[report.ref])
    page = client.get(url, {"start": start, "end": start + 16}).content.decode()
    assert f'value="{start}"' in page
    data = {
        "quote-start": str(start),
        "quote-end": str(start + 16),
        "quote-kind": "airstrike",
        "quote-status": "asserted",
        "quote-reason": "missed",
        "target-target_class": "unknown",
        "places-0-place": "منبج",
        "places-0-role": "scene",
        "perpetrators-0-party": "syrian_government",
    }
    for name in ("places", "perpetrators", "people", "attribution"):
        data |= {f"{name}-TOTAL_FORMS": "1", f"{name}-INITIAL_FORMS": "0"}
    for name in COUNTED:
        data |= {f"{name}-counted": name}
    place = m.Place.objects.get(code="manbij")
    place.spellings.create(text="منبج", lang="ar", folded="منبج")
    answer = client.post(url, data)
    assert answer.status_code == 302, answer.content.decode()
    made = report.claims.get(proposed__isnull=True)
    assert made.quote == "Regime warplanes"
    assert made.body["places"][0]["place"] == "manbij"
    assert made.body["places"][0]["text"] == ""
    assert made.decision == "accepted"


def test_the_original_comes_as_inert_bytes_and_is_journalled(client):
    hostile = b"<script>alert(1)</script>"
    item = receive(io.BytesIO(hostile), name="x\u202ehtml.exe", actor="t", channel="upload").item
    before = m.JournalEntry.objects.filter(event="accessed_original").count()
    answer = client.post(reverse("original", args=[item.ref]))
    assert b"".join(answer.streaming_content) == hostile
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert m.JournalEntry.objects.filter(event="accessed_original").count() == before + 1


def test_an_item_shows_every_receipt_by_its_verbatim_name(client):
    for name in ("تقرير.txt", "../../etc/passwd"):
        item = receive(io.BytesIO(b"same bytes"), name=name, actor="t", channel="upload").item
    page = client.get(reverse("item", args=[item.ref])).content.decode()
    assert "تقرير.txt" in page
    assert "../../etc/passwd" in page
    assert item.sha256 in page
    assert "second receipt" in page


def test_attaching_proposes_titles_in_both_languages_and_makes_the_incident(client, accepted):
    page = client.get(reverse("attach"), {"claim": accepted[0].ref}).content.decode()
    assert "Air strike, Manbij market, 11 September 2015" in page
    assert "قصف جوي، سوق منبج، 11 أيلول/سبتمبر 2015" in page
    data = {"claim": [one.ref for one in accepted], "create": "1", "title_en": "A", "title_ar": "ب"}
    answer = client.post(reverse("attach"), data)
    incident = m.Incident.objects.get()
    assert answer["Location"] == reverse("incident", args=[incident.ref])
    assert incident.claims.count() == 2


def test_a_candidate_is_shown_with_its_reasons(client, accepted, people):
    incident = create_incident(people["researcher"], accepted[:1], title_en="Market", title_ar="سوق")
    page = client.get(reverse("attach"), {"claim": accepted[1].ref}).content.decode()
    assert incident.ref in page
    assert "same kind" in page
    client.post(reverse("attach"), {"claim": accepted[1].ref, "incident": incident.ref})
    assert incident.claims.count() == 2
