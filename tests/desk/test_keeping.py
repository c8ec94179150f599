"""The evidence rooms at the desk: custody, certificate, consent, hand-over, disposal, integrity."""

import dataclasses
import io
import json
from hashlib import sha256

import pytest
from django.conf import settings as desk_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tawthiq.desk import models as m
from tawthiq.desk.actions.certificates import certify_custody
from tawthiq.desk.actions.evidence import receive
from tawthiq.desk.actions.journal import record
from tawthiq.desk.papers import render_certificate
from tawthiq.desk.queries import custody
from tawthiq.desk.queries.checkpoints import Published, Stamp
from tawthiq.errors import InvalidRecord, Tampered

pytestmark = pytest.mark.django_db
OK, FOUND, ABSENT, BAD = 200, 302, 404, 400


@pytest.fixture
def browsers(people) -> dict[str, Client]:
    made = {}
    for role, person in people.items():
        made[role] = Client()
        made[role].force_login(person)
    return made


@pytest.fixture
def item(people) -> m.Item:
    return receive(io.BytesIO(b"%PDF-1.4 evidence"), name="سرّي جداً.pdf", actor="reporter-1", channel="upload").item


def made_from(item: m.Item, kind: str, data: bytes, *, facts: dict | None = None, number: int = 0) -> m.Derivative:
    """What a tool made, written down as the worker does."""
    stored = desk_settings.WORKSPACE.vault.put(io.BytesIO(data))
    picture = kind in ("preview", "thumbnail", "keyframe")
    made = m.Derivative.objects.create(
        item=item,
        kind=kind,
        number=number,
        state="made",
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
        media_type="image/jpeg" if picture else "text/plain",
        tool="a-tool",
        tool_version="1.2",
        parameters={"pages": 3},
        facts=facts or {},
        made_at=timezone.now(),
    )
    record("derived", actor="worker", subject=item, changed=[made])
    return made


def page_of(browser: Client, item: m.Item) -> str:
    return browser.get(reverse("item", args=[item.ref])).content.decode()


def test_custody_tells_who_did_what_with_which_tool(browsers, item):
    made_from(item, "text", "كلمات".encode(), facts={"characters": 5})
    browsers["lawyer"].post(reverse("original", args=[item.ref]))
    page = page_of(browsers["lawyer"], item)
    for words in ("Receipt", "ingestion", "Opening of the original", "a-tool 1.2", "extraction", "not published yet"):
        assert words in page, words
    assert item.sha256 in page
    assert "authentic" not in page.lower()
    assert 'dir="auto" tabindex="0">كلمات</pre>' in page


def test_ocr_says_that_nobody_checked_it(browsers, item):
    made_from(item, "ocr", b"Words", facts={"confidence_mean": 61, "doubtful_words": 4})
    page = page_of(browsers["analyst"], item)
    assert "read by machine, not checked" in page
    assert "Mean confidence, of 100: 61" in page


def test_a_picture_is_shielded_and_inert(browsers, item):
    preview, other = made_from(item, "preview", b"\xff\xd8\xffbytes"), made_from(item, "text", b"words")
    page = page_of(browsers["analyst"], item)
    address = reverse("copy", args=[item.ref, preview.ref])
    assert '<details class="shielded"><summary>' in page
    assert page.index('<details class="shielded">') < page.index(address)
    answer = browsers["analyst"].get(address)
    assert (answer.content, answer["Content-Type"]) == (b"\xff\xd8\xffbytes", "image/jpeg")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert browsers["auditor"].get(address).status_code == ABSENT
    another = receive(io.BytesIO(b"another"), name="b", actor="t", channel="upload").item
    for ref, made in ((item.ref, other.ref), (another.ref, preview.ref), (item.ref, "DV-999999")):
        assert browsers["analyst"].get(reverse("copy", args=[ref, made])).status_code == ABSENT
    assert not m.JournalEntry.objects.filter(event="accessed_original").exists()


def test_the_original_is_streamed_under_its_reference(browsers, item):
    answer = browsers["lawyer"].post(reverse("original", args=[item.ref]))
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 evidence"
    assert answer["Content-Disposition"] == f'attachment; filename="{item.ref}.pdf"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Length"] == str(item.size_bytes)


