"""Proofs in files: they hold for what was committed, and nothing in them can be changed unseen."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from tawthiq.core.journal import GENESIS, SignedHead, seal_entry
from tawthiq.core.merkle import consistency_path, inclusion_path, leaf_hash, node_hash, tree_root
from tawthiq.errors import InvalidRecord, Tampered
from tawthiq.store import keys
from tawthiq.store.notes import VerifierKey, log_key, sign_checkpoint
from tawthiq.store.proofs import check_proof, consistency_proof, inclusion_proof, read_proof, trusted_key

ENTRIES = [
    seal_entry(
        {"event": "received", "actor": f"ى{number}"}, seq=number + 1, previous=GENESIS, salt=bytes([number]) * 32
    )
    for number in range(13)
]


def node(level: int, index: int) -> bytes:
    if level == 0:
        return leaf_hash(bytes.fromhex(ENTRIES[index].commitment))
    return node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("keys")
    keys.create_keys(made)
    return made


def note(size: int, folder: Path) -> bytes:
    return sign_checkpoint(SignedHead(size, "ab" * 32, tree_root(size, node=node).hex()), keys_folder=folder)


def inclusion(folder: Path, *, entry: int = 6, is_open: bool = True) -> dict[str, Any]:
    one = ENTRIES[entry - 1]
    path = [step.hex() for step in inclusion_path(entry - 1, size=13, node=node)]
    told = {"note": note(13, folder), "entry": entry, "commitment": one.commitment, "path": path}
    return inclusion_proof(**told, opened=(one.body, one.salt) if is_open else None)


def consistency(folder: Path) -> dict[str, Any]:
    path = consistency_path(6, new=13, node=node)
    return consistency_proof(old_note=note(6, folder), note=note(13, folder), path=path)


def test_what_is_true_is_proven_by_the_line_and_by_the_file(folder: Path) -> None:
    for proof in (inclusion(folder), inclusion(folder, is_open=False), consistency(folder)):
        travelled = read_proof(json.dumps(proof).encode())
        for given in (str(log_key(folder)), keys.public_key(folder).decode()):
            assert check_proof(travelled, key=trusted_key(given, proof=travelled)).size == 13


def test_a_strangers_key_proves_nothing(folder: Path, tmp_path: Path) -> None:
    keys.create_keys(tmp_path)
    proof = inclusion(folder)
    for given in (str(log_key(tmp_path)), keys.public_key(tmp_path).decode()):
        with pytest.raises(Tampered):
            check_proof(proof, key=trusted_key(given, proof=proof))
    renamed = VerifierKey("another.example", 1, log_key(folder).raw)
    with pytest.raises(Tampered):
        check_proof(proof, key=renamed)


ODD: list[object] = [None, 0, -1, 7, 1 << 70, True, "", "00", "00" * 32, [], ["00" * 32], {}, [None], 1.5]


@pytest.mark.parametrize("is_open", [True, False])
def test_no_value_of_a_proof_can_be_another(folder: Path, is_open: bool) -> None:
    key = log_key(folder)
    for whole in (inclusion(folder, is_open=is_open), consistency(folder)):
        for name in [name for name in whole if name != "format"]:
            for value in ODD:
                changed = copy.deepcopy(whole) | {name: value}
                with pytest.raises((Tampered, InvalidRecord)):
                    check_proof(changed, key=key)
            if name not in ("body", "salt"):
                with pytest.raises(Tampered):
                    check_proof({other: value for other, value in whole.items() if other != name}, key=key)


def test_no_letter_of_a_proof_can_be_another(folder: Path) -> None:
    key, text = log_key(folder), json.dumps(inclusion(folder), ensure_ascii=True)
    for at, letter in enumerate(text):
        changed = text[:at] + ("x" if letter != "x" else "y") + text[at + 1 :]
        try:
            proof = read_proof(changed.encode())
        except InvalidRecord:
            continue
        if at < text.index('"entry"') or changed.count('"body"') != 1 or changed.count('"salt"') != 1:
            continue  # another key of the file's own frame: what is missing then is asked for by name
        with pytest.raises(Tampered):
            check_proof(proof, key=key)


def test_an_entry_cannot_be_sold_as_another(folder: Path) -> None:
    key, fifth, sixth = log_key(folder), inclusion(folder, entry=5), inclusion(folder, entry=6)
    for name in ("body", "salt", "path", "commitment", "index", "entry"):
        with pytest.raises(Tampered):
            check_proof(fifth | {name: sixth[name]}, key=key)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"format": "other"}', b"\xff", b"[" * 100_000, b" " * 5_000_000]
)
def test_what_is_no_proof_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidRecord):
        read_proof(content)
