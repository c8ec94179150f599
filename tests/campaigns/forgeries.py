"""Forged bundles by name: each is one way of lying to a court, and none may be taken for proven.

``FORGERIES`` maps a name to what the forger does to the folder. A forger without the key can change anything but the
signature; one with the key (``sealed`` below) seals the lie anew, and only the journal's proofs stand against that.
"""

import ast
import base64
import hashlib
import json
import os
import shutil
import struct
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bundles import Authority, Log, Signer, World, edit_json, make_world, reseal, sums
from figure import Figure, progress

from tawthiq.store.bundle import check_bundle, verify

Forge = Callable[[Path, World], None]
FORGERIES: dict[str, Forge] = {}
ORDER = 2**252 + 27742317777372353535851937790883648493
CASE, EVENTS, NOTE, INDEX = "data/case.json", "seal/events.json", "seal/checkpoint", "seal/SHA256SUMS"


def forgery(*, sealed: bool = False) -> Callable[[Forge], Forge]:
    """Registers a forgery under its function's name; ``sealed`` ones are sealed anew by the organisation's own key."""

    def register(forge: Forge) -> Forge:
        def whole(folder: Path, world: World) -> None:
            unlock(folder)
            forge(folder, world)
            if sealed:
                reseal(folder, world.signer)

        FORGERIES[forge.__name__.replace("_", " ")] = whole
        return forge

    return register


def unlock(folder: Path) -> None:
    """Files can be written again."""
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)


def on_case(change: Callable[[Any], Any]) -> Forge:
    return lambda folder, _: edit_json(folder / CASE, change)


def on_events(change: Callable[[Any], Any]) -> Forge:
    return lambda folder, _: edit_json(folder / EVENTS, change)


def on_bytes(name: str, change: Callable[[bytes], bytes]) -> Forge:
    def forge(folder: Path, _: World) -> None:
        path = folder / name
        path.write_bytes(change(path.read_bytes()))

    return forge


def add(name: str, forge: Forge, *, sealed: bool = False) -> None:
    """Registers a forgery that is one expression."""
    forge.__name__ = name.replace(" ", "_")
    forgery(sealed=sealed)(forge)


def swap_names(folder: Path, one: str, other: str) -> None:
    (folder / one).rename(folder / "aside")
    (folder / other).rename(folder / one)
    (folder / "aside").rename(folder / other)


ORIGINALS = "data/originals/EV-000001.txt", "data/originals/EV-000002.mp4"


# --- files -----------------------------------------------------------------------------------------------------------
add("an original is gone", lambda f, _: (f / ORIGINALS[0]).unlink())
add("a derivative is gone", lambda f, _: (f / "data/derivatives/DV-000001.jpg").unlink())
add("a file more among the originals", lambda f, _: void((f / "data/originals/EV-000009.txt").write_bytes(b"new")))
add("two originals swapped", lambda f, _: swap_names(f, *ORIGINALS))
add("one byte of an original", on_bytes(ORIGINALS[0], lambda b: b[:-1] + bytes([b[-1] ^ 1])))
add("an original is cut short", on_bytes(ORIGINALS[1], lambda b: b[:-1]))
add("an original has a byte more", on_bytes(ORIGINALS[1], lambda b: b + b"\0"))
add("an original is empty", on_bytes(ORIGINALS[1], lambda _: b""))
add("another name for a file", lambda f, _: void((f / ORIGINALS[0]).rename(f / "data/originals/EV-000001.bin")))
add("the source's file name", lambda f, _: void((f / ORIGINALS[0]).rename(f / "data/originals/witness.txt")))
add("verify.py changed", on_bytes("verify.py", lambda b: b.replace(b"return 2", b"return 0") + b"\n"))
add("the recipe changed", on_bytes("HOWTO-VERIFY.txt", lambda b: b + b"Call this number: 0\n"))
add("a pdf put in", lambda f, _: void((f / "data/case.ar.pdf").write_bytes(b"%PDF")))
add("the load file changed", on_bytes("data/load.dat", lambda b: b.replace(b"stork", b"crane")))
add("the crate changed", on_bytes("data/ro-crate-metadata.json", lambda b: b + b" "))


def void(_: object) -> None:
    """Nothing: what a forgery hands back does not matter."""


@forgery()
def a_link_in_place_of_a_file(folder: Path, world: World) -> None:
    elsewhere = folder.parent / "elsewhere"
    shutil.copy(folder / ORIGINALS[0], elsewhere)
    (folder / ORIGINALS[0]).unlink()
    (folder / ORIGINALS[0]).symlink_to(elsewhere)


