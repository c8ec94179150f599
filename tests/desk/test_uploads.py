"""Uploads that may stop and go on: the tus protocol at the desk, and the plain form for files of any size."""

import base64
import hashlib
import io
import os
import shutil
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings as desk_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tawthiq.desk import models as m
from tawthiq.desk.actions import uploads as actions
from tawthiq.errors import InvalidRecord, Unreachable

pytestmark = pytest.mark.django_db
CREATED, NO_CONTENT, ABSENT, BAD, CONFLICT, TOO_LARGE, MISMATCH = 201, 204, 404, 400, 409, 413, 460
TUS = {"Tus-Resumable": "1.0.0"}
BODY = "application/offset+octet-stream"


@pytest.fixture(autouse=True)
def no_leftovers() -> Iterator[None]:
    """What a test began and left is not seen by the next."""
    yield
    shutil.rmtree(desk_settings.WORKSPACE.uploads, ignore_errors=True)


@pytest.fixture
def reporter(people) -> Client:
    client = Client()
    client.force_login(people["reporter"])
    return client


def metadata(**told: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())


def begin(client: Client, length: int, **told: str):
    headers = TUS | {"Upload-Length": str(length), "Upload-Metadata": metadata(**({"filename": "فيديو.mp4"} | told))}
    return client.post("/uploads/", headers=headers)


def patch(client: Client, address: str, data: bytes, *, offset: int, **headers: str):
    sent = TUS | {"Upload-Offset": str(offset)} | {name.replace("_", "-"): value for name, value in headers.items()}
    return client.patch(address, data, content_type=BODY, headers=sent)


def offset_of(client: Client, address: str) -> int:
    return int(client.head(address, headers=TUS)["Upload-Offset"])


def parts_on_disk() -> list[bytes]:
    root = desk_settings.WORKSPACE.uploads
    return [path.read_bytes() for path in root.rglob("*.age")] if root.is_dir() else []


def test_a_file_in_pieces_becomes_one_receipt(reporter):
    data = os.urandom(300_000)
    told = {"source": "Reporter 7", "source_kind": "own_reporter", "published": "2015-07"}
    made = begin(reporter, len(data), **told)
    assert made.status_code == CREATED
    address = made["Location"]
    assert patch(reporter, address, data[:100_000], offset=0)["Upload-Offset"] == "100000"
    assert offset_of(reporter, address) == 100_000
    assert any(parts_on_disk())
    assert all(data[:64] not in part for part in parts_on_disk())
    assert patch(reporter, address, data[100_000:], offset=100_000).status_code == NO_CONTENT
    state = reporter.get(address).json()
    assert state["sha256"] == hashlib.sha256(data).hexdigest()
    assert "item" not in state  # a reporter may not open it
    receipt = m.Receipt.objects.get()
    assert (state["receipt"], receipt.original_name, receipt.channel) == (receipt.ref, "فيديو.mp4", "upload")
    assert (receipt.source.pseudonym, receipt.published, receipt.received_by) == ("Reporter 7", "2015-07", "reporter-1")
    assert m.JournalEntry.objects.filter(event="received").count() == 1
    assert desk_settings.WORKSPACE.vault.read(receipt.item.sha256) == data
    assert parts_on_disk() == []


def test_a_wrong_offset_changes_nothing(reporter):
    address = begin(reporter, 10)["Location"]
    assert patch(reporter, address, b"01234", offset=0).status_code == NO_CONTENT
    assert patch(reporter, address, b"56789", offset=4).status_code == CONFLICT
    assert patch(reporter, address, b"01234", offset=0).status_code == CONFLICT
    assert offset_of(reporter, address) == 5


def test_more_than_was_announced_is_not_taken(reporter):
    address = begin(reporter, 4)["Location"]
    assert patch(reporter, address, b"01234", offset=0).status_code == TOO_LARGE
    assert offset_of(reporter, address) == 0


def test_a_checksum_is_checked_before_anything_is_kept(reporter):
    address = begin(reporter, 4)["Location"]
    right = "sha256 " + base64.b64encode(hashlib.sha256(b"0123").digest()).decode()
    assert patch(reporter, address, b"9123", offset=0, Upload_Checksum=right).status_code == MISMATCH
    assert offset_of(reporter, address) == 0
    assert patch(reporter, address, b"0123", offset=0, Upload_Checksum="crc32 AAAA").status_code == BAD
    assert patch(reporter, address, b"0123", offset=0, Upload_Checksum=right).status_code == NO_CONTENT


def test_anothers_upload_answers_as_one_that_is_not_there(reporter, people):
    address = begin(reporter, 10)["Location"]
    other = Client()
    other.force_login(people["researcher"])
    nowhere = f"/uploads/{uuid.uuid4()}/"
    for asked in (address, nowhere):
        assert patch(other, asked, b"01234", offset=0).status_code == ABSENT
        assert other.head(asked, headers=TUS).status_code == ABSENT
        assert other.delete(asked, headers=TUS).status_code == ABSENT
    assert m.Upload.objects.count() == 1


def test_what_cannot_be_an_upload_is_refused_before_its_first_byte(reporter):
    assert begin(reporter, actions.LARGEST_BYTES + 1).status_code == TOO_LARGE
    assert begin(reporter, 0).status_code == BAD
    assert begin(reporter, 5, published="yesterday").status_code == BAD
    assert reporter.post("/uploads/", headers=TUS | {"Upload-Length": "-1"}).status_code == BAD
    assert reporter.post("/uploads/", headers=TUS | {"Upload-Length": "5"}).status_code == BAD  # no name
    assert reporter.post("/uploads/", headers={"Upload-Length": "5"}).status_code == 412
    odd = TUS | {"Upload-Length": "5", "Upload-Metadata": "filename ***"}
    assert reporter.post("/uploads/", headers=odd).status_code == BAD
    assert m.Upload.objects.count() == 0


