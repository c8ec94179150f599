"""Disposal: bytes, words and entries are gone, and everything that vouches for the rest still holds."""

import io
import json
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from tawthiq.desk import models as m
from tawthiq.desk.actions import destruction
from tawthiq.desk.actions.disposal import allow_disposal, ask_disposal, refuse_disposal, resume_disposals
from tawthiq.desk.actions.evidence import Provenance, name_source, open_original, receive
from tawthiq.desk.actions.incidents import attach_claims, create_incident, detach_claim
from tawthiq.desk.actions.journal import record
from tawthiq.desk.actions.uploads import Told, add_part, finish_upload, start_upload
from tawthiq.desk.queries.custody import custody_of
from tawthiq.desk.queries.disposals import disposal_of, disposals_unfinished, disposals_waiting, is_disposed
from tawthiq.desk.queries.integrity import Tally, check_workspace
from tawthiq.errors import InvalidRecord, NotFound, Tampered
from tawthiq.store.workspace import Workspace

pytestmark = pytest.mark.django_db
CANARY = "CANARY-مسعود-7731"


@pytest.fixture(autouse=True)
def own_workspace(people: dict[str, m.User], tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A vault of this test's own, so that the whole of it can be checked."""
    workspace = Workspace(tmp_path / "workspace")
    workspace.create()
    monkeypatch.setattr(settings, "WORKSPACE", workspace)


def findings() -> list[tuple[str, str]]:
    """What the check says of everything, but for the signed head, which no test transaction commits, and the gazetteer,
    which the fixture made without the journal."""
    told = [(one.what, one.where) for one in check_workspace(settings.WORKSPACE, tally=Tally(), progress=quiet)]
    return [one for one in told if not one[0].startswith("checkpoint_") and one[1][:3] not in ("PL-", "PT-")]


def quiet(stage: str, number: int) -> None:
    """Nobody watches."""


def report_with_words(receive_text: Any) -> m.Report:
    text = (
        "Aleppo – Tawthiq Network\n\nRegime warplanes bombed the market of Manbij yesterday morning, and nine "
        f"civilians were killed, {CANARY} said.\n\nThe teacher Ahmad al-Hasan was among the dead.\n"
    )
    return receive_text(text, source="Witness 1")


def derive(item: m.Item, data: bytes, *, kind: str = "text") -> m.Derivative:
    """Something made from the item, journalled as derivations are."""
    stored = settings.WORKSPACE.vault.put(io.BytesIO(data))
    with transaction.atomic():
        made = m.Derivative.objects.create(
            item=item,
            kind=kind,
            state="made",
            sha256=stored.sha256,
            size_bytes=stored.size_bytes,
            media_type="text/plain",
            tool="t",
            tool_version="1",
            facts={"title": CANARY},
            made_at=timezone.now(),
        )
        record("derived", actor="worker", subject=made, changed=[made])
    return made


def dispose(people: dict[str, m.User], item: m.Item) -> Any:
    return allow_disposal(people["reviewer"], ask_disposal(people["custodian"], item, why="consent_withdrawn"))


def everything_in_the_register() -> str:
    """Every column of every row, as text."""
    from django.apps import apps

    rows = (str(row) for model in apps.get_app_config("desk").get_models() for row in model.objects.values_list())
    return "\n".join(rows)


def test_bytes_words_and_entries_are_gone_and_all_else_is_vouched_for(people, receive_text):
    report, other = report_with_words(receive_text), receive_text("Another report, of Manbij.", source="Witness 2")
    made = derive(report.item, CANARY.encode())
    before = {entry.seq: (entry.commitment, entry.chain) for entry in m.JournalEntry.objects.all()}
    assert CANARY in everything_in_the_register()
    done = dispose(people, report.item)
    assert not any(settings.WORKSPACE.vault.has(digest) for digest in (report.item.sha256, made.sha256))
    assert settings.WORKSPACE.vault.has(other.item.sha256)
    assert CANARY not in everything_in_the_register()
    assert "Ahmad al-Hasan" not in everything_in_the_register()
    after = {entry.seq: (entry.commitment, entry.chain) for entry in m.JournalEntry.objects.all()}
    assert before.items() <= after.items()
    entry = m.JournalEntry.objects.get(event="disposed")
    assert (entry.subject, entry.actor, done.objects) == (report.item.ref, "reviewer-1", 2)
    numbers = json.loads(entry.body)["detail"]["entries"]
    assert len(numbers) == done.entries == m.DestroyedEntry.objects.count() > 2
    assert set(m.JournalEntry.objects.filter(body="").values_list("pk", "event")) == {(n, "destroyed") for n in numbers}
    assert findings() == []
    assert disposal_of(report.item).done_at is not None


def test_what_people_did_with_it_stays(people, receive_text):
    report = report_with_words(receive_text)
    open_original(people["researcher"], report.item)
    dispose(people, report.item)
    events = [line.event for line in custody_of(report.item)]
    assert events[-4:] == ["accessed_original", "disposal_asked", "disposal_allowed", "disposed"]
    assert "destroyed" in events


def test_two_people_and_only_those_who_may(people, receive_text):
    item = report_with_words(receive_text).item
    with pytest.raises(NotFound):
        ask_disposal(people["researcher"], item, why="legal_order")
    with pytest.raises(InvalidRecord, match="unknown_reason"):
        ask_disposal(people["custodian"], item, why="tidiness")
    disposal = ask_disposal(people["custodian"], item, why="legal_order")
    assert list(disposals_waiting()) == [disposal]
    with pytest.raises(InvalidRecord, match="disposal_asked_already"):
        ask_disposal(people["custodian"], item, why="legal_order")
    with pytest.raises(NotFound):
        allow_disposal(people["custodian"], disposal)
    m.User.objects.filter(pk=people["custodian"].pk).update(role="lawyer")
    people["custodian"].refresh_from_db()
    with pytest.raises(InvalidRecord, match="same_person"):
        allow_disposal(people["custodian"], disposal)
    assert settings.WORKSPACE.vault.has(item.sha256)
    assert not is_disposed(item)
    allow_disposal(people["lawyer"], disposal)
    for action in (lambda: allow_disposal(people["lawyer"], disposal), lambda: dispose(people, item)):
        with pytest.raises((InvalidRecord, NotFound)):
            action()


def test_a_second_person_may_say_no(people, receive_text):
    item = report_with_words(receive_text).item
    disposal = ask_disposal(people["custodian"], item, why="legal_order")
    with pytest.raises(InvalidRecord, match="reason_missing"):
        refuse_disposal(people["reviewer"], disposal, reason=" ")
    refuse_disposal(people["reviewer"], disposal, reason="the order is not ours")
    assert settings.WORKSPACE.vault.has(item.sha256)
    assert findings() == []
    assert ask_disposal(people["custodian"], item, why="legal_order").pk


def test_claims_of_an_incident_are_detached_first_and_leave_nothing_behind(people, receive_text, accepted):
    first, second = accepted
    incident = create_incident(people["researcher"], accepted, title_en="Market", title_ar="سوق")
    with pytest.raises(InvalidRecord, match=f"item_in_incident: {incident.ref}"):
        ask_disposal(people["custodian"], first.report.item, why="consent_withdrawn")
    detach_claim(people["researcher"], incident, first, reason="they took it back")
    dispose(people, first.report.item)
    assert findings() == []
    assert first.quote not in everything_in_the_register()
    assert incident.claims.get() == second
    assert not incident.values.filter(claims=first.pk).exists()


def test_what_was_attached_meanwhile_stops_it_with_nothing_lost(people, accepted):
    first, second = accepted
    disposal = ask_disposal(people["custodian"], first.report.item, why="consent_withdrawn")
    incident = create_incident(people["researcher"], [second], title_en="Market", title_ar="سوق")
    attach_claims(people["researcher"], incident, [first])
    with pytest.raises(InvalidRecord, match="item_in_incident"):
        allow_disposal(people["reviewer"], disposal)
    assert settings.WORKSPACE.vault.has(first.report.item.sha256)
    assert not is_disposed(first.report.item)


def test_bytes_that_something_else_is_made_of_stay(people, receive_text):
    report, other = report_with_words(receive_text), receive_text("Another report, of Manbij.", source="Witness 2")
    made, same = derive(report.item, b"the same text"), derive(other.item, b"the same text")
    done = dispose(people, report.item)
    assert done.objects == 1
    assert settings.WORKSPACE.vault.has(same.sha256)
    assert not m.Derivative.objects.filter(pk=made.pk).exists()
    assert findings() == []


def test_what_was_made_elsewhere_and_is_the_same_bytes_ends_too(people, receive_text):
    report, other = report_with_words(receive_text), receive_text("Another report, of Manbij.", source="Witness 2")
    same = derive(other.item, report.text.encode())
    assert same.sha256 == report.item.sha256
    dispose(people, report.item)
    assert not m.Derivative.objects.filter(pk=same.pk).exists()
    assert findings() == []


def test_disposed_bytes_do_not_come_back(people, receive_text):
    report = report_with_words(receive_text)
    data = report.text.encode()
    dispose(people, report.item)
    with pytest.raises(InvalidRecord, match=f"disposed_before: {report.item.ref}"):
        receive(io.BytesIO(data), name="again.txt", actor="reporter-1", channel="test")
    assert not settings.WORKSPACE.vault.has(report.item.sha256)
    with pytest.raises(InvalidRecord, match="disposed_already"):
        open_original(people["researcher"], report.item)
    settings.WORKSPACE.vault.put(io.BytesIO(data))  # a crash between storing and refusing
    assert findings() == [("disposed_bytes_present", report.item.ref)]
    assert destruction.destroy_returned() == 1
    assert findings() == []


def test_an_upload_of_disposed_bytes_is_told_so_and_nothing_of_it_stays(people, receive_text):
    report = report_with_words(receive_text)
    data = report.text.encode()
    dispose(people, report.item)
    upload = start_upload(people["reporter"], length=len(data), told=Told(name="again.txt"))
    assert add_part(upload, data, offset=0)
    assert finish_upload(upload).refusal == "disposed_before"
    assert (upload.item, settings.WORKSPACE.vault.has(report.item.sha256)) == (None, False)
    assert findings() == []


@pytest.mark.parametrize("broken", ["_delete_words", "_empty_entries", "record"])
def test_a_crash_after_the_permission_is_carried_out_later(people, receive_text, monkeypatch, broken):
    report = report_with_words(receive_text)
    disposal = ask_disposal(people["custodian"], report.item, why="consent_withdrawn")

    def crash(*given: Any, **more: Any) -> None:
        raise DatabaseError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(destruction, broken, crash)
        with pytest.raises(DatabaseError):
            allow_disposal(people["reviewer"], disposal)
    assert [one.pk for one in disposals_unfinished()] == [disposal.pk]
    assert findings() == [("disposal_unfinished", report.item.ref)]
    assert [one.disposal.pk for one in resume_disposals(actor="worker")] == [disposal.pk]
    assert findings() == []
    assert resume_disposals(actor="worker") == []


def test_a_vault_that_fails_half_way_leaves_a_disposal_that_is_carried_out_later(people, receive_text, monkeypatch):
    report = report_with_words(receive_text)
    derive(report.item, CANARY.encode())
    disposal = ask_disposal(people["custodian"], report.item, why="consent_withdrawn")
    vault, left = settings.WORKSPACE.vault, [1]

    class Failing:
        """Destroys one object, then the disk is gone."""

        def destroy(self, sha256: str) -> None:
            if not left:
                raise OSError(5, "Input/output error")
            left.pop()
            vault.destroy(sha256)

    with monkeypatch.context() as patch:
        patch.setattr(Workspace, "vault", Failing())
        with pytest.raises(OSError, match="Input/output"):
            allow_disposal(people["reviewer"], disposal)
    assert not m.JournalEntry.objects.filter(event="disposed").exists()
    assert CANARY in everything_in_the_register()
    resume_disposals(actor="worker")
    assert CANARY not in everything_in_the_register()
    assert findings() == []


def test_what_is_not_as_it_was_written_is_looked_into_before_it_is_gone(people, receive_text, accepted):
    first = accepted[0]
    incident = create_incident(people["researcher"], [first], title_en="Market", title_ar="سوق")
    detach_claim(people["researcher"], incident, first, reason="they took it back")
    disposal = ask_disposal(people["custodian"], first.report.item, why="consent_withdrawn")
    m.Item.objects.filter(pk=first.report.item_id).update(size_bytes=1)
    with pytest.raises(Tampered, match=first.report.item.ref):
        allow_disposal(people["reviewer"], disposal)
    assert settings.WORKSPACE.vault.has(first.report.item.sha256)
    assert not is_disposed(first.report.item)


def test_what_left_the_house_is_named(people, receive_text):
    item = report_with_words(receive_text).item
    m.Handover.objects.create(
        recipient="ICC",
        purpose="share_icc",
        items=[item.ref],
        checkpoint_size=1,
        tag_manifest_sha256="0" * 64,
        made_by="x",
        made_at=timezone.now(),
    )
    with transaction.atomic():
        record("backed_up", actor="operator")
    told = {one.code for one in dispose(people, item).told}
    assert {"handed_over", "in_backups"} <= told


def test_an_item_that_is_no_text_and_came_twice(people):
    source = name_source(pseudonym="Witness 9", kind="witness", actor="test")
    for name in ("one.bin", f"{CANARY}.bin"):
        got = receive(
            io.BytesIO(b"\x00\x01"), name=name, actor="reporter-1", channel="test", provenance=Provenance(source=source)
        )
    dispose(people, got.item)
    assert CANARY not in everything_in_the_register()
    assert list(got.item.receipts.values_list("source", "original_name")) == [(None, ""), (None, "")]
    assert findings() == []
    assert m.Disposal.objects.get().asked_at.date() >= date(2020, 1, 1)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_page_still_opens_and_shows_nothing_of_it(people, receive_text, client, lang):
    report = report_with_words(receive_text)
    disposal = ask_disposal(people["custodian"], report.item, why="consent_withdrawn")
    allow_disposal(people["reviewer"], disposal)
    people["custodian"].language = lang
    people["custodian"].save()
    client.force_login(people["custodian"])
    for path in (
        f"/items/{report.item.ref}/",
        f"/reports/{report.ref}/",
        f"/journal/?ref={report.item.ref}",
        "/reports/",
    ):
        page = client.get(path)
        assert page.status_code == 200, path
        assert CANARY not in page.content.decode()
