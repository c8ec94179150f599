"""A list handed in, mapped and imported in a real browser: dragged, or without scripts, both directions, any width."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "for this journey only 7"
LIST = "رقم,Spot,Date,Killed,Phone\n1,Stone Bridge,2031-05-01,3,0999\n2,الجسر القديم,2031-05-02,عدة,0998\n"


@pytest.fixture(scope="module")
def served(module_environment: dict[str, str], serve: Any) -> Iterator[str]:
    """A workspace with a researcher."""
    done = subprocess.run(
        [sys.executable, "-m", "tawthiq.cli", "init", "--person", "huda", "--role", "researcher"],
        env=module_environment | {"TAWTHIQ_PASSWORD": PASSWORD},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with serve(module_environment) as (desk, _public):
        yield desk


@pytest.fixture
def at_desk(served: str, new_context: Any, signs_in: Any) -> Callable[..., Page]:
    """``at_desk(lang, width)``: the researcher's page in this language and width."""

    def opened(lang: str, width: int, **told: Any) -> Page:
        page: Page = new_context(viewport={"width": width, "height": 760}, locale=lang, **told).new_page()
        return signs_in(page, served, name="huda", password=PASSWORD, language=lang)

    return opened


def hand_in(page: Page, served: str, folder: Path, *, name: str) -> None:
    file = folder / "their.csv"
    file.write_text(LIST, encoding="utf-8")
    page.goto(f"{served}/lists/new/")
    page.set_input_files("#id_upload", file)
    page.fill("#id_name", name)
    page.fill("#id_publisher", f"Publisher of {name}")
    page.click("main button.main")
    expect(page.locator("[data-table]")).to_be_visible()


@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("ar", 1280), ("en", 360), ("ar", 360)])
def test_a_list_is_mapped_imported_and_seen(
    at_desk: Callable[..., Page], served: str, tmp_path: Path, lang: str, width: int
) -> None:
    page = at_desk(lang, width)
    hand_in(page, served, tmp_path, name=f"list-{lang}-{width}")
    choice = page.locator("select[name=column-0-1]")
    expect(choice).to_have_value("")
    if width == 1280:
        page.locator("[data-field=place]").drag_to(page.locator("[data-drop]").nth(1))
    else:
        choice.select_option("place")
    expect(choice).to_have_value("place")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.fill("#id_values", "killed: عدة = 3+")
    page.click("button[name=import]")
    expect(page.locator(".list-rows > li")).to_have_count(2)
    page.locator(".list-rows summary").first.click()
    expect(page.locator(".list-rows > li").first).to_contain_text("Stone Bridge")
    expect(page.locator(".chip.bad")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_it_works_without_scripts(at_desk: Callable[..., Page], served: str, tmp_path: Path) -> None:
    page = at_desk("en", 1280, java_script_enabled=False)
    hand_in(page, served, tmp_path, name="plain")
    expect(page.locator("[data-field]").first).to_be_hidden()
    page.locator("select[name=column-0-1]").select_option("place")
    page.click("button[name=look]")
    expect(page.locator("main")).to_contain_text("Of 2 rows 1 would be taken.")
    page.click("button[name=import]")
    expect(page.locator(".list-rows > li")).to_have_count(2)
    expect(page.locator(".list-rows .chip.bad")).to_have_count(1)
