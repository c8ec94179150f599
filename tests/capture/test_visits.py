"""A real browser behind the wall visits a real site: what is seen, kept and refused; archives that others can read."""

import hashlib
import json
import socket
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from newsite import NAME, PUBLIC, Site, SiteDialler
from PIL import Image
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from tawthiq.capture.web.archive import write_wacz, write_warc
from tawthiq.capture.web.browsing import Visit, visit
from tawthiq.capture.web.egress import Bounds, Egress
from tawthiq.capture.web.packing import Parcel, pack
from tawthiq.capture.web.recording import Exchange
from tawthiq.capture.web.wall import guard_place, wall_command

pytestmark = pytest.mark.browser


def see(site: Site, path: str, room: Path, *, scheme: str = "https", bounds: Bounds | None = None) -> Visit:
    room.mkdir(exist_ok=True)
    address = f"{scheme}://{NAME}{path}"
    return visit(address, room=room, dialler=SiteDialler(site), bounds=bounds, flags=site.flags)


def parcel_of(seen: Visit, room: Path) -> Parcel:
    return pack(seen, ref="CP-000001", operator="sami", room=room, bounds=Bounds())


def test_a_page_is_kept_whole_and_others_can_read_the_archive(site: Site, tmp_path: Path) -> None:
    seen = see(site, "/moved", tmp_path)
    parcel = parcel_of(seen, tmp_path)
    assert (parcel.outcome, parcel.http_status, parcel.missing) == ("captured", 200, {})
    assert parcel.is_court_complete
    assert parcel.final_url == f"https://{NAME}/article"
    files = {piece.role: piece for piece in parcel.pieces}
    assert list(files) == ["record", "warc", "wacz", "source", "dom", "screenshot", "pdf", "media"]
    source = site.pages["/article"][2]
    assert files["source"].path.read_bytes() == source
    assert "built later" in files["dom"].path.read_text(encoding="utf-8").split("<script>")[0]
    assert files["media"].path.read_bytes() == site.pages["/picture.png"][2]
    with Image.open(files["screenshot"].path) as shot:
        assert shot.width == 1280
        assert 3000 < shot.height < 4000
    assert files["pdf"].path.read_bytes().startswith(b"%PDF-")
    _check_warc(files["warc"].path, source)
    _check_wacz(files["wacz"].path, files["warc"].path)
    _check_account(files["record"].path, parcel)


def _check_warc(path: Path, source: bytes) -> None:
    class Arguments:
        verbose = False
        inputs = [str(path)]

    checker = Checker(Arguments)
    checker.process_all()
    assert checker.exit_value == 0
    kinds, found = [], b""
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream):
            kinds.append(record.rec_type)
            if record.rec_type == "response":
                assert record.rec_headers["WARC-IP-Address"] == str(PUBLIC)
                if record.rec_headers["WARC-Target-URI"].endswith("/article"):
                    found = record.content_stream().read()
            if record.rec_type == "metadata":
                assert record.content_stream().read().startswith(b"-----BEGIN CERTIFICATE-----")
    assert found == source
    assert kinds[:3] == ["warcinfo", "response", "request"]
    assert kinds[-1] == "metadata"
    assert kinds.count("response") == kinds.count("request") >= 3


