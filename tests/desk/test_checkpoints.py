"""Publishing the journal: what stands in the log, what is proven by it, and what verify says of every change."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from tawthiq.core.merkle import is_included
from tawthiq.desk import models as m
from tawthiq.desk.actions import checkpoints
from tawthiq.desk.actions.journal import Noted, record, record_many
from tawthiq.desk.queries.checkpoints import covering, proven_entries, public_log, published
from tawthiq.desk.queries.findings import Finding
from tawthiq.desk.queries.history import journal_page, lines_of
from tawthiq.desk.queries.integrity import Tally, check_workspace
from tawthiq.errors import InvalidRecord, NotFound, Tampered
from tawthiq.store.keys import public_key
from tawthiq.store.notes import open_checkpoint
from tawthiq.store.workspace import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace of its own: the log lies in a folder."""
    made = Workspace(tmp_path / "workspace")
    made.create()
    monkeypatch.setattr(settings, "WORKSPACE", made)
    return made


def happen(times: int = 1, *, event: str = "signed_in") -> None:
    with transaction.atomic():
        record_many([Noted(event=event, actor="researcher-1")] * times)


def size_of_journal() -> int:
    return m.JournalHead.objects.get(pk=1).size


def found_by_verify(workspace: Workspace) -> list[Finding]:
    """Without the checkpoint, which is written when a transaction really commits."""
    seen = check_workspace(workspace, tally=Tally(), progress=lambda _stage, _number: None)
    return [one for one in seen if one.what != "checkpoint_missing"]


def test_a_publication_fills_the_journal_up_and_lies_inside_itself(workspace: Workspace) -> None:
    happen(3)
    size = checkpoints.publish_checkpoint(actor="operator")
    assert size == size_of_journal() == 256
    head = open_checkpoint((workspace.log / "checkpoint").read_bytes(), keys_folder=workspace.keys)
    assert (head.size, head.chain) == (256, m.JournalHead.objects.get(pk=1).chain)
    events = list(m.JournalEntry.objects.order_by("seq").values_list("event", flat=True))
    assert events == ["signed_in"] * 3 + ["checkpoint_published"] + ["padded"] * 252
    happen(255)
    assert checkpoints.publish_checkpoint(actor="operator") == 512
    happen(256)
    assert checkpoints.publish_checkpoint(actor="operator") == 1024
    assert found_by_verify(workspace) == []


def test_one_that_covers_everything_is_used_again() -> None:
    happen()
    assert checkpoints.publish_checkpoint(actor="operator") == 256
    happen(2, event="timestamped")
    happen(event="backed_up")
    assert checkpoints.publish_checkpoint(actor="operator") == 256
    assert checkpoints.publish_checkpoint(actor="operator", fresh=True) == 512
    happen(event="accessed_original")
    assert checkpoints.publish_checkpoint(actor="operator") == 768


def test_a_journal_of_nothing_can_be_published() -> None:
    assert checkpoints.publish_checkpoint(actor="operator") == 256
    assert [one.size for one in published()] == [256]


def test_it_is_due_a_day_after_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checkpoints.publish_when_due(actor="worker") is None
    happen()
    assert checkpoints.publish_when_due(actor="worker") is None
    later = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert checkpoints.publish_when_due(actor="worker") == 256
    assert checkpoints.publish_when_due(actor="worker") is None
    monkeypatch.setenv("TAWTHIQ_PUBLISH_HOURS", "0.0000001")
    later += timedelta(seconds=1)
    assert checkpoints.publish_when_due(actor="worker") == 512


@pytest.mark.parametrize("odd", ["often", "0", "-1", "nan", "inf"])
def test_a_time_span_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, odd: str) -> None:
    monkeypatch.setenv("TAWTHIQ_PUBLISH_HOURS", odd)
    with pytest.raises(InvalidRecord, match="TAWTHIQ_PUBLISH_HOURS"):
        checkpoints.hours_between()


# --- crashes and losses ----------------------------------------------------------------------------------------------