def test_the_method_is_overridden_in_a_post_only(reporter):
    address = begin(reporter, 10)["Location"]
    override = TUS | {"X-HTTP-Method-Override": "DELETE"}
    assert reporter.get(address, headers=override).json()["offset"] == 0
    assert m.Upload.objects.count() == 1
    assert reporter.post(address, headers=override).status_code == NO_CONTENT
    assert m.Upload.objects.count() == 0


def test_a_removed_upload_leaves_nothing(reporter):
    address = begin(reporter, 10)["Location"]
    patch(reporter, address, b"01234", offset=0)
    assert reporter.delete(address, headers=TUS).status_code == NO_CONTENT
    assert (parts_on_disk(), reporter.head(address, headers=TUS).status_code) == ([], ABSENT)


def test_the_same_bytes_again_are_a_second_receipt(reporter):
    for _ in range(2):
        address = begin(reporter, 5)["Location"]
        patch(reporter, address, b"01234", offset=0)
    assert (m.Item.objects.count(), m.Receipt.objects.count()) == (1, 2)


def test_a_server_that_stopped_after_the_last_part_is_made_up_for_by_the_worker(people, monkeypatch):
    upload = actions.start_upload(people["reporter"], length=5, told=actions.Told(name="a.bin"))
    assert actions.take_bytes(upload, io.BytesIO(b"01234"), offset=0) == 5
    assert actions.finish_whole(lambda: True) == 0
    assert actions.finish_whole(lambda: False) == 1
    assert actions.finish_whole(lambda: False) == 0
    assert m.Receipt.objects.count() == 1


def test_what_nobody_went_on_with_is_removed_after_some_days(people):
    upload = actions.start_upload(people["reporter"], length=9, told=actions.Told(name="a.bin"))
    actions.take_bytes(upload, io.BytesIO(b"01234"), offset=0)
    assert actions.drop_abandoned(older_than_days=1) == 0
    m.Upload.objects.update(touched_at=timezone.now() - timedelta(days=2))
    assert actions.drop_abandoned(older_than_days=1) == 1
    assert (m.Upload.objects.count(), parts_on_disk()) == (0, [])


def test_a_damaged_copy_in_the_vault_keeps_the_upload(people):
    first = actions.start_upload(people["reporter"], length=5, told=actions.Told(name="a.bin"))
    actions.take_bytes(first, io.BytesIO(b"01234"), offset=0)
    item = actions.finish_upload(first).item
    assert item is not None
    preserved = desk_settings.WORKSPACE.home / desk_settings.WORKSPACE.vault.where(item.sha256)
    preserved.chmod(0o600)
    preserved.write_bytes(b"0123X")
    second = actions.start_upload(people["reporter"], length=5, told=actions.Told(name="b.bin"))
    actions.take_bytes(second, io.BytesIO(b"01234"), offset=0)
    assert actions.finish_upload(second).refusal == "vault_copy_damaged"
    m.Upload.objects.update(touched_at=timezone.now() - timedelta(days=99))
    actions.drop_abandoned(older_than_days=1)
    assert m.Upload.objects.filter(pk=second.pk).exists()
    assert len(parts_on_disk()) == 1
    actions.remove_upload(second)
    preserved.unlink()


def test_no_upload_begins_without_room(people, monkeypatch):
    monkeypatch.setattr(actions, "SPARE_BYTES", 1 << 62)
    with pytest.raises(Unreachable, match="no_room"):
        actions.start_upload(people["reporter"], length=9, told=actions.Told(name="a.bin"))


def test_a_date_that_cannot_be_is_refused_at_once(people):
    with pytest.raises(InvalidRecord):
        actions.start_upload(people["reporter"], length=9, told=actions.Told(name="a.bin", published="soon"))


def test_a_large_file_of_the_plain_form_never_lies_in_clear(reporter, monkeypatch):
    data = b"In clear it would be found. " + os.urandom(9 * 1024 * 1024)
    sealed: list[bytes] = []
    original = actions.settings.WORKSPACE.vault.__class__.put

    def put(vault, stream):
        sealed.extend(parts_on_disk())
        return original(vault, stream)

    monkeypatch.setattr(actions.settings.WORKSPACE.vault.__class__, "put", put)
    form = {"uploads": SimpleUploadedFile("a.bin", data), "text": "", "source": "", "source_kind": "own_reporter"}
    answer = reporter.post("/upload/", form | {"published": "", "lang": ""})
    assert m.Item.objects.get().sha256 == hashlib.sha256(data).hexdigest()
    assert b"received and preserved" in answer.content
    assert len(sealed) == 3
    assert all(b"In clear it would be found" not in part for part in sealed)
    assert parts_on_disk() == []


def test_a_stranger_to_handing_in_cannot_fill_the_disk(people):
    client = Client()
    client.force_login(people["editor"])
    form = {"uploads": SimpleUploadedFile("a.bin", os.urandom(5 * 1024 * 1024)), "source_kind": "own_reporter"}
    assert client.post("/upload/", form).status_code == ABSENT
    assert parts_on_disk() == []


def test_the_page_names_what_was_begun(reporter):
    address = begin(reporter, 20_000_000, modified="1435700000000")["Location"]
    patch(reporter, address, b"01234", offset=0)
    page = reporter.get("/upload/").content.decode()
    assert f'data-upload="{address}" data-name="فيديو.mp4" data-length="20000000" data-modified="1435700000000"' in page
    assert "5 bytes" in page
    assert "20.0 MB" in page
