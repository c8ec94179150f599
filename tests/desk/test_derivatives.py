"""What programs find inside items is kept beside them, journalled, and never changes them."""

import io
import json
import zipfile

import pytest
from django.conf import settings
from PIL import Image, ImageDraw

from tawthiq.capture import looking, sandbox
from tawthiq.desk import models as m
from tawthiq.desk.actions.derivatives import Backlog, derive, derive_all
from tawthiq.desk.actions.evidence import receive
from tawthiq.desk.queries.custody import custody_of
from tawthiq.desk.queries.derivatives import derivatives_of, text_of, underived_items
from tawthiq.desk.queries.integrity import Tally, check_workspace
from tawthiq.errors import NotFound, Tampered, Unreachable

pytestmark = pytest.mark.django_db


def picture(form: str = "JPEG", *, side: int = 400) -> bytes:
    drawn = Image.new("RGB", (side, side * 3 // 4), "grey")
    pen, unit = ImageDraw.Draw(drawn), side // 10
    for step in range(40):
        left, top = (step * 37 % 10) * unit, (step * 23 % 7) * unit
        pen.rectangle((left, top, left + unit, top + unit), fill=(step * 53 % 256, step * 97 % 256, step * 29 % 256))
    out = io.BytesIO()
    drawn.save(out, form)
    return out.getvalue()


def a_zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def take(data: bytes) -> m.Item:
    return receive(io.BytesIO(data), name="a", actor="reporter-1", channel="test").item


def test_everything_is_made_once_and_stands_in_the_journal(people):
    item, before = take(picture()), settings.WORKSPACE.vault
    digest = item.digest()
    rows = derive_all(item, kinds=("metadata", "preview"))
    states = {(row.kind, row.state) for row in rows}
    assert states == {("metadata", "made"), ("preview", "made"), ("thumbnail", "made"), ("picture_hash", "made")}
    assert derive_all(item, kinds=("metadata", "preview")) == []
    preview = next(row for row in rows if row.kind == "preview")
    assert before.read(preview.sha256).startswith(b"\xff\xd8\xff")
    line = next(line for line in custody_of(item) if line.derivative == preview)
    assert (line.event, line.detail["from"], line.detail["tool"]) == ("derived", item.sha256, "pillow")
    assert line.detail["version"] == preview.tool_version != ""
    item.refresh_from_db()
    assert item.digest() == digest
    assert before.check(item.sha256) is None
    assert list((settings.WORKSPACE.home / "looking").glob("*")) == []
    refs = {row.ref for row in rows}
    found = check_workspace(settings.WORKSPACE, tally=Tally(), progress=lambda *_: None)
    assert [one for one in found if one.where in refs] == []


def test_a_failure_is_an_entry_with_its_reason_and_costs_the_item_nothing(people):
    item = take(picture()[:300])
    rows = derive(item, parser="picture")
    assert {(row.state, row.reason) for row in rows} == {("failed", "malformed")}
    entry = m.JournalEntry.objects.get(event="derivation_failed", subject=item.ref)
    assert json.loads(entry.body)["detail"]["reason"] == "malformed"
    assert settings.WORKSPACE.vault.check(item.sha256) is None
    assert derive_all(item, kinds=("preview",)) == []
    assert {row.state for row in derive_all(item, kinds=("preview",), again=True)} == {"failed"}
    assert m.JournalEntry.objects.filter(event="derivation_failed", subject=item.ref).count() == 2


def test_text_is_found_and_a_text_of_a_person_comes_before_one_of_a_machine(people):
    page = take("<!DOCTYPE html><html><body><p>قصف الطيران السوق صباح اليوم</p></body></html>".encode())
    assert text_of(page) is None
    derive_all(page)
    found = text_of(page)
    assert found is not None
    assert found.kind == "text"
    assert "قصف الطيران السوق" in found.text
    report = take("تقرير".encode())
    assert text_of(report).kind == "report"


def test_the_worker_goes_through_what_waits_and_passes_over_what_is_damaged(people, request):
    first, lost, last = take(a_zip("a.txt")), take(a_zip("b.txt")), take(a_zip("../c.txt"))
    settings.WORKSPACE.vault.destroy(lost.sha256)
    refused: list[str] = []
    backlog = Backlog(refuse=lambda ref, _reason: refused.append(ref), slice_s=60)
    assert list(underived_items()) == [first, lost, last]
    assert backlog.do_some(lambda: False) == 3
    assert refused == [lost.ref]
    assert derivatives_of(last)[0].facts["warnings"] == ["traversal"]
    assert backlog.do_some(lambda: False) == 0
    assert list(underived_items()) == [lost]


def test_where_there_is_no_sandbox_nothing_is_run_and_the_item_waits(people, monkeypatch):
    item = take(a_zip("a.txt"))
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Unreachable, match="no_sandbox"):
        derive_all(item)
    with pytest.raises(Unreachable, match="no_sandbox"):
        Backlog().do_some(lambda: False)
    assert derivatives_of(item) == []
    monkeypatch.undo()
    assert list(underived_items()) == [item]
    assert derive_all(item) != []


def test_nothing_is_made_of_bytes_that_are_not_what_was_received(people):
    item = take(a_zip("a.txt", "b.txt"))
    path = settings.WORKSPACE.vault.path_of(item.sha256)
    path.chmod(0o600)
    path.write_bytes(a_zip("a.txt", "c.txt"))
    with pytest.raises(Tampered):
        derive_all(item)
    path.unlink()
    with pytest.raises((Tampered, NotFound)):
        derive_all(item)
    assert derivatives_of(item) == []


def test_near_copies_have_near_hashes(people):
    original = Image.open(io.BytesIO(picture(side=800)))
    smaller = io.BytesIO()
    original.resize((400, 300)).save(smaller, "PNG")
    items = [take(picture(side=800)), take(smaller.getvalue())]
    hashes = [derive(item, parser="picture")[-1].hashes.get() for item in items]
    assert looking.parser_named("picture").makes[-1] == "picture_hash"
    assert bin(int(hashes[0].value, 16) ^ int(hashes[1].value, 16)).count("1") <= 10
    assert min(one.quality for one in hashes) >= 50


def test_a_sandbox_that_cannot_be_made_says_why(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Unreachable, match="bwrap is not installed"):
        sandbox.require_sandbox()
