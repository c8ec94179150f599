#!/usr/bin/env python3
"""Pictures of both faces for the documentation, from a demo workspace made for the purpose.

``.venv/bin/python scripts/take_screens.py [FOLDER]`` fills a workspace that is thrown away, serves it, and writes
``{desk,public}-PAGE-{ar,en}-{360,1280}.png`` into FOLDER (default: docs/screens), and the way from a number to the
words and to the journal as ``journey-STEP-{ar,en}.png``. Needs Debian's chromium.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from serving import Served, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
SIZES = {360: 740, 1280: 800}
LANGUAGES = ("ar", "en")
LARGEST_BYTES = 250_000
# Page name: address, and what is clicked there (a CSS selector) before the picture is taken.
BULLETIN = {"ar": "نشرة", "en": "bulletin"}  # a report in each language with several kinds of act in it
DESK = {
    "inbox": ("/reports/", ""),
    "reader": ("/reports/?text={bulletin}", ".list .title a"),
    "incident": ("/incidents/IN-000001/", ""),
    "figures": ("/figures/", ""),
    "reading": ("/reading/", ""),
}
# Words of that report that are selected, so that the menu beside them opens.
SELECTED = {"ar": "مدينة أعزاز", "en": "IS police"}
SELECT = """words => {
  const walker = document.createTreeWalker(document.querySelector('.report-text'), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    window.getSelection().removeAllRanges();
    window.getSelection().addRange(range);
    node.parentElement.scrollIntoView({block: 'center'});
    return;
  }
}"""
PUBLIC = {
    "home": ("/", ""),
    "incident": ("/incidents/IN-000001/", ""),
    "map": ("/map/", ""),
    "figures": ("/figures/", ""),
    "article": ("/articles/", ".articles h3 a"),
}
# From a number of the desk's figures to the words, by clicks: a picture after each that has a name.
JOURNEY = (
    ("incidents", "a.range[href*='party:syrian_government'][href$='killed']"),
    ("", ".list .title a[href$='IN-000001/']"),
    ("words", ".fact .said .quote a"),
)


def main(arguments: list[str]) -> int:
    """Takes every picture; 0 when done."""
    folder = Path(arguments[0]) if arguments else ROOT / "docs/screens"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tawthiq-screens-") as temporary:
        environment = {**os.environ, "TAWTHIQ_HOME": temporary}
        environment.pop("TAWTHIQ_DATABASE_URL", None)
        subprocess.run([sys.executable, "-m", "tawthiq.cli", "demo"], env=environment, check=True, capture_output=True)
        password = demo_password(Path(temporary))
        with serving(environment) as served, _chromium() as browser:
            for path in _pictures(browser, served, password=password, folder=folder):
                print(f"{path.stat().st_size:>8} {path}")
    return 0


def demo_password(home: Path) -> str:
    """What all demo people sign in with."""
    *_, last = (home / "demo-sign-ins.txt").read_text(encoding="utf-8").split("\n", 1)
    return " ".join(last.splitlines()[0].split()[2:])


@contextmanager
def _chromium() -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        yield browser
        browser.close()


def _pictures(browser: "Browser", served: Served, *, password: str, folder: Path) -> Iterator[Path]:
    for language in LANGUAGES:
        for width, height in SIZES.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, locale=language, reduced_motion="reduce"
            )
            page = context.new_page()
            _sign_in(page, served.desk, password=password)
            for name, address, then in _pages(served, language):
                page.goto(address)
                if then:
                    page.locator(then).first.click()
                yield _shoot(page, folder / f"{name}-{language}-{width}.png")
            yield _teach(page, served, language=language, path=folder / f"desk-teach-{language}-{width}.png")
            if width == max(SIZES):
                yield from _journey(page, served, language=language, folder=folder)
            context.close()


def _pages(served: Served, language: str) -> Iterator[tuple[str, str, str]]:
    """Name, address and click of every page in this language."""
    for name, (path, then) in DESK.items():
        yield f"desk-{name}", served.desk + path.format(bulletin=BULLETIN[language]), then
    for name, (path, then) in PUBLIC.items():
        yield f"public-{name}", f"{served.public}/{language}{path}", then


def _teach(page: "Page", served: Served, *, language: str, path: Path) -> Path:
    """Words of a report are selected, and the menu asks what they are a spelling of."""
    address, link = DESK["reader"]
    page.goto(served.desk + address.format(bulletin=BULLETIN[language]))
    page.locator(link).first.click()
    page.wait_for_load_state("load")
    page.evaluate(SELECT, SELECTED[language])
    page.locator(".select-menu .offers a").first.wait_for()
    return _shoot(page, path)


def _journey(page: "Page", served: Served, *, language: str, folder: Path) -> Iterator[Path]:
    page.goto(f"{served.desk}/figures/")
    for name, click in JOURNEY:
        page.locator(click).first.click()
        if name:
            yield _shoot(page, folder / f"journey-{name}-{language}.png")
    page.goto(f"{served.public}/{language}/incidents/IN-000001/")
    page.locator("#claims").evaluate("heading => heading.scrollIntoView()")
    yield _shoot(page, folder / f"journey-commitment-{language}.png")


def _sign_in(page: "Page", desk: str, *, password: str) -> None:
    """The demo's researcher sits at the desk; its language is the browser's."""
    language = page.evaluate("navigator.language")
    page.goto(f"{desk}/sign-in/")
    page.fill("#id_username", "salim")
    page.fill("#id_password", password)
    page.click("main button.main")
    if page.locator("html").get_attribute("lang") != language:
        page.click(f"button[name=language][value={language}]")


def _shoot(page: "Page", path: Path) -> Path:
    """One picture as high as the window; raises RuntimeError when it is too large to be kept with the project."""
    page.screenshot(path=path, animations="disabled")
    if path.stat().st_size > LARGEST_BYTES:
        raise RuntimeError(f"{path}: {path.stat().st_size} bytes, more than {LARGEST_BYTES}")
    return path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