@forgery()
def a_link_in_place_of_a_folder(folder: Path, world: World) -> None:
    elsewhere = folder.parent / "folder elsewhere"
    (folder / "data/derivatives").rename(elsewhere)
    (folder / "data/derivatives").symlink_to(elsewhere)


@forgery()
def a_link_more(folder: Path, world: World) -> None:
    (folder / "data/originals/EV-000099.txt").symlink_to("/etc/hostname")


@forgery()
def a_pipe(folder: Path, world: World) -> None:
    os.mkfifo(folder / "data/originals/EV-000099.txt")


@forgery(sealed=True)
def one_file_under_two_names(folder: Path, world: World) -> None:
    (folder / "data/case.ar.pdf").hardlink_to(folder / "data/case.pdf")


@forgery()
def an_empty_folder(folder: Path, world: World) -> None:
    shutil.rmtree(folder / "data/derivatives")
    (folder / "data/derivatives").mkdir()


@forgery()
def a_folder_more(folder: Path, world: World) -> None:
    (folder / "data/more").mkdir()


@forgery()
def a_module_beside_the_verifier(folder: Path, world: World) -> None:
    (folder / "json.py").write_text("raise SystemExit(0)\n")


@forgery()
def a_name_that_is_no_utf8(folder: Path, world: World) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/data/originals/\xff\xfe.txt")).write_bytes(b"x")


for name, path in {
    "a name in other case": "data/originals/ev-000001.txt",
    "a name that only normalisation tells apart": "data/originals/EV-000001\u0301.txt",
    "arabic digits in a name": "data/originals/EV-٠٠٠٠٠١.txt",
    "a line break in a name": "data/originals/EV-000001\n.txt",
    "a hidden file": "data/.DS_Store",
    "a name of dots": "data/originals/..txt",
    "a file outside the known folders": "EV-000001.txt",
}.items():

    @forgery(sealed=True)
    def odd_name(folder: Path, world: World, path: str = path) -> None:
        (folder / path).write_bytes(b"x")

    FORGERIES[name] = FORGERIES.pop("odd name")


# --- the seal --------------------------------------------------------------------------------------------------------
add("no signature", lambda f, _: (f / "seal/SHA256SUMS.sig").unlink())
add("an empty signature", on_bytes("seal/SHA256SUMS.sig", lambda _: b""))
add("a signature of zeros", on_bytes("seal/SHA256SUMS.sig", lambda _: bytes(64)))
add("a signature cut short", on_bytes("seal/SHA256SUMS.sig", lambda b: b[:63]))
add("a signature with a byte more", on_bytes("seal/SHA256SUMS.sig", lambda b: b + b"\0"))
add(
    "a signature with S above the order",
    on_bytes(
        "seal/SHA256SUMS.sig", lambda b: b[:32] + (int.from_bytes(b[32:], "little") + ORDER).to_bytes(32, "little")
    ),
)
add("no index", lambda f, _: (f / INDEX).unlink())
add("an empty index", on_bytes(INDEX, lambda _: b""))
add("a line of the index gone", on_bytes(INDEX, lambda b: b.split(b"\n", 1)[1]))
add("the index with CRLF", on_bytes(INDEX, lambda b: b.replace(b"\n", b"\r\n")))
add("the index with a byte-order mark", on_bytes(INDEX, lambda b: b"\xef\xbb\xbf" + b))
add("no checkpoint", lambda f, _: (f / NOTE).unlink())


def sign_index(change: Callable[[bytes], bytes]) -> Forge:
    """An odd index that the organisation's own key signed."""

    def forge(folder: Path, world: World) -> None:
        index = change((folder / INDEX).read_bytes())
        (folder / INDEX).write_bytes(index)
        (folder / "seal/SHA256SUMS.sig").write_bytes(world.signer.key.sign(index))

    return forge


add("a signed index in another order", sign_index(lambda b: b"".join(sorted(b.splitlines(keepends=True)))))
add("a signed index in capitals", sign_index(lambda b: b.replace(b"a", b"A", 1)))
add("a signed index with CRLF", sign_index(lambda b: b.replace(b"\n", b"\r\n")))
add("a signed index with a line twice", sign_index(lambda b: b + b.splitlines(keepends=True)[-1]))
add("a signed index without its last break", sign_index(lambda b: b[:-1]))
add("a signed index with an absolute path", sign_index(lambda b: b + b"0" * 64 + b"  /etc/hostname\n"))
add("a signed index that climbs", sign_index(lambda b: b + b"0" * 64 + b"  ../elsewhere\n"))
add("a signed index that leaves a file out", sign_index(lambda b: b"".join(b.splitlines(keepends=True)[:-1])))


@forgery()
def sealed_by_another_key(folder: Path, world: World) -> None:
    edit_json(folder / CASE, lambda case: case.update(title="another"))
    reseal(folder, Signer(99))


