"""Teaching the reader a word at the desk, without any script: find the row, see what changes, confirm, take it back."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tawthiq.core.claims import Vote, from_json, to_json
from tawthiq.desk import models as m
from tawthiq.desk.actions.review import accept_claim, add_claim, finish_report, reject_claim
from tawthiq.desk.actions.words import add_word
from tawthiq.reading.additions import AddedWord

pytestmark = pytest.mark.django_db

UNKNOWN = "Blue Lions arrested four men in Menbizh on Friday.\n"
MENBIZH = {"text": "Menbizh", "target": "place:manbij"}


@pytest.fixture
def client(people) -> Client:
    browser = Client()
    browser.force_login(people["researcher"])
    return browser


@pytest.fixture
def report(receive_text) -> m.Report:
    return receive_text(UNKNOWN)


def page_of(client: Client, name: str, *args: str, **query: object) -> str:
    return client.get(reverse(name, args=args), query).content.decode()


def test_from_the_report_to_the_word_in_two_steps(client, report):
    assert reverse("word", args=[report.ref]) in page_of(client, "report", report.ref)
    start = report.text.index("Menbizh")
    found = page_of(client, "word", report.ref, start=start, end=start + len("Menbizh"))
    href = re.search(r'href="([^"]*target=place%3Amanbij)"', found)
    assert href
    preview = client.get(href[1].replace("&amp;", "&")).content.decode()
    assert "The words stand in 1 report of 1 in this language." in preview
    assert "would be read otherwise" in preview
    assert "Where: <bdi>Menbizh</bdi>" in preview
    answer = client.post(reverse("word", args=[report.ref]), MENBIZH | {"note": "Seen on their own maps."}, follow=True)
    assert "The reader knows “Menbizh” from now on." in answer.content.decode()
    assert report.claims.get().body["places"][0]["place"] == "manbij"
    assert m.OwnWord.objects.get().note == "Seen on their own maps."


def test_nothing_is_written_before_it_is_confirmed(client, report):
    entries = m.JournalEntry.objects.count()
    page_of(client, "word", report.ref, **MENBIZH)
    page_of(client, "word", report.ref, text="Menbizh", asked="manbij")
    assert m.JournalEntry.objects.count() == entries
    assert not m.OwnWord.objects.exists()


@pytest.mark.parametrize(
    ("asked", "key"),
    [("bombed", "trigger%3Aen.bomb.verb"), ("opposition", "party%3Aopposition"), ("منبج", "place%3Amanbij")],
)
def test_rows_are_found_by_name_in_both_scripts_and_by_their_words(client, report, asked, key):
    assert key in page_of(client, "word", report.ref, text="Blue Lions", asked=asked)


def test_what_the_words_mean_today_is_said(client, report):
    assert "Today the reader takes these words for:" in page_of(client, "word", report.ref, text="Manbij")
    assert "Today the reader" not in page_of(client, "word", report.ref, text="Menbizh")


def test_words_that_cannot_be_added_are_refused_with_the_reason(client, report):
    answer = client.get(reverse("word", args=[report.ref]), {"text": "Manbij", "target": "place:manbij"})
    assert (answer.status_code, "The reader takes these words for this already." in answer.content.decode()) == (
        400,
        True,
    )
    answer = client.get(reverse("word", args=[report.ref]), {"text": "Menbizh", "target": "place:atlantis"})
    assert answer.status_code == 400
    assert "Choose what the words are" in page_of(client, "word", report.ref, text="Menbizh", target="manbij")
    said = client.post(reverse("word", args=[report.ref]), {"text": "Manbij", "target": "place:manbij"}, follow=True)
    assert "for this already" in said.content.decode()
    client.post(reverse("word", args=[report.ref]), {"text": "", "target": "x"})
    assert not m.OwnWord.objects.exists()


@pytest.mark.parametrize(
    "query", [{"start": "9", "end": "4"}, {"start": "0", "end": "99999"}, {"start": "x", "end": "1"}, {}]
)
def test_a_selection_that_is_none_offers_nothing(client, report, query):
    assert "target=" not in page_of(client, "word", report.ref, **query)
    assert "target=" not in page_of(client, "word_offers", report.ref, **query)


def test_words_from_a_report_are_escaped(client, receive_text):
    report = receive_text(UNKNOWN + "<b>x&y</b>")
    page = page_of(client, "word", report.ref, text="<b>x&y</b>", asked="<i>")
    assert "<b>x" not in page
    assert "<i>" not in page


def test_a_report_in_a_language_without_reader_offers_nothing(client, report):
    m.Report.objects.filter(pk=report.pk).update(lang="tr")
    assert "target=" not in page_of(client, "word", report.ref, text="Menbizh")


def test_the_list_says_who_when_why_and_how_far_the_round_is(client, people, report):
    word = add_word(
        people["researcher"], AddedWord("en", "place", "manbij", "Menbizh"), note="Own maps.", report=report
    )
    page = page_of(client, "words")
    for words in ("Menbizh", "Manbij", "researcher-1", "Own maps.", report.ref, "A round is under way"):
        assert words in page
    detail = page_of(client, "own_word", word.ref)
    assert "What it changes in past reports" in detail
    assert "added a word to the reader" in detail
    client.post(reverse("own_word", args=[word.ref]), {"reason": " "})
    assert m.OwnWord.objects.get().is_active
    client.post(reverse("own_word", args=[word.ref]), {"reason": "A typing error."})
    assert not m.OwnWord.objects.get().is_active
    assert report.claims.get().body["places"][0]["place"] is None
    assert "A typing error." in page_of(client, "words")
    assert "took a word of the reader" in page_of(client, "own_word", word.ref)


def test_a_word_of_a_row_that_is_gone_is_said_to_have_no_effect(client, people):
    word = add_word(people["researcher"], AddedWord("en", "place", "manbij", "Menbizh"))
    m.OwnWord.objects.update(of="a_place_that_was")
    assert "without effect" in page_of(client, "words")
    assert "a_place_that_was" in page_of(client, "own_word", word.ref)


def test_a_round_can_be_asked_for(client):
    client.post(reverse("ask_reread"))
    assert m.Rereading.objects.get().asked_by == "researcher-1"


def test_a_decision_about_what_was_read_again_meanwhile_is_refused_once(client, people, report):
    page = page_of(client, "report", report.ref)
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    claim = report.claims.get()
    add_word(people["researcher"], AddedWord("en", "party", "opposition", "Blue Lions"), report=report)
    said = client.post(reverse("accept", args=[claim.ref]), {"seen": seen[1]}, follow=True).content.decode()
    claim.refresh_from_db()
    assert (claim.decision, "read this report again since you opened it" in said) == ("proposed", True)
    now = re.search(r'name="seen" value="(\w+)"', said)
    assert now
    client.post(reverse("accept", args=[claim.ref]), {"seen": now[1]})
    claim.refresh_from_db()
    assert claim.decision == "accepted"


def test_the_card_says_in_words_why_and_marks_what_is_found_no_more(client, people, report):
    claim = report.claims.get()
    page = page_of(client, "report", report.ref)
    assert "words for Arrest or detention" in page
    assert "A verb: its subject did it" in page
    assert "no longer found by the reader" not in page
    accept_claim(people["researcher"], claim)
    m.ClaimRow.objects.filter(pk=claim.pk).update(unfound_at=claim.report.received_at)
    assert "no longer found by the reader" in page_of(client, "report", report.ref)


def test_the_card_says_what_each_reader_says(client, report):
    row = report.claims.get()
    claim = from_json(row.proposed)
    body = to_json(claim) | {
        "readers": [
            {"reader": "grammar", "version": "1", "found": True, "differs": {}},
            {"reader": "spacy", "version": "2", "found": False, "differs": {}},
            {"reader": "server", "version": "3", "found": None, "differs": {}, "reason": "no answer"},
            {
                "reader": "other",
                "version": "4",
                "found": True,
                "differs": {"kind": "abduction", "counts.detained": None},
            },
        ]
    }
    assert len(from_json(body).readers) == 4
    assert isinstance(from_json(body).readers[0], Vote)
    m.ClaimRow.objects.filter(pk=row.pk).update(proposed=body, body=body)
    page = page_of(client, "report", report.ref)
    for words in (
        "readers disagree",
        "makes it too",
        "does not make this claim",
        "could not read",
        "no answer",
        "Abduction",
    ):
        assert words in page


def test_the_reader_is_measured_in_words_and_bars(client, people, receive_text):
    for number in range(12):
        report = receive_text(f"{UNKNOWN}Copy {number}.")
        claim = report.claims.get()
        if number % 4:
            accept_claim(people["researcher"], claim)
        else:
            reject_claim(people["researcher"], claim, reason="misread")
        finish_report(people["researcher"], report)
    add_claim(people["researcher"], report, body=claim.body | {"kind": "torture"}, reason="Missed.")
    page = page_of(client, "reading")
    assert "75% (47–91%)" in page
    assert "9/12" in page
    assert '<rect class="value" width="75.0"' in page
    assert "1 row with too few decisions to say" in page
    assert "style=" not in page


def test_without_decisions_the_page_says_so(client):
    assert "Nobody has decided about a claim yet." in page_of(client, "reading")
    assert "No words yet." in page_of(client, "words")
