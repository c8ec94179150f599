"""Every main page of both faces, in both languages, at two widths; by keyboard alone; and without scripts."""

import hashlib
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from way import PATIENCE_MS, press

if TYPE_CHECKING:
    from conftest import Demo
    from playwright.sync_api import BrowserContext, Page

pytestmark = [pytest.mark.browser]
WIDTHS = (360, 1280)
DIRECTIONS = {"ar": "rtl", "en": "ltr"}
# Who looks at which page of the desk; a second part is the link that is followed there.
DESK = {
    "salim": (
        ("/",),
        ("/reports/",),
        ("/reports/", ".list .title a"),
        ("/reports/RP-000016/new-claim/",),
        ("/claims/",),
        ("/claims/", ".list a.button"),
        ("/incidents/",),
        ("/incidents/IN-000001/",),
        ("/incidents/IN-000001/set/killed/",),
        ("/figures/",),
        ("/releases/",),
        ("/upload/",),
        ("/items/EV-000001/",),
        ("/captures/",),
        ("/consents/",),
        ("/consents/new/",),
        ("/places/",),
        ("/places/", ".list .title a"),
        ("/places/new/",),
        ("/parties/",),
        ("/parties/PT-000002/?day=2015-07-10",),
    ),
    "leila": (("/hand-overs/",), ("/hand-overs/new/",), ("/disposals/",), ("/integrity/",), ("/items/EV-000002/",)),
    "karim": (
        ("/articles/",),
        ("/articles/new/",),
        ("/articles/AR-000001/",),
        ("/comments/",),
        ("/comments/corrections/",),
    ),
    "mariam": (("/journal/",), ("/releases/RL-000001/",)),
}
PUBLIC = (
    ("/",),
    ("/incidents/",),
    ("/incidents/IN-000001/",),
    ("/map/",),
    ("/timeline/",),
    ("/massacres/",),
    ("/memorial/",),
    ("/write/",),
    ("/answer/",),
    ("/corrections/",),
    ("/figures/",),
    ("/articles/",),
    ("/articles/", ".articles h3 a"),
    ("/method/",),
    ("/about/",),
    ("/downloads/",),
)
# Source: axe-core, the rules of WCAG 2.2 at levels A and AA; what passes is not told, which is quicker.
BARRIERS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}
# Latin words that may stand in an Arabic sentence: names of formats, tools and licences, and of this program.
LATIN_IN_ARABIC = {
    *("CSV", "JSON", "JSONL", "SQLite", "PEM", "Parquet", "EDTF", "URL", "UTC"),
    *("SHA", "SHA-256", "Ed", "OpenSSL", "Python"),
    *("Tawthiq", "HURIDOCS", "GeoNames", "CC", "BY"),
    *("PDF", "PREMIS", "GB"),
    *("tawthiq", "verify", "fsck", "journal", "publish", "backup", "bundle", "make"),  # commands
}
# Elements that hold what somebody wrote, a machine's name, or words marked as another language.
CONTENT = (
    "[lang=en], bdi, code, pre, kbd, blockquote, textarea, input, option, datalist, [dir=auto], [dir=ltr], .ref, "
    ".verbatim, .byline, .report-text, svg title"
)
LATIN_WORDS = """
(content) => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent.closest(content) || !parent.checkVisibility()) continue;
    found.push(walker.currentNode.textContent);
  }
  for (const one of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
    for (const name of ["aria-label", "title", "placeholder"]) {
      if (one.hasAttribute(name) && !one.closest("[lang=en]")) found.push(one.getAttribute(name));
    }
  }
  for (const one of document.querySelectorAll("option")) found.push(one.textContent);
  return found;
}
"""
# References, digests, addresses, codes of the gazetteer and file names are no words of a language.
NO_WORD = re.compile(r"\b[A-Z]{2}-\d+\b|\b[0-9a-f]{6,64}\b|\S+@\S+|\b\w+[_.:/]\S*|sha256sum")
WORD = re.compile(r"[A-Za-z][A-Za-z-]*[A-Za-z]")


class Watched:
    """A page of which every complaint of the browser and every request to a stranger is noted."""

    def __init__(self, page: "Page") -> None:
        self.page, self.faults = page, list[str]()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("request", self._asked)

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning"):  # a refusal by the content policy is an error here
            self.faults.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:")):
            self.faults.append(f"{self.page.url}: asks {request.url}")

    def look(self, address: str, *then: str, language: str) -> None:
        """Opens the page, follows the links, and notes what is wrong with it at each width."""
        answer = self.page.goto(address)
        if answer is None or answer.status != 200:
            self.faults.append(f"{address}: {answer and answer.status}")
            return
        for link in then:
            self.page.locator(link).first.click()
        root = self.page.locator("html")
        said = (root.get_attribute("lang"), root.get_attribute("dir"))
        if said != (language, DIRECTIONS[language]):
            self.faults.append(f"{self.page.url}: {said}")
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 800})
            needed = self.page.evaluate("document.documentElement.scrollWidth")
            if needed > width:
                self.faults.append(f"{self.page.url}: needs {needed} px of {width}")
        if language == "ar":
            self.faults += [f"{self.page.url}: {words!r}" for words in latin_left_overs(self.page)]
            # Once for each page: the same elements and colours stand on it in either language.
            self.faults += [f"{self.page.url}: {barrier}" for barrier in serious_barriers(self.page)]


