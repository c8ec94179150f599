"""Hand-over: consent first, everything that is written can be checked by the receiver alone, nothing else leaves."""

import hashlib
import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pyrage
import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tawthiq.desk import models as m
from tawthiq.desk.actions import handovers
from tawthiq.desk.actions.consents import Agreed, record_consent, withdraw_consent
from tawthiq.desk.actions.disposal import allow_disposal, ask_disposal
from tawthiq.desk.actions.evidence import Provenance, name_source, open_original, receive
from tawthiq.desk.actions.handovers import Asked, ConsentLacking, make_bundle
from tawthiq.desk.actions.incidents import create_incident
from tawthiq.desk.actions.journal import record
from tawthiq.desk.queries.handovers import all_handovers, handovers_of
from tawthiq.errors import InvalidRecord, NotFound, Tampered
from tawthiq.store import keys
from tawthiq.store.workspace import Workspace

pytestmark = pytest.mark.django_db
DATA = b"\x00\x01 what was received \xff"


@pytest.fixture(autouse=True)
def own_workspace(people: dict[str, m.User], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A vault and a public log of this test's own."""
    workspace = Workspace(tmp_path / "workspace")
    workspace.create()
    monkeypatch.setattr(settings, "WORKSPACE", workspace)


def item_of(pseudonym: str, *, kind: str = "witness", data: bytes = DATA) -> m.Item:
    source = name_source(pseudonym=pseudonym, kind=kind, actor="test")
    return receive(
        io.BytesIO(data), name="حلب.bin", actor="reporter-1", channel="test", provenance=Provenance(source=source)
    ).item


def agree(people: dict[str, m.User], pseudonym: str, *, purpose: str = "share_icc", is_given: bool = True) -> m.Consent:
    told = Agreed(
        purpose=purpose,
        is_given=is_given,
        lang="ar",
        explained_by="researcher-1",
        how="read aloud",
        given_on=date(2016, 1, 1),
        source=m.Source.objects.get(pseudonym=pseudonym),
    )
    return record_consent(people["researcher"], told)


def derive(item: m.Item, data: bytes = b"a text") -> m.Derivative:
    stored = settings.WORKSPACE.vault.put(io.BytesIO(data))
    with transaction.atomic():
        made = m.Derivative.objects.create(
            item=item,
            kind="text",
            state="made",
            sha256=stored.sha256,
            size_bytes=stored.size_bytes,
            media_type="text/plain",
            tool="t",
            tool_version="1",
            made_at=timezone.now(),
        )
        record("derived", actor="worker", subject=made, changed=[made])
    return made


def asked(*items: m.Item, **more: Any) -> Asked:
    return Asked(**{"items": items, "recipient": "Office of the Prosecutor", "purpose": "share_icc", **more})


def verify(folder: Path, *more: str) -> dict[str, Any]:
    """What the bundle's own verifier says, in a Python of its own that sees none of our code."""
    key = hashlib.sha256(keys.public_key(settings.WORKSPACE.keys)).hexdigest()
    command = [sys.executable, "-I", str(folder / "verify.py"), str(folder), "--key", key, "--json", *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told: dict[str, Any] = json.loads(done.stdout)
    assert (done.returncode == 0) == (told["verdict"] == "proven")
    return told


def words_of(pdf: bytes) -> str:
    """The text of every page; a digest may go over the end of a line."""
    pages = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in pages).replace("\r\n", "")


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_was_handed_over_is_proven_and_in_the_journal(people, tmp_path):
    item = item_of("Witness 1")
    made = derive(item)
    agree(people, "Witness 1")
    open_original(people["researcher"], item)
    done = make_bundle(people["lawyer"], asked(item, title="Manbij"), out=tmp_path / "case")
    told = verify(tmp_path / "case")
    assert (told["verdict"], told["faults"]) == ("proven", [])
    files = bytes_of(tmp_path / "case")
    assert files[f"data/originals/{item.ref}.bin"] == DATA
    assert files[f"data/derivatives/{made.ref}.txt"] == b"a text"
    case = json.loads(files["data/case.json"])
    assert case["items"][0]["receipts"][0]["source"] == "Witness 1"
    assert (case["recipient"], case["purpose"]["id"]) == ("Office of the Prosecutor", "share_icc")
    events = [json.loads(one["body"])["event"] for one in json.loads(files["seal/events.json"])["events"]]
    assert events == ["received", "derived", "accessed_original"]
    for name in ("data/case.pdf", "data/case.ar.pdf"):
        printed = words_of(files[name])
        assert item.ref in printed
        assert made.ref in printed
        assert item.sha256 in printed
        assert "Office of the Prosecutor" in printed
    entry = m.JournalEntry.objects.get(event="exported")
    body = json.loads(entry.body)
    assert (entry.subject, entry.actor) == (done.handover.ref, "lawyer-1")
    assert body["detail"]["tag_manifest_sha256"] == done.written.tag_manifest_sha256
    assert body["detail"]["recipient"] == "Office of the Prosecutor"
    assert list(all_handovers()) == handovers_of(item) == [done.handover]
    assert not list(tmp_path.glob(".bundle-*"))


def test_the_same_again_is_the_same_to_the_byte(people, tmp_path):
    items = [item_of("Witness 1"), item_of("Daily", kind="media", data=b"an article")]
    agree(people, "Witness 1")
    first = make_bundle(people["lawyer"], asked(*items), out=tmp_path / "one")
    derive(items[0])
    item_of("Witness 1")  # received once more, after the checkpoint
    size = first.handover.checkpoint_size
    make_bundle(people["lawyer"], asked(*reversed(items), checkpoint=size), out=tmp_path / "two")
    one, two = bytes_of(tmp_path / "one"), bytes_of(tmp_path / "two")
    told = [json.loads(files.pop("data/case.json"))["limits"] for files in (one, two)]
    assert len(told[1]["en"]) == len(told[0]["en"]) + 1  # it says that something newer is left out
    make_bundle(people["lawyer"], asked(*items, checkpoint=size), out=tmp_path / "three")
    assert bytes_of(tmp_path / "three") == bytes_of(tmp_path / "two")
    assert {name for name in one if one[name] != two[name]} <= {
        name
        for name in one
        if name.startswith(("manifest", "tagmanifest", "seal/SHA256SUMS", "bag-info", "data/ro-", "data/case."))
    }


@pytest.mark.parametrize("is_given", [True, False])
def test_one_unwilling_source_stops_all_of_it(people, tmp_path, is_given):
    willing, other = item_of("Witness 1"), item_of("Witness 2", data=b"\x00 2")
    agree(people, "Witness 1")
    agree(people, "Witness 2", purpose="share_un" if is_given else "share_icc", is_given=is_given)
    with pytest.raises(ConsentLacking, match=f"consent_lacking: {other.ref}") as caught:
        make_bundle(people["lawyer"], asked(willing, other), out=tmp_path / "case")
    reason = "consent_missing" if is_given else "consent_refused"
    assert [(one.item, one.reason) for one in caught.value.refusals] == [(other, reason)]
    assert not (tmp_path / "case").exists()
    assert not m.JournalEntry.objects.filter(event__in=("exported", "checkpoint_published")).exists()


def test_a_withdrawal_while_it_is_written_stops_it(people, tmp_path, monkeypatch):
    item = item_of("Witness 1")
    consent = agree(people, "Witness 1")
    write = handovers.write_bundle

    def slow(*given: Any, **more: Any) -> Any:
        withdraw_consent(people["custodian"], consent, reason="they called")
        return write(*given, **more)

    monkeypatch.setattr(handovers, "write_bundle", slow)
    with pytest.raises(ConsentLacking, match="consent_withdrawn"):
        make_bundle(people["lawyer"], asked(item), out=tmp_path / "case")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["workspace"]
    assert not m.Handover.objects.exists()


def test_entries_about_others_and_about_consent_stay_closed(people, tmp_path):
    item, other = item_of("Daily", kind="media"), item_of("Weekly", kind="media", data=b"\x00 other")
    with transaction.atomic():
        record("accessed_original", actor="x", subject=item, why=f"compared with {other.ref}")
        record("accessed_original", actor="x", subject=item, detail={"beside": [other.ref]})
    make_bundle(people["lawyer"], asked(item), out=tmp_path / "case")
    told = json.loads((tmp_path / "case/seal/events.json").read_text())
    assert [json.loads(one["body"])["event"] for one in told["events"]] == ["received"]
    assert len(told["closed"]) == 2
    words = b"\n".join(bytes_of(tmp_path / "case").values())
    assert other.ref.encode() not in words
    assert b"Weekly" not in words
    assert verify(tmp_path / "case")["verdict"] == "proven"


def test_earlier_hand_overs_to_others_stay_closed_and_to_the_same_are_told(people, tmp_path):
    item = item_of("Daily", kind="media")
    make_bundle(people["lawyer"], asked(item, recipient="Another organisation"), out=tmp_path / "one")
    make_bundle(people["lawyer"], asked(item), out=tmp_path / "two")
    make_bundle(people["lawyer"], asked(item), out=tmp_path / "three")
    opened = json.loads((tmp_path / "three/seal/events.json").read_text())
    assert [json.loads(one["body"])["event"] for one in opened["events"]] == ["received", "exported"]
    assert len(opened["closed"]) == 1
    assert b"Another organisation" not in b"".join(bytes_of(tmp_path / "three").values())


def test_all_items_of_an_incident(people, tmp_path, accepted, monkeypatch):
    for claim in accepted:
        settings.WORKSPACE.vault.put(io.BytesIO(claim.report.text.encode()))
    incident = create_incident(people["researcher"], accepted, title_en="Market", title_ar="سوق")
    for name in ("Reporter 1", "Reporter 2"):
        agree(people, name)
    done = make_bundle(people["lawyer"], asked(incidents=(incident,)), out=tmp_path / "case")
    assert done.handover.items == [claim.report.item.ref for claim in accepted]
    assert verify(tmp_path / "case")["verdict"] == "proven"


def test_an_incomplete_capture_is_called_so(people, tmp_path):
    item, beside = item_of("Daily", kind="media"), item_of("Daily", kind="media", data=b"\x00 beside")
    now = timezone.now()
    capture = m.Capture.objects.create(
        url="https://example.org/a",
        asked_by="x",
        asked_at=now,
        why="x",
        state="done",
        outcome="captured",
        started_at=now,
        stopped_at=now,
        missing={"pdf": "timeout"},
    )
    for one in (item, beside):
        m.CaptureFile.objects.create(capture=capture, item=one, role="source")
    with transaction.atomic():
        record("captured", actor="worker", subject=capture, changed=[capture])
    make_bundle(people["lawyer"], asked(item), out=tmp_path / "case")
    case = json.loads((tmp_path / "case/data/case.json").read_text())
    assert case["items"][0]["label"] == "incomplete capture"
    assert case["captures"][0]["state"]["url"] == "https://example.org/a"
    assert verify(tmp_path / "case")["verdict"] == "proven"
    capture.availability = "gone"
    capture.save()
    with transaction.atomic():
        record("availability_checked", actor="worker", subject=capture, changed=[capture])
    size = m.Handover.objects.get().checkpoint_size
    make_bundle(people["lawyer"], asked(item, checkpoint=size), out=tmp_path / "again")
    case = json.loads((tmp_path / "again/data/case.json").read_text())
    assert (case["captures"][0]["state"], case["captures"][0]["missing"]) == (None, {"pdf": "timeout"})
    assert verify(tmp_path / "again")["verdict"] == "proven"


def test_what_was_disposed_of_or_is_damaged_is_not_handed_over(people, tmp_path):
    gone, damaged = item_of("Daily", kind="media"), item_of("Daily", kind="media", data=b"\x00 damaged")
    allow_disposal(people["reviewer"], ask_disposal(people["custodian"], gone, why="legal_order"))
    with pytest.raises(InvalidRecord, match=f"disposed_already: {gone.ref}"):
        make_bundle(people["lawyer"], asked(gone, damaged), out=tmp_path / "case")
    vault = settings.WORKSPACE.vault
    vault.path_of(damaged.sha256).chmod(0o600)
    vault.path_of(damaged.sha256).write_bytes(b"\x00 other..")
    with pytest.raises(Tampered, match=damaged.ref):
        make_bundle(people["lawyer"], asked(damaged), out=tmp_path / "case")
    assert not (tmp_path / "case").exists()
    assert not m.Handover.objects.exists()


def test_a_disposal_of_another_item_stays_untold(people, tmp_path):
    kept, gone = item_of("Daily", kind="media"), item_of("Weekly", kind="media", data=b"\x00 gone")
    made = [derive(kept), derive(gone, b"another text")]
    with transaction.atomic():
        record("derived", actor="worker", changed=made)  # one entry that tells of both
    allow_disposal(people["reviewer"], ask_disposal(people["custodian"], gone, why="legal_order"))
    make_bundle(people["lawyer"], asked(kept), out=tmp_path / "case")
    assert verify(tmp_path / "case")["verdict"] == "proven"
    told = json.loads((tmp_path / "case/seal/events.json").read_text())
    events = [json.loads(one["body"])["event"] for one in told["events"]]
    assert (events, len(told["closed"])) == (["received", "derived", "noted_anew"], 0)
    words = b"".join(bytes_of(tmp_path / "case").values())
    assert not [word for word in (gone.ref, gone.sha256, "legal_order") if word.encode() in words]


def test_encrypted_to_the_recipient_only(people, tmp_path):
    item = item_of("Daily", kind="media")
    theirs = pyrage.x25519.Identity.generate()
    out = tmp_path / "case.tar.age"
    done = make_bundle(people["lawyer"], asked(item, encrypt_to=(str(theirs.to_public()),)), out=out)
    assert DATA not in out.read_bytes()
    assert DATA in pyrage.decrypt(out.read_bytes(), [theirs])
    assert done.handover.encrypted_to == str(theirs.to_public())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case.tar.age", "workspace"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"items": ()}, "no_items"),
        ({"recipient": " "}, "recipient_missing"),
        ({"purpose": "publish_named"}, "unknown_purpose"),
        ({"encrypt_to": ("age1nonsense",)}, "recipient_key_invalid"),
        ({"encrypt_to": ("ssh-nonsense",)}, "recipient_key_invalid"),
    ],
)
def test_what_cannot_be_is_refused(people, tmp_path, change, code):
    with pytest.raises(InvalidRecord, match=code):
        make_bundle(people["lawyer"], asked(*[item_of("Daily", kind="media")], **change), out=tmp_path / "case")


