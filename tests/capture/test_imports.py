"""Archives made elsewhere: whole, changed in one place, without digests, broken, bombs; all are preserved."""

import csv
import hashlib
import io
import json
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings as desk_settings
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tawthiq.capture.looking import look
from tawthiq.capture.web.archive import write_wacz, write_warc
from tawthiq.capture.web.browsing import Visit
from tawthiq.capture.web.recording import Exchange
from tawthiq.desk import models as m
from tawthiq.desk.actions.imports import import_archive


def archives(folder: Path) -> tuple[Path, Path]:
    """A WARC and a WACZ of two pages."""
    now, exchanges = datetime(2026, 1, 1, tzinfo=UTC), []
    for number in range(2):
        body = folder / f"body-{number}"
        body.write_bytes(f"<html>page {number} {'words ' * 50}".encode())
        url = f"https://example.org/{number}"
        exchanges.append(
            Exchange(url, "GET", now, 200, "OK", [("Content-Type", "text/html")], [("Host", "example.org")], body=body)
        )
    seen = Visit("https://example.org/0", now, now, exchanges=exchanges)
    warc, wacz = folder / "a.warc.gz", folder / "a.wacz"
    index = write_warc(seen, warc, software="t", operator="t")
    write_wacz(seen, wacz, warc=warc, index=index, software="t")
    return warc, wacz


def told(data: bytes, tmp_path: Path) -> dict[str, object]:
    """The facts, or the reason."""
    outcome = look(io.BytesIO(data), parser="foreign", media_type="application/zip", spool=tmp_path / "spool")
    return {"reason": outcome.reason} if outcome.reason else dict(outcome.made[0].facts)


def plain_warc(*, digests: bool = True) -> bytes:
    """As another program writes it: SHA-1 in base32, or no digests at all; not packed."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False)
    for number in range(3):
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.0")
        body = io.BytesIO(f"<html>{number}".encode())
        record = writer.create_warc_record(
            f"http://e.org/{number}", "response", payload=body, length=7, http_headers=head
        )
        writer.write_record(record)
    data = out.getvalue()
    if digests:
        return data
    lines = [line for line in data.split(b"\r\n") if not line.startswith((b"WARC-Block-D", b"WARC-Payload-D"))]
    return b"\r\n".join(lines)


def test_a_whole_archive_is_whole(tmp_path: Path) -> None:
    warc, wacz = archives(tmp_path)
    facts = told(warc.read_bytes(), tmp_path)
    assert facts["verdict"] == "whole"
    assert facts["counts"] == {"request": 2, "response": 2, "warcinfo": 1}
    assert told(wacz.read_bytes(), tmp_path)["verdict"] == "whole"
    assert told(plain_warc(), tmp_path)["verdict"] == "whole"


def test_what_promises_nothing_is_unproven(tmp_path: Path) -> None:
    facts = told(plain_warc(digests=False), tmp_path)
    assert (facts["verdict"], facts["without_digest"], facts["checked"]) == ("unproven", 3, 0)


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"<html>1", b"<html>7"), (b"200 OK", b"404 OK"), (b"text/html", b"text/hurl")],
)
def test_one_changed_byte_is_found(old: bytes, new: bytes, tmp_path: Path) -> None:
    data = plain_warc()
    assert data.count(old) >= 1
    facts = told(data.replace(old, new, 1), tmp_path)
    assert (facts["verdict"], facts["wrong"]) == ("damaged", 1)


@pytest.mark.parametrize("kept", [0.4, 0.9])
def test_a_cut_archive_is_not_whole(kept: float, tmp_path: Path) -> None:
    data = plain_warc()
    assert told(data[: int(len(data) * kept)], tmp_path)["verdict"] == "damaged"
    packed, _ = archives(tmp_path)
    data = packed.read_bytes()
    assert told(data[: int(len(data) * kept)], tmp_path)["verdict"] == "damaged"


def repacked(wacz: Path, *, change: str, drop: str = "") -> bytes:
    """The same WACZ with one member changed, one left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(wacz) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.infolist():
            data = old.read(one.filename)
            if one.filename != drop:
                new.writestr(one.filename, data + b" " if one.filename == change else data)
    return out.getvalue()


@pytest.mark.parametrize("name", ["pages/pages.jsonl", "indexes/index.cdx", "datapackage.json"])
def test_a_changed_member_is_found(name: str, tmp_path: Path) -> None:
    _, wacz = archives(tmp_path)
    assert told(repacked(wacz, change=""), tmp_path)["verdict"] == "whole"
    assert told(repacked(wacz, change=name), tmp_path)["verdict"] == "damaged"