def test_an_original_that_has_changed_is_never_given_whole(browsers, people):
    data = bytes(3_000_000)
    item = receive(io.BytesIO(data), name="a.bin", actor="t", channel="upload").item
    preserved = desk_settings.WORKSPACE.home / desk_settings.WORKSPACE.vault.where(item.sha256)
    preserved.chmod(0o600)
    preserved.write_bytes(data[:-1] + b"X")
    got = bytearray()
    answer = browsers["lawyer"].post(reverse("original", args=[item.ref]))
    with pytest.raises(Tampered, match=item.ref):
        got.extend(byte for piece in answer.streaming_content for byte in piece)
    assert len(got) < len(data)
    with pytest.raises(Tampered):
        certify_custody(people["lawyer"], item)
    assert not m.JournalEntry.objects.filter(event="custody_certified").exists()
    preserved.unlink()


def test_a_certificate_is_json_and_pdf_of_the_same_and_is_journalled(browsers, item):
    made_from(item, "text", b"words")
    address = reverse("certificate", args=[item.ref])
    answer = browsers["lawyer"].post(address, {"form": "json"})
    told = json.loads(answer.content)
    assert told["item"]["sha256"] == item.sha256
    assert [line["event"] for line in told["custody"]] == ["received", "derived"]
    assert told["custody"][1]["derivation"] | {"ref": ""} == {
        "ref": "",
        "kind": "text",
        "state": "made",
        "tool": "a-tool",
        "tool_version": "1.2",
        "parameters": {"pages": 3},
        "parent_sha256": item.sha256,
        "sha256": sha256(b"words").hexdigest(),
    }
    assert "سرّي" not in answer.content.decode()  # the name as received goes to no stranger
    entry = m.JournalEntry.objects.filter(event="custody_certified").get()
    assert json.loads(entry.body)["detail"]["certificate_sha256"] == sha256(answer.content).hexdigest()
    pdf = browsers["lawyer"].post(address, {"form": "ar.pdf"})
    assert pdf["Content-Disposition"] == f'attachment; filename="{item.ref}-custody.ar.pdf"'
    assert pdf.content.startswith(b"%PDF-")
    assert browsers["lawyer"].post(address, {"form": "fr.pdf"}).status_code == ABSENT
    assert browsers["auditor"].post(address, {"form": "json"}).status_code == ABSENT


def test_the_same_certificate_is_the_same_pdf(people, item):
    issued = certify_custody(people["lawyer"], item)
    for lang in ("en", "ar"):
        assert render_certificate(issued.content, lang) == render_certificate(issued.content, lang)
    assert render_certificate(issued.content, "en") != render_certificate(issued.content, "ar")


CONSENT = {
    "source": "Reporter 1",
    "purpose": "share_un",
    "is_given": "yes",
    "lang": "ar",
    "explained_by": "researcher-1",
    "how": "By telephone, read out.",
    "given_on": "2015-09-13",
}


def test_consent_is_recorded_asked_for_and_withdrawn(browsers, receive_text):
    report = receive_text("A text with a source.")
    browser, asked = browsers["lawyer"], {"purpose": "share_un", "recipient": "A mission", "items": report.item.ref}
    page = browser.post(reverse("hand_over"), asked).content.decode()
    assert "They may not go" in page
    assert "No consent for this use is recorded." in page
    made = browser.post(reverse("new_consent"), CONSENT)
    consent = m.Consent.objects.get()
    assert made["Location"] == reverse("consent", args=[consent.ref])
    page = browser.post(reverse("hand_over"), asked).content.decode()
    assert f"tawthiq bundle make OUT --item {report.item.ref} --purpose share_un" in page
    assert "A mission" not in page.split("<pre")[1]
    assert "Consent for this use was given" in page_of(browser, report.item)
    answer = browser.post(reverse("withdraw_consent", args=[consent.ref]), {"reason": "They called."})
    assert "It counts no more" in answer.content.decode()
    assert "They may not go" in browser.post(reverse("hand_over"), asked).content.decode()
    assert "withdrawn" in browser.get(reverse("consents")).content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"source": "Nobody"}, "There is no source of this pseudonym."),
        ({"source": "", "person": "PS-000999"}, "There is no such record."),
        ({"source": ""}, "Say whose consent it is"),
        ({"evidence": "EV-000999"}, "There is no such record."),
        ({"given_on": "2999-01-01"}, "lies in the future"),
        ({"is_given": ""}, "This field is required."),
    ],
)
def test_what_is_no_consent_is_not_recorded(browsers, receive_text, changed, words):
    receive_text("A text with a source.")
    page = browsers["lawyer"].post(reverse("new_consent"), CONSENT | changed).content.decode()
    assert words in page
    assert not m.Consent.objects.exists()