def test_places_checkpoints_and_roles(people, tmp_path):
    item = item_of("Daily", kind="media")
    with pytest.raises(InvalidRecord, match="place_taken"):
        make_bundle(people["lawyer"], asked(item), out=tmp_path)
    with pytest.raises(NotFound):
        make_bundle(people["lawyer"], asked(item, checkpoint=7), out=tmp_path / "case")
    for role in ("researcher", "reviewer", "analyst", "editor", "custodian", "auditor", "administrator", "reporter"):
        with pytest.raises(NotFound):
            make_bundle(people[role], asked(item), out=tmp_path / "case")
    size = make_bundle(people["lawyer"], asked(item), out=tmp_path / "one").handover.checkpoint_size
    newer = item_of("Daily", kind="media", data=b"\x00 newer")
    with pytest.raises(InvalidRecord, match=f"not_in_checkpoint: {newer.ref}"):
        make_bundle(people["lawyer"], asked(newer, checkpoint=size), out=tmp_path / "two")


def test_a_changed_byte_is_found_by_the_receiver(people, tmp_path):
    item = item_of("Daily", kind="media")
    make_bundle(people["lawyer"], asked(item), out=tmp_path / "case")
    original = tmp_path / f"case/data/originals/{item.ref}.bin"
    original.chmod(0o600)
    original.write_bytes(DATA[:-1] + b"\xfe")
    told = verify(tmp_path / "case")
    assert (told["verdict"], told["faults"] != []) == ("damaged", True)
