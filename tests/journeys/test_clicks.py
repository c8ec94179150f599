"""From a number to the words and bytes it rests on, by real clicks, at the desk and in public."""

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Demo
    from playwright.sync_api import BrowserContext, Locator, Page

pytestmark = [pytest.mark.browser]
MOST_CLICKS = 4
EVIDENCE = """
received = {}
for entry in m.JournalEntry.objects.order_by("seq"):
    received.setdefault(entry.subject, [entry.seq, entry.commitment])
answer = {
    c.ref: [c.quote, c.report.item.ref, c.report.item.sha256, received[c.report.item.ref]]
    for c in m.ClaimRow.objects.select_related("report__item")
}
"""


@pytest.fixture(scope="module")
def evidence(demo: "Demo", ask_register: Any) -> dict[str, Any]:
    """Claim: its quote, its item with SHA-256, and the number and commitment of the entry that received the item."""
    return ask_register(demo.environment, EVIDENCE)


class Counting:
    """Counts the clicks it makes."""

    def __init__(self) -> None:
        self.clicks = 0

    def click(self, target: "Locator") -> None:
        self.clicks += 1
        target.click()


@pytest.mark.parametrize(("table", "language"), [("party", "en"), ("place", "ar")])
def test_from_a_number_at_the_desk_to_the_words_of_the_original(  # noqa: PLR0917 - fixtures
    demo: "Demo",
    evidence: dict[str, Any],
    new_context: "Callable[..., BrowserContext]",
    signs_in: Any,
    table: str,
    language: str,
) -> None:
    page = signs_in(new_context().new_page(), demo.desk, name="salim", password=demo.password, language=language)
    page.goto(f"{demo.desk}/figures/")
    way = Counting()
    way.click(page.locator(f"a.range[href*='figure={table}:'][href$=':killed']").first)
    way.click(page.locator(".list .title a").first)
    way.click(page.locator(".fact .said .quote a").first)
    ref = re.search(r"at=(CL-\d+)", page.url)
    assert ref
    quote, item, sha256, _entry = evidence[ref[1]]
    assert highlighted(page, ref[1]) == quote
    assert in_sight(page, ref[1])
    assert way.clicks < MOST_CLICKS
    with page.expect_response(re.compile(rf"/items/{item}/original/")) as answered:
        way.click(page.locator("form[action$='/original/'] button"))
    assert way.clicks <= MOST_CLICKS
    assert answered.value.status == 200
    assert quote in original_of(demo, sha256)


def highlighted(page: "Page", ref: str) -> str:
    """The words of the report that are marked as this claim's quote, put together."""
    return "".join(page.locator(f".report-text .w.is-on[data-marks*='{ref}:quote']").all_text_contents())


def in_sight(page: "Page", ref: str) -> bool:
    """Whether the quote's first words can be seen, and nothing lies over them."""
    return page.locator(f".report-text .w.is-on[data-marks*='{ref}:quote']").first.evaluate(
        """(words) => {
          const line = words.getClientRects()[0];
          return words.contains(document.elementFromPoint(line.left + line.width / 2, line.top + line.height / 2));
        }"""
    )


def original_of(demo: "Demo", sha256: str) -> str:
    """The preserved bytes as they lie in the vault, read as the text they are."""
    (original,) = [path for path in Path(demo.environment["TAWTHIQ_HOME"], "vault").rglob(sha256) if path.is_file()]
    return original.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_from_the_same_number_in_public_to_the_claims_and_their_commitments(
    demo: "Demo", evidence: dict[str, Any], new_context: "Callable[..., BrowserContext]", language: str
) -> None:
    page = new_context().new_page()
    page.goto(f"{demo.public}/{language}/figures/")
    way = Counting()
    way.click(page.locator("a.number[href*='figure=party'][href$='killed']").first)
    way.click(page.locator(".incidents h3 a").first)
    assert way.clicks <= MOST_CLICKS
    claims = page.locator("li.claim").all()
    assert claims
    for claim in claims:
        ref = claim.get_attribute("id")
        quote, _item, _sha256, (seq, commitment) = evidence[ref]
        assert claim.locator(".evidence code").inner_text() == commitment
        assert str(seq) in claim.locator(".evidence").inner_text()
        shown = claim.locator("blockquote").inner_text()
        pieces = [" ".join(piece.split()) for piece in re.split("█+", shown)]
        assert all(piece in " ".join(quote.split()) for piece in pieces)


def test_every_public_number_is_the_sum_of_the_incidents_behind_it(
    demo: "Demo", new_context: "Callable[..., BrowserContext]"
) -> None:
    fetch = new_context().request
    text = fetch.get(f"{demo.public}/en/figures/").text()
    numbers = {html.unescape(a): words for a, words in re.findall(r'class="number" href="([^"]+)">([^<]+)<', text)}
    assert len(numbers) > 20
    for address, words in numbers.items():
        listed = fetch.get(demo.public + address).text()
        rows = re.findall(r'<li class="incident">(.*?)</li>', listed, re.DOTALL)
        if address.endswith("incidents"):
            assert bounds_of(words) == (len(rows), len(rows)), address
            continue
        known = [row for row in (re.search(r"<dd><strong>([^<]+)</strong></dd>", row) for row in rows) if row]
        parts = [bounds_of(one[1]) for one in known if re.search(r"\d", one[1])]
        low, high = bounds_of(words)
        assert sum(part[0] for part in parts) == low, address
        tops = [part[1] for part in parts]
        expected = None if None in tops or len(parts) < len(rows) else sum(top for top in tops if top is not None)
        assert high == expected, address


def bounds_of(words: str) -> tuple[int, int | None]:
    """ "at least 14" is 14 and open, "8–9" is 8 to 9, "5" is 5 to 5, "up to 5" is 0 to 5."""
    found = [int(number) for number in re.findall(r"\d+", words)]
    if "at least" in words:
        return found[0], None
    if "up to" in words or "at most" in words:
        return 0, found[0]
    return found[0], found[-1]
