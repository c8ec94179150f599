"""A witness confirms what continues what it saw, and refuses a log that goes back, was split, or is another's."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tawthiq.core.journal import SignedHead
from tawthiq.core.merkle import Frontier, consistency_path, leaf_hash
from tawthiq.errors import InvalidRecord, NotFound, Tampered
from tawthiq.store import keys
from tawthiq.store.log import PublicLog
from tawthiq.store.notes import WITNESS_KEY, log_key, parse_key, parse_note, sign_checkpoint
from tawthiq.store.witness import Request, WitnessState, check_line, format_request, parse_request

NAME = "partner.example"


class World:
    """A log of commitments that can be published at any size, and be split from some position on."""

    def __init__(self, folder: Path) -> None:
        self.keys = folder / "keys"
        keys.create_keys(self.keys)
        self.logs = {name: PublicLog(folder / name) for name in ("true", "split")}
        for name, log in self.logs.items():
            log.extend(1024, commitments=lambda first, name=name: self.commitments(name, first))

    @staticmethod
    def commitments(name: str, first: int) -> Iterator[bytes]:
        for number in range(first, 1024):
            word = name if number >= 300 else "true"
            yield hashlib.sha256(f"{word} {number}".encode()).digest()

    def head(self, size: int, *, name: str = "true") -> SignedHead:
        tree = Frontier()
        for commitment in list(self.commitments(name, 0))[:size]:
            tree.append(leaf_hash(commitment))
        return SignedHead(size, "ab" * 32, tree.root().hex())

    def request(self, size: int, *, old: int, name: str = "true") -> Request:
        note = sign_checkpoint(self.head(size, name=name), keys_folder=self.keys)
        return Request(old, tuple(consistency_path(old, new=size, node=self.logs[name].node)), note)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("world"))


@pytest.fixture
def witness(tmp_path: Path, world: World) -> WitnessState:
    made = WitnessState(tmp_path / "witness")
    made.create(name=NAME, log=str(log_key(world.keys)))
    return made


def confirm(witness: WitnessState, request: Request) -> str:
    return witness.confirm(format_request(request), now=1_700_000_000)


def test_a_witness_confirms_what_continues(witness: WitnessState, world: World) -> None:
    assert witness.last()[0] == 0
    for old, size in ((0, 256), (256, 512), (512, 512), (512, 1024)):
        request = world.request(size, old=old)
        line = confirm(witness, request)
        assert check_line(line.rstrip("\n"), key=witness.key(), note=request.note).timestamp() == 1_700_000_000
        assert witness.last() == (size, world.head(size).root)


def test_the_line_is_that_of_the_specification(witness: WitnessState, world: World) -> None:
    """Signed text, key id and bytes, put together here from the specification's words."""
    request = world.request(256, old=0)
    dash, name, encoded = confirm(witness, request).rstrip("\n").split(" ")
    raw, key = base64.b64decode(encoded), witness.key()
    assert (dash, name, len(raw)) == ("—", NAME, 4 + 8 + 64)
    assert raw[:4] == hashlib.sha256(NAME.encode() + b"\n\x04" + key.raw).digest()[:4]
    assert raw[4:12] == (1_700_000_000).to_bytes(8, "big")
    signed = f"cosignature/v1\ntime 1700000000\n{parse_note(request.note).text}".encode()
    assert keys.is_signed(signed, signature=raw[12:], public=keys.public_key(witness.folder))
    assert parse_key(str(key), kind=WITNESS_KEY) == key


def test_a_log_that_goes_back_is_refused(witness: WitnessState, world: World) -> None:
    confirm(witness, world.request(512, old=0))
    with pytest.raises(Tampered, match="goes back"):
        confirm(witness, world.request(256, old=0))
    assert witness.last()[0] == 512


def test_a_log_that_was_split_is_refused(witness: WitnessState, world: World) -> None:
    confirm(witness, world.request(512, old=0))
    for size in (512, 1024):
        with pytest.raises(Tampered, match="was split"):
            confirm(witness, world.request(size, old=512, name="split"))
    honest = world.request(1024, old=512)
    with pytest.raises(Tampered, match="was split"):
        confirm(witness, replace(world.request(1024, old=512, name="split"), path=honest.path))
    assert witness.last() == (512, world.head(512).root)
    confirm(witness, honest)