@forgery()
def the_key_inside_changed_too(folder: Path, world: World) -> None:
    other = Signer(99)
    (folder / "seal/signing.pub").write_bytes(other.pem)
    (folder / NOTE).write_bytes(other.note(world.log.text(other.name)))
    reseal(folder, other)


@forgery()
def a_whole_world_of_another_key(folder: Path, world: World) -> None:
    other = make_world(seed=55)
    shutil.rmtree(folder)
    other.write(folder)


@forgery()
def a_key_of_small_order(folder: Path, world: World) -> None:
    point = (1).to_bytes(32, "little")
    prefix = bytes.fromhex("302a300506032b6570032100")
    pem = b"-----BEGIN PUBLIC KEY-----\n" + base64.b64encode(prefix + point) + b"\n-----END PUBLIC KEY-----\n"
    (folder / "seal/signing.pub").write_bytes(pem)
    reseal(folder, world.signer)
    (folder / "seal/SHA256SUMS.sig").write_bytes(point + bytes(32))


@forgery(sealed=True)
def the_key_with_loose_base64(folder: Path, world: World) -> None:
    pem = (folder / "seal/signing.pub").read_bytes()
    (folder / "seal/signing.pub").write_bytes(pem.replace(b"\n-----END", b"\n\n-----END"))


# --- the journal -----------------------------------------------------------------------------------------------------
add("an entry dropped", on_events(lambda e: e["events"].pop(1)), sealed=True)
add("a closed entry dropped", on_events(lambda e: e["closed"].pop()), sealed=True)
add("two entries in other order", on_events(lambda e: e["events"].reverse()), sealed=True)
add("an entry twice", on_events(lambda e: e["events"].insert(0, e["events"][0])), sealed=True)
add("an index twice", on_events(lambda e: e["events"][1].update(index=0)), sealed=True)
add("an entry at another place", on_events(lambda e: e["events"][-1].update(index=12)), sealed=True)
add("an entry beyond the tree", on_events(lambda e: e["events"][-1].update(index=16)), sealed=True)
add("an entry before the tree", on_events(lambda e: e["events"][0].update(index=-16)), sealed=True)
add("the salts of two entries swapped", on_events(lambda e: swap(e["events"], "salt")), sealed=True)
add("the bodies of two entries swapped", on_events(lambda e: swap(e["events"], "body")), sealed=True)
add("the paths of two entries swapped", on_events(lambda e: swap(e["events"], "path")), sealed=True)
add("a path cut short", on_events(lambda e: e["events"][0]["path"].pop()), sealed=True)
add("a path too long", on_events(lambda e: e["events"][0]["path"].append("00" * 32)), sealed=True)
add("a path in capitals", on_events(lambda e: upper(e["events"][0]["path"])), sealed=True)
add("a salt in capitals", on_events(lambda e: e["events"][0].update(salt=e["events"][0]["salt"].upper())), sealed=True)
add("a commitment of a closed entry", on_events(lambda e: e["closed"][0].update(commitment="11" * 32)), sealed=True)
add("a closed entry for another reason", on_events(lambda e: e["closed"][0].update(reason="gone")), sealed=True)
add("a key more in an entry", on_events(lambda e: e["events"][0].update(note="x")), sealed=True)
add("another version of the entries", on_events(lambda e: e.update(version=2)), sealed=True)


def swap(entries: list[dict[str, Any]], key: str) -> None:
    entries[0][key], entries[1][key] = entries[1][key], entries[0][key]


def upper(path: list[str]) -> None:
    path[0] = "A" + path[0][1:] if path[0][0] != "A" else "B" + path[0][1:]


def with_body(change: Callable[[dict[str, Any]], Any]) -> Forge:
    """An entry's body changed, its custody row with it."""

    def forge(folder: Path, world: World) -> None:
        def edit(told: dict[str, Any]) -> None:
            body = json.loads(told["events"][0]["body"])
            change(body)
            told["events"][0]["body"] = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

        edit_json(folder / EVENTS, edit)

    return forge


add("an entry's actor", with_body(lambda body: body.update(actor="somebody else")), sealed=True)
add("an entry's time", with_body(lambda body: body.update(t="2020-01-01T00:00:00+00:00")), sealed=True)
add(
    "a record's digest in its entry",
    with_body(lambda body: body["records"].update({"EV-000001": "00" * 32})),
    sealed=True,
)


