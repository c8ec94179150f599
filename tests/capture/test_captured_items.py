"""Captures in the register: each file an item, one journal entry, resumable, nothing half saved, looked at again."""

import hashlib
import io
import json
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as desk_settings
from django.utils import timezone
from newsite import NAME, Site, SiteDialler

from tawthiq.capture.web.browsing import visit
from tawthiq.capture.web.egress import Bounds
from tawthiq.capture.web.fetching import Fetched, decode_page, fetch
from tawthiq.capture.web.packing import Parcel, Piece, pack
from tawthiq.cli.jobs import JOBS
from tawthiq.desk import models as m
from tawthiq.desk.actions.accounts import create_user
from tawthiq.desk.actions.captures import (
    ROOMS,
    Maker,
    ask_captures,
    ask_for,
    ask_recheck,
    captured_before,
    make_visit,
    run_capture,
    waiting_captures,
)
from tawthiq.desk.actions.looks import check_availability, due_looks, make_captures
from tawthiq.desk.queries.captures import (
    capture_page,
    capture_word,
    captures_for,
    captures_of_item,
    gone_captures,
    label_of,
    stage_of,
)
from tawthiq.desk.queries.vouching import digest_of_record
from tawthiq.errors import InvalidRecord, NotFound, Unreachable

URL = f"https://{NAME}/article"
PAGE = b"<!doctype html><html><title>The market</title><p>The market was hit in the morning, people said."

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def workspace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tawthiq.desk.actions.captures.BEAT_S", 600.0)  # a test's own transaction is nobody else's
    desk_settings.WORKSPACE.create()


@pytest.fixture
def researcher() -> m.User:
    return create_user(username="sami", password="a long enough phrase", role="researcher", language="en", actor="t")


def fake_page(outcome: str = "captured", *, source: bytes = PAGE, role: str = "source") -> Maker:
    """A parcel as a visit leaves it, without the visit: these tests ask what becomes of parcels."""

    def make(capture: m.Capture, room: Path) -> Parcel:
        files = {role: source, "record": json.dumps({"redirects": [[capture.url, 200]]}).encode()}
        pieces = []
        for name, data in files.items():
            (room / name).write_bytes(data)
            pieces.append(Piece(name, f"{capture.ref}-{name}", room / name))
        now = datetime.now(UTC)
        missing = {} if outcome == "captured" else {"page": "outcome"}
        times = {"started_at": now, "stopped_at": now}
        is_complete = outcome == "captured"
        return Parcel(
            outcome,
            200,
            capture.url,
            **times,
            missing=missing,
            is_court_complete=is_complete,
            tools={"t": "1"},
            pieces=pieces,
        )

    return make


def waiting(url: str = URL) -> m.Capture:
    return ask_for([url], actor="sami", why="a reason").captures[0]


def captured(**told: Any) -> m.Capture:
    done = run_capture(waiting(), make=fake_page(**told))
    assert done is not None
    return done


def assert_vouched(row: m.Capture) -> None:
    """The journal's last word about the capture is the digest of what the register holds."""
    row = m.Capture.objects.get(pk=row.pk)
    last = m.JournalEntry.objects.filter(mentions__ref=row.ref).order_by("seq").last()
    assert last is not None
    assert json.loads(last.body)["records"][row.ref] == digest_of_record(row) == row.digest()


def events() -> list[str]:
    return list(m.JournalEntry.objects.order_by("seq").values_list("event", flat=True))


@pytest.mark.browser
def test_a_real_page_is_preserved_as_items(site: Site, researcher: m.User) -> None:
    def make(capture: m.Capture, room: Path) -> Parcel:
        seen = visit(capture.url, room=room, dialler=SiteDialler(site), flags=site.flags)
        return pack(seen, ref=capture.ref, operator=capture.asked_by, room=room, bounds=Bounds())

    (asked,) = ask_captures(researcher, [f"https://{NAME}/moved"], why="a reason").captures
    done = run_capture(asked, make=make)
    assert done is not None
    assert (done.state, done.outcome, done.is_court_complete) == ("done", "captured", True)
    page = capture_page(researcher, done.ref)
    assert [line.role for line in page.files] == [
        "record",
        "warc",
        "wacz",
        "source",
        "dom",
        "screenshot",
        "pdf",
        "media",
    ]
    for line in page.files:
        assert hashlib.sha256(desk_settings.WORKSPACE.vault.read(line.sha256)).hexdigest() == line.sha256
    assert page.redirects == [(f"https://{NAME}/moved", 302), (URL, 200)]
    assert page.account["certificates"][f"https://{NAME}"]["chain"]
    assert page.label == ""
    assert not m.Report.objects.exists()  # what the program wrote is no report
    assert set(m.Receipt.objects.values_list("channel", flat=True)) == {"capture"}
    entry = m.JournalEntry.objects.get(event="captured")
    told = json.loads(entry.body)
    assert told["why"] == "a reason"
    assert {sha256 for _, _, sha256 in told["detail"]["files"]} == {line.sha256 for line in page.files}
    assert_vouched(done)
    assert not list((desk_settings.WORKSPACE.home / ROOMS).iterdir())