def serious_barriers(page: "Page") -> list[str]:
    """What axe-core finds serious or critical on the page, with the first element it is about."""
    found = Axe().run(page, options=BARRIERS).response["violations"]
    grave = [one for one in found if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in grave]


def latin_left_overs(page: "Page") -> list[str]:
    """What stands in Latin letters on an Arabic page and is no content, no machine's name, and not allowed."""
    left = []
    for words in page.evaluate(LATIN_WORDS, CONTENT):
        odd = [word for word in WORD.findall(NO_WORD.sub(" ", words)) if word not in LATIN_IN_ARABIC]
        if odd:
            left.append(" ".join(odd))
    return left


@pytest.mark.parametrize("language", ["ar", "en"])
def test_pages_of_the_desk(
    demo: "Demo", new_context: "Callable[..., BrowserContext]", signs_in: Any, language: str
) -> None:
    faults = []
    for name, pages in DESK.items():
        watched = Watched(new_context(locale=language).new_page())
        watched.look(f"{demo.desk}/sign-in/", language=language)
        signs_in(watched.page, demo.desk, name=name, password=demo.password, language=language)
        for path, *then in pages:
            watched.look(demo.desk + path, *then, language=language)
        faults += watched.faults
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_pages_of_the_public_site(demo: "Demo", new_context: "Callable[..., BrowserContext]", language: str) -> None:
    watched = Watched(new_context(locale=language).new_page())
    for path, *then in PUBLIC:
        watched.look(f"{demo.public}/{language}{path}", *then, language=language)
    assert not watched.faults, "\n".join(watched.faults)


def test_the_heuristic_sees_a_word_left_in_english(demo: "Demo", new_context: "Callable[..., BrowserContext]") -> None:
    page = new_context().new_page()
    page.goto(f"{demo.public}/ar/")
    assert latin_left_overs(page) == []
    page.evaluate("document.querySelector('h1').append(' Incidents')")
    assert latin_left_overs(page) == ["Incidents"]


def test_the_search_for_barriers_sees_one(demo: "Demo", new_context: "Callable[..., BrowserContext]") -> None:
    page = new_context().new_page()
    page.goto(f"{demo.public}/ar/")
    assert serious_barriers(page) == []
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    assert [one.partition(":")[0] for one in serious_barriers(page)] == ["label"]


def press_until(page: "Page", selector: str, *, key: str = "Tab", most: int = 200) -> None:
    """The keyboard reaches the element; fails when it does not."""
    for _ in range(most):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
        press(page, key)
    raise AssertionError(f"{selector} is not reached with {key}")


def test_the_reader_by_keyboard_alone(
    demo: "Demo", new_context: "Callable[..., BrowserContext]", signs_in: Any
) -> None:
    """Accept, mend, reject and add a claim; a mouse only marks the words, which a keyboard cannot do in a text."""
    page = signs_in(new_context().new_page(), demo.desk, name="salim", password=demo.password)
    page.goto(f"{demo.desk}/reports/")
    press_until(page, ".list .title a[href='/reports/RP-000016/']", key="j")
    press(page, "Enter")
    expect(page.locator(".card.is-on")).to_have_count(1)
    cards = page.locator(".card")
    before = cards.count()

    press(page, "a")
    expect(page.locator(".card.accepted")).to_have_count(1)

    press(page, "e")
    expect(page.locator("form[data-spans]")).to_be_visible()
    press_until(page, "[name$=reason]", key="Shift+Tab")
    page.keyboard.type("Read again: the words say so.")
    press_until(page, "form[data-spans] button.main")
    press(page, "Enter")
    expect(page.locator(".card.mended, .card.accepted")).to_have_count(2)

    press(page, "x")
    press_until(page, ".card.is-on select[name=why]")
    press_until(page, ".card.is-on textarea[name=note]")
    page.keyboard.type("Not what the words say.")
    press_until(page, ".card button.risk")
    press(page, "Enter")
    expect(page.locator(".card.rejected")).to_have_count(1)

    chosen = page.evaluate(
        """() => {
          const text = document.querySelector(".report-text"), range = document.createRange();
          range.selectNodeContents(text.querySelector(".w"));
          getSelection().removeAllRanges();
          getSelection().addRange(range);
          return getSelection().toString();
        }"""
    )
    press(page, "n")
    expect(page.locator("[data-words]").first).to_have_text(chosen)
    press_until(page, "select[name$=kind]")
    press(page, "End")
    press_until(page, "[name$=reason]", key="Shift+Tab")
    page.keyboard.type("The machine did not see it.")
    press_until(page, "form[data-spans] button.main")
    press(page, "Enter")
    expect(cards).to_have_count(before + 1)
    expect(page.locator(".card.is-on .quote")).to_have_text(chosen)