def new_log(change: Callable[[list[tuple[str, str]]], Any]) -> Forge:
    """A forked journal: the organisation's own key signs a tree over other entries, all proofs made anew."""

    def forge(folder: Path, world: World) -> None:
        log = Log()
        log.entries = list(world.log.entries)
        change(log.entries)
        told = json.loads((folder / EVENTS).read_text(encoding="utf-8"))
        for entry in told["events"] + told["closed"]:
            entry["path"] = list(log.path(entry["index"]))
            if "body" in entry:
                entry["body"], entry["salt"] = log.entries[entry["index"]]
            else:
                entry["commitment"] = log.commitment(entry["index"]).hex()
        (folder / EVENTS).write_text(
            json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )
        (folder / NOTE).write_bytes(world.signer.note(log.text(world.signer.name)))
        edit_json(folder / CASE, lambda case: case["checkpoint"].update(root=log.root().hex()))
        remake_custody(folder)

    return forge


def remake_custody(folder: Path) -> None:
    """The table as the forger would make it, with the organisation's own program."""
    from tawthiq.store.bundle.verify import custody_csv

    told = json.loads((folder / EVENTS).read_text(encoding="utf-8"))
    (folder / "data/custody.csv").write_bytes(custody_csv(told["events"]))


@forgery(sealed=True)
def entries_and_custody_in_other_order(folder: Path, world: World) -> None:
    edit_json(folder / EVENTS, lambda told: told["events"].reverse())
    remake_custody(folder)


@forgery(sealed=True)
def an_entry_opened_and_closed(folder: Path, world: World) -> None:
    entry = world.log.closed(1)
    closed = {"index": 0, "commitment": entry.commitment, "path": list(entry.path), "reason": "withheld"}
    edit_json(folder / EVENTS, lambda told: told["closed"].insert(0, closed))
    edit_json(folder / CASE, lambda case: case["closed"].insert(0, 1))


def rewrite(number: int, **change: Any) -> Callable[[list[tuple[str, str]]], None]:
    def edit(entries: list[tuple[str, str]]) -> None:
        body = json.loads(entries[number - 1][0]) | change
        entries[number - 1] = (
            json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
            entries[number - 1][1],
        )

    return edit


def respell(spell: Callable[[str], str]) -> Callable[[list[tuple[str, str]]], None]:
    def edit(entries: list[tuple[str, str]]) -> None:
        entries[0] = (spell(entries[0][0]), entries[0][1])

    return edit


add("a forked log with other records", new_log(rewrite(1, records={"EV-000001": "00" * 32})), sealed=True)
add("a forked log with another number", new_log(rewrite(1, n=7)), sealed=True)
add("a forked log with another version", new_log(rewrite(1, v=2)), sealed=True)
add("a forked log with a key more", new_log(rewrite(1, more=1)), sealed=True)
add("a body with spaces", new_log(respell(lambda body: body.replace(":", ": "))), sealed=True)
add("a body with a key twice", new_log(respell(lambda body: '{"actor":"x",' + body[1:])), sealed=True)
add(
    "a body with a huge number",
    new_log(respell(lambda body: body.replace('"n":1,', '"n":' + "9" * 30 + ","))),
    sealed=True,
)


@forgery()
def an_old_checkpoint(folder: Path, world: World) -> None:
    old = Log()
    old.entries = world.log.entries[:8]
    (folder / NOTE).write_bytes(world.signer.note(old.text(world.signer.name)))


@forgery(sealed=True)
def an_old_checkpoint_sealed(folder: Path, world: World) -> None:
    an_old_checkpoint(folder, world)


add("a checkpoint of another origin", lambda f, w: relabel(f, w, "tawthiq/elsewhere"), sealed=True)


def relabel(folder: Path, world: World, name: str) -> None:
    other = Signer(world.signer.seed, name)
    (folder / NOTE).write_bytes(other.note(world.log.text(other.name)))


@forgery(sealed=True)
def a_checkpoint_under_another_name(folder: Path, world: World) -> None:
    other = Signer(world.signer.seed, "tawthiq/elsewhere")
    (folder / NOTE).write_bytes(other.note(world.log.text(world.signer.name)))


@forgery(sealed=True)
def a_checkpoint_of_another_key(folder: Path, world: World) -> None:
    other = Signer(77, world.signer.name)
    text = world.log.text(world.signer.name)
    line = base64.b64encode(world.signer.key_id(1) + other.key.sign(text.encode())).decode()
    (folder / NOTE).write_text(f"{text}\n— {world.signer.name} {line}\n", encoding="utf-8")


@forgery(sealed=True)
def a_checkpoint_with_another_key_id(folder: Path, world: World) -> None:
    text = world.log.text(world.signer.name)
    line = base64.b64encode(b"\0\0\0\0" + world.signer.key.sign(text.encode())).decode()
    (folder / NOTE).write_text(f"{text}\n— {world.signer.name} {line}\n", encoding="utf-8")


