"""The preserved bytes are looked at again and again; what is not whole is named, and what nobody names can go."""

import io
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tawthiq.desk import models as m
from tawthiq.desk.actions.evidence import receive
from tawthiq.desk.actions.fixity import Pace, Scrub, check_overdue, check_slices, check_some
from tawthiq.desk.actions.sweeping import sweep_orphans
from tawthiq.desk.queries.fixity import fixity_state
from tawthiq.desk.queries.vault_check import VaultTally, check_vault
from tawthiq.errors import Unreachable
from tawthiq.store.vault import FolderVault
from tawthiq.store.workspace import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def vault(tmp_path: Path, settings) -> FolderVault:
    """A workspace of its own, with six items and a thumbnail of the second."""
    settings.WORKSPACE = Workspace(tmp_path / "workspace")
    settings.WORKSPACE.create()
    for number in range(6):
        receive(io.BytesIO(b"\xff\xd8\xff item %d" % number), name=f"{number}.jpg", actor="noor", channel="test")
    made = settings.WORKSPACE.vault.put(io.BytesIO(b"a small picture"))
    m.Derivative.objects.create(
        item=m.Item.objects.order_by("pk")[1],
        kind="thumbnail",
        state="made",
        sha256=made.sha256,
        size_bytes=made.size_bytes,
        tool="t",
        tool_version="1",
        made_at=timezone.now(),
    )
    vault = settings.WORKSPACE.vault
    assert isinstance(vault, FolderVault)
    return vault


def items() -> list[m.Item]:
    return list(m.Item.objects.order_by("pk"))


def flip(vault: FolderVault, sha256: str) -> None:
    path = vault.path_of(sha256)
    content = bytearray(path.read_bytes())
    content[0] ^= 1
    path.unlink()
    path.write_bytes(content)


def entries() -> list[m.JournalEntry]:
    return list(m.JournalEntry.objects.filter(event="fixity_checked").order_by("seq"))


def test_everything_is_read_once_and_marked(vault: FolderVault) -> None:
    seen: list[int] = []
    done = check_some(actor="noor", told=lambda so_far: seen.append(so_far.items))
    assert (done.items, done.derivatives, done.faults, done.is_whole) == (6, 1, [], True)
    assert done.bytes_checked == sum(item.size_bytes for item in items()) + len(b"a small picture")
    assert seen == [1, 2, 3, 4, 5, 6]
    assert all(item.fixity_checked_at for item in items())
    (entry,) = entries()
    assert '"faults":0' in entry.body
    state = fixity_state()
    assert (state.items, state.never_checked, state.faults) == (6, 0, ())
    assert state.last_run_at == entry.recorded_at


def test_a_run_goes_on_where_the_last_one_stopped(vault: FolderVault) -> None:
    first = check_some(actor="noor", most=2)
    assert first.items == 2
    assert [bool(item.fixity_checked_at) for item in items()] == [True, True, False, False, False, False]
    assert fixity_state().never_checked == 4
    stops = iter([False, False, True])
    ended = check_some(actor="noor", pace=Pace(should_stop=lambda: next(stops, True)))
    assert (ended.items, ended.is_whole) == (2, False)
    assert [bool(item.fixity_checked_at) for item in items()] == [True, True, True, True, False, False]
    assert check_some(actor="noor", most=2).items == 2
    assert fixity_state().never_checked == 0
    oldest = items()[0].fixity_checked_at
    assert fixity_state().oldest_check_at == oldest
    check_some(actor="noor", most=1)
    latest = items()[0].fixity_checked_at
    assert latest is not None
    assert oldest is not None
    assert latest > oldest


def test_an_interrupted_run_keeps_its_marks_and_its_entry(vault: FolderVault) -> None:
    def interrupt(so_far: Scrub) -> None:
        if so_far.items == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check_some(actor="noor", told=interrupt)
    assert fixity_state().never_checked == 3
    (entry,) = entries()
    assert '"items":3' in entry.body
    assert '"whole_run":false' in entry.body


def test_what_is_not_whole_is_named_journalled_and_not_marked(vault: FolderVault) -> None:
    first, second, third, *_ = items()
    thumbnail = m.Derivative.objects.get()
    vault.path_of(first.sha256).unlink()
    flip(vault, thumbnail.sha256)
    flip(vault, third.sha256)
    done = check_some(actor="noor")
    assert [(one.what, one.where, one.items) for one in done.faults] == [
        ("bytes_missing", first.ref, ((first.ref, first.sha256),)),
        ("bytes_changed", thumbnail.ref, ((second.ref, thumbnail.sha256),)),
        ("bytes_changed", third.ref, ((third.ref, third.sha256),)),
    ]
    assert done.items == 6
    assert [entry.subject for entry in entries()] == [first.ref, second.ref, third.ref, ""]
    assert [bool(item.fixity_checked_at) for item in items()] == [False, False, False, True, True, True]
    state = fixity_state()
    assert sorted((one.item, one.object, one.what) for one in state.faults) == sorted(
        [
            (first.ref, first.ref, "bytes_missing"),
            (second.ref, thumbnail.ref, "bytes_changed"),
            (third.ref, third.ref, "bytes_changed"),
        ]
    )
    flip(vault, third.sha256)  # somebody put the intact copy back
    check_some(actor="noor")
    assert third.ref not in {one.item for one in fixity_state().faults}


