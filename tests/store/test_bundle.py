"""The hand-over bundle as it is written: reproducible, complete, refused whole where anything is not right."""

import ast
import io
import json
import shutil
import subprocess
import sys
import tarfile
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
import pytest
from bundles import AS_OF, Signer, World, make_world, sums

from tawthiq.errors import InvalidRecord, NotFound, Tampered
from tawthiq.store.bundle import BundleItem, check_bundle, verify, write_bundle, write_packed
from tawthiq.store.bundle.documents import ending_of

VERIFIER = Path(verify.__file__)


@pytest.fixture(scope="module")
def world() -> World:
    return make_world()


@pytest.fixture(scope="module")
def bundle(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle") / "HO-000007"
    world.write(folder)
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_content_gives_the_same_bytes(world: World, bundle: Path, tmp_path: Path) -> None:
    shuffled = replace(
        world.content,
        items=world.content.items[::-1],
        derivatives=world.content.derivatives[::-1],
        events=world.content.events[::-1],
        closed=world.content.closed[::-1],
    )
    write_bundle(shuffled, tmp_path / "again", open_bytes=world.open_bytes, sign=world.signer.key.sign)
    assert files_of(tmp_path / "again") == files_of(bundle)


def test_what_was_written_is_told(world: World, tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    written = write_bundle(
        world.content,
        tmp_path / "b",
        open_bytes=world.open_bytes,
        sign=world.signer.key.sign,
        tell=lambda done, whole: heard.append((done, whole)),
    )
    found = files_of(tmp_path / "b")
    assert (written.files, written.size_bytes) == (len(found), sum(map(len, found.values())))
    assert f"{written.tag_manifest_sha256}  tagmanifest-sha256.txt\n".encode() in found["seal/SHA256SUMS"]
    assert heard[-1][0] == heard[-1][1] == sum(map(len, world.vault.values()))
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "b").rglob("*")}
    assert modes == {0o444, 0o755}


def test_it_is_a_bag(bundle: Path) -> None:
    paths = set(files_of(bundle))
    data = {path for path in paths if path.startswith("data/")}
    assert (bundle / "manifest-sha256.txt").read_bytes() == sums(bundle, data)
    tags = paths - data - {"tagmanifest-sha256.txt", "seal/SHA256SUMS", "seal/SHA256SUMS.sig"}
    assert (bundle / "tagmanifest-sha256.txt").read_bytes() == sums(bundle, tags)
    told = dict(line.split(": ", 1) for line in (bundle / "bag-info.txt").read_text().splitlines())
    size = sum((bundle / path).stat().st_size for path in data)
    assert told["Payload-Oxum"] == f"{size}.{len(data)}"
    assert told["Bagging-Date"] == AS_OF[:10]
    assert told["External-Description"] == "Three items of the village"


def test_the_crate_names_every_file_of_the_payload(bundle: Path) -> None:
    graph = {one["@id"]: one for one in json.loads((bundle / "data/ro-crate-metadata.json").read_text())["@graph"]}
    payload = {path.removeprefix("data/") for path in files_of(bundle) if path.startswith("data/")}
    parts = {one["@id"] for one in graph["./"]["hasPart"]}
    assert parts == payload - {"ro-crate-metadata.json"}
    assert graph["originals/EV-000002.mp4"]["encodingFormat"] == "video/mp4"
    assert graph["originals/EV-000002.mp4"]["identifier"] == "EV-000002"
    assert graph["ro-crate-metadata.json"]["conformsTo"]["@id"].endswith("/ro/crate/1.1")


def test_no_name_in_the_bundle_comes_from_a_source(world: World, bundle: Path) -> None:
    names = {arrival.state["original_name"] for item in world.content.items for arrival in item.receipts}
    assert not any(name in path for name in names for path in files_of(bundle))
    case = json.loads((bundle / "data/case.json").read_text(encoding="utf-8"))
    told = {arrival["state"]["original_name"] for item in case["items"] for arrival in item["receipts"]}
    assert told == names