add("a checkpoint without signature", on_bytes(NOTE, lambda b: b.split(b"\n\n")[0] + b"\n\n"), sealed=True)
add("a checkpoint with two signatures", on_bytes(NOTE, lambda b: b + b.splitlines(keepends=True)[-1]), sealed=True)
add("a checkpoint with CRLF", on_bytes(NOTE, lambda b: b.replace(b"\n", b"\r\n")), sealed=True)
add("a checkpoint with bytes behind it", on_bytes(NOTE, lambda b: b + b"\n"), sealed=True)
add("a checkpoint with a size from zero", on_bytes(NOTE, lambda b: b.replace(b"\n16\n", b"\n016\n")), sealed=True)


@forgery(sealed=True)
def a_checkpoint_with_loose_base64(folder: Path, world: World) -> None:
    text = world.log.text(world.signer.name)
    root = text.split("\n")[2]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    loose = root[:-2] + letters[letters.index(root[-2]) ^ 1] + "="
    (folder / NOTE).write_bytes(world.signer.note(text.replace(root, loose)))


# --- what the bundle tells -------------------------------------------------------------------------------------------
def record(kind: str, at: int, **change: Any) -> Forge:
    return on_case(lambda case: case[kind][at].update(change))


def state(kind: str, at: int, **change: Any) -> Forge:
    return on_case(lambda case: case[kind][at]["state"].update(change))


def borrow(case: dict[str, Any]) -> None:
    """A state that brings a reference of its own, so that its digest is another record's."""
    case["items"][0]["state"] = {"ref": "EV-000001", **case["items"][0]["state"]}


def swap_files(items: list[dict[str, Any]]) -> None:
    items[0]["file"], items[1]["file"] = items[1]["file"], items[0]["file"]


def move_receipt(case: dict[str, Any]) -> None:
    case["items"][1]["receipts"].insert(0, case["items"][0]["receipts"].pop())


add("case.json edited", on_case(lambda case: case.update(recipient="another court")))
add("an item's media type", state("items", 0, media_type="video/mp4"), sealed=True)
add("an item's day of receipt", state("items", 0, received_at="2020-01-01T00:00:00+00:00"), sealed=True)
add("an item that borrows another's entry", on_case(borrow), sealed=True)
add("an item under another's reference", record("items", 0, ref="EV-000009"), sealed=True)
add("an item left out with its file there", on_case(lambda case: case["items"].pop(0)), sealed=True)
add("an item twice", on_case(lambda case: case["items"].insert(0, case["items"][0])), sealed=True)
add("two items' files swapped", on_case(lambda case: swap_files(case["items"])), sealed=True)
add("an item's file named for another", record("items", 0, file=ORIGINALS[1]), sealed=True)
add("the label of an incomplete capture gone", record("items", 2, label=""), sealed=True)
add(
    "a receipt's file name",
    on_case(lambda c: c["items"][0]["receipts"][0]["state"].update(original_name="x")),
    sealed=True,
)
add("a receipt of another item", on_case(move_receipt), sealed=True)
add("a receipt twice", on_case(lambda c: c["items"][0]["receipts"].append(c["items"][0]["receipts"][0])), sealed=True)
add("a derivative of another item", record("derivatives", 0, item="EV-000002"), sealed=True)
add("a derivative's tool", state("derivatives", 0, tool="by hand"), sealed=True)
add("a derivative that is said to have failed", record("derivatives", 0, file=None), sealed=True)
add("a failed derivative with a file", record("derivatives", 1, file="data/derivatives/DV-000001.jpg"), sealed=True)
add("two derivatives in other order", on_case(lambda case: case["derivatives"].reverse()), sealed=True)
add("a capture's address", record("captures", 0, url="https://example.org/other"), sealed=True)
add("a capture called complete", record("captures", 0, is_court_complete=True), sealed=True)
add("a capture's files", record("captures", 0, files=[["screenshot", "EV-000001"]]), sealed=True)
add("a capture's roles", record("captures", 0, files=[["pdf", "EV-000003"]]), sealed=True)
add("a capture's state", state("captures", 0, http_status=404), sealed=True)
add("a key more in the case", on_case(lambda case: case.update(more=1)), sealed=True)
add("a key more in an item", record("items", 0, more=1), sealed=True)
add("a key more in a receipt", on_case(lambda c: c["items"][0]["receipts"][0].update(more=1)), sealed=True)
add("a key more in a derivative", record("derivatives", 0, more=1), sealed=True)
add("a key more in a capture", record("captures", 0, more=1), sealed=True)
add("another version of the case", on_case(lambda case: case.update(version=2)), sealed=True)
add("no recipient", on_case(lambda case: case.update(recipient="")), sealed=True)
add("no purpose", on_case(lambda case: case.update(purpose={"en": "x"})), sealed=True)
add("no limits", on_case(lambda case: case.update(limits={})), sealed=True)
add("another checkpoint in the case", on_case(lambda case: case["checkpoint"].update(size=32)), sealed=True)
add("closed entries not told", on_case(lambda case: case.update(closed=[])), sealed=True)
add("an opened entry called destroyed", on_case(lambda case: case.update(destroyed=[1])), sealed=True)
add("destroyed entries in other order", on_case(lambda case: case.update(destroyed=[16, 15])), sealed=True)


