"""From receipt to the receiver's desk: made by ``tawthiq bundle``, checked without our software, tampering caught."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import Tawthiq

PASSWORD = {"TAWTHIQ_PASSWORD": "a long enough phrase"}
FOR = ["--for", "Office of the Prosecutor", "--purpose", "share_icc", "--by", "lawyer-1"]
BY_HAND = """
set -e
test "$(sha256sum < seal/signing.pub | cut -c1-64)" = "{key}"
openssl pkeyutl -verify -pubin -inkey seal/signing.pub -rawin -in seal/SHA256SUMS -sigfile seal/SHA256SUMS.sig
sha256sum --strict --quiet -c seal/SHA256SUMS
find . -type f | cut -c3- | grep -vxe seal/SHA256SUMS -e seal/SHA256SUMS.sig | LC_ALL=C sort > ../there
cut -c67- seal/SHA256SUMS | diff - ../there
sed '/^$/,$d' seal/checkpoint > ../text
tail -n 1 seal/checkpoint | cut -d' ' -f3 | base64 -d | tail -c 64 > ../signature
openssl pkeyutl -verify -pubin -inkey seal/signing.pub -rawin -in ../text -sigfile ../signature
"""


@pytest.fixture(scope="module")
def handed(tawthiq: Tawthiq, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A workspace with three items of two sources, of which one agreed, and a bundle of that one's items."""
    folder = tmp_path_factory.mktemp("items")
    (folder / "one.txt").write_text("Nine civilians were killed in Manbij.\n", encoding="utf-8")
    (folder / "two.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(2000))
    (folder / "three.txt").write_text("Another witness said so too.\n", encoding="utf-8")
    assert tawthiq("init", "--person", "lawyer-1", "--role", "lawyer", **PASSWORD).code == 0
    one = tawthiq("ingest", folder / "one.txt", folder / "two.jpg", "--source", "W1", "--kind", "witness", "--json")
    other = tawthiq("ingest", folder / "three.txt", "--source", "W2", "--kind", "witness", "--json")
    told = ["--explained-by", "lawyer-1", "--how", "read aloud", "--lang", "ar", "--day", "2016-01-01"]
    record = ["consent", "record", "--source", "W1", "--purpose", "share_icc", "--given", "--by", "lawyer-1", *told]
    assert tawthiq(*record, **PASSWORD).code == 0
    items = [line["item"] for line in (*one.lines, *other.lines)]
    out = folder / "bundle" / "case"
    out.parent.mkdir()
    made = tawthiq("bundle", "make", out, "--item", items[0], "--item", items[1], *FOR, **PASSWORD)
    assert made.code == 0, made.err
    key = hashlib.sha256((tawthiq.home / "keys/signing.pub").read_bytes()).hexdigest()
    assert key in made.out
    jpg = next(line["item"] for line in one.lines if line["media_type"] == "image/jpeg")
    return SimpleNamespace(tawthiq=tawthiq, items=items, out=out, key=key, jpg=jpg)


def test_the_receiver_checks_it_with_another_python_and_by_hand(handed: SimpleNamespace, tmp_path: Path) -> None:
    case = tmp_path / "case"
    shutil.copytree(handed.out, case)
    command = [sys.executable, "-I", str(case / "verify.py"), str(case), "--key", handed.key]
    english = subprocess.run(command, capture_output=True, text=True, check=False, env={}, cwd="/")
    assert (english.returncode, english.stderr) == (0, "")
    arabic = subprocess.run([*command, "--lang", "ar"], capture_output=True, text=True, check=True, env={}, cwd="/")
    assert "\u0628" in arabic.stdout
    script = BY_HAND.format(key=handed.key)
    by_hand = subprocess.run(["bash", "-c", script], cwd=case, capture_output=True, text=True, check=False)
    assert by_hand.returncode == 0, by_hand.stdout + by_hand.stderr


def test_our_own_command_says_the_same(handed: SimpleNamespace, tmp_path: Path) -> None:
    assert handed.tawthiq("bundle", "verify", handed.out, "--key", handed.key).code == 0
    assert handed.tawthiq("bundle", "verify", handed.out).code == 2
    assert handed.tawthiq("bundle", "verify", handed.out, "--key", "0" * 64).code == 1
    case = tmp_path / "case"
    shutil.copytree(handed.out, case)
    changed = case / f"data/originals/{handed.jpg}.jpg"
    changed.chmod(0o600)
    changed.write_bytes(changed.read_bytes()[:-1] + b"\x01")
    told = handed.tawthiq("bundle", "verify", case, "--key", handed.key, TAWTHIQ_LANG="ar")
    assert (told.code, handed.jpg in told.out) == (1, True)


def test_who_did_not_agree_stops_all_of_it(handed: SimpleNamespace, tmp_path: Path) -> None:
    make = ["bundle", "make", tmp_path / "case", "--item", handed.items[0], "--item", handed.items[2], *FOR]
    refused = handed.tawthiq(*make, "--json", **PASSWORD)
    assert refused.code == 1
    assert [line["refused"]["item"] for line in refused.lines] == [handed.items[2]]
    in_arabic = handed.tawthiq(*make, TAWTHIQ_LANG="ar", **PASSWORD)
    assert handed.items[2] in in_arabic.out
    assert list(tmp_path.iterdir()) == []


def test_what_was_given_is_listed_and_verified(handed: SimpleNamespace) -> None:
    (listed,) = handed.tawthiq("bundle", "list", "--by", "lawyer-1", "--json", **PASSWORD).lines
    digest = hashlib.sha256((handed.out / "tagmanifest-sha256.txt").read_bytes()).hexdigest()
    assert (listed["items"], listed["tag_manifest_sha256"]) == (sorted(handed.items[:2]), digest)
    assert handed.tawthiq("verify").code == 0


def test_a_case_is_shown_to_its_members_and_absent_to_all_others(handed: SimpleNamespace) -> None:
    listed = handed.tawthiq("case", "list", "--by", "lawyer-1", **PASSWORD)
    assert (listed.code, listed.out.strip()) == (0, "you are a member of no case")
    shown = handed.tawthiq("case", "show", "CS-000001", "--by", "lawyer-1", **PASSWORD)
    assert shown.code != 0
    assert not shown.out