def test_an_item_that_is_not_there_is_handed_to_nobody(browsers):
    asked = {"purpose": "share_un", "recipient": "A mission", "items": "EV-000999"}
    page = browsers["lawyer"].post(reverse("hand_over"), asked).content.decode()
    assert "There is no such item: EV-000999" in page
    assert "They may go" not in page


def test_one_asks_another_allows_and_the_item_is_gone(browsers, item):
    made_from(item, "preview", b"\xff\xd8\xffbytes")
    ask = reverse("ask_disposal", args=[item.ref])
    reason = m_reason(browsers["custodian"], item)
    assert browsers["reviewer"].post(ask, {"why": reason}).status_code == ABSENT
    browsers["custodian"].post(ask, {"why": reason})
    disposal = m.Disposal.objects.get()
    assert "waits for a second person" in page_of(browsers["custodian"], item)
    allow = reverse("allow_disposal", args=[disposal.ref])
    browsers["reviewer"].post(allow)  # not sure
    disposal.refresh_from_db()
    assert disposal.authorised_by == ""
    assert (
        "What it does not reach"
        not in browsers["reviewer"].get(reverse("disposal", args=[disposal.ref])).content.decode()
    )
    browsers["reviewer"].post(allow, {"sure": "yes"})
    disposal.refresh_from_db()
    assert disposal.done_at is not None
    page = page_of(browsers["lawyer"], item)
    assert "Bytes and words are destroyed." in page
    assert "Destroyed by a disposal" in page
    assert "سرّي" not in page
    answer = browsers["lawyer"].post(reverse("original", args=[item.ref]))
    assert (answer.status_code, b"disposed" in answer.content) == (BAD, True)


def m_reason(browser: Client, item: m.Item) -> str:
    """The first reason that the item's page offers."""
    page = page_of(browser, item)
    return page.split('name="why"')[1].split('<option value="')[1].split('"')[0]


def test_a_refused_disposal_leaves_the_item(browsers, item):
    reason = m_reason(browsers["custodian"], item)
    browsers["custodian"].post(reverse("ask_disposal", args=[item.ref]), {"why": reason})
    refuse = reverse("refuse_disposal", args=[m.Disposal.objects.get().ref])
    browsers["lawyer"].post(refuse, {"reason": ""})
    assert m.Disposal.objects.exists()
    assert browsers["lawyer"].post(refuse, {"reason": "It is needed."})["Location"] == reverse("disposals")
    assert not m.Disposal.objects.exists()
    assert "Disposed of" not in page_of(browsers["lawyer"], item)


def test_the_auditor_sees_how_the_house_stands(browsers, item):
    page = browsers["auditor"].get(reverse("integrity")).content.decode()
    for words in ("entries in the journal", "Nothing of the journal has been published yet", "No backup is on record"):
        assert words in page


def test_a_certificate_of_what_was_disposed_of_is_refused(people, browsers, item):
    reason = m_reason(browsers["custodian"], item)
    browsers["custodian"].post(reverse("ask_disposal", args=[item.ref]), {"why": reason})
    allow = reverse("allow_disposal", args=[m.Disposal.objects.get().ref])
    browsers["lawyer"].post(allow, {"sure": "yes"})
    with pytest.raises(InvalidRecord, match="disposed_already"):
        certify_custody(people["lawyer"], item)


