"""Keys: made once, closed to others, and openssl agrees with the signature."""

import shutil
import subprocess
from pathlib import Path

import pyrage
import pytest

from tawthiq.errors import NotFound, Tampered
from tawthiq.store import keys

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here to ask")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("made") / "keys"
    keys.create_keys(made)
    return made


def test_keys_are_closed_to_others(folder: Path) -> None:
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == {
        keys.SIGNING_KEY: 0o600,
        keys.PUBLIC_KEY: 0o644,
        keys.DROP_KEY: 0o600,
        keys.DROP_RECIPIENT: 0o644,
    }


def test_making_again_keeps_what_is_there(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    keys.create_keys(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_making_that_was_cut_off_is_finished(tmp_path: Path) -> None:
    """Killed after the public half: the pair is made anew, and fits."""
    keys.create_keys(tmp_path)
    (tmp_path / keys.SIGNING_KEY).unlink()
    (tmp_path / "signing.partial").write_bytes(b"half a key")
    keys.create_keys(tmp_path)
    signature = keys.sign(b"words", folder=tmp_path)
    assert keys.is_signed(b"words", signature=signature, public=keys.public_key(tmp_path))
    assert not (tmp_path / "signing.partial").exists()


def test_a_signature_holds_for_its_message_and_key_only(folder: Path, tmp_path: Path) -> None:
    signature = keys.sign(b"words", folder=folder)
    public = keys.public_key(folder)
    keys.create_keys(tmp_path)
    assert len(signature) == 64
    assert keys.is_signed(b"words", signature=signature, public=public)
    assert not keys.is_signed(b"word5", signature=signature, public=public)
    assert not keys.is_signed(b"words", signature=bytes([signature[0] ^ 1]) + signature[1:], public=public)
    assert not keys.is_signed(b"words", signature=signature, public=keys.public_key(tmp_path))


@needs_openssl
def test_openssl_agrees(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "message").write_bytes("رسالة".encode())
    (tmp_path / "signature").write_bytes(keys.sign("رسالة".encode(), folder=folder))
    asked = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(folder / keys.PUBLIC_KEY), "-rawin"]
    files = ["-in", str(tmp_path / "message"), "-sigfile", str(tmp_path / "signature")]
    assert subprocess.run([*asked, *files], capture_output=True, check=False).returncode == 0
    (tmp_path / "message").write_bytes("رساله".encode())
    assert subprocess.run([*asked, *files], capture_output=True, check=False).returncode != 0


def test_what_is_sealed_opens_here_and_nowhere_else(folder: Path, tmp_path: Path) -> None:
    recipient = pyrage.x25519.Recipient.from_str((folder / keys.DROP_RECIPIENT).read_text().strip())
    sealed = pyrage.encrypt("تعليق".encode(), [recipient])
    assert keys.open_sealed(sealed, folder=folder).decode() == "تعليق"
    keys.create_keys(tmp_path)
    with pytest.raises(Tampered, match="does not open"):
        keys.open_sealed(sealed, folder=tmp_path)
    with pytest.raises(Tampered, match="does not open"):
        keys.open_sealed(b"no age file", folder=folder)


@needs_openssl
def test_another_kind_of_key_is_refused(tmp_path: Path) -> None:
    keys.create_keys(tmp_path)
    made = ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
    subprocess.run([*made, "-out", str(tmp_path / keys.SIGNING_KEY)], check=True, capture_output=True)
    with pytest.raises(Tampered, match="Ed25519"):
        keys.sign(b"words", folder=tmp_path)
    asked = ["openssl", "pkey", "-in", str(tmp_path / keys.SIGNING_KEY), "-pubout"]
    public = subprocess.run(asked, check=True, capture_output=True).stdout
    assert not keys.is_signed(b"words", signature=b"0" * 64, public=public)


def test_without_keys_the_way_to_make_them_is_said(tmp_path: Path) -> None:
    for ask in (keys.public_key, lambda folder: keys.sign(b"x", folder=folder)):
        with pytest.raises(NotFound, match="tawthiq init"):
            ask(tmp_path)
