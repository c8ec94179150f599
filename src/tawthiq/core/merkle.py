"""The journal's Merkle tree: one root over all commitments, and short proofs that an outsider can check.

Format: ``docs/reference/formats/log.md``. Hashing is that of RFC 6962 section 2.1 with SHA-256; a leaf is an entry's
32-byte commitment. Positions count from 0, so entry number *n* of the journal stands at position *n - 1*. The proofs
are made from the hashes of complete subtrees alone, which the caller looks up wherever they are kept.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

from tawthiq.errors import InvalidRecord

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
# The hash of the complete subtree over the leaves [index * 2**level, (index + 1) * 2**level).
Node = Callable[[int, int], bytes]


def leaf_hash(commitment: bytes) -> bytes:
    """The leaf of one entry. Source: RFC 6962 section 2.1, ``SHA256(0x00 || d)``."""
    return hashlib.sha256(b"\x00" + commitment).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash above two others. Source: RFC 6962 section 2.1, ``SHA256(0x01 || left || right)``."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: all that the next leaf and the root need, one hash per set bit of its size."""

    def __init__(self, *, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        """The roots of the complete subtrees that make up the tree, the greatest first."""
        self.size, self._hashes = size, list(hashes)

    def append(self, leaf: bytes) -> None:
        """One leaf more: a hash for each complete subtree that it completes."""
        carried, size = leaf, self.size
        while size & 1:
            carried, size = node_hash(self._hashes.pop(), carried), size >> 1
        self._hashes.append(carried)
        self.size += 1

    def root(self) -> bytes:
        """The tree's root."""
        return fold(self._hashes)

    def to_text(self) -> str:
        """The hashes in hexadecimal, one after the other."""
        return b"".join(self._hashes).hex()

    @classmethod
    def from_text(cls, text: str, *, size: int) -> "Frontier":
        """The frontier of a tree of this size; raises InvalidRecord where the text cannot be that."""
        try:
            raw = bytes.fromhex(text)
        except ValueError as odd:
            raise InvalidRecord("a frontier is hexadecimal") from odd
        if size < 0 or len(raw) != size.bit_count() * HASH_BYTES:
            raise InvalidRecord(f"a frontier of {size} leaves has {max(size, 0).bit_count()} hashes")
        return cls(size=size, hashes=(raw[at : at + HASH_BYTES] for at in range(0, len(raw), HASH_BYTES)))


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root above complete subtrees that stand side by side, the greatest first."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def subtree_root(start: int, *, end: int, node: Node) -> bytes:
    """The root over the leaves [start, end), where ``start`` begins a complete subtree at least as large as that.

    Source: RFC 6962 section 2.1, MTH; every complete part is one look-up.
    """
    parts = []
    while start < end:
        level = (end - start).bit_length() - 1
        parts.append(node(level, start >> level))
        start += 1 << level
    return fold(parts)


def tree_root(size: int, *, node: Node) -> bytes:
    """The root of the tree when it had this many leaves."""
    return subtree_root(0, end=size, node=node)


def inclusion_path(index: int, *, size: int, node: Node) -> list[bytes]:
    """The hashes that lead from a leaf to the root of ``size`` leaves, the lowest first.

    Source: RFC 6962 section 2.1.1. Raises InvalidRecord for a position that is not in the tree.
    """
    if not 0 <= index < size:
        raise InvalidRecord(f"position {index} is not in a tree of {size}")
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + _half(end - start)
        if index < middle:
            path.append(subtree_root(middle, end=end, node=node))
            end = middle
        else:
            path.append(subtree_root(start, end=middle, node=node))
            start = middle
    return path[::-1]


def consistency_path(old: int, *, new: int, node: Node) -> list[bytes]:
    """The hashes that show that the tree of ``new`` leaves begins with that of ``old``; empty for 0 and for the same.

    Source: RFC 6962 section 2.1.2. Raises InvalidRecord where the old tree is the larger one.
    """
    if not 0 <= old <= new:
        raise InvalidRecord(f"a tree of {new} does not follow one of {old}")
    if old in (0, new):
        return []
    path, start, end, is_whole = [], 0, new, True
    while old != end:
        middle = start + _half(end - start)
        if old <= middle:
            path.append(subtree_root(middle, end=end, node=node))
            end = middle
        else:
            path.append(subtree_root(start, end=middle, node=node))
            start, is_whole = middle, False
    if not is_whole:
        path.append(subtree_root(start, end=end, node=node))
    return path[::-1]


def _half(size: int) -> int:
    """The greatest power of two below a size of at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def is_included(commitment: bytes, *, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """True when the path leads from the commitment at this position to the root of ``size`` leaves.

    Source: RFC 9162 section 2.1.3.2, which gives the check for the tree of RFC 6962.
    """
    if not 0 <= index < size:
        return False
    position, last, found = index, size - 1, leaf_hash(commitment)
    for beside in path:
        if last == 0:
            return False
        if position & 1 or position == last:
            found = node_hash(beside, found)
            position, last = _up_to_right(position, last)
        else:
            found = node_hash(found, beside)
        position, last = position >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(*, old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """True when the path shows that the tree of ``new`` leaves with its root begins with the old one and its root.

    Source: RFC 9162 section 2.1.4.2.
    """
    if old == new and old >= 0:
        return not path and old_root == new_root
    if old == 0 and new > 0:
        return not path and old_root == EMPTY_ROOT
    hashes = list(path)
    if not 0 < old < new or not hashes:
        return False
    if old & (old - 1) == 0:
        hashes.insert(0, old_root)
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    return _leads_to_both(hashes, position=position, last=last, roots=(old_root, new_root))


def _leads_to_both(hashes: Sequence[bytes], *, position: int, last: int, roots: tuple[bytes, bytes]) -> bool:
    """Whether the first hash with those beside it folds into the old root, and with all of them into the new one."""
    found_old = found_new = hashes[0]
    for beside in hashes[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            found_old, found_new = node_hash(beside, found_old), node_hash(beside, found_new)
            position, last = _up_to_right(position, last)
        else:
            found_new = node_hash(found_new, beside)
        position, last = position >> 1, last >> 1
    return last == 0 and (found_old, found_new) == roots


def _up_to_right(position: int, last: int) -> tuple[int, int]:
    """Past the levels at which the node at the right edge stands alone: there it moves up unchanged."""
    while position and not position & 1:
        position, last = position >> 1, last >> 1
    return position, last
