"""The public site in a real browser: it fits a phone, obeys its own policy, and the form works."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyrage
import pytest
from sample import write_sample

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
PAGES = ("", "incidents/", "incidents/IN-000001/", "map/", "figures/", "articles/half-a-year/", "method/", "downloads/")
PAGES += ("timeline/", "massacres/", "memorial/", "write/?about=IN-000001", "answer/", "corrections/")
WAIT_S = 20


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, identity: pyrage.x25519.Identity) -> Iterator[tuple[str, Path]]:
    """The address of the site as the operator runs it, and its drop folder."""
    home = tmp_path_factory.mktemp("served")
    (home / "drop").mkdir()
    (home / "releases").mkdir()
    write_sample(home / "releases")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "TAWTHIQ_"))}
    environ |= {"TAWTHIQ_RELEASES": str(home / "releases"), "TAWTHIQ_DROP": str(home / "drop")}
    environ["TAWTHIQ_DROP_RECIPIENT"] = str(identity.to_public())
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--no-ws", "--log-level", "warning", "tawthiq.public.wsgi:application"]
    server = subprocess.Popen(command, env=environ)
    try:
        _await(port, server=server)
        yield f"http://127.0.0.1:{port}", home / "drop"
    finally:
        server.terminate()
        server.wait(timeout=WAIT_S)


def _await(port: int, *, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the public site did not start")


@pytest.fixture
def page(chromium: "Browser") -> "Iterator[Page]":
    """A page on which every complaint of the browser is a failure."""
    context = chromium.new_context(viewport={"width": 360, "height": 780})
    opened = context.new_page()
    complaints: list[str] = []
    strangers: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: strangers.append(request.url) if "127.0.0.1" not in request.url else None)
    yield opened
    cookies = context.cookies()
    context.close()
    assert complaints == []
    assert strangers == []
    assert cookies == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("lang", ["ar", "en"])
def test_nothing_overflows_and_nothing_is_refused(served: tuple[str, Path], page: "Page", lang: str, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    for path in PAGES:
        page.goto(f"{served[0]}/{lang}/{path}")
        hidden = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert hidden == 0, path
        assert page.evaluate("getComputedStyle(document.body).direction") == ("rtl" if lang == "ar" else "ltr")
        assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Noto Sans'), "no style sheet"


def test_a_reader_walks_from_a_number_to_the_evidence(served: tuple[str, Path], page: "Page"):
    page.goto(f"{served[0]}/ar/figures/")
    page.locator("#by-party ~ table").get_by_role("link", name="من 4 إلى 6").click()
    page.get_by_role("link", name="غارة على مستوصف في الزيتونة").click()
    assert page.locator(".evidence code").count() == 2
    assert len(page.locator(".evidence code").first.inner_text()) == 64
    page.get_by_role("link", name="English").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Air strike on a clinic in Zaytuna"
    page.locator(".evidence a").first.click()
    assert page.url.endswith("/en/method/#check")
    assert page.locator("h2#check").is_visible()


def test_the_map_leads_to_the_incident_by_keyboard(served: tuple[str, Path], page: "Page"):
    page.goto(f"{served[0]}/en/map/")
    link = page.locator("svg.map a").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/incidents/**")


def test_the_filter_form_needs_no_script(served: tuple[str, Path], page: "Page"):
    page.goto(f"{served[0]}/ar/incidents/")
    page.select_option("#party", "islamic_state")
    page.get_by_role("button", name="عرض").click()
    assert page.locator(".incident").count() == 2
    assert page.locator("#party").input_value() == "islamic_state"


def test_a_comment_from_a_real_browser_arrives_sealed(
    served: tuple[str, Path], page: "Page", identity: pyrage.x25519.Identity
):
    page.goto(f"{served[0]}/ar/articles/half-a-year/")
    page.get_by_label("تعليقك أو تصحيحك").fill("العدد الصحيح هو 13")
    page.get_by_role("button", name="إرسال").click()
    page.wait_for_selector(".codename")
    (sealed,) = served[1].glob("*.age")
    assert json.loads(pyrage.decrypt(sealed.read_bytes(), [identity]))["text"] == "العدد الصحيح هو 13"