def test_an_incomplete_capture_is_called_so(bundle: Path) -> None:
    case = json.loads((bundle / "data/case.json").read_text(encoding="utf-8"))
    assert [item["label"] for item in case["items"]] == ["", "", "incomplete capture"]
    assert "incomplete capture" in (bundle / "data/load.dat").read_text(encoding="utf-8-sig")


def test_the_load_file_reads_back(world: World, bundle: Path) -> None:
    raw = (bundle / "data/load.dat").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = [line.split("\x14") for line in raw.decode("utf-8-sig").split("\r\n")[:-1]]
    assert {len(row) for row in rows} == {18}
    assert all(cell[0] == cell[-1] == "\u00fe" and "\u00fe" not in cell[1:-1] for row in rows for cell in row)
    column = [row[rows[0].index("\u00feFILENAME\u00fe")][1:-1] for row in rows[1:4]]
    escapes = {"\\u00fe": "\u00fe", "\\u0014": "\x14", "\\u00ae": "\u00ae"}
    back = [cell.replace("\u00ae", "\n") for cell in column]
    for written, meant in escapes.items():
        back = [cell.replace(written, meant) for cell in back]
    assert back == [item.receipts[0].state["original_name"] for item in world.content.items]
    pictures = (bundle / "data/load.opt").read_bytes().split(b"\r\n")
    assert pictures[1] == b"EV-000003,EV-000003,originals/EV-000003.png,Y,,,2"
    assert all((bundle / "data" / line.split(b",")[2].decode()).is_file() for line in pictures[:-1])


