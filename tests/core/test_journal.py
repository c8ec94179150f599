"""The journal's arithmetic: whatever is changed, removed, reordered or cut off is found and named."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.journal import (
    GENESIS,
    Entry,
    Fault,
    JournalCheck,
    SignedHead,
    canonical,
    check_entries,
    digest_of,
    seal_entry,
)
from tawthiq.core.merkle import Frontier, leaf_hash
from tawthiq.errors import InvalidRecord


def sealed(bodies: Sequence[dict[str, object]]) -> list[Entry]:
    """A whole journal of these bodies, each with a salt of its own."""
    entries: list[Entry] = []
    for seq, body in enumerate(bodies, start=1):
        previous = entries[-1].chain if entries else GENESIS
        entries.append(seal_entry(body, seq=seq, previous=previous, salt=hashlib.sha256(b"%d" % seq).digest()))
    return entries


FIVE = sealed([{"event": "received", "subject": f"EV-{number:06d}", "who": "هدى"} for number in range(1, 6)])


def codes(faults: list[Fault]) -> list[tuple[str, str]]:
    """What was found, and where."""
    return [(fault.what, fault.where) for fault in faults]


def test_a_whole_journal_has_no_faults() -> None:
    assert check_entries(FIVE) == []
    assert check_entries([]) == []
    assert check_entries(FIVE, signed=[SignedHead(5, FIVE[-1].chain)]) == []
    assert check_entries(FIVE, signed=[SignedHead(3, FIVE[2].chain)]) == []
    assert check_entries([], signed=[SignedHead(0, GENESIS)]) == []


def test_the_arithmetic_is_that_of_the_format_page() -> None:
    first, second = FIVE[:2]
    commitment = hashlib.sha256(bytes.fromhex(second.salt) + second.body.encode()).digest()
    assert second.commitment == commitment.hex()
    assert second.chain == hashlib.sha256(bytes.fromhex(first.chain) + commitment).hexdigest()
    assert json.loads(second.body) == {"v": 1, "n": 2, "event": "received", "subject": "EV-000002", "who": "هدى"}


def test_a_removed_entry_is_named() -> None:
    assert codes(check_entries([*FIVE[:2], *FIVE[3:]]))[0] == ("journal_entry_missing", "entry 3")
    assert codes(check_entries([FIVE[0], *FIVE[3:]]))[0] == ("journal_entry_missing", "entries 2-3")
    assert codes(check_entries(FIVE[1:]))[0] == ("journal_entry_missing", "entry 1")


def test_reordered_and_doubled_entries_are_named() -> None:
    assert ("journal_entry_reordered", "entry 2") in codes(check_entries([FIVE[0], FIVE[2], FIVE[1], *FIVE[3:]]))
    assert ("journal_entry_reordered", "entry 2") in codes(check_entries([FIVE[0], FIVE[1], FIVE[1], *FIVE[2:]]))
    renumbered = [FIVE[0], replace(FIVE[2], seq=2), replace(FIVE[1], seq=3), *FIVE[3:]]
    assert ("journal_entry_reordered", "entry 2") in codes(check_entries(renumbered))


def test_a_cut_or_rewritten_end_is_found_by_the_checkpoint_only() -> None:
    assert check_entries(FIVE[:4]) == []
    assert codes(check_entries(FIVE[:4], signed=[SignedHead(5, FIVE[4].chain)])) == [("journal_truncated", "entry 5")]
    assert codes(check_entries([], signed=[SignedHead(5, FIVE[4].chain)])) == [("journal_truncated", "entry 1")]
    anew = [*FIVE[:4], seal_entry({"event": "other"}, seq=5, previous=FIVE[3].chain, salt=b"s" * 32)]
    assert check_entries(anew) == []
    assert codes(check_entries(anew, signed=[SignedHead(5, FIVE[4].chain)])) == [("journal_rewritten", "entry 5")]


@given(st.integers(0, 4), st.sampled_from(["body", "salt", "commitment", "chain"]), st.integers(0, 10_000), st.data())
def test_any_changed_letter_of_any_entry_is_found(at: int, part: str, where: int, data: st.DataObject) -> None:
    entry = FIVE[at]
    written = getattr(entry, part)
    where %= len(written)
    letter = data.draw(st.characters(codec="utf-8").filter(lambda new: new != written[where]))
    changed = replace(entry, **{part: written[:where] + letter + written[where + 1 :]})
    if part == "salt" and letter.lower() == written[where]:
        return  # hexadecimal in capitals is the same salt
    faults = check_entries([*FIVE[:at], changed, *FIVE[at + 1 :]])
    assert faults
    assert faults[0].where in (f"entry {at + 1}", f"entry {at + 2}")


@pytest.mark.parametrize("body", ["[]", "7", "{", '{"n":2,"v":1}'])
def test_an_entry_that_is_no_entry_is_found(body: str) -> None:
    odd = replace(FIVE[0], body=body)
    assert codes(check_entries([odd, *FIVE[1:]])) == [("journal_entry_changed", "entry 1")]


def test_canonical_json_is_one_form() -> None:
    assert canonical({"b": 1, "a": ["ب", None, 1.5]}) == '{"a":["ب",null,1.5],"b":1}'
    assert digest_of({"b": 1, "a": 2}) == digest_of({"a": 2, "b": 1}) == hashlib.sha256(b'{"a":2,"b":1}').hexdigest()
    assert digest_of({"name": "\udcff"}) != digest_of({"name": "\udcfe"})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), b"bytes", {1, 2}, {(1, 2): 3}])
def test_what_has_no_one_form_is_refused(value: object) -> None:
    with pytest.raises(InvalidRecord):
        canonical(value)


def test_a_salt_has_one_length() -> None:
    with pytest.raises(InvalidRecord, match="32"):
        seal_entry({}, seq=1, previous=GENESIS, salt=b"short")


# --- the Merkle root -------------------------------------------------------------------------------------------------


def head_of(entries: Sequence[Entry]) -> SignedHead:
    """What would be signed of a journal that ends here."""
    tree = Frontier()
    for entry in entries:
        tree.append(leaf_hash(bytes.fromhex(entry.commitment)))
    return SignedHead(len(entries), entries[-1].chain, tree.root().hex())


def test_every_signed_head_is_compared_also_in_the_middle() -> None:
    heads = [head_of(FIVE[:size]) for size in (5, 2, 3)]
    assert check_entries(FIVE, signed=[*heads, heads[0], SignedHead(0, GENESIS)]) == []
    for wrong in (replace(heads[1], root="00" * 32), replace(heads[1], chain="00" * 32)):
        assert codes(check_entries(FIVE, signed=[heads[0], wrong])) == [("journal_rewritten", "entry 2")]
    assert check_entries(FIVE, signed=[replace(heads[1], root="")]) == []
    assert codes(check_entries(FIVE[:4], signed=heads)) == [("journal_truncated", "entry 5")]


def test_after_a_fault_the_root_says_nothing_more() -> None:
    changed = [replace(FIVE[0], salt="00" * 32), *FIVE[1:]]
    assert codes(check_entries(changed, signed=[head_of(FIVE)])) == [("journal_entry_changed", "entry 1")]
    missing = [*FIVE[:2], *FIVE[3:]]
    found = codes(check_entries(missing, signed=[head_of(FIVE[:3])]))
    assert found[:2] == [("journal_entry_missing", "entry 3"), ("journal_rewritten", "entry 3")]


# --- destroyed entries -----------------------------------------------------------------------------------------------


def disposing(detail: object) -> list[Entry]:
    """Five receipts and a sixth entry that tells of a disposal."""
    bodies: list[dict[str, object]] = [{"event": "received", "subject": f"EV-{number:06d}"} for number in range(1, 6)]
    return sealed([*bodies, {"event": "disposed", "detail": detail}])


def emptied(entries: Sequence[Entry], *numbers: int) -> list[Entry]:
    """The same journal with these entries' body and salt destroyed."""
    return [replace(entry, body="", salt="") if entry.seq in numbers else entry for entry in entries]