def on_text(name: str, change: Callable[[str], str]) -> Forge:
    return on_bytes(name, lambda raw: change(raw.decode()).encode())


for name, path in {"case.json": CASE, "events.json": EVENTS}.items():
    add(f"{name} with a key twice", on_text(path, lambda t: t.replace("{\n", '{\n "format": "x",\n', 1)), sealed=True)
    add(f"{name} with NaN", on_text(path, lambda t: t.replace('"version": 1', '"version": NaN')), sealed=True)
    add(
        f"{name} with a huge number",
        on_text(path, lambda t: t.replace('"version": 1', '"version": ' + "9" * 5000)),
        sealed=True,
    )
    add(f"{name} with 1.0 for 1", on_text(path, lambda t: t.replace('"version": 1', '"version": 1.0e0')), sealed=True)
    add(f"{name} with a byte-order mark", on_text(path, lambda t: "\ufeff" + t), sealed=True)
    add(f"{name} with bytes behind it", on_text(path, lambda t: t + "\n"), sealed=True)
    add(f"{name} with CRLF", on_text(path, lambda t: t.replace("\n", "\r\n")), sealed=True)
    add(f"{name} nested deep", on_text(path, lambda _: "[" * 200_000 + "]" * 200_000), sealed=True)
    add(f"{name} not utf-8", on_bytes(path, lambda b: b.replace(b'"version"', b'"v\xff"')), sealed=True)
    add(f"{name} is a list", on_text(path, lambda _: "[]\n"), sealed=True)

# --- copies for others -----------------------------------------------------------------------------------------------
add(
    "a custody line gone",
    on_bytes("data/custody.csv", lambda b: b"".join(b.splitlines(keepends=True)[:-1])),
    sealed=True,
)
add("a custody line changed", on_bytes("data/custody.csv", lambda b: b.replace(b"clerk", b"clark", 1)), sealed=True)
add(
    "custody lines in other order",
    on_bytes("data/custody.csv", lambda b: b"".join(sorted(b.splitlines(True)))),
    sealed=True,
)


def bag(name: str, change: Callable[[bytes], bytes]) -> Forge:
    """A tag file changed and all sealed anew, as far as that can be without mending the file itself."""

    def forge(folder: Path, world: World) -> None:
        path = folder / name
        path.write_bytes(change(path.read_bytes()))
        seal = {"seal/SHA256SUMS", "seal/SHA256SUMS.sig"}
        every = {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()} - seal
        if name != "tagmanifest-sha256.txt":
            tags = {one for one in every if not one.startswith("data/")} - {"tagmanifest-sha256.txt"}
            (folder / "tagmanifest-sha256.txt").write_bytes(sums(folder, tags))
        index = sums(folder, every)
        (folder / INDEX).write_bytes(index)
        (folder / "seal/SHA256SUMS.sig").write_bytes(world.signer.key.sign(index))

    return forge


add("bagit.txt changed", bag("bagit.txt", lambda b: b.replace(b"1.0", b"0.9")))
add("the payload's size changed", bag("bag-info.txt", lambda b: b.replace(b"Payload-Oxum: ", b"Payload-Oxum: 9")))
add("a manifest with CRLF", bag("manifest-sha256.txt", lambda b: b.replace(b"\n", b"\r\n")))
add("a manifest with a line less", bag("manifest-sha256.txt", lambda b: b.split(b"\n", 1)[1]))
add("a tag manifest with a line less", bag("tagmanifest-sha256.txt", lambda b: b.split(b"\n", 1)[1]))
add("a manifest with a byte-order mark", bag("manifest-sha256.txt", lambda b: b"\xef\xbb\xbf" + b))