def test_before_the_split_both_ways_are_one(witness: WitnessState, world: World) -> None:
    confirm(witness, world.request(256, old=0))
    confirm(witness, world.request(512, old=256, name="split"))
    with pytest.raises(Tampered, match="was split"):
        confirm(witness, world.request(1024, old=512))


def test_the_proof_begins_where_the_witness_stands(witness: WitnessState, world: World) -> None:
    confirm(witness, world.request(512, old=0))
    with pytest.raises(Tampered, match="size 512"):
        confirm(witness, world.request(1024, old=256))
    with pytest.raises(Tampered, match="size 512"):
        confirm(witness, world.request(1024, old=0))


def test_every_flipped_bit_of_a_request_is_refused_or_asks_the_same(witness: WitnessState, world: World) -> None:
    confirm(witness, world.request(256, old=0))
    content = format_request(world.request(1024, old=256))
    for bit in range(0, len(content) * 8, 3):
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises((Tampered, InvalidRecord)):
            witness.confirm(bytes(changed))
    assert witness.last()[0] == 256


def test_another_log_is_not_confirmed(witness: WitnessState, world: World, tmp_path: Path) -> None:
    keys.create_keys(tmp_path / "stranger")
    note = sign_checkpoint(world.head(256), keys_folder=tmp_path / "stranger")
    with pytest.raises(Tampered, match="not signed by"):
        confirm(witness, Request(0, (), note))


def test_a_line_is_for_one_checkpoint_by_one_witness(witness: WitnessState, world: World, tmp_path: Path) -> None:
    request = world.request(256, old=0)
    line, other = confirm(witness, request).rstrip("\n"), WitnessState(tmp_path / "other")
    other.create(name="other.example", log=str(log_key(world.keys)))
    with pytest.raises(Tampered, match="did not sign"):
        check_line(line, key=witness.key(), note=world.request(512, old=0).note)
    with pytest.raises(Tampered, match="not that of"):
        check_line(line, key=other.key(), note=request.note)
    encoded = line.split(" ")[2]
    for at in range(0, len(encoded), 5):
        odd = encoded[:at] + ("A" if encoded[at] != "A" else "B") + encoded[at + 1 :]
        with pytest.raises(Tampered):
            check_line(f"— {NAME} {odd}", key=witness.key(), note=request.note)
    huge = base64.b64encode(base64.b64decode(encoded)[:4] + b"\xff" * 72).decode()
    with pytest.raises(Tampered):
        check_line(f"— {NAME} {huge}", key=witness.key(), note=request.note)


ODD = [
    b"",
    b"old 1\n",
    b"old -1\n\nx",
    b"new 1\n\nx",
    b"old 1\n!!\n\nx",
    b"old 1\nAAAA\n\nx",
    b"\xff\n\nx",
    b"old 9" + b"9" * 20 + b"\n\n",
]


@pytest.mark.parametrize("content", [*ODD, b"old 1\n" + base64.b64encode(b"x" * 32) + b"\n\n"], ids=repr)
def test_what_is_no_request_is_refused(witness: WitnessState, content: bytes) -> None:
    with pytest.raises((InvalidRecord, Tampered)):
        witness.confirm(content)


def test_a_request_has_at_most_63_hashes() -> None:
    request = Request(1, (b"x" * 32,) * 63, b"note")
    assert parse_request(format_request(request)) == request
    with pytest.raises(InvalidRecord):
        parse_request(format_request(replace(request, path=(b"x" * 32,) * 64)))


def test_a_folder_is_one_witness_for_one_log(witness: WitnessState, world: World, tmp_path: Path) -> None:
    with pytest.raises(InvalidRecord, match="already"):
        witness.create(name=NAME, log=str(log_key(world.keys)))
    for name in ("", "two words", "a+b", "a\nb"):
        with pytest.raises(InvalidRecord):
            WitnessState(tmp_path / "new").create(name=name, log=str(log_key(world.keys)))
    with pytest.raises(InvalidRecord):
        WitnessState(tmp_path / "new").create(name=NAME, log="no key")
    with pytest.raises(NotFound):
        WitnessState(tmp_path / "new").confirm(format_request(world.request(256, old=0)))