def test_no_cell_of_the_custody_table_is_a_formula(bundle: Path) -> None:
    import csv

    with (bundle / "data/custody.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["why"] for row in rows if row["why"]] == ["'@working copy"] * 3
    assert not any(cell[:1] in set("=+-@\t\r") for row in rows for cell in row.values())


@pytest.mark.parametrize(
    ("media_type", "ending"),
    [("video/mp4", "mp4"), ("text/plain; charset=utf-8", "txt"), ("x/y", "bin"), ("../../etc", "bin"), ("", "bin")],
)
def test_an_ending_follows_from_the_type(media_type: str, ending: str) -> None:
    assert ending_of(media_type) == ending


def test_damaged_bytes_are_named_and_nothing_is_left(world: World, tmp_path: Path) -> None:
    digest = world.content.items[1].state["sha256"]

    def damaged(sha256: str) -> BinaryIO:
        data = world.vault[sha256]
        return io.BytesIO(data[:-1] + bytes([data[-1] ^ 1]) if sha256 == digest else data)

    with pytest.raises(Tampered, match="EV-000002"):
        write_bundle(world.content, tmp_path / "b", open_bytes=damaged, sign=world.signer.key.sign)
    assert list(tmp_path.iterdir()) == []


def test_absent_bytes_leave_nothing(world: World, tmp_path: Path) -> None:
    def absent(sha256: str) -> BinaryIO:
        raise NotFound("no object")

    with pytest.raises(NotFound):
        write_packed(world.content, tmp_path / "b.tar", open_bytes=absent, sign=world.signer.key.sign)
    assert list(tmp_path.iterdir()) == []


def edited(item: BundleItem, **state: Any) -> BundleItem:
    return replace(item, state={**item.state, **state})


@pytest.mark.parametrize("fault", ["state", "unvouched", "key", "path", "label", "checkpoint", "twice"])
def test_a_bundle_that_would_not_convince_is_not_written(world: World, tmp_path: Path, fault: str) -> None:
    content = world.content
    wrong = {
        "state": {"items": (edited(content.items[0], received_at="2001-01-01"), *content.items[1:])},
        "unvouched": {"events": content.events[1:]},
        "key": {"public_key": Signer(9).pem},
        "path": {"events": (replace(content.events[0], path=content.events[1].path), *content.events[1:])},
        "label": {"items": (*content.items[:2], replace(content.items[2], label="fine"))},
        "checkpoint": {"checkpoint": b"no note"},
        "twice": {"items": (content.items[0], *content.items)},
    }[fault]
    with pytest.raises((InvalidRecord, FileExistsError)):
        world.write(tmp_path / "b", **wrong)
    assert list(tmp_path.iterdir()) == []


def test_what_stands_there_stays(world: World, tmp_path: Path) -> None:
    (tmp_path / "b").write_text("mine")
    with pytest.raises(InvalidRecord, match="exists already"):
        world.write(tmp_path / "b")
    with pytest.raises(InvalidRecord, match="exists already"):
        write_packed(world.content, tmp_path / "b", open_bytes=world.open_bytes, sign=world.signer.key.sign)
    assert (tmp_path / "b").read_text() == "mine"


def test_the_tar_is_the_same_each_time(world: World, bundle: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        packed = tmp_path / name / "HO-000007.tar"
        write_packed(world.content, packed, open_bytes=world.open_bytes, sign=world.signer.key.sign)
        assert [path.name for path in (tmp_path / name).iterdir()] == ["HO-000007.tar"]
    one, two = ((tmp_path / name / "HO-000007.tar").read_bytes() for name in ("one", "two"))
    assert one == two
    with tarfile.open(fileobj=io.BytesIO(one)) as archive:
        assert {(entry.uid, entry.uname, entry.mtime) for entry in archive} == {(0, "", 315532800)}
        archive.extractall(tmp_path / "out", filter="data")
    assert files_of(tmp_path / "out/HO-000007") == files_of(bundle)
    listed = subprocess.run(["tar", "-tf", "-"], input=one, capture_output=True, check=True).stdout
    assert listed.count(b"\n") == len(files_of(bundle)) + len(["", "data", "originals", "derivatives", "seal"])


def test_only_the_recipient_opens_the_packed_bundle(world: World, bundle: Path, tmp_path: Path) -> None:
    mine, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    out = tmp_path / "HO-000007.tar.age"
    keys = (str(mine.to_public()),)
    write_packed(world.content, out, open_bytes=world.open_bytes, sign=world.signer.key.sign, recipients=keys)
    sealed = out.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == [out.name]
    assert all(data not in sealed for data in world.vault.values())
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, [other])
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(sealed, [mine]))) as archive:
        archive.extractall(tmp_path / "out", filter="data")
    told = check_bundle(str(tmp_path / "out/HO-000007"), key=world.signer.fingerprint)
    assert told["verdict"] == "proven"


def test_a_recipient_that_is_no_key_is_refused_first(world: World, tmp_path: Path) -> None:
    with pytest.raises(InvalidRecord, match="public key"):
        write_packed(
            world.content,
            tmp_path / "b.tar.age",
            open_bytes=world.open_bytes,
            sign=world.signer.key.sign,
            recipients=("me",),
        )
    assert list(tmp_path.iterdir()) == []


