"""Proofs about the journal as files that travel alone, and their check by whoever has the log's public key.

Format: ``docs/reference/formats/log.md``, "A proof in a file".
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from tawthiq.core.journal import SignedHead
from tawthiq.core.merkle import HASH_BYTES, is_consistent, is_included
from tawthiq.errors import InvalidRecord, Tampered
from tawthiq.store.notes import LOG_KEY, VerifierKey, open_note, parse_key, parse_note, raw_key, read_head

INCLUSION, CONSISTENCY = "tawthiq-inclusion 1", "tawthiq-consistency 1"
MOST_BYTES = 4 * 1024 * 1024


def inclusion_proof(
    *, note: bytes, entry: int, commitment: str, path: Sequence[str], opened: tuple[str, str] | None
) -> dict[str, Any]:
    """The proof that an entry stands under a checkpoint; ``opened`` is its body and salt, None to keep it closed."""
    told = {"format": INCLUSION, "entry": entry, "index": entry - 1, "commitment": commitment, "path": list(path)}
    words = {"body": opened[0], "salt": opened[1]} if opened else {}
    return {**told, **words, "checkpoint": note.decode()}


def consistency_proof(*, old_note: bytes, note: bytes, path: Sequence[bytes]) -> dict[str, Any]:
    """The proof that a checkpoint continues an earlier one."""
    hashes = [one.hex() for one in path]
    return {"format": CONSISTENCY, "path": hashes, "old_checkpoint": old_note.decode(), "checkpoint": note.decode()}


def read_proof(content: bytes) -> dict[str, Any]:
    """The proof in a file; raises InvalidRecord where it is none."""
    try:
        proof = json.loads(content) if len(content) <= MOST_BYTES else None
    except (ValueError, RecursionError) as odd:
        raise InvalidRecord("the proof is not readable as JSON") from odd
    if not isinstance(proof, dict) or proof.get("format") not in (INCLUSION, CONSISTENCY):
        raise InvalidRecord("this is no proof of a kind that is known here")
    return proof


def trusted_key(given: str, *, proof: dict[str, Any]) -> VerifierKey:
    """The key that somebody gave: a vkey line, or a public key in PEM, which has the checkpoint's name."""
    if "-----BEGIN" not in given:
        return parse_key(given, kind=LOG_KEY)
    origin, _ = read_head(parse_note(_note(proof, "checkpoint")).text)
    return VerifierKey(origin, LOG_KEY, raw_key(given.encode()))


def check_proof(proof: dict[str, Any], *, key: VerifierKey) -> SignedHead:
    """The signed head that the proof holds under; raises Tampered, saying what does not hold."""
    head = _head(proof, "checkpoint", key=key)
    if proof["format"] == INCLUSION:
        _check_inclusion(proof, head=head)
    else:
        _check_consistency(proof, old=_head(proof, "old_checkpoint", key=key), new=head)
    return head


def _check_inclusion(proof: dict[str, Any], *, head: SignedHead) -> None:
    entry, index = proof.get("entry"), proof.get("index")
    if type(entry) is not int or type(index) is not int or index != entry - 1:
        raise Tampered("entry and index do not fit")
    commitment = _hash(proof.get("commitment"))
    if not is_included(commitment, index=index, size=head.size, path=_path(proof), root=bytes.fromhex(head.root)):
        raise Tampered("the path does not lead from the commitment to the checkpoint's root")
    if "body" in proof or "salt" in proof:
        _check_words(proof, entry=entry, commitment=commitment)


def _check_words(proof: dict[str, Any], *, entry: int, commitment: bytes) -> None:
    body, salt = proof.get("body"), _hash(proof.get("salt"))
    if not isinstance(body, str):
        raise Tampered("the body is no text")
    if hashlib.sha256(salt + body.encode("utf-8", "surrogatepass")).digest() != commitment:
        raise Tampered("body and salt are not those that were committed to")
    try:
        numbered = json.loads(body).get("n")
    except (ValueError, AttributeError, RecursionError) as odd:
        raise Tampered("the body is not readable") from odd
    if numbered != entry:
        raise Tampered(f"the body was written as entry {numbered}")


def _check_consistency(proof: dict[str, Any], *, old: SignedHead, new: SignedHead) -> None:
    roots = {"old_root": bytes.fromhex(old.root), "new_root": bytes.fromhex(new.root)}
    if not is_consistent(old=old.size, new=new.size, path=_path(proof), **roots):
        raise Tampered("the later checkpoint does not continue the earlier one")


def _head(proof: dict[str, Any], name: str, *, key: VerifierKey) -> SignedHead:
    origin, head = read_head(open_note(_note(proof, name), key=key).text)
    if origin != key.name:
        raise Tampered("the checkpoint is that of another log")
    return head


def _note(proof: dict[str, Any], name: str) -> bytes:
    note = proof.get(name)
    if not isinstance(note, str):
        raise Tampered(f"the proof has no {name}")
    return note.encode("utf-8", "surrogatepass")


def _path(proof: dict[str, Any]) -> list[bytes]:
    path = proof.get("path")
    if not isinstance(path, list):
        raise Tampered("the proof has no path")
    return [_hash(one) for one in path]


def _hash(value: object) -> bytes:
    try:
        raw = bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        raw = b""
    if len(raw) != HASH_BYTES or raw.hex() != value:
        raise Tampered("a hash is 64 hexadecimal digits")
    return raw