def test_addresses_are_asked_for_and_what_cannot_be_is_named(browsers, people):
    told = {
        "urls": "https://example.org/a\n\nhttp://127.0.0.1/b\nhttps://example.org/a\n",
        "why": "A strike was filmed.",
    }
    assert browsers["analyst"].post(reverse("captures"), told).status_code == ABSENT
    page = browsers["researcher"].post(reverse("captures"), told).content.decode()
    assert "it is not visited" in page
    assert "http://127.0.0.1/b" in page
    capture = m.Capture.objects.get()
    assert (capture.url, capture.why, capture.asked_by) == ("https://example.org/a", told["why"], "researcher-1")
    page = browsers["analyst"].get(reverse("capture", args=[capture.ref])).content.decode()
    assert "https://example.org/a" in page
    assert "A strike was filmed." in page
    assert "Look again now" not in page


def test_a_capture_is_called_complete_only_where_it_is(browsers, item):
    done = {"state": "done", "outcome": "captured", "asked_by": "a", "asked_at": timezone.now()}
    part = m.Capture.objects.create(url="https://example.org/a", missing={"pdf": "timeout"}, **done)
    m.CaptureFile.objects.create(capture=part, item=item, role="source")
    wall = m.Capture.objects.create(url="https://example.org/b", **done | {"outcome": "not_found"})
    m.Capture.objects.create(url="https://example.org/c", is_court_complete=True, **done)
    page = browsers["analyst"].get(reverse("captures")).content.decode()
    assert (page.count("captured, complete"), page.count("captured, incomplete")) == (1, 1)
    page = browsers["analyst"].get(reverse("capture", args=[part.ref])).content.decode()
    assert "What is missing" in page
    assert item.sha256[:16] in page
    page = browsers["analyst"].get(reverse("capture", args=[wall.ref])).content.decode()
    assert "captured, " not in page
    assert "The page does not exist" in page


def test_a_consent_for_an_item_begins_with_its_source(browsers, receive_text):
    item = receive_text("A text with a source.", source="Witness 9").item
    page = page_of(browsers["researcher"], item)
    address = f"{reverse('new_consent')}?item={item.ref}"
    assert address in page
    assert "Witness" not in address
    assert 'value="Witness 9"' in browsers["researcher"].get(address).content.decode()


def test_an_entry_is_shown_under_the_first_checkpoint_that_others_confirmed(browsers, item, monkeypatch):
    now = timezone.now()
    rows = [Published(size, size, now, "ab" * 32, (), (), (), ()) for size in (256, 512, 768)]
    stamped = dataclasses.replace(rows[1], stamps=(Stamp("authority.example", now, "0" * 64),))
    known = {row.size: row for row in (rows[0], stamped, rows[2])}
    monkeypatch.setattr(custody, "published_sizes", lambda: dict.fromkeys(known, 1))
    monkeypatch.setattr(custody, "stamped_sizes", lambda: {512})
    monkeypatch.setattr(custody, "published", lambda *, among: [known[size] for size in among if size in known])
    found = custody.proofs_of([1, 256, 300, 513, 769])
    assert {seq: row.size if row else None for seq, row in found.items()} == {
        1: 512,
        256: 512,
        300: 512,
        513: 768,
        769: None,
    }
    page = page_of(browsers["lawyer"], item)
    assert "authority.example" in page
    assert "checkpoint 512" in page


def test_a_lost_text_hides_nothing_else(browsers, item):
    lost = made_from(item, "text", b"words that will be lost")
    made_from(item, "metadata", b"{}", facts={"camera": "<script>alert(1)</script>", "made_with": ["a", "b"]})
    desk_settings.WORKSPACE.vault.destroy(lost.sha256)
    page = page_of(browsers["analyst"], item)
    assert "its file is missing" in page
    assert lost.ref in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "a; b" in page


def test_a_certificate_says_that_the_capture_was_incomplete(people, item):
    done = {"state": "done", "outcome": "captured", "asked_by": "a", "asked_at": timezone.now()}
    part = m.Capture.objects.create(url="https://example.org/part", missing={"pdf": "not_made"}, **done)
    m.CaptureFile.objects.create(capture=part, item=item, role="source")
    issued = certify_custody(people["lawyer"], item)
    (told,) = issued.content["captures"]
    assert (told["ref"], told["label"]) == (part.ref, "incomplete capture")
    assert told["missing"] == [{"role": "pdf", "reason": "not_made"}]
    assert render_certificate(issued.content, "ar").startswith(b"%PDF-")
