"""Two clicks teach the reader a word: selected in a real browser, in both directions of writing, wide and narrow."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from take_screens import SELECT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEXTS = {
    "en": "Blue Lions arrested four men in Menbizh on Friday.\n",
    "ar": "اعتقلت كتيبة الأسود الزرق أربعة رجال في منبيزه يوم الجمعة.\n",
}
WORDS = {"en": "Menbizh", "ar": "منبيزه"}
MANBIJ = {"en": "Manbij", "ar": "منبج"}
PASSWORD = "for this journey only 7"
FIRST_MS = 120_000  # the first answer of a process waits for the word lists to be read


@pytest.fixture(scope="module")
def served(module_environment: dict[str, str], serve: Any, tmp_path_factory: Any) -> Iterator[tuple[dict, str]]:
    """A workspace with two reports per language, read, and somebody who reviews them."""
    folder: Path = tmp_path_factory.mktemp("reports")
    for lang, text in TEXTS.items():
        for number in range(2):
            (folder / f"{lang}{number}.txt").write_text(f"{text}{number}.", encoding="utf-8")
    for arguments in (
        ("init", "--person", "huda", "--role", "researcher"),
        ("ingest", str(folder), "--published", "2015-09-12"),
        ("work", "--once"),
    ):
        environment = module_environment | {"TAWTHIQ_PASSWORD": PASSWORD}
        done = subprocess.run(
            [sys.executable, "-m", "tawthiq.cli", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    with serve(module_environment) as (desk, _public):
        yield module_environment, desk


@pytest.fixture
def at_desk(served: Any, new_context: Any, signs_in: Any) -> Callable[[str, int], Page]:
    """``at_desk(lang, width)``: the researcher's page in this language and width."""

    def opened(lang: str, width: int) -> Page:
        page: Page = new_context(viewport={"width": width, "height": 760}, locale=lang).new_page()
        return signs_in(page, served[1], name="huda", password=PASSWORD, language=lang)

    return opened


@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("ar", 360)])
def test_two_clicks_teach_a_word(served: Any, at_desk: Any, ask_register: Any, lang: str, width: int) -> None:
    environment, desk = served
    page: Page = at_desk(lang, width)
    faults: list[str] = []
    page.on("pageerror", lambda odd: faults.append(str(odd)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.goto(f"{desk}/reports/?text={WORDS[lang]}")
    page.locator(".list .title a").first.click()
    page.wait_for_load_state("load")
    page.evaluate(SELECT, WORDS[lang])
    menu = page.locator(".select-menu")
    expect(menu.locator("[data-selected]")).to_have_text(WORDS[lang])
    offer = menu.locator(".offers a").first
    expect(offer).to_contain_text(MANBIJ[lang], timeout=FIRST_MS)
    box = menu.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    offer.click()
    assert page.locator(".changes > li").count() == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("main form button.main").click()
    expect(page.locator(".notices")).to_contain_text(WORDS[lang])
    expect(page.locator(".card .swatch.r-place").first).to_have_text(MANBIJ[lang])
    page.goto(f"{desk}/reading/words/")
    expect(page.locator(".words .title").first).to_contain_text(WORDS[lang])
    code = f"answer = list(m.OwnWord.objects.filter(lang={lang!r}).values_list('of', flat=True))"
    assert ask_register(environment, code) == ["manbij"]
    assert faults == []


def test_the_search_in_the_menu_finds_a_row_and_escape_closes_it(served: Any, at_desk: Any) -> None:
    _environment, desk = served
    page: Page = at_desk("en", 1280)
    page.goto(f"{desk}/reports/?text=Lions")
    page.locator(".list .title a").first.click()
    page.wait_for_load_state("load")
    page.evaluate(SELECT, "Blue Lions")
    menu = page.locator(".select-menu")
    expect(menu).to_be_visible()
    menu.locator("[data-asked]").fill("opposition")
    expect(menu.locator(".offers a").first).to_contain_text("Opposition armed groups", timeout=FIRST_MS)
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