# --- timestamps and witnesses (the good bundle is checked with --tsa-ca and --witness) -----------------------
TSR = "seal/checkpoint.tsa.tsr"
add("the timestamp gone", lambda f, _: (f / TSR).unlink(), sealed=True)
add("a timestamp cut short", on_bytes(TSR, lambda b: b[:-20]), sealed=True)
add("a timestamp with a flipped bit", on_bytes(TSR, lambda b: b[:-9] + bytes([b[-9] ^ 4]) + b[-8:]), sealed=True)
add("a timestamp that is none", on_bytes(TSR, lambda b: b"\x30\x80" + b), sealed=True)
add("a witness's line gone", on_bytes("seal/witness.txt", lambda _: b""), sealed=True)
add("a witness's line with CRLF", on_bytes("seal/witness.txt", lambda b: b.replace(b"\n", b"\r\n")), sealed=True)
add("a witness's line that is none", on_bytes("seal/witness.txt", lambda b: b + b"seen by me\n"), sealed=True)


@forgery(sealed=True)
def a_cosignature_over_another_text(folder: Path, world: World) -> None:
    (folder / "seal/witness.txt").write_text(world.witness.cosign("another\n1\nAA==\n") + "\n", encoding="utf-8")


@forgery(sealed=True)
def a_cosignature_with_another_time(folder: Path, world: World) -> None:
    line = (folder / "seal/witness.txt").read_text(encoding="utf-8").split()[2]
    raw = base64.b64decode(line)
    later = raw[:4] + struct.pack(">Q", 1_600_000_000) + raw[12:]
    told = f"— {world.witness.name} {base64.b64encode(later).decode()}\n"
    (folder / "seal/witness.txt").write_text(told, encoding="utf-8")


@forgery(sealed=True)
def a_cosignature_of_a_stranger(folder: Path, world: World) -> None:
    stranger = Signer(500, world.witness.name)
    (folder / "seal/witness.txt").write_text(
        stranger.cosign(world.log.text(world.signer.name)) + "\n", encoding="utf-8"
    )


class Court:
    """A good bundle with a timestamp and a witness, and whoever checks it with both."""

    def __init__(self, folder: Path) -> None:
        """Everything is made once."""
        self.world, self.authority = make_world(), Authority(folder)
        self.foreign, self.loose = (
            Authority(folder, name="foreign"),
            Authority(folder, name="loose", usage="serverAuth"),
        )
        self.good = folder / "good"
        self.reply = self.authority.stamp(self.world.content.checkpoint)
        self.world.write(self.good, timestamps=(("tsa", self.reply),))
        self.replies = {
            "a timestamp of a stranger": self.foreign.stamp(self.world.content.checkpoint),
            "a timestamp over other data": self.authority.stamp(b"other data"),
            "a timestamp over another digest": self.authority.stamp(self.world.content.checkpoint, digest="sha512"),
        }
        self.folder = folder

    def with_reply(self, reply: bytes, out: Path) -> Path:
        """The good bundle with another timestamp, sealed anew."""
        shutil.copytree(self.good, out)
        self._reply(reply)(out, self.world)
        return out

    def verdict(self, folder: Path, check: Callable[..., Any] = check_bundle) -> dict[str, Any]:
        """What the verifier says with the authority and the witness asked for."""
        told: dict[str, Any] = check(
            str(folder),
            key=self.world.signer.fingerprint,
            tsa_ca=[str(self.authority.ca)],
            witness=[self.world.witness.vkey(4)],
        )
        return told

    def is_deceived(self, folder: Path, check: Callable[..., Any]) -> bool:
        """Whether this verifier takes the folder for proven, with authority and witness or with the key alone."""
        plain = check(str(folder), key=self.world.signer.fingerprint)["verdict"]
        return plain == "proven" or self.verdict(folder, check)["verdict"] == "proven"

    def forge_all(self, into: Path) -> dict[str, Path]:
        """Every forgery by its name, each in a folder of its own."""
        found = {}
        for number, (name, forge) in enumerate(self.forgeries().items()):
            found[name] = into / str(number) / "bundle"
            shutil.copytree(self.good, found[name])
            forge(found[name], self.world)
        return found

    def forgeries(self) -> dict[str, Forge]:
        """Those of the table and those that need an authority."""
        return {**FORGERIES, **{name: self._reply(raw) for name, raw in self.replies.items()}}

    def _reply(self, raw: bytes) -> Forge:
        def forge(folder: Path, world: World) -> None:
            unlock(folder)
            (folder / TSR).write_bytes(raw)
            reseal(folder, world.signer)

        return forge


def picture_of(folder: Path) -> dict[str, Any]:
    """Everything that lies in the folder, to see that a forgery is one."""
    found: dict[str, Any] = {}
    for path in sorted(folder.rglob("*")):
        told = path.lstat()
        name = os.fsencode(path.relative_to(folder)).hex()
        is_file = path.is_file() and not path.is_symlink()
        found[name] = (
            told.st_mode >> 12,
            told.st_nlink if is_file else 0,
            hashlib.sha256(path.read_bytes()).hexdigest() if is_file else "",
        )
    return found


