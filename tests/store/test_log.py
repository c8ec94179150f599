"""The public log's folder: what a tlog-tiles reader finds there, and every change of a file in it."""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tawthiq.core.journal import SignedHead
from tawthiq.core.merkle import Frontier, consistency_path, inclusion_path, is_consistent, is_included, leaf_hash
from tawthiq.errors import InvalidRecord, NotFound, Tampered
from tawthiq.store import keys
from tawthiq.store.log import STAMPS, WIDTH, WITNESSES, PublicLog, tile_name
from tawthiq.store.notes import (
    LOG_KEY,
    WITNESS_KEY,
    log_key,
    open_checkpoint,
    open_note,
    parse_key,
    parse_note,
    raw_key,
    read_head,
    sign_checkpoint,
    signature_line,
)

ENTRIES = [hashlib.sha256(b"entry %d" % number).digest() for number in range(WIDTH * 260)]


def entries_from(first: int) -> Iterator[bytes]:
    return iter(ENTRIES[first:])


def root_of(size: int) -> bytes:
    tree = Frontier()
    for commitment in ENTRIES[:size]:
        tree.append(leaf_hash(commitment))
    return tree.root()


@pytest.fixture(scope="module")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    keys.create_keys(folder)
    return folder


def publish(log: PublicLog, size: int, *, keys_folder: Path) -> bytes:
    log.extend(size, commitments=entries_from)
    note = sign_checkpoint(SignedHead(size, "ab" * 32, root_of(size).hex()), keys_folder=keys_folder)
    log.publish(size, note=note)
    return note


@pytest.mark.parametrize(
    ("number", "name"), [(0, "000"), (7, "007"), (999, "999"), (1000, "x001/000"), (1234067, "x001/x234/067")]
)
def test_tiles_are_named_as_the_specification_names_them(number: int, name: str) -> None:
    assert tile_name(number) == name


def test_the_folder_is_that_of_tlog_tiles(tmp_path: Path, keys_folder: Path) -> None:
    log = PublicLog(tmp_path)
    note = publish(log, 512, keys_folder=keys_folder)
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    tiles = {"tile/0/000", "tile/0/001", "tile/1/000.p/2", "tile/entries/000", "tile/entries/001"}
    assert files == {"checkpoint", "checkpoints/512", *tiles}
    assert (tmp_path / "checkpoint").read_bytes() == (tmp_path / "checkpoints/512").read_bytes() == note
    assert (tmp_path / "tile/entries/001").read_bytes()[:34] == b"\x00\x20" + ENTRIES[256]
    assert (tmp_path / "tile/0/001").read_bytes()[32:64] == leaf_hash(ENTRIES[257])
    assert len((tmp_path / "tile/1/000.p/2").read_bytes()) == 64


def test_proofs_come_from_the_tiles_also_over_three_levels(tmp_path: Path, keys_folder: Path) -> None:
    log, size = PublicLog(tmp_path), WIDTH * 260
    publish(log, WIDTH * 3, keys_folder=keys_folder)
    publish(log, size, keys_folder=keys_folder)
    log = PublicLog(tmp_path)
    root = root_of(size)
    for index in (0, 1, 255, 256, 65535, 65536, size - 1):
        path = inclusion_path(index, size=size, node=log.node)
        assert is_included(ENTRIES[index], index=index, size=size, path=path, root=root)
    for old in (WIDTH, WIDTH * 3, WIDTH * 256, WIDTH * 259):
        path = consistency_path(old, new=size, node=log.node)
        assert is_consistent(old=old, new=size, old_root=root_of(old), new_root=root, path=path)
    assert list(log.commitments(first=300, size=size)) == ENTRIES[300:]
    assert list(log.check(log.sizes())) == []
    assert log.sizes() == [WIDTH * 3, size]