def test_what_a_disposal_destroyed_is_right_and_every_root_stays() -> None:
    entries = disposing({"entries": [2, 4]})
    gone = emptied(entries, 2, 4)
    assert check_entries(gone, signed=[head_of(entries), head_of(entries[:3])]) == []
    assert head_of(gone) == head_of(entries)


@pytest.mark.parametrize("numbers", [(3,), (5,), (2, 3, 4), (6,)], ids=str)
def test_an_entry_emptied_without_a_disposal_is_named(numbers: tuple[int, ...]) -> None:
    found = codes(check_entries(emptied(disposing({"entries": []}), *numbers)))
    assert found == [("journal_entry_emptied", f"entry {number}") for number in numbers]


def test_a_disposal_does_not_cover_its_own_entry() -> None:
    """Who empties the disposal as well leaves both unexplained."""
    found = codes(check_entries(emptied(disposing({"entries": [2]}), 2, 6)))
    assert found == [("journal_entry_emptied", "entry 2"), ("journal_entry_emptied", "entry 6")]


@pytest.mark.parametrize("named", [[3], [6], [7], [0], ["2"], 3, [2, 2], [None]], ids=lambda value: f"names {value!r}")
def test_a_disposal_that_names_what_still_stands_is_named(named: object) -> None:
    entries = disposing({"entries": named})
    gone = emptied(entries, 2) if named == [2, 2] else entries
    assert ("journal_disposal_untrue", "entry 6") in codes(check_entries(gone))


@pytest.mark.parametrize("detail", [None, [], "none", {}])
def test_a_disposal_without_entries_destroyed_none(detail: object) -> None:
    assert check_entries(disposing(detail)) == []


def test_half_emptied_is_changed_and_an_emptied_entry_keeps_its_place() -> None:
    entries = disposing({"entries": [2]})
    for half in (replace(entries[1], body=""), replace(entries[1], salt="")):
        found = codes(check_entries([entries[0], half, *entries[2:]]))
        assert ("journal_entry_changed", "entry 2") in found
    moved = emptied(entries, 2)
    moved[1] = replace(moved[1], commitment="00" * 32)
    assert ("journal_entry_changed", "entry 2") in codes(check_entries(moved))


def test_the_tree_that_a_pass_has_built_is_the_one_that_the_head_keeps() -> None:
    check, tree = JournalCheck(), Frontier()
    for entry in FIVE:
        check.take(entry)
        tree.append(leaf_hash(bytes.fromhex(entry.commitment)))
    assert (check.finish(), check.frontier) == ([], tree.to_text())
    check.take(replace(FIVE[0], seq=9))
    assert check.frontier == ""