def test_the_desk_without_scripts(demo: "Demo", new_context: "Callable[..., BrowserContext]", signs_in: Any) -> None:
    page = signs_in(
        new_context(java_script_enabled=False).new_page(),
        demo.desk,
        name="salim",
        password=demo.password,
        language="ar",
    )
    page.goto(f"{demo.desk}/reports/RP-000019/")
    proposed = page.locator(".card.proposed")
    before = proposed.count()
    assert before >= 3
    proposed.first.locator("button.main").click()
    expect(page.locator(".card.accepted")).to_have_count(1)
    card = proposed.first
    card.locator("details[data-key=x] summary").click()
    card.locator("textarea[name=note]").fill("لا يقول النص ذلك.")
    card.locator("button.risk").click()
    expect(page.locator(".card.rejected")).to_have_count(1)
    expect(proposed).to_have_count(before - 2)

    page.goto(f"{demo.desk}/incidents/?state=open")
    page.locator(".list .title a").first.click()
    grading = page.locator("details.grading form")
    grading.locator("input[name=grade]:not([disabled])").first.check()
    grading.locator("[name=basis]").fill("مصدر واحد قريب من الحدث.")
    grading.locator("[name=contrary]").fill("بُحث عن رواية أخرى ولم توجد.")
    grading.locator("button.main").click()
    expect(page.locator(".steps .done")).to_have_count(1)


def test_a_large_file_goes_on_by_itself_after_the_line_was_down(
    demo: "Demo", new_context: "Callable[..., BrowserContext]", signs_in: Any, tmp_path: Path
) -> None:
    large = tmp_path / "مقطع كبير.bin"
    large.write_bytes(random.Random(11).randbytes(20 * 1024 * 1024))  # noqa: S311 - bytes, no secret
    digest = hashlib.sha256(large.read_bytes()).hexdigest()
    page = signs_in(new_context().new_page(), demo.desk, name="huda", password=demo.password)
    page.goto(f"{demo.desk}/upload/")
    drops = []

    def drop_twice(route: Any) -> None:
        if route.request.method == "PATCH" and len(drops) < 2:
            drops.append(route.request.headers["upload-offset"])
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/uploads/**", drop_twice)
    page.set_input_files("input[type=file]", large)
    page.click("form[data-uploads] button.main")
    expect(page.locator("#sending .chip.good")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("#sending code")).to_have_text(f"{digest[:16]}…")
    expect(page.locator("#sending strong")).to_have_text(large.name)
    assert drops == ["0", "0"]
    page.reload()
    expect(page.locator(f"[data-upload][data-name='{large.name}']")).to_have_count(0)


def test_an_upload_goes_on_after_the_page_was_closed(
    demo: "Demo", new_context: "Callable[..., BrowserContext]", signs_in: Any, tmp_path: Path
) -> None:
    large = tmp_path / "large.bin"
    large.write_bytes(random.Random(12).randbytes(40 * 1024 * 1024))  # noqa: S311 - bytes, no secret
    context = new_context()
    page = signs_in(context.new_page(), demo.desk, name="huda", password=demo.password)
    page.goto(f"{demo.desk}/upload/")
    sent = []

    def stop_after_one(route: Any) -> None:
        if route.request.method == "PATCH":
            sent.append(int(route.request.headers["upload-offset"]))
        route.abort() if route.request.method == "PATCH" and len(sent) > 1 else route.continue_()

    page.route("**/uploads/**", stop_after_one)
    page.set_input_files("input[type=file]", large)
    page.click("form[data-uploads] button.main")
    expect(page.locator("#sending [data-said]")).to_contain_text("The line is down", timeout=PATIENCE_MS)
    page.close()

    page = context.new_page()
    page.goto(f"{demo.desk}/upload/")
    expect(page.locator("[data-upload][data-name='large.bin']")).to_have_count(1)
    offsets: list[int] = []
    page.on(
        "request",
        lambda asked: offsets.append(int(asked.headers["upload-offset"])) if asked.method == "PATCH" else None,
    )
    page.set_input_files("input[type=file]", large)
    page.click("form[data-uploads] button.main")
    expect(page.locator("#sending .chip.good")).to_be_visible(timeout=PATIENCE_MS)
    assert offsets[0] == sent[1] > 0
