"""The vault against the register: what is missing, damaged, in the way, or there without a record that names it.

Both are gone through in the order of the digests, side by side, so that memory does not grow with the vault.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from tawthiq.desk.queries.findings import Finding
from tawthiq.desk.queries.objects import Named, disposed_digests, named_objects, unfinished_disposals
from tawthiq.store.vault import Vault

DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(slots=True)
class VaultTally:
    """What was looked at: bytes are counted only where they were read and are whole."""

    objects: int = 0
    items: int = 0
    bytes_checked: int = 0


def check_vault(
    vault: Vault, *, read_data: bool, tally: VaultTally, progress: Callable[[int], None] = lambda _: None
) -> Iterator[Finding]:
    """Every fault and note, in the order of the digests; ``read_data`` reads every byte, else sizes are compared."""
    disposed = disposed_digests()
    for sha256, named, size in _side_by_side(named_objects(), vault.listed()):
        tally.objects += 1
        tally.items += sum(one.ref == one.item for one in named)
        if not named:
            yield _about_unnamed(sha256, disposed)
        elif fault := _fault_of(vault, sha256, named, size, read_data=read_data):
            yield fault
        elif read_data:
            tally.bytes_checked += named[0].size_bytes
        progress(tally.objects)
    for item in unfinished_disposals():
        yield Finding("disposal_unfinished", item, is_note=True)
    for name in vault.leftovers():
        yield Finding("half_written", f"vault/tmp/{name}", is_note=True)


def _side_by_side(
    named: Iterable[Named], listed: Iterable[tuple[str, int]]
) -> Iterator[tuple[str, list[Named], int | None]]:
    """(digest, records that name it, size in the vault or None) for whatever is on either side."""
    odd = list[tuple[str, int]]()
    there = _without_odd(listed, odd=odd)
    found = next(there, None)
    for sha256, group in groupby(named, key=lambda one: one.sha256):
        while found and found[0] < sha256:
            yield found[0], [], found[1]
            found = next(there, None)
        size = found[1] if found and found[0] == sha256 else None
        yield sha256, list(group), size
        found = next(there, None) if size is not None else found
    while found:
        yield found[0], [], found[1]
        found = next(there, None)
    yield from ((name, [], size) for name, size in odd)  # in no order that could be gone through side by side


def _without_odd(listed: Iterable[tuple[str, int]], *, odd: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    for one in listed:
        if DIGEST.fullmatch(one[0]):
            yield one
        else:
            odd.append(one)


def _fault_of(vault: Vault, sha256: str, named: list[Named], size: int | None, *, read_data: bool) -> Finding | None:
    where = " ".join(one.ref for one in named)
    items = tuple((item, sha256) for item in dict.fromkeys(one.item for one in named))
    if size is None:
        return Finding("bytes_missing", where, items=items)
    if size != named[0].size_bytes:
        return Finding("bytes_changed", where, items=items, detail=f"{size} bytes, not {named[0].size_bytes}")
    fault = vault.check(sha256) if read_data else None
    return Finding(fault.what, where, items=items, detail=fault.detail) if fault else None


def _about_unnamed(sha256: str, disposed: dict[str, str]) -> Finding:
    if item := disposed.get(sha256):
        return Finding("disposed_bytes_present", item, items=((item, sha256),))
    if not DIGEST.fullmatch(sha256):
        return Finding("object_odd", f"vault/objects/{sha256}", is_note=True)
    return Finding("object_unnamed", f"vault/objects/{sha256}", is_note=True)