def test_a_missing_member_is_found(tmp_path: Path) -> None:
    _, wacz = archives(tmp_path)
    assert told(repacked(wacz, change="", drop="pages/pages.jsonl"), tmp_path)["verdict"] == "damaged"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("datapackage.json", b'{"resources": []}' + b" " * (40 << 20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"hello", "unsupported"),
        (b"\x1f\x8bnot really", "malformed"),
        (b"WARC/1.1\r\n", "malformed"),
        (b"PK\x03\x04not really", "malformed"),
        (bomb(), "bomb"),
    ],
    ids=["text", "gzip", "warc", "zip", "bomb"],
)
def test_what_cannot_be_read_is_said(data: bytes, reason: str, tmp_path: Path) -> None:
    found = told(data, tmp_path)
    assert found.get("reason") == reason or found.get("verdict") == "damaged"


@pytest.fixture(scope="module")
def key_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("k")
    home.chmod(0o700)
    gpg(home, "--quick-gen-key", "phone@example.org", "ed25519", "sign")
    yield home
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=True)


def gpg(home: Path, *arguments: str, data: bytes = b"") -> bytes:
    line = ["gpg", "--homedir", str(home), "--batch", "--quiet", "--passphrase", "", "--pinentry-mode", "loopback"]
    return subprocess.run([*line, *arguments], input=data, capture_output=True, check=True).stdout


def proof_zip(
    key_home: Path, *, photo: bytes = b"\xff\xd8\xff photo", shown: bytes | None = None, form: str = "json"
) -> bytes:
    """As ProofMode packs it; ``shown`` is the photo that is really in it."""
    digest = hashlib.sha256(photo).hexdigest()
    if form == "json":
        proof = json.dumps({"File Hash SHA256": digest, "Location.Latitude": "36.2"}).encode()
    else:
        rows = io.StringIO()
        csv.writer(rows).writerows([["File Hash SHA256", "Location.Latitude"], [digest, "36.2"]])
        proof = rows.getvalue().encode()
    sign = ("--armor", "--detach-sign")
    members = {
        "IMG_1.jpg": photo if shown is None else shown,
        f"{digest}.asc": gpg(key_home, *sign, data=photo),
        f"{digest}.proof.{form}": proof,
        f"{digest}.proof.{form}.asc": gpg(key_home, *sign, data=proof),
        "pubkey.asc": gpg(key_home, "--armor", "--export"),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_proof_fits_its_photo_and_its_signatures(form: str, key_home: Path, tmp_path: Path) -> None:
    facts = told(proof_zip(key_home, form=form), tmp_path)
    assert (facts["kind"], facts["verdict"], facts["signature"]) == ("proofmode", "whole", "good")


def test_another_photo_under_the_same_proof_is_found(key_home: Path, tmp_path: Path) -> None:
    facts = told(proof_zip(key_home, shown=b"\xff\xd8\xff another"), tmp_path)
    assert facts["verdict"] == "damaged"
    assert facts["without_digest"] == 1


def test_a_proof_that_was_changed_after_signing_is_found(key_home: Path, tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(proof_zip(key_home))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"36.2", b"33.5") if name.endswith(".json") else old.read(name))
    facts = told(out.getvalue(), tmp_path)
    assert (facts["signature"], facts["verdict"]) == ("bad", "damaged")


@pytest.mark.django_db
def test_an_import_is_an_item_with_a_verdict_in_the_journal(tmp_path: Path) -> None:
    desk_settings.WORKSPACE.create()
    _, wacz = archives(tmp_path)
    for verdict, data in (("whole", wacz.read_bytes()), ("damaged", repacked(wacz, change="pages/pages.jsonl"))):
        done = import_archive(io.BytesIO(data), name="a.wacz", actor="sami")
        assert (done.verdict, done.was_new) == (verdict, True)
        assert done.item.sha256 == hashlib.sha256(data).hexdigest()
        row = m.Derivative.objects.get(item=done.item, kind="import")
        assert json.loads(desk_settings.WORKSPACE.vault.read(row.sha256))["verdict"] == verdict
        entry = json.loads(m.JournalEntry.objects.filter(event="imported").last().body)
        assert entry["detail"]["verdict"] == verdict
    again = import_archive(io.BytesIO(data), name="b.wacz", actor="sami")
    assert not again.was_new
    assert m.Derivative.objects.filter(kind="import").count() == 2
    assert m.Receipt.objects.filter(channel="import").count() == 3


@pytest.mark.django_db
def test_what_is_no_archive_is_preserved_all_the_same() -> None:
    desk_settings.WORKSPACE.create()
    done = import_archive(io.BytesIO(b"\x1f\x8bnot really"), name="x.warc.gz", actor="sami")
    assert done.verdict == "unreadable"
    assert desk_settings.WORKSPACE.vault.read(done.item.sha256) == b"\x1f\x8bnot really"
    picture = import_archive(io.BytesIO(b"\x89PNG\r\n\x1a\nbroken"), name="x.png", actor="sami")
    assert picture.verdict in ("unreadable", "unsigned")