def test_asking_takes_the_right_a_reason_and_an_address(researcher: m.User) -> None:
    analyst = create_user(username="lina", password="a long enough phrase", role="analyst", language="en", actor="t")
    with pytest.raises(NotFound):
        ask_captures(analyst, [URL], why="a reason")
    with pytest.raises(InvalidRecord, match="reason_missing"):
        ask_captures(researcher, [URL], why="  ")
    asked = ask_captures(researcher, [URL, " ", "http://10.0.0.1/", "file:///x", f"{URL}#part"], why="a reason")
    assert asked.refused == [("http://10.0.0.1/", "url_private"), ("file:///x", "url_scheme")]
    assert [row.url for row in asked.captures] == [URL, URL]
    assert asked.captures[0] == asked.captures[1]  # it waits already
    assert events().count("capture_asked") == 1


def test_what_is_no_success_is_journalled_as_a_failure_and_labelled() -> None:
    done = captured(outcome="not_found")
    assert events()[-1] == "capture_failed"
    assert label_of(done) == "incomplete"
    assert done.check_after is None
    assert captured_before(URL) is None
    assert done.files.count() == 2  # what was seen is kept


def test_a_visit_that_breaks_leaves_nothing_and_is_taken_up_again() -> None:
    row = waiting()

    def broken(_capture: m.Capture, room: Path) -> Parcel:
        (room / "half").write_bytes(b"half")
        raise KeyboardInterrupt

    before = events()
    with pytest.raises(KeyboardInterrupt):
        run_capture(row, make=broken)
    assert events() == before
    assert not m.Item.objects.exists()
    assert not list((desk_settings.WORKSPACE.home / ROOMS).iterdir())
    assert waiting_captures(most=5) == [row]
    assert run_capture(row, make=fake_page()) is not None


def test_without_a_browser_it_waits_and_is_tried_later() -> None:
    row = waiting()

    def none(_capture: m.Capture, _room: Path) -> Parcel:
        raise Unreachable("no_browser")

    with pytest.raises(Unreachable):
        run_capture(row, make=none)
    row.refresh_from_db()
    assert row.state == "waiting"
    assert waiting_captures(most=5) == []
    m.Capture.objects.update(check_after=timezone.now() - timedelta(seconds=1))
    assert waiting_captures(most=5) == [row]


def test_two_workers_never_make_the_same_visit() -> None:
    row, made = waiting(), []

    def make(capture: m.Capture, room: Path) -> Parcel:
        made.append(stage_of(m.Capture.objects.get()))
        assert run_capture(capture, make=fake_page()) is None
        return fake_page()(capture, room)

    assert run_capture(row, make=make) is not None
    assert made == ["running"]
    assert run_capture(row, make=make) is None
    assert events().count("captured") == 1


def test_a_worker_that_was_given_up_for_dead_changes_nothing_later() -> None:
    row = waiting()

    def slow(capture: m.Capture, room: Path) -> Parcel:
        m.Capture.objects.update(check_after=timezone.now() - timedelta(seconds=1))
        assert run_capture(capture, make=fake_page(source=b"<html>the other worker's")) is not None
        return fake_page()(capture, room)

    assert run_capture(row, make=slow) is None
    assert events().count("captured") == 1
    assert m.CaptureFile.objects.count() == 2


def _answer(page: bytes, *, status: int | None = 200, fault: str = "") -> Callable[[str], Fetched]:
    return lambda url: Fetched(url, status=status, media_type="text/html", body=page, fault=fault)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (_answer(PAGE), "there"),
        (_answer(PAGE.replace(b"<p>", b"<script>var a=1</script><p>12 ")), "there"),
        (_answer(b"<html><title>x</title><p>Other words stand here now, and not what stood here"), "changed"),
        (_answer(b"<title>Not found</title>", status=404), "gone"),
        (_answer(b"<title>x</title>This page isn't available", status=200), "gone"),
        (_answer(b"<title>Just a moment...</title>", status=403), "hidden"),
        (_answer(b"", status=None, fault="unreachable"), "unreachable"),
        (_answer(b"", status=503), "unreachable"),
    ],
)
def test_a_later_look_says_what_it_found(answer: Callable[[str], Fetched], found: str, researcher: m.User) -> None:
    row = captured()
    assert check_availability(row, fetch=answer) == found
    row.refresh_from_db()
    assert row.availability == found
    assert row.check_after is not None
    assert row.check_after > timezone.now() + timedelta(days=6)
    assert events()[-1] == "availability_checked"
    page = capture_page(researcher, row.ref)
    assert [what for _, what in page.checks] == [found]
    assert (row in gone_captures(researcher)) is (found in ("gone", "changed", "hidden"))
    assert_vouched(row)