def test_what_a_crash_left_unwritten_is_written_by_the_next(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    happen()

    def crash(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(checkpoints, "_put_out", crash)
        with pytest.raises(KeyboardInterrupt):
            checkpoints.publish_checkpoint(actor="operator")
    (note,) = found_by_verify(workspace)
    assert (note.what, note.is_note) == ("log_missing", True)
    assert published()[0].root == ""
    assert checkpoints.publish_checkpoint(actor="operator") == 256
    assert found_by_verify(workspace) == []
    assert published()[0].root


def test_a_lost_folder_is_made_anew_the_same_to_the_byte(workspace: Workspace) -> None:
    for _ in range(3):
        happen()
        checkpoints.publish_checkpoint(actor="operator")
    before = {path.relative_to(workspace.log): path.read_bytes() for path in workspace.log.rglob("*") if path.is_file()}
    shutil.rmtree(workspace.log)
    assert {one.what for one in found_by_verify(workspace)} == {"log_missing"}
    assert checkpoints.finish_publications(public_log()) == [256, 512, 768]
    after = {path.relative_to(workspace.log): path.read_bytes() for path in workspace.log.rglob("*") if path.is_file()}
    assert after == before
    (workspace.log / "checkpoints/512").unlink()
    (found,) = found_by_verify(workspace)
    assert (found.what, found.where, found.is_note) == ("log_missing", "log/checkpoints/512", False)


def drop_guard() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER journal_no_update")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("DROP TRIGGER journal_no_change ON desk_journalentry")


def test_nothing_is_signed_that_does_not_continue_what_was_published(workspace: Workspace) -> None:
    happen()
    checkpoints.publish_checkpoint(actor="operator")
    tile = workspace.log / "tile/0/000"
    tile.write_bytes(tile.read_bytes()[::-1])
    happen()
    with pytest.raises(Tampered, match="tiles"):
        checkpoints.publish_checkpoint(actor="operator")


def test_a_journal_written_anew_is_not_published_over_the_old_one(workspace: Workspace) -> None:
    """The attacker changes an early commitment in the database and every tile, and has the tree computed again."""
    happen()
    checkpoints.publish_checkpoint(actor="operator")
    drop_guard()
    m.JournalEntry.objects.filter(pk=1).update(commitment="00" * 32)
    m.JournalHead.objects.update(frontier="")
    public_log().extend(256, commitments=checkpoints._commitments, anew=True)
    happen()
    with pytest.raises(Tampered, match="does not continue"):
        checkpoints.publish_checkpoint(actor="operator")
    assert "journal_entry_changed" in {one.what for one in found_by_verify(workspace)}


@pytest.mark.parametrize("name", ["checkpoint", "checkpoints/256", "tile/0/000", "tile/entries/000", "tile/1/000.p/1"])
def test_every_changed_file_of_the_log_is_found(workspace: Workspace, name: str) -> None:
    happen()
    checkpoints.publish_checkpoint(actor="operator")
    path = workspace.log / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    found = found_by_verify(workspace)
    assert {one.what for one in found} <= {"log_changed", "log_forged"}
    assert [one for one in found if not one.is_note]


def test_a_checkpoint_that_the_journal_does_not_tell_of_is_found(workspace: Workspace) -> None:
    happen()
    checkpoints.publish_checkpoint(actor="operator")
    (workspace.log / "checkpoints/128").write_bytes((workspace.log / "checkpoints/256").read_bytes())
    assert {one.what for one in found_by_verify(workspace)} == {"log_forged", "log_unvouched"}


def test_a_wrong_tree_at_the_head_is_found(workspace: Workspace) -> None:
    happen(2)
    m.JournalHead.objects.update(frontier="00" * 32)
    (found,) = found_by_verify(workspace)
    assert (found.what, found.where) == ("journal_head", "entry 2")


def test_after_the_key_was_lost_the_log_goes_on_with_another(workspace: Workspace) -> None:
    happen()
    checkpoints.publish_checkpoint(actor="operator")
    (workspace.keys / "signing.pem").unlink()
    workspace.create()
    (note,) = found_by_verify(workspace)
    assert (note.what, note.where, note.is_note) == ("log_former_key", "log/checkpoints/256", True)
    happen()
    assert checkpoints.publish_checkpoint(actor="operator") == 512
    assert [one.what for one in found_by_verify(workspace)] == ["log_former_key"]
    next(workspace.keys.glob("former-*.pub")).unlink()
    assert [one.what for one in found_by_verify(workspace)] == ["log_forged"]


# --- proofs ----------------------------------------------------------------------------------------------------------


def test_entries_are_proven_under_any_published_size(workspace: Workspace, django_assert_max_num_queries) -> None:
    happen(300)
    first = checkpoints.publish_checkpoint(actor="operator")
    happen(10)
    second = checkpoints.publish_checkpoint(actor="operator")
    for size in (first, second, None):
        with django_assert_max_num_queries(3):
            proven = proven_entries([300, 1, 257, 257], size=size)
        assert proven.size == (size or second)
        assert open_checkpoint(proven.note, keys_folder=workspace.keys).root == proven.root
        assert (proven.destroyed, proven.tokens, proven.witness_lines) == ((), (), ())
        assert proven.public_key == public_key(workspace.keys)
        assert [one.seq for one in proven.entries] == [1, 257, 300]
        for one in proven.entries:
            told = {"path": [bytes.fromhex(step) for step in one.path], "root": bytes.fromhex(proven.root)}
            assert is_included(bytes.fromhex(one.commitment), index=one.index, size=proven.size, **told)
            assert m.JournalEntry.objects.get(pk=one.seq).body == one.body
    assert proven_entries([], size=first).entries == ()


def test_what_is_not_published_is_not_proven() -> None:
    happen()
    with pytest.raises(NotFound):
        proven_entries([1])
    checkpoints.publish_checkpoint(actor="operator")
    happen()
    for seqs, size in (([257], None), ([0], None), ([1], 255), ([1], 512)):
        with pytest.raises(NotFound):
            proven_entries(seqs, size=size)


def test_each_entry_has_the_first_checkpoint_that_covers_it(django_assert_max_num_queries) -> None:
    happen(3)
    checkpoints.publish_checkpoint(actor="operator")
    happen(2)
    checkpoints.publish_checkpoint(actor="operator")
    happen()
    with django_assert_max_num_queries(4):
        found = covering([1, 256, 257, 513])
    assert {seq: one and one.size for seq, one in found.items()} == {1: 256, 256: 256, 257: 512, 513: None}
    assert found[1]
    assert (found[1].is_untimestamped, found[1].waiting) == (True, ())


# --- destroyed entries -----------------------------------------------------------------------------------------------


def destroy(*numbers: int, named: list[int] | None = None) -> None:
    """As a disposal does it: listed, emptied, told."""
    item = m.Item.objects.create(sha256="ab" * 32, size_bytes=1, media_type="text/plain", received_at=timezone.now())
    asked = {
        "why": "court_order",
        "asked_by": "a",
        "asked_at": timezone.now(),
        "authorised_by": "b",
        "done_at": timezone.now(),
    }
    disposal = m.Disposal.objects.create(item=item, **asked)
    m.DestroyedEntry.objects.bulk_create([m.DestroyedEntry(entry_id=seq, disposal=disposal) for seq in numbers])
    m.JournalMention.objects.filter(entry_id__in=numbers).delete()
    emptied = {"body": "", "salt": "", "actor": "", "subject": "", "event": "destroyed"}
    m.JournalEntry.objects.filter(pk__in=numbers).update(**emptied)
    with transaction.atomic():
        told = {"entries": list(numbers) if named is None else named}
        record("disposed", actor="b", changed=[item, disposal], detail=told)


def test_after_a_disposal_every_proof_still_holds(workspace: Workspace) -> None:
    happen(5)
    first = checkpoints.publish_checkpoint(actor="operator")
    before = proven_entries([1, 2, 3], size=first)
    destroy(2, 4)
    assert found_by_verify(workspace) == []
    after = proven_entries([1, 2, 3], size=first)
    assert (after.note, after.root, after.destroyed) == (before.note, before.root, (2,))
    assert [one for one in before.entries if one.seq != 2] == list(after.entries)
    gone, kept = before.entries[1], m.JournalEntry.objects.get(pk=2)
    assert kept.commitment == gone.commitment
    second = checkpoints.publish_checkpoint(actor="operator")
    assert proven_entries([2, 5], size=second).destroyed == (2,)
    lines = {line.seq: line for line in lines_of(journal_page(page=99).rows)}
    assert (lines[2].is_destroyed, lines[2].why, lines[2].detail, lines[2].records) == (True, "", {}, ())
    assert not lines[3].is_destroyed


@pytest.mark.parametrize(
    ("named", "codes"),
    [
        ([], {"journal_entry_emptied"}),
        ([2], {"journal_entry_emptied"}),
        ([2, 4, 3], {"journal_disposal_untrue"}),
        ([2, 4, 4], {"journal_disposal_untrue"}),
    ],
    ids=str,
)
def test_a_disposal_says_exactly_what_it_destroyed(workspace: Workspace, named: list[int], codes: set[str]) -> None:
    happen(5)
    destroy(2, 4, named=named)
    assert {one.what for one in found_by_verify(workspace)} == codes


def test_the_list_of_destroyed_entries_is_held_too(workspace: Workspace) -> None:
    happen(5)
    destroy(2, 4)
    m.DestroyedEntry.objects.filter(pk=4).delete()
    m.DestroyedEntry.objects.create(entry_id=1, disposal=m.Disposal.objects.get())
    found = [(one.what, one.where) for one in found_by_verify(workspace)]
    assert found == [("journal_destroyed_list", "entry 1"), ("journal_destroyed_list", "entry 4")]


def test_the_database_empties_only_what_a_disposal_lists() -> None:
    from django.db import DatabaseError

    happen(5)
    emptied = {"body": "", "salt": "", "actor": "", "subject": "", "event": "destroyed"}
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        m.JournalEntry.objects.filter(pk=2).update(**emptied)