# --- the campaign ----------------------------------------------------------------------------------------------------
VERIFIER = Path(verify.__file__)


def mutants(*, only: str = "") -> Iterator[tuple[str, int, dict[str, Any]]]:
    """The verifier with one check taken out, each in turn: which, at which line, and its names when it has run.

    ``only`` is a part of the check's text.
    """
    source = VERIFIER.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if not _is_check(node) or only not in (ast.get_source_segment(source, node) or ""):
            continue
        tree = ast.parse(source)
        for parent in ast.walk(tree):
            for body in (getattr(parent, "body", None), getattr(parent, "orelse", None)):
                if isinstance(body, list):
                    body[:] = [ast.copy_location(ast.Pass(), one) if _is_at(one, node) else one for one in body]
        names: dict[str, Any] = {"__name__": "mutant"}
        exec(compile(tree, "mutant", "exec"), names)  # noqa: S102 - our own verifier
        yield ast.get_source_segment(source, node) or "", node.lineno, names


def _is_check(node: ast.AST) -> bool:
    called = node.value.func if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else None
    if isinstance(called, ast.Name) and called.id in {"need", "must_sign", "ascending", "keys"}:
        return True
    is_vouch = isinstance(called, ast.Attribute) and called.attr == "vouch"
    is_fault = isinstance(node, ast.AugAssign) and "self.faults" in ast.unparse(node.target)
    return is_vouch or is_fault


def _is_at(one: ast.AST, node: ast.AST) -> bool:
    return _is_check(one) and (one.lineno, one.col_offset) == (node.lineno, node.col_offset)  # type: ignore[attr-defined]


def stops(forged: dict[str, Path], court: Court) -> dict[str, set[int]]:
    """The lines of the verifier at which each forgery is stopped."""
    names: dict[str, Any] = {"__name__": "traced"}
    exec(compile(VERIFIER.read_text(encoding="utf-8"), "traced", "exec"), names)  # noqa: S102 - our own verifier
    need, found = names["need"], set()

    def noting(holds: object, *rest: str) -> None:
        frame = sys._getframe(1)
        while not holds and frame.f_code.co_filename == "traced":
            found.add(frame.f_lineno)
            frame = frame.f_back or frame
        need(holds, *rest)

    names["need"] = noting
    lines = {}
    for name, folder in forged.items():
        found.clear()
        court.verdict(folder, names["check"])
        lines[name] = set(found)
    return lines


def survivors(court: Court, forged: dict[str, Path], *, every: int = 1) -> tuple[int, list[str]]:
    """How many mutants there were, and those that no forgery passes that the whole verifier stopped at that line."""
    chosen, lines = list(mutants())[::every], stops(forged, court)
    left = []
    for at, (words, line, names) in enumerate(chosen):
        progress("mutants of the verifier", done=at, all=len(chosen))
        # A verifier that no longer looks at names would wait for ever at the pipe, which is no verdict.
        known = {name: folder for name, folder in forged.items() if name != "a pipe"}
        likely = [folder for name, folder in known.items() if line in lines[name] or not lines[name]]
        if not any(court.is_deceived(folder, names["check"]) for folder in likely):
            left.append(f"{line}: {words}")
    return len(chosen), left


def campaign(*, scale: float, seed: int) -> list[Figure]:
    """Every forgery before the verifier, and every mutant of the verifier before the forgeries."""
    with tempfile.TemporaryDirectory() as scratch:
        court = Court(Path(scratch))
        assert court.verdict(court.good)["verdict"] == "proven", "the good bundle is not proven"
        forged, good = court.forge_all(Path(scratch) / "forged"), picture_of(court.good)
        same = [name for name, folder in forged.items() if picture_of(folder) == good]
        accepted = [name for name, folder in forged.items() if court.verdict(folder)["verdict"] != "damaged"]
        count, left = survivors(court, forged, every=max(1, round(1 / scale)))
    return [
        Figure(
            "bundle.forgeries",
            "Named forgeries of a hand-over bundle that the verifier accepts",
            "تزويرات مسمّاة لحزمة التسليم قبلها المدقق",
            "0 of at least 40",
            f"{len(accepted)} of {len(forged)} accepted",
            held=not accepted and not same and len(forged) >= 40,
        ),
        Figure(
            "bundle.mutants",
            "Verifiers with one check taken out that let no forgery through (another check doubles it)",
            "مدققات نُزع منها فحص واحد ولم تمرّ فيها أي حزمة مزوّرة (يكرّره فحص آخر)",
            "at most a third",
            f"{len(left)} of {count}",
            held=len(left) * 3 <= count,
            note="; ".join(words.split(":")[0] for words in left),
        ),
    ]
