"""The Merkle tree against published values, against a naive second implementation, and against every forgery tried."""

import hashlib
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_path,
    inclusion_path,
    is_consistent,
    is_included,
    leaf_hash,
    tree_root,
)
from tawthiq.errors import InvalidRecord

MOST = 300
NAIVE_EVERY = 7  # the naive proofs are slow: every seventh size, which takes in every shape of right edge
LEAVES = tuple(hashlib.sha256(b"%d" % number).digest() for number in range(MOST))

# Source: the reference tree of Certificate Transparency (RFC 6962 test data of google/certificate-transparency,
# merkle_tree_test): inputs, and the roots of their first 1 to 8.
KNOWN_INPUTS = tuple(
    bytes.fromhex(value)
    for value in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
)
KNOWN_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


@cache
def naive_root(start: int, end: int) -> bytes:
    """RFC 6962 section 2.1 as it is written, over LEAVES."""
    if start == end:
        return hashlib.sha256(b"").digest()
    if end - start == 1:
        return hashlib.sha256(b"\x00" + LEAVES[start]).digest()
    half = 1
    while half * 2 < end - start:
        half *= 2
    return hashlib.sha256(b"\x01" + naive_root(start, start + half) + naive_root(start + half, end)).digest()


def naive_path(index: int, start: int, end: int) -> list[bytes]:
    """RFC 6962 section 2.1.1 as it is written."""
    if end - start == 1:
        return []
    half = 1
    while half * 2 < end - start:
        half *= 2
    middle = start + half
    if index < middle:
        return [*naive_path(index, start, middle), naive_root(middle, end)]
    return [*naive_path(index, middle, end), naive_root(start, middle)]


def naive_consistency(old: int, start: int, end: int, *, is_whole: bool) -> list[bytes]:
    """RFC 6962 section 2.1.2 as it is written."""
    if old == end:
        return [] if is_whole else [naive_root(start, end)]
    half = 1
    while half * 2 < end - start:
        half *= 2
    middle = start + half
    if old <= middle:
        return [*naive_consistency(old, start, middle, is_whole=is_whole), naive_root(middle, end)]
    return [*naive_consistency(old, middle, end, is_whole=False), naive_root(start, middle)]


def node(level: int, index: int) -> bytes:
    """A complete subtree over LEAVES; a look-up of anything else is a mistake of the code under test."""
    end = (index + 1) << level
    assert end <= MOST, "a subtree was asked for that is not complete"
    return naive_root(index << level, end)


def test_the_published_roots_come_out() -> None:
    frontier = Frontier()
    assert frontier.root() == EMPTY_ROOT == hashlib.sha256(b"").digest()
    for data, root in zip(KNOWN_INPUTS, KNOWN_ROOTS, strict=True):
        frontier.append(leaf_hash(data))
        assert frontier.root().hex() == root


def test_the_frontier_gives_the_naive_root_at_every_size_and_survives_being_written_down() -> None:
    frontier = Frontier()
    for size in range(MOST + 1):
        assert frontier.root() == naive_root(0, size) == tree_root(size, node=node)
        assert len(frontier.to_text()) == 64 * size.bit_count()
        frontier = Frontier.from_text(frontier.to_text(), size=size)
        if size < MOST:
            frontier.append(leaf_hash(LEAVES[size]))


@pytest.mark.parametrize(("text", "size"), [("zz" * 32, 1), ("00" * 31, 1), ("00" * 32, 3), ("00" * 32, 0), ("", -1)])
def test_what_is_no_frontier_is_refused(text: str, size: int) -> None:
    with pytest.raises(InvalidRecord, match="frontier"):
        Frontier.from_text(text, size=size)


def test_every_leaf_of_every_tree_is_proven_as_the_naive_way_proves_it() -> None:
    for size in range(1, MOST + 1):
        root = naive_root(0, size)
        for index in range(size):
            path = inclusion_path(index, size=size, node=node)
            assert size % NAIVE_EVERY or path == naive_path(index, 0, size)
            assert is_included(LEAVES[index], index=index, size=size, path=path, root=root)