def test_the_faulty_keep_nobody_from_their_turn(vault: FolderVault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tawthiq.desk.actions.fixity.PAGE", 2)
    for item in items()[:3]:
        flip(vault, item.sha256)
    done = check_some(actor="noor")
    assert (done.items, len(done.faults)) == (6, 3)
    assert check_some(actor="noor", most=4).items == 4


def test_the_worker_takes_what_is_due_and_leaves_the_rest(vault: FolderVault) -> None:
    assert check_overdue(days=30, most_s=60, should_stop=lambda: False).items == 0
    now = timezone.now()
    first, second, third, fourth, *_ = items()
    m.Item.objects.filter(pk=first.pk).update(received_at=now - timedelta(days=31))
    m.Item.objects.filter(pk=second.pk).update(fixity_checked_at=now - timedelta(days=40))
    m.Item.objects.filter(pk=third.pk).update(fixity_checked_at=now - timedelta(days=29, hours=12))
    m.Item.objects.filter(pk=fourth.pk).update(fixity_checked_at=now - timedelta(days=20))
    flip(vault, first.sha256)
    done = check_overdue(days=30, most_s=60, should_stop=lambda: False)
    assert (done.items, len(done.faults)) == (3, 1)
    assert check_overdue(days=30, most_s=60, should_stop=lambda: False).items == 0  # the fault is told once a month
    assert {entry.actor for entry in entries()} == {"worker"}


def test_a_slice_ends_between_files_and_rests_afterwards(vault: FolderVault) -> None:
    m.Item.objects.update(received_at=timezone.now() - timedelta(days=31))
    assert check_overdue(days=30, most_s=-1, should_stop=lambda: False).items == 0
    slices = check_slices(days=30, rate_bytes_s=1.0, slice_s=60)
    assert slices(lambda: False) == 0
    assert fixity_state().never_checked == 0
    m.Item.objects.update(fixity_checked_at=None)
    slices(lambda: False)  # rests: so many bytes at a byte a second
    assert fixity_state().never_checked == 6


def test_a_rate_is_held(vault: FolderVault) -> None:
    began = time.monotonic()
    done = check_some(actor="noor", pace=Pace(rate_bytes_s=400.0))
    assert time.monotonic() - began >= (done.bytes_checked - 20) / 400.0


def test_fsck_names_each_kind_of_finding(vault: FolderVault) -> None:
    first, second, third, *_ = items()
    vault.path_of(first.sha256).unlink()
    flip(vault, second.sha256)
    vault.path_of(third.sha256).unlink()
    vault.path_of(third.sha256).write_bytes(b"short")
    vault.path_of(m.Derivative.objects.get().sha256).unlink()
    orphan = vault.put(io.BytesIO(b"nobody's")).sha256
    (vault.objects / "ab").mkdir(exist_ok=True)
    (vault.objects / "ab" / "notes.txt").touch()
    (vault.objects / "ab" / ("00" * 32)).touch()
    (vault.tmp / "half").touch()

    def found(*, read_data: bool) -> set[tuple[str, str, bool]]:
        tally = VaultTally()
        seen = {(one.what, one.where, one.is_note) for one in check_vault(vault, read_data=read_data, tally=tally)}
        assert tally.items == 6
        return seen

    quick = {
        ("bytes_missing", first.ref, False),
        ("bytes_changed", third.ref, False),
        ("object_unnamed", f"vault/objects/{orphan}", True),
        ("object_odd", "vault/objects/ab/notes.txt", True),
        ("object_odd", f"vault/objects/ab/{'00' * 32}", True),
        ("half_written", "vault/tmp/half", True),
    }
    assert found(read_data=False) == quick | {("bytes_missing", m.Derivative.objects.get().ref, False)}
    assert vault.put(io.BytesIO(b"a small picture")).was_new
    assert found(read_data=False) == quick
    assert found(read_data=True) == quick | {("bytes_changed", second.ref, False)}


def test_a_sweep_takes_old_orphans_and_never_what_a_record_names(vault: FolderVault) -> None:
    old, young = (vault.put(io.BytesIO(data)).sha256 for data in (b"old", b"young"))
    named, derived = items()[0].sha256, m.Derivative.objects.get().sha256
    long_ago = time.time() - 25 * 3600
    for sha256 in (old, named, derived):
        os.utime(vault.path_of(sha256), (long_ago, long_ago))
    assert sweep_orphans([old, young, named, derived, "ab" * 32, "../../keys"], actor="noor") == [old]
    assert [vault.has(one) for one in (old, young, named, derived)] == [False, True, True, True]
    entry = m.JournalEntry.objects.get(event="orphans_removed")
    assert old in entry.body
    assert young not in entry.body


def test_bytes_swept_between_storing_and_receipt_are_not_acknowledged(
    vault: FolderVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    orphan = vault.put(io.BytesIO(b"cut off before")).sha256
    real = FolderVault.put

    def put_and_sweep(self: FolderVault, stream: io.BytesIO) -> object:
        stored = real(self, stream)
        assert sweep_orphans([orphan], actor="noor", older_than_s=-1) == [orphan]
        return stored

    monkeypatch.setattr(FolderVault, "put", put_and_sweep)
    with pytest.raises(Unreachable, match="send it again"):
        receive(io.BytesIO(b"cut off before"), name="a", actor="noor", channel="test")
    assert not m.Item.objects.filter(sha256=orphan).exists()
