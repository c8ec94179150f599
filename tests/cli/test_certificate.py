"""``tawthiq certificate``: the papers of an item, refused where the bytes are not what was received."""

import hashlib
import json

import pytest
from conftest import Tawthiq

pytestmark = pytest.mark.slow
PASSWORD = {"TAWTHIQ_PASSWORD": "a long enough phrase"}


def test_the_papers_are_written_and_verify_knows_of_them(tawthiq: Tawthiq, tmp_path) -> None:
    assert tawthiq("init", "--person", "lawyer-1", "--role", "lawyer", **PASSWORD).code == 0
    (tmp_path / "a.txt").write_text("words of a witness\n")
    assert tawthiq("ingest", tmp_path / "a.txt").code == 0
    asked = ("certificate", "EV-000001", "--by", "lawyer-1", "--out", tmp_path / "papers")
    told = tawthiq(*asked, "--json", **PASSWORD)
    assert told.code == 0, told.err
    names = sorted(path.name for path in (tmp_path / "papers").iterdir())
    assert names == ["EV-000001-custody.ar.pdf", "EV-000001-custody.en.pdf", "EV-000001-custody.json"]
    written = (tmp_path / "papers/EV-000001-custody.json").read_bytes()
    assert told.lines[0]["sha256"] == hashlib.sha256(written).hexdigest()
    content = json.loads(written)
    assert content["item"]["sha256"] == hashlib.sha256(b"words of a witness\n").hexdigest()
    assert tawthiq("verify").code == 0

    (preserved,) = (tawthiq.home / "vault/objects").rglob(content["item"]["sha256"])
    preserved.chmod(0o600)
    preserved.write_bytes(b"words of another  \n")
    again = tawthiq(*asked[:-1], tmp_path / "none", "--lang", "ar", **PASSWORD)
    assert (again.code, list((tmp_path / "none").iterdir())) == (1, [])
    assert tawthiq("certificate", "EV-000009", "--by", "lawyer-1", **PASSWORD).code == 2