# --- the verifier ----------------------------------------------------------------------------------------------------
def test_the_verifier_is_one_short_file_of_the_standard_library() -> None:
    source = VERIFIER.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 400
    tree = ast.parse(source, feature_version=(3, 8))
    asked = {name.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    asked |= {str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert asked <= sys.stdlib_module_names


def pythons() -> list[str]:
    found = [str(path) for path in sorted(Path.home().glob(".pyenv/versions/3.*/bin/python"))]
    wanted = [
        path for path in found if path.split("/versions/3.")[1].split(".")[0] in ["8", "9", "10", "11", "12", "13"]
    ]
    return [*wanted, sys.executable]


@pytest.mark.parametrize("python", pythons())
def test_every_python_comes_to_the_same_verdict(world: World, bundle: Path, tmp_path: Path, python: str) -> None:
    command = [python, "-I", "-W", "error", str(bundle / "verify.py")]
    good = subprocess.run(
        [*command, str(bundle), "--key", world.signer.fingerprint, "--json"], capture_output=True, check=False
    )
    assert (good.returncode, json.loads(good.stdout)["verdict"], good.stderr) == (0, "proven", b"")
    assert json.loads(good.stdout) == check_bundle(str(bundle), key=world.signer.fingerprint)
    shutil.copytree(bundle, tmp_path / "bad")
    (tmp_path / "bad/data/case.pdf").chmod(0o644)
    (tmp_path / "bad/data/case.pdf").write_bytes(b"%PDF-1.7 of nobody")
    bad = subprocess.run(
        [*command, str(tmp_path / "bad"), "--key", world.signer.fingerprint], capture_output=True, check=False
    )
    assert bad.returncode == 1
    assert b"data/case.pdf: its bytes are not those that were sealed" in bad.stdout


def test_without_a_key_nothing_is_proven(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main([str(bundle)]) == 2
    told = capsys.readouterr().out
    assert "CONSISTENT WITH ITSELF, NOT PROVEN" in told
    assert check_bundle(str(bundle))["proven"] == []


def test_it_speaks_arabic(world: World, bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main([str(bundle), "--key", world.signer.fingerprint, "--lang", "ar"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("مُثبَتة")
    assert "أن شخصاً ما وافق على هذا الاستخدام" in told


def test_every_word_is_there_in_both_languages() -> None:
    source = VERIFIER.read_text(encoding="utf-8")
    for code, texts in verify.WORDS.items():
        assert len(texts) == 2
        assert texts[0].count("{}") == texts[1].count("{}") <= 1
        assert any("\u0600" <= letter <= "\u06ff" for letter in texts[1])
        assert source.count(code) > 1, code


def test_a_key_can_be_given_in_each_way_that_people_have_it(world: World, bundle: Path, tmp_path: Path) -> None:
    digits = world.signer.fingerprint
    (tmp_path / "key.pub").write_bytes(world.signer.pem)
    spaced = " ".join(digits[at : at + 4].upper() for at in range(0, 64, 4))
    for key in (digits, spaced, str(tmp_path / "key.pub"), world.signer.vkey(1)):
        assert check_bundle(str(bundle), key=key)["verdict"] == "proven"
    (tmp_path / "other.pub").write_bytes(Signer(9).pem)
    for key in (digits[::-1], str(tmp_path / "other.pub"), Signer(9).vkey(1)):
        assert check_bundle(str(bundle), key=key)["faults"][0]["code"] == "other_key"


@pytest.mark.parametrize("more", [["--key", "nonsense"], ["--tsa-ca", "nowhere.pem"], ["--witness", "nobody"]])
def test_wrong_use_is_told_apart_from_damage(bundle: Path, more: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        verify.main([str(bundle), *more])
    assert left.value.code == 2
    with pytest.raises(SystemExit):
        verify.main([str(bundle / "nowhere")])


def test_it_agrees_with_the_signatures_of_openssl(world: World) -> None:
    from cryptography.exceptions import InvalidSignature

    public = world.signer.key.public_key()
    for number in range(12):
        message = b"x" * number
        signature = bytearray(world.signer.key.sign(message))
        verify.must_sign(world.signer.raw, message, bytes(signature), "here")
        signature[number * 5] ^= 1 << (number % 8)
        with pytest.raises(InvalidSignature):
            public.verify(bytes(signature), message)
        with pytest.raises(verify.Fault):
            verify.must_sign(world.signer.raw, message, bytes(signature), "here")


def test_an_object_that_grows_while_it_is_checked_is_not_the_one_that_was_hashed(
    world: World, bundle: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "b"
    shutil.copytree(bundle, folder)
    checked = verify.Bundle(str(folder), world.signer.fingerprint, [], [])
    checked.check()
    assert checked.faults == []
    (folder / "data/case.json").chmod(0o644)
    (folder / "data/case.json").write_bytes(b"{}")
    with pytest.raises(verify.Fault, match="changed"):
        checked.read("data/case.json")
