"""A backup gives back every byte, says what is not whole, and is never damaged by being cut off."""

import hashlib
import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import pyrage
import pytest

from tawthiq.core.journal import SignedHead
from tawthiq.errors import InvalidRecord, NotFound, Tampered, TawthiqError, Unreachable
from tawthiq.store.backup import Chosen, Made, Place, make_backup, open_place, prune, restore_backup, snapshots_in
from tawthiq.store.backup.places import FolderPlace
from tawthiq.store.vault import FolderVault
from tawthiq.store.workspace import Workspace

HEAD = SignedHead(7, "ab" * 32, "cd" * 32)
ORIGINALS = [b"a report", b"", bytes(range(256)) * 9000]
IDENTITY = pyrage.x25519.Identity.generate()
RECIPIENT = str(IDENTITY.to_public())


@pytest.fixture(autouse=True)
def own_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TAWTHIQ_DATABASE_URL", raising=False)
    monkeypatch.delenv("TAWTHIQ_VAULT_URL", raising=False)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Keys, a register, three originals, a checkpoint and a release."""
    workspace = Workspace(tmp_path / "workspace")
    workspace.create()
    write(workspace, "a first word")
    for data in ORIGINALS:
        workspace.vault.put(io.BytesIO(data))
    (workspace.journal / "checkpoint").write_text("signed\n")
    (workspace.releases / "0001").mkdir()
    (workspace.releases / "0001" / "قتلى.csv").write_text("public\n")
    (workspace.home / "vault/tmp/half").write_text("on its way")
    (workspace.home / "uploads").mkdir()
    (workspace.home / "uploads/part").write_text("on its way")
    (workspace.home / "elsewhere").symlink_to("/etc")
    return workspace


def write(workspace: Workspace, word: str) -> None:
    with closing(sqlite3.connect(workspace.home / "register.sqlite")) as register, register:
        register.execute("CREATE TABLE IF NOT EXISTS words (word TEXT)")
        register.execute("INSERT INTO words VALUES (?)", (word,))


def words_in(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / "register.sqlite")) as register:
        return [word for (word,) in register.execute("SELECT word FROM words ORDER BY rowid")]


def tree(home: Path) -> dict[str, bytes]:
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def expected(workspace: Workspace) -> dict[str, bytes]:
    """What a restored workspace has to hold, but for the register, whose pages are packed anew."""
    out = ("vault/tmp", "uploads", "elsewhere", "backup", "register")
    return {name: data for name, data in tree(workspace.home).items() if not name.startswith(out)}


@pytest.fixture(params=["folder", "bucket", "sealed folder", "sealed bucket"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def place(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if "bucket" in kind:
        return open_place(request.getfixturevalue("bucket_url"))
    return open_place(str(tmp_path / "backup"))


@pytest.fixture
def folder(tmp_path: Path) -> FolderPlace:
    return FolderPlace(tmp_path / "backup")


def back_up(workspace: Workspace, place: Place, kind: str = "") -> Made:
    return make_backup(workspace, place, head=HEAD, encrypt_to=[RECIPIENT] if "sealed" in kind else [])


def restore(place: Place, home: Path, kind: str = "", **more: object) -> Workspace:
    identities = [IDENTITY] if "sealed" in kind else []
    target = Workspace(home)
    restore_backup(Chosen(place, identities=identities, **more), target)  # type: ignore[arg-type]
    return target


def test_everything_comes_back_and_only_the_new_is_sent_again(
    workspace: Workspace, place: Place, kind: str, tmp_path: Path
) -> None:
    first = back_up(workspace, place, kind)
    assert first.faults == []
    assert first.sent == first.files
    restored = restore(place, tmp_path / "first", kind)
    assert {name: data for name, data in tree(restored.home).items() if name != "register.sqlite"} == expected(
        workspace
    )
    assert words_in(restored.home) == ["a first word"]
    assert restored.keys.joinpath("signing.pem").stat().st_mode & 0o777 == 0o600

    assert back_up(workspace, place, kind).sent == 0
    workspace.vault.put(io.BytesIO(b"one more"))
    write(workspace, "a second word")
    third = back_up(workspace, place, kind)
    assert third.sent == 2  # the original and the register
    assert [one.number for one in snapshots_in(place)] == [1, 2, 3]
    restored = restore(place, tmp_path / "third", kind)
    assert {name: data for name, data in tree(restored.home).items() if name != "register.sqlite"} == expected(
        workspace
    )
    assert words_in(restored.home) == ["a first word", "a second word"]
    assert words_in(restore(place, tmp_path / "old", kind, number=1).home) == ["a first word"]


def test_a_vault_in_object_storage_is_in_the_backup_and_can_be_filled_from_it(
    workspace: Workspace, folder: FolderPlace, bucket_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAWTHIQ_VAULT_URL", bucket_url)
    stored = workspace.vault.put(io.BytesIO(bytes(range(256)) * 80_000))  # more than is sent in one piece
    assert back_up(workspace, folder).faults == []
    with pytest.raises(InvalidRecord, match="TAWTHIQ_VAULT_URL"):
        restore(folder, tmp_path / "full")
    monkeypatch.setenv("TAWTHIQ_VAULT_URL", bucket_url.replace("/vault", "/empty"))
    restored = restore(folder, tmp_path / "other").vault
    assert list(restored.listed()) == [(stored.sha256, stored.size_bytes)]
    assert restored.check(stored.sha256) is None
    monkeypatch.delenv("TAWTHIQ_VAULT_URL")
    assert restore(folder, tmp_path / "plain").vault.check(stored.sha256) is None


def test_a_sealed_place_tells_nothing_of_what_is_in_it(workspace: Workspace, folder: FolderPlace) -> None:
    back_up(workspace, folder, "sealed")
    digests = {hashlib.sha256(data).hexdigest() for data in tree(workspace.home).values()}
    secrets = [b"a report", b"a first word", b"PRIVATE KEY", b"register.sqlite", b"public", b"signing"]
    for name, content in tree(folder.root).items():
        assert not any(digest in name or digest.encode() in content for digest in digests)
        assert not any(secret in content for secret in secrets)
    with pytest.raises(InvalidRecord, match="--identity"):
        restore(folder, folder.root.parent / "none")
    other = pyrage.x25519.Identity.generate()
    with pytest.raises(Tampered, match="this key"):
        restore_backup(Chosen(folder, identities=[other]), Workspace(folder.root.parent / "other"))


def test_sealed_without_the_note_or_to_another_key_is_sent_whole(workspace: Workspace, folder: FolderPlace) -> None:
    first = back_up(workspace, folder, "sealed")
    for note in (workspace.home / "backup").glob("*.sqlite"):
        note.write_bytes(b"rotten")
    assert back_up(workspace, folder, "sealed").sent == first.sent
    other = str(pyrage.x25519.Identity.generate().to_public())
    assert make_backup(workspace, folder, head=HEAD, encrypt_to=[RECIPIENT, other]).sent == first.sent


def test_the_lists_can_be_checked_with_nothing_of_ours(workspace: Workspace, place: Place, kind: str) -> None:
    back_up(workspace, place, kind)
    (snapshot,) = snapshots_in(place)
    listed = b"".join(place.stream(f"snapshots/{snapshot.name}/objects.sha256")).decode().splitlines()
    assert len(listed) == snapshot.objects > 5
    for line in listed:
        digest, _, name = line.partition("  ")
        assert hashlib.sha256(b"".join(place.stream(name))).hexdigest() == digest


Spoil = Callable[[Path], object]


def _rot(path: Path) -> None:
    data = bytearray(path.read_bytes() or b"\0")
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("sealed", ["", "sealed"])
@pytest.mark.parametrize("spoil", [_rot, lambda path: path.unlink(), lambda path: path.write_bytes(b"?")])
def test_no_damage_to_any_file_of_a_backup_goes_unseen(
    workspace: Workspace, folder: FolderPlace, spoil: Spoil, sealed: str
) -> None:
    """Each file of the place, one after the other: the restoration stops, or the file is not needed for it."""
    back_up(workspace, folder, sealed)
    good = tree(folder.root)
    for number, name in enumerate(sorted(good)):
        spoil(folder.root / name)
        target = folder.root.parent / f"restored-{number}"
        try:
            restore(folder, target, sealed)
        except TawthiqError:
            pass
        else:
            assert name in ("tawthiq-backup.json",) or name.endswith("objects.sha256"), name
            left = {path: data for path, data in tree(target).items() if path != "register.sqlite"}
            assert left == expected(workspace), name
        (folder.root / name).parent.mkdir(parents=True, exist_ok=True)
        (folder.root / name).write_bytes(good[name])
    assert restore(folder, folder.root.parent / "good", sealed)


def test_a_manifest_that_another_key_signed_is_refused_when_the_key_is_named(
    workspace: Workspace, folder: FolderPlace, tmp_path: Path
) -> None:
    back_up(workspace, folder)
    key = hashlib.sha256((workspace.keys / "signing.pub").read_bytes()).hexdigest()
    restore(folder, tmp_path / "right", key_sha256=key)
    with pytest.raises(Tampered, match=key):
        restore(folder, tmp_path / "wrong", key_sha256="ef" * 32)


@pytest.mark.parametrize("path", ["../outside", "/etc/outside", "keys/../../outside", "a//b", "vault/objects/x", ""])
def test_a_path_that_leads_elsewhere_is_refused(workspace: Workspace, folder: FolderPlace, path: str) -> None:
    from tawthiq.store.backup import restoring
    from tawthiq.store.backup.manifest import File

    with pytest.raises(Tampered, match="cannot be"):
        restoring._path_of(File(path, "0600", "00" * 32, 1, "00" * 32, 1), workspace)


def test_nothing_is_restored_over_anything(workspace: Workspace, folder: FolderPlace, tmp_path: Path) -> None:
    back_up(workspace, folder)
    (tmp_path / "full").mkdir()
    (tmp_path / "full/notes").touch()
    with pytest.raises(InvalidRecord, match="not empty"):
        restore(folder, tmp_path / "full")
    with pytest.raises(NotFound, match="no such snapshot"):
        restore(folder, tmp_path / "new", number=9)
    with pytest.raises(NotFound, match="no backup"):
        restore(FolderPlace(tmp_path / "empty"), tmp_path / "new")


def test_a_restoration_that_was_cut_off_goes_on(workspace: Workspace, folder: FolderPlace, tmp_path: Path) -> None:
    back_up(workspace, folder)
    target = Workspace(tmp_path / "half")

    def stop(number: int) -> None:
        if number == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore_backup(Chosen(folder), target, told=stop)
    back_up(workspace, folder)
    with pytest.raises(InvalidRecord, match="half of another snapshot"):
        restore_backup(Chosen(folder, number=2), target)
    restore_backup(Chosen(folder, number=1), target)
    assert {name: data for name, data in tree(target.home).items() if name != "register.sqlite"} == expected(workspace)


class Broken(FolderPlace):
    """A place whose disk fails at the n-th write or removal."""

    def __init__(self, root: Path, *, after: int) -> None:
        super().__init__(root)
        self.left = after

    def _step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise OSError(28, "No space left on device")

    def create(self, name: str, file: BinaryIO) -> bool:
        self._step()
        return super().create(name, file)

    def delete(self, name: str) -> None:
        self._step()
        super().delete(name)


def test_cut_off_at_any_write_earlier_snapshots_stay_and_the_next_run_goes_on(
    workspace: Workspace, folder: FolderPlace, tmp_path: Path
) -> None:
    back_up(workspace, folder)
    old = expected(workspace)
    workspace.vault.put(io.BytesIO(b"new one"))
    workspace.vault.put(io.BytesIO(b"new two"))
    steps = 0
    for steps in range(50):
        write(workspace, f"word {steps}")
        try:
            back_up(workspace, Broken(folder.root, after=steps))
        except OSError:
            assert len(snapshots_in(folder)) == 1
        else:
            break
    assert 3 < steps < 49
    assert len(snapshots_in(folder)) == 2
    first = restore(folder, tmp_path / "first", number=1)
    assert {name: data for name, data in tree(first.home).items() if name != "register.sqlite"} == old
    assert words_in(restore(folder, tmp_path / "second").home)[-1] == f"word {steps}"


def test_pruning_cut_off_at_any_removal_leaves_what_stays_whole(
    workspace: Workspace, folder: FolderPlace, tmp_path: Path
) -> None:
    for number in range(3):
        write(workspace, f"word {number}")
        back_up(workspace, folder)
    stray = hashlib.sha256(b"of a run that was cut off").hexdigest()
    folder.create(f"objects/{stray[:2]}/{stray}", io.BytesIO(b"of a run that was cut off"))
    for steps in range(50):
        try:
            prune(Broken(folder.root, after=steps), keep=1)
        except OSError:
            assert snapshots_in(folder)[-1].number == 3
        else:
            break
    assert [one.number for one in snapshots_in(folder)] == [3]
    held = {held.name.rpartition("/")[2] for held in folder.list("objects/")}
    assert len(held) == snapshots_in(folder)[0].objects
    assert words_in(restore(folder, tmp_path / "left").home)[-1] == "word 2"
    assert back_up(workspace, folder).number == 4
    with pytest.raises(InvalidRecord, match="at least one"):
        prune(folder, keep=0)


def test_a_damaged_original_is_named_and_the_rest_is_kept(
    workspace: Workspace, folder: FolderPlace, tmp_path: Path
) -> None:
    vault = workspace.vault
    assert isinstance(vault, FolderVault)
    spoiled = vault.put(io.BytesIO(b"spoiled before the first backup")).sha256
    later = vault.put(io.BytesIO(b"spoiled after the first backup")).sha256
    vault.path_of(spoiled).chmod(0o600)
    _rot(vault.path_of(spoiled))
    made = back_up(workspace, folder)
    assert [(one.what, one.sha256) for one in made.faults] == [("bytes_changed", spoiled)]
    vault.path_of(later).chmod(0o600)
    _rot(vault.path_of(later))
    again = back_up(workspace, folder)
    assert [one.sha256 for one in again.faults] == [spoiled]  # of the other the place has an intact copy
    restored = restore(folder, tmp_path / "restored").vault
    assert restored.check(later) is None
    assert not restored.has(spoiled)


def test_a_place_that_spoils_what_is_written_is_found_out(workspace: Workspace, tmp_path: Path) -> None:
    class Rotten(FolderPlace):
        def stream(self, name: str) -> Iterator[memoryview]:
            for piece in super().stream(name):
                yield memoryview(bytes(piece[:-1]) + b"?") if name.startswith("objects/") else piece

    place = Rotten(tmp_path / "rotten")
    with pytest.raises(Tampered, match="other bytes"):
        back_up(workspace, place)
    assert snapshots_in(place) == []


def test_an_object_that_was_lost_or_rotted_is_sent_again(workspace: Workspace, folder: FolderPlace) -> None:
    back_up(workspace, folder)
    objects = [held.name for held in folder.list("objects/")]
    folder.delete(objects[0])
    (folder.root / objects[1]).write_bytes(b"another size")
    assert back_up(workspace, folder).sent == 2
    assert hashlib.sha256((folder.root / objects[1]).read_bytes()).hexdigest() in objects[1]


def test_a_place_belongs_to_one_workspace_and_is_sealed_or_not(workspace: Workspace, tmp_path: Path) -> None:
    place = FolderPlace(tmp_path / "mine")
    back_up(workspace, place)
    with pytest.raises(InvalidRecord, match="not encrypted"):
        back_up(workspace, place, "sealed")
    other = Workspace(tmp_path / "other")
    other.create()
    write(other, "theirs")
    with pytest.raises(InvalidRecord, match="another workspace"):
        back_up(other, place)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/a.jpg").touch()
    with pytest.raises(InvalidRecord, match="no backup of ours"):
        back_up(workspace, FolderPlace(tmp_path / "photos"))
    (place.root / "tawthiq-backup.json").write_text(json.dumps({"format": "tawthiq-backup", "version": 2}))
    with pytest.raises(InvalidRecord, match="another version"):
        back_up(workspace, place)
    with pytest.raises(Unreachable, match="is not there"):
        open_place(str(tmp_path / "unplugged/backup"))


def test_what_is_no_key_is_refused(workspace: Workspace, folder: FolderPlace, tmp_path: Path) -> None:
    from tawthiq.store.backup.sealing import read_identities

    with pytest.raises(InvalidRecord, match="age1"):
        make_backup(workspace, folder, head=HEAD, encrypt_to=["ssh-rsa AAAA"])
    (tmp_path / "none").write_text("# nothing\n")
    (tmp_path / "odd").write_text("AGE-SECRET-KEY-1QQ\n")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    for name in ("none", "odd", "bytes"):
        with pytest.raises(InvalidRecord, match="key"):
            read_identities(tmp_path / name)
    with pytest.raises(Unreachable):
        read_identities(tmp_path / "absent")
    (tmp_path / "right").write_text(f"# made today\n{IDENTITY}\n")
    assert [str(one) for one in read_identities(tmp_path / "right")] == [str(IDENTITY)]


def test_two_backups_of_one_workspace_do_not_run_at_once(workspace: Workspace, folder: FolderPlace) -> None:
    def second(_stage: str, _number: int) -> None:
        with pytest.raises(Unreachable, match="another backup"):
            back_up(workspace, folder)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_backup(workspace, folder, head=HEAD, told=second)
    assert back_up(workspace, folder).faults == []


def test_a_damaged_register_is_said(workspace: Workspace, folder: FolderPlace) -> None:
    (workspace.home / "register.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(Tampered, match="register"):
        back_up(workspace, folder)
    assert snapshots_in(folder) == []


def test_what_was_destroyed_is_not_in_the_copy_of_the_register(workspace: Workspace, folder: FolderPlace) -> None:
    canary = "a word that was withdrawn" * 300
    write(workspace, canary)
    with closing(sqlite3.connect(workspace.home / "register.sqlite")) as register, register:
        register.execute("PRAGMA secure_delete = OFF")
        register.execute("DELETE FROM words WHERE word = ?", (canary,))
    assert b"a word that was withdrawn" in (workspace.home / "register.sqlite").read_bytes()
    back_up(workspace, folder)
    assert not any(b"a word that was withdrawn" in data for data in tree(folder.root).values())