def test_every_tree_is_shown_to_begin_with_every_smaller_one() -> None:
    for new in range(MOST + 1):
        for old in range(new + 1):
            path = consistency_path(old, new=new, node=node)
            if old and not new % NAIVE_EVERY:
                assert path == naive_consistency(old, 0, new, is_whole=True)
            roots = {"old_root": naive_root(0, old), "new_root": naive_root(0, new)}
            assert is_consistent(old=old, new=new, path=path, **roots)


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 8, 11, 21])
def test_no_leaf_is_proven_at_a_foreign_place(size: int) -> None:
    root = naive_root(0, size)
    for index in range(size):
        path = inclusion_path(index, size=size, node=node)
        for other in range(-1, size + 2):
            if other != index:
                assert not is_included(LEAVES[index], index=other, size=size, path=path, root=root)
                assert other >= size or other < 0 or not proves(LEAVES[other], index, size, path, root)
        assert not proves(LEAVES[index], index, size, [*path, LEAVES[0]], root)
        assert not proves(LEAVES[index], index, size, [*path, *path], root) or not path
        assert not path or not proves(LEAVES[index], index, size, path[:-1], root)
        assert not proves(LEAVES[index], index, size, path, naive_root(0, size + 1))


def proves(commitment: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    return is_included(commitment, index=index, size=size, path=path, root=root)


@given(st.integers(1, MOST), st.data())
def test_one_flipped_bit_anywhere_and_nothing_is_proven(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    parts = [LEAVES[index], naive_root(0, size), *inclusion_path(index, size=size, node=node)]
    flip_one(parts, data)
    assert not proves(parts[0], index, size, parts[2:], parts[1])


@given(st.integers(1, MOST - 1), st.data())
def test_one_flipped_bit_anywhere_and_nothing_is_consistent(old: int, data: st.DataObject) -> None:
    new = data.draw(st.integers(old, MOST))
    parts = [naive_root(0, old), naive_root(0, new), *consistency_path(old, new=new, node=node)]
    flip_one(parts, data)
    assert not is_consistent(old=old, new=new, old_root=parts[0], new_root=parts[1], path=parts[2:])


def flip_one(parts: list[bytes], data: st.DataObject) -> None:
    at, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    parts[at] = (int.from_bytes(parts[at]) ^ (1 << bit)).to_bytes(32)


@given(st.integers(0, 80), st.integers(0, 80), st.integers(0, 80), st.integers(0, 80))
def test_a_proof_between_two_trees_shows_nothing_about_two_others(old: int, new: int, a: int, b: int) -> None:
    old, new = min(old, new), max(old, new)
    path = consistency_path(old, new=new, node=node)
    is_right = is_consistent(old=a, new=b, old_root=naive_root(0, a), new_root=naive_root(0, b), path=path)
    assert is_right == (a <= b and path == (consistency_path(a, new=b, node=node) if a <= b else None))


def test_paths_of_another_length_show_nothing() -> None:
    for old, new in ((1, 2), (3, 7), (4, 7), (6, 8), (8, 8), (0, 5)):
        path, roots = consistency_path(old, new=new, node=node), (naive_root(0, old), naive_root(0, new))
        assert is_consistent(old=old, new=new, old_root=roots[0], new_root=roots[1], path=path)
        longer = {"old": old, "new": new, "old_root": roots[0], "new_root": roots[1], "path": [*path, LEAVES[1]]}
        assert not is_consistent(**longer)
        assert not path or not is_consistent(**longer | {"path": path[:-1]})
    assert not is_consistent(old=-1, new=-1, old_root=b"", new_root=b"", path=[])
    assert not is_consistent(old=5, new=3, old_root=naive_root(0, 5), new_root=naive_root(0, 3), path=[LEAVES[0]])
    assert not is_consistent(old=0, new=3, old_root=LEAVES[0], new_root=naive_root(0, 3), path=[])


def test_a_fork_is_consistent_with_nothing() -> None:
    """The same journal up to leaf 9, another afterwards."""
    forked = Frontier()
    for number in range(20):
        forked.append(leaf_hash(LEAVES[number] if number < 10 else LEAVES[number + 50]))
    for old in range(11, 20):
        path = consistency_path(old, new=20, node=node)
        assert not is_consistent(old=old, new=20, old_root=naive_root(0, old), new_root=forked.root(), path=path)


def test_what_cannot_be_asked_is_refused() -> None:
    for index, size in ((0, 0), (-1, 3), (3, 3)):
        with pytest.raises(InvalidRecord):
            inclusion_path(index, size=size, node=node)
    for old, new in ((4, 3), (-1, 3)):
        with pytest.raises(InvalidRecord):
            consistency_path(old, new=new, node=node)