def test_every_file_of_a_tile_that_was_touched_is_named(tmp_path: Path, keys_folder: Path) -> None:
    log = PublicLog(tmp_path)
    for size in (256, 768):
        publish(log, size, keys_folder=keys_folder)
    for path in sorted(path for path in (tmp_path / "tile").rglob("*") if path.is_file()):
        name, content = str(path.relative_to(tmp_path)), path.read_bytes()
        for at in (0, len(content) * 4, len(content) * 8 - 1):
            changed = bytearray(content)
            changed[at // 8] ^= 1 << at % 8
            path.write_bytes(changed)
            assert list(log.check(log.sizes())), f"bit {at} of {name}"
        for odd in (content[:-1], content + b"\0", b""):
            path.write_bytes(odd)
            assert name in list(log.check(log.sizes()))
        path.unlink()
        assert name in list(log.check(log.sizes()))
        path.write_bytes(content)
    assert list(log.check(log.sizes())) == []


def test_what_was_cut_off_is_written_by_the_next_call(tmp_path: Path, keys_folder: Path) -> None:
    log = PublicLog(tmp_path)
    publish(log, 256, keys_folder=keys_folder)
    log.extend(768, commitments=entries_from)
    (tmp_path / "tile/0/002").unlink()
    assert log.sizes() == [256]
    half = tmp_path / "tile/0/.002.0123456789abcdef"
    half.write_bytes(b"half")
    publish(log, 768, keys_folder=keys_folder)
    assert not half.exists()
    assert list(log.check(log.sizes())) == []
    (tmp_path / "tile/entries/000").unlink()
    log.extend(768, commitments=entries_from)
    assert list(log.check(log.sizes())) == ["tile/entries/000"]
    log.extend(768, commitments=entries_from, anew=True)
    assert list(log.check(log.sizes())) == []


def test_a_log_needs_all_its_entries(tmp_path: Path) -> None:
    log = PublicLog(tmp_path)
    with pytest.raises(InvalidRecord, match="256"):
        log.extend(300, commitments=entries_from)
    with pytest.raises(Tampered, match="fewer"):
        log.extend(256, commitments=lambda first: ENTRIES[first:255])
    with pytest.raises(NotFound):
        log.note(256)
    with pytest.raises(NotFound):
        log.newest()
    with pytest.raises(Tampered, match="lacks"):
        log.node(0, 0)
    log.extend(256, commitments=entries_from)
    with pytest.raises(Tampered, match="no hash"):
        log.node(8, 1)


def test_the_newest_checkpoint_is_shown_with_its_witnesses(tmp_path: Path, keys_folder: Path) -> None:
    log = PublicLog(tmp_path)
    assert log.is_newest_shown()
    publish(log, 512, keys_folder=keys_folder)
    note = publish(log, 256, keys_folder=keys_folder)
    log.add(WITNESSES, name="512-partner", content="— partner AAAA\n".encode())
    log.add(STAMPS, name="256-first.tsr", content=b"token")
    assert not log.is_newest_shown()
    log.refresh()
    assert log.is_newest_shown()
    assert (tmp_path / "checkpoint").read_bytes() == log.note(512) + "— partner AAAA\n".encode()
    assert log.beside(STAMPS, size=256) == [("first", b"token")]
    assert log.beside(WITNESSES, size=256) == []
    assert log.note(256) == note


# --- notes -----------------------------------------------------------------------------------------------------------


def test_a_note_has_the_form_that_other_tools_read(keys_folder: Path) -> None:
    """The key id and the signed text, computed here from the specification's words."""
    note = sign_checkpoint(SignedHead(512, "ab" * 32, "cd" * 32), keys_folder=keys_folder)
    text, _, line = note.decode().partition("\n\n")
    key = log_key(keys_folder)
    assert text.split("\n") == [
        key.name,
        "512",
        base64.b64encode(bytes.fromhex("cd" * 32)).decode(),
        f"chain {'ab' * 32}",
    ]
    dash, name, encoded = line.rstrip("\n").split(" ")
    raw = base64.b64decode(encoded)
    assert (dash, name) == ("—", key.name)
    assert raw[:4] == hashlib.sha256(key.name.encode() + b"\n\x01" + key.raw).digest()[:4]
    assert keys.is_signed(f"{text}\n".encode(), signature=raw[4:], public=keys.public_key(keys_folder))
    assert parse_key(str(key), kind=LOG_KEY) == key


def test_every_flipped_bit_of_a_note_is_found(keys_folder: Path) -> None:
    note = sign_checkpoint(SignedHead(512, "ab" * 32, "cd" * 32), keys_folder=keys_folder)
    for at in range(len(note) * 8):
        changed = bytearray(note)
        changed[at // 8] ^= 1 << at % 8
        with pytest.raises(Tampered):
            open_checkpoint(bytes(changed), keys_folder=keys_folder)


def test_an_origin_may_be_chosen_and_older_notes_stay_good(keys_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = SignedHead(512, "ab" * 32, "cd" * 32)
    before = sign_checkpoint(head, keys_folder=keys_folder)
    monkeypatch.setenv("TAWTHIQ_LOG_ORIGIN", "journal.example.org")
    after = sign_checkpoint(head, keys_folder=keys_folder)
    assert after.startswith(b"journal.example.org\n512\n")
    assert open_checkpoint(before, keys_folder=keys_folder) == open_checkpoint(after, keys_folder=keys_folder) == head
    monkeypatch.setenv("TAWTHIQ_LOG_ORIGIN", "two words")
    with pytest.raises(InvalidRecord, match="TAWTHIQ_LOG_ORIGIN"):
        sign_checkpoint(head, keys_folder=keys_folder)


def test_lines_of_others_below_a_note_do_no_harm_and_none_may_be_false(keys_folder: Path, tmp_path: Path) -> None:
    key, note = log_key(keys_folder), sign_checkpoint(SignedHead(512, "ab" * 32, "cd" * 32), keys_folder=keys_folder)
    keys.create_keys(tmp_path)
    stranger = signature_line(log_key(tmp_path), b"s" * 64).encode()
    assert open_note(note + stranger, key=key).text == parse_note(note).text
    with pytest.raises(Tampered, match="not signed by"):
        open_note(note + signature_line(key, b"s" * 64).encode(), key=key)
    with pytest.raises(Tampered, match="not signed by"):
        open_note(note, key=log_key(tmp_path))


ODD_NOTES = [
    b"",
    b"a\n",
    b"a\n\n",
    b"\xff\n\n",
    b"a\n\nb\n",
    b"a\n\n- a QUJDREU=\n",
    "a\n\n— a b c\n".encode(),
    b"a\x01\n\n",
]


@pytest.mark.parametrize(
    "content", [*ODD_NOTES, "a\n\n— a QUJDREU\n".encode(), "a\n\n— a QUJDREV=\n".encode()], ids=repr
)
def test_what_is_no_note_is_not_taken_for_one(content: bytes) -> None:
    with pytest.raises(Tampered):
        parse_note(content)


@pytest.mark.parametrize(
    "line",
    ["", "name", "name+00000000+AAAA", "na me+00000000+AAAA", "name+zz+!!", "name+00000000+" + "A" * 44],
    ids=repr,
)
def test_what_is_no_verifier_key_is_refused(line: str, keys_folder: Path) -> None:
    for odd in (line, str(log_key(keys_folder)).replace("A", "B", 1)):
        with pytest.raises(InvalidRecord):
            parse_key(odd, kind=WITNESS_KEY)


def test_only_an_ed25519_key_is_one(tmp_path: Path, keys_folder: Path) -> None:
    other = ec.generate_private_key(ec.SECP256R1()).public_key()
    pem = other.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    for odd in (pem, b"", b"no key"):
        with pytest.raises(Tampered):
            raw_key(odd)
    assert raw_key(keys.public_key(keys_folder)) == log_key(keys_folder).raw


HEADS = ["o\n1\n", "o\n1\nAAAA\nx\n", f"o\n01\n{'A' * 43}=\nx\n", f"o\n1\n{'A' * 43}=\n\nx\n", f"o\n1\n{'A' * 43}=\nx"]


@pytest.mark.parametrize("text", HEADS, ids=repr)
def test_what_is_no_checkpoint_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(Tampered):
        read_head(text)


def test_another_logs_checkpoint_needs_no_chain_value() -> None:
    origin, head = read_head(f"other.example\n7\n{'A' * 43}=\nsomething else\n")
    assert (origin, head) == ("other.example", SignedHead(7, "", "00" * 32))
    assert read_head(f"other.example\n7\n{'A' * 43}=\n")[1] == head