def test_a_file_is_there_while_its_bytes_are_the_same() -> None:
    row = captured(source=b"PK\5\6", role="download")
    assert check_availability(row, fetch=lambda url: Fetched(url, 200, "application/zip", body=b"PK\5\6")) == "there"
    assert check_availability(row, fetch=lambda url: Fetched(url, 200, "application/zip", body=b"PK")) == "changed"


def test_looks_are_due_by_date_and_at_once_where_asked(researcher: m.User, settings: Any) -> None:
    row = captured()
    assert due_looks(most=5) == []
    ask_recheck(researcher, row)
    assert due_looks(most=5) == [row]
    with pytest.raises(InvalidRecord, match="capture_waits"):
        ask_recheck(researcher, waiting("https://example.org/other"))
    settings.RECHECK_DAYS = 0
    check_availability(row, fetch=_answer(PAGE))
    row.refresh_from_db()
    assert row.check_after is None


def test_lists_and_words(researcher: m.User) -> None:
    done, row = captured(), waiting("https://example.org/other")
    assert list(captures_for(researcher)) == [row, done]
    assert list(captures_for(researcher, outcome="waiting")) == [row]
    assert list(captures_for(researcher, outcome="captured")) == [done]
    reporter = create_user(username="rami", password="a long enough phrase", role="reporter", language="en", actor="t")
    assert not captures_for(reporter).exists()
    with pytest.raises(NotFound):
        capture_page(reporter, done.ref)
    item = done.files.get(role="source").item
    assert captures_of_item(item) == [done]
    assert capture_word("capture_outcomes", "captured", "ar") == "حُفظت الصفحة"
    assert capture_word("capture_outcomes", "odd", "en") == "odd"
    desk_settings.WORKSPACE.vault.put(io.BytesIO(b"x"))


def test_the_worker_makes_captures(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "captures" in [job.name for job in JOBS]
    row = waiting()
    assert make_captures(lambda: True) == 0
    monkeypatch.setattr("tawthiq.desk.actions.captures.make_visit", fake_page())
    assert make_captures(lambda: False) == 1
    row.refresh_from_db()
    assert row.state == "done"
    assert make_captures(lambda: False) == 0


@pytest.mark.browser
def test_where_nothing_is_reached_the_failure_is_honest(settings: Any) -> None:
    """The whole way as the worker goes it, with the settings' own dialler and a proxy that nobody runs."""
    settings.CAPTURE_PROXY = "socks5h://127.0.0.1:9"
    done = run_capture(waiting(), make=make_visit)
    assert done is not None
    assert done.outcome == "unreachable"
    assert not done.is_court_complete
    assert [one.role for one in done.files.all()] == ["record"]


def _trust(site: Site) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(site.authority))


def test_a_light_request_goes_by_the_same_rules(site: Site) -> None:
    dialler = SiteDialler(site, names={"inside.example.org": ["10.0.0.1"]})
    got = fetch(f"https://{NAME}/moved", dialler=dialler, trust=_trust(site))
    assert (got.status, got.final_url, got.body) == (200, URL, site.pages["/article"][2])
    for path in ("/to-private", "/to-loopback", "/to-near", "/to-file"):
        assert fetch(f"https://{NAME}{path}", dialler=dialler, trust=_trust(site)).fault == "refused_address"
    assert fetch(URL, dialler=dialler).fault == "certificate_refused"
    assert fetch("http://10.0.0.1/", dialler=dialler).fault == "refused_address"
    assert fetch("https://nobody.example.org/", dialler=dialler).fault == "unreachable"
    site.pages["/round"] = (302, {"Location": "/round"}, b"")
    assert fetch(f"http://{NAME}/round", dialler=dialler).fault == "unreachable"
    assert site.asked.count(f"{NAME} /round") == 10
    assert fetch(f"http://{NAME}/arabic", dialler=dialler).charset == "windows-1256"


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("قصف".encode("cp1256"), "windows-1256", "قصف"),
        (b"<meta charset=windows-1256>" + "قصف".encode("cp1256"), "", "<meta charset=windows-1256>قصف"),
        ("قصف".encode(), "", "قصف"),
        ("قصف".encode()[:-1], "", "قص"),
        (b"\xff\xfe\xfa", "", "ÿþú"),
        (b"abc", "no-such-encoding", "abc"),
    ],
)
def test_a_page_is_read_in_its_own_encoding(body: bytes, charset: str, text: str) -> None:
    assert decode_page(body, charset=charset) == text