def _check_wacz(path: Path, warc: Path) -> None:
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        assert {one.compress_type for one in packed.infolist()} == {zipfile.ZIP_STORED}
        package = json.loads(packed.read("datapackage.json"))
        told = json.loads(packed.read("datapackage-digest.json"))
        assert told["hash"] == "sha256:" + hashlib.sha256(packed.read("datapackage.json")).hexdigest()
        for one in package["resources"]:
            data = packed.read(one["path"])
            assert one["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
            assert one["bytes"] == len(data)
        archive = packed.read("archive/data.warc.gz")
        assert archive == warc.read_bytes()
        lines = packed.read("indexes/index.cdx").decode().splitlines()
        pages = [json.loads(line) for line in packed.read("pages/pages.jsonl").decode().splitlines()]
    assert lines == sorted(lines)
    assert pages[1]["url"] == f"https://{NAME}/article"
    for line in lines:
        told = json.loads(line.split(" ", 2)[2])
        member = archive[int(told["offset"]) : int(told["offset"]) + int(told["length"])]
        (path.parent / "member.gz").write_bytes(member)
        with (path.parent / "member.gz").open("rb") as stream:
            (record,) = list(ArchiveIterator(stream))
            assert record.rec_headers["WARC-Target-URI"] == told["url"]


def _check_account(path: Path, parcel: Parcel) -> None:
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["format"] == "tawthiq-capture/1"
    assert told["operator"] == "sami"
    assert told["redirects"] == [[f"https://{NAME}/moved", 302], [f"https://{NAME}/article", 200]]
    assert told["started_at"] < told["stopped_at"]
    assert {"chromium", "playwright", "warcio", "tawthiq"} <= set(told["tools"])
    assert {tuple(one) for one in told["connections"]} == {(NAME, 443, str(PUBLIC))}
    certificate = told["certificates"][f"https://{NAME}"]
    assert certificate["subjectName"] == NAME
    assert len(certificate["chain"]) == 1
    digests = {name: digest for _, name, _, digest in told["files"]}
    for piece in parcel.pieces[1:]:
        assert digests[piece.name] == hashlib.sha256(piece.path.read_bytes()).hexdigest()


def test_no_part_of_a_page_leads_to_a_private_place(site: Site, tmp_path: Path) -> None:
    seen = see(site, "/parts", tmp_path, scheme="http")
    refused = {one.host for one in seen.passages if one.code == "url_private"}
    assert {"10.0.0.1", "[::1]", "169.254.169.254", "192.168.0.1", "127.0.0.1", "localhost", "172.16.0.1"} <= refused
    assert {(one.host, one.address) for one in seen.passages if one.address} == {(NAME, str(PUBLIC))}
    assert set(site.asked) <= {f"{NAME} /parts", f"{NAME} /favicon.ico"}
    assert {one.url.rsplit("/", 1)[1] for one in seen.exchanges} <= {"parts", "favicon.ico"}
    assert "root:" not in seen.files["dom"].read_text(encoding="utf-8")
    assert seen.gaps["resources"] == "some_addresses_refused"
    parcel = parcel_of(seen, tmp_path)
    assert parcel.outcome == "captured"
    assert parcel.is_court_complete


@pytest.mark.parametrize("path", ["/to-private", "/to-file"])
def test_a_redirect_to_a_private_place_is_not_followed(path: str, site: Site, tmp_path: Path) -> None:
    seen = see(site, path, tmp_path)
    parcel = parcel_of(seen, tmp_path)
    assert parcel.outcome == "refused_address"
    assert not parcel.is_court_complete
    assert site.asked == [f"{NAME} {path}"]
    assert {piece.role for piece in parcel.pieces} == {"record", "warc", "wacz"}  # the redirect itself is kept


def test_what_is_no_success_is_kept_and_said(site: Site, tmp_path: Path) -> None:
    parcel = parcel_of(see(site, "/wall", tmp_path), tmp_path)
    assert parcel.outcome == "log_in_wall"
    assert not parcel.is_court_complete
    assert parcel.missing["page"] == "outcome"
    assert {"source", "dom", "screenshot", "pdf"} <= {piece.role for piece in parcel.pieces}


def test_a_file_is_kept_and_not_opened(site: Site, tmp_path: Path) -> None:
    parcel = parcel_of(see(site, "/file", tmp_path), tmp_path)
    files = {piece.role: piece for piece in parcel.pieces}
    assert files["download"].path.read_bytes() == site.pages["/file"][2]
    assert parcel.outcome == "captured"
    assert not parcel.is_court_complete
    assert parcel.missing["screenshot"] == "not_a_page"


def test_the_source_keeps_the_servers_own_encoding(site: Site, tmp_path: Path) -> None:
    seen = see(site, "/arabic", tmp_path)
    assert seen.title == "قصف السوق"
    assert seen.page is not None
    assert seen.page.body is not None
    assert seen.page.body.read_bytes() == site.pages["/arabic"][2]
    assert "قصف السوق".encode("cp1256") in seen.page.body.read_bytes()


def test_a_page_too_tall_for_one_picture_is_not_complete(site: Site, tmp_path: Path) -> None:
    parcel = parcel_of(see(site, "/tall", tmp_path), tmp_path)
    assert parcel.outcome == "captured"
    assert parcel.missing == {"screenshot": "page_too_tall"}
    assert not parcel.is_court_complete


def test_a_certificate_of_nobody_in_particular_is_refused(site: Site, tmp_path: Path) -> None:
    seen = visit(f"https://{NAME}/article", room=tmp_path, dialler=SiteDialler(site))
    assert seen.fault == "certificate_refused"
    assert site.asked == []


def test_a_page_larger_than_allowed_is_cut_and_said(site: Site, tmp_path: Path) -> None:
    site.pages["/article"] = (200, {}, site.pages["/article"][2] + b"x" * 3_000_000)
    seen = see(site, "/article", tmp_path, scheme="http", bounds=Bounds(total_bytes=1_000_000))
    parcel = parcel_of(seen, tmp_path)
    assert parcel.outcome in ("too_large", "captured")
    assert not parcel.is_court_complete
    assert "bytes_bound" in parcel.missing.values()


def test_an_archive_of_fields_with_line_breaks_stays_an_archive(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    odd = [("X-Odd", "a\r\nWARC/1.1\r\n\r\n"), ("X-Fine", "\u0645 b"), ("X-\u0645", "\udc80")]
    exchange = Exchange("https://example.org/\u0645", "GET", now, 200, "\u0645 fine\r\nX-Other: b", odd, odd)
    seen = Visit("https://example.org/", now, now, exchanges=[exchange])
    warc = tmp_path / "odd.warc.gz"
    index = write_warc(seen, warc, software="t", operator="sami\r\nX: y")
    write_wacz(seen, tmp_path / "odd.wacz", warc=warc, index=index, software="t")
    with warc.open("rb") as stream:
        kinds = [record.rec_type for record in ArchiveIterator(stream)]
    assert kinds == ["warcinfo", "response", "request"]


INSIDE = """
import socket, pathlib, json
told = {}
for family, place in ((socket.AF_INET, ("93.184.216.34", 80)), (socket.AF_INET, ("127.0.0.1", OUTER)),
        (socket.AF_INET6, ("2606:4700::1", 80))):
    with socket.socket(family) as s:
        s.settimeout(2)
        try:
            s.connect(place)
            told[str(place)] = "reached"
        except OSError as odd:
            told[str(place)] = "no"
try:
    socket.getaddrinfo("example.org", 80)
    told["dns"] = "reached"
except OSError:
    told["dns"] = "no"
told["home"] = [p for p in ("SECRET", "/etc/shadow") if pathlib.Path(p).exists()]
with socket.create_connection(("127.0.0.1", 3128), timeout=5) as s:
    s.sendall(b"CONNECT 10.0.0.1:443 HTTP/1.1\\r\\n\\r\\n")
    told["guard"] = s.recv(12).decode()
print(json.dumps(told))
"""


def test_behind_the_wall_there_is_no_way_but_the_guards(site: Site, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.touch()
    outer = socket.create_server(("127.0.0.1", 0))
    with outer, guard_place() as place, Egress(place, dialler=SiteDialler(site)) as guard:
        guard.begin("")
        code = INSIDE.replace("OUTER", str(outer.getsockname()[1])).replace("SECRET", str(secret))
        line = wall_command([sys.executable, "-I", "-c", code], guard=place)
        done = subprocess.run(line, capture_output=True, timeout=30, check=True, env={})
    told = json.loads(done.stdout)
    assert told.pop("guard") == "HTTP/1.1 403"
    assert told.pop("home") == []
    assert set(told.values()) == {"no"}
