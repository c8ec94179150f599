"""The way of the seed at the desk and on the public site, each stretch one function, by clicks and keys alone."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

# How long a page may take on a busy machine. What is tested is what it says, not how soon.
PATIENCE_MS = 120_000
expect.set_options(timeout=PATIENCE_MS)
PASSWORD = "for this journey only 7"
TITLES = {"title_en": "Coalition raids around Hasaka", "title_ar": "غارات للتحالف حول الحسكة"}
BASIS = "Two voices in one report name it, and no other force flew there."
MAIL = "a.reader@mail.invalid"
COMMENT = "My cousin was there and counted the same."
MAKE_PEOPLE = f"""
from tawthiq.desk.actions.accounts import create_user
for name in ("researcher", "reviewer", "editor"):
    create_user(username=name, password={PASSWORD!r}, role=name, language="en", actor="operator")
"""


@dataclass
class Walk:
    """What was seen on the way."""

    environment: dict[str, str]
    item: str = ""
    sha256: str = ""
    report: str = ""
    receipt: tuple[int, str] = (0, "")
    claims: list[dict[str, Any]] = field(default_factory=list)
    incident: str = ""
    release: str = ""
    refused: list[str] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    public_html: dict[str, str] = field(default_factory=dict)
    comment_at_the_desk: str = ""

    @property
    def home(self) -> Path:
        return Path(self.environment["TAWTHIQ_HOME"])


def press(page: "Page", key: str) -> None:
    """The key, when the page's own script listens: a key that comes sooner is lost, as it would be for a person."""
    page.wait_for_load_state("load")
    page.keyboard.press(key)


def follow(page: "Page", link: "Locator") -> None:
    """The link or button, and the whole next page: what is asked at once (counts, all rows) is asked of that page."""
    with page.expect_navigation(wait_until="load"):
        link.click()


def open_menu(page: "Page", name: str) -> None:
    follow(page, page.locator("header nav").get_by_role("link", name=name, exact=True))


def wait_until_read(page: "Page", *, tries: int = 40) -> None:
    """The worker reads the report; the inbox says so once the page is asked for again."""
    for _ in range(tries):
        if page.locator(".list li .chip.wait").count():
            return
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError("the worker did not read the report within ten seconds")


def review_with_keys(page: "Page", walk: Walk) -> None:
    """Every claim of the report is accepted and the report finished, without the mouse."""
    open_menu(page, "Reports")
    wait_until_read(page)
    follow(page, page.locator(".list .title a"))
    walk.pages["reader"] = page.locator("main").inner_text()
    cards = page.locator(".card.proposed")
    assert page.locator(".report-text .w").count() >= cards.count() >= 4
    first = page.locator(".card.is-on").get_attribute("id")
    press(page, "j")
    second = page.locator(".card.is-on").get_attribute("id")
    assert second != first
    press(page, "k")
    assert page.locator(".card.is-on").get_attribute("id") == first
    assert page.locator(".report-text .w.is-on").count() >= 1
    for left in range(cards.count(), 0, -1):
        press(page, "a")
        expect(cards).to_have_count(left - 1)
    press(page, "f")
    expect(page.locator(".notices")).to_contain_text(walk.report)


def make_incident(page: "Page", walk: Walk) -> None:
    """The raids and those killed in them become one incident with titles in both languages."""
    open_menu(page, "Claims")
    for row in page.locator(".list > li").filter(has_text="Air strike").all():
        row.locator("input[type=checkbox]").check()
    follow(page, page.get_by_role("button", name="Attach the ticked claims together"))
    for name, words in TITLES.items():
        page.fill(f"[name={name}]", words)
    follow(page, page.get_by_role("button", name="Create the incident"))
    walk.incident = page.locator(".page-head .ref").inner_text()


def state_attribution(page: "Page", walk: Walk) -> None:
    """Every alleged perpetrator gets a certainty with its basis."""
    for number in range(page.locator(".alleged").count()):
        alleged = page.locator(".alleged").nth(number)
        alleged.locator("summary").click()
        alleged.locator("select[name=certainty]").select_option("reasonable_suspicion")
        alleged.locator("textarea[name=basis]").fill(BASIS)
        follow(page, alleged.get_by_role("button", name="Save the attribution"))
    walk.pages["attributed"] = page.locator("main").inner_text()


def grade_incident(page: "Page", walk: Walk) -> None:
    """The incident gets a grade; whoever gave it is offered no sign-off, and refused when asking for it regardless."""
    grading = page.locator("details.grading")
    if not grading.locator("[name=basis]").is_visible():
        grading.locator("summary").click()
    grading.locator("input[name=grade][value=reasonable_suspicion]").check()
    grading.locator("[name=basis]").fill("A named activist and our own account tell of the same raids.")
    grading.locator("[name=contrary]").fill("Looked for in the party's own media up to 5 July 2015; none found.")
    follow(page, grading.get_by_role("button", name="Grade the incident"))
    assert page.get_by_role("button", name="Sign off as second person").count() == 0
    walk.refused.append(page.locator("#why-not").inner_text())
    walk.refused.append(post_behind_the_page(page, f"/incidents/{walk.incident}/sign-off/"))


def post_behind_the_page(page: "Page", path: str) -> str:
    """What the desk says to a form that its page does not offer: the status, and the notice where there is one."""
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    desk = "/".join(page.url.split("/")[:3])
    answer = page.request.post(desk + path, form={"csrfmiddlewaretoken": token}, headers={"Referer": page.url})
    notices = re.findall(r'<ul class="notices".*?</ul>', answer.text(), re.DOTALL)
    return " ".join([str(answer.status), *(re.sub(r"<[^>]+>", " ", words).strip() for words in notices)])


def open_waiting(page: "Page", walk: Walk) -> None:
    """The reviewer finds the incident among what waits."""
    open_menu(page, "What waits")
    follow(page, page.get_by_role("link", name=re.compile("waiting for your sign-off")))
    follow(page, page.get_by_role("link", name=TITLES["title_en"]))


def sign_off(page: "Page", walk: Walk) -> None:
    page.reload()
    follow(page, page.get_by_role("button", name="Sign off as second person"))
    walk.pages["signed"] = page.locator("main").inner_text()


def write_article(page: "Page", walk: Walk) -> None:
    """An article in both languages whose number is filled in from the release."""
    open_menu(page, "Articles")
    follow(page, page.get_by_role("link", name="New article"))
    page.locator("main form.panel details summary").click()
    mark = next(mark for mark in page.locator("td code").all_inner_texts() if mark.endswith(":killed}}"))
    for name, words in {
        "published": "2015-07-06",
        "title_en": "What the raids did",
        "title_ar": "ما فعلته الغارات",
        "dateline_en": "Hasaka",
        "dateline_ar": "الحسكة",
        "body_en": f"Killed in the raids, as far as documented: {mark}.",
        "body_ar": f"عدد القتلى الموثق في الغارات: {mark}.",
        "incidents": walk.incident,
    }.items():
        page.fill(f"[name={name}]", words)
    follow(page, page.get_by_role("button", name="Save the article"))
    follow(page, page.get_by_role("button", name="Ready to go out"))


def build_release(page: "Page", walk: Walk) -> None:
    """The editor builds it, and cannot sign it."""
    open_menu(page, "Releases")
    follow(page, page.get_by_role("button", name="Build a release"))
    open_menu(page, "Releases")
    follow(page, page.locator(".list .title a"))
    walk.release = page.url.rstrip("/").rsplit("/", 1)[1]
    assert page.get_by_role("button", name="Sign and publish").count() == 0
    walk.refused.append(post_behind_the_page(page, f"/releases/{walk.release}/sign/"))


def sign_release(page: "Page", walk: Walk) -> None:
    open_menu(page, "Releases")
    follow(page, page.locator(".list .title a"))
    follow(page, page.get_by_role("button", name="Sign and publish"))
    walk.pages["released"] = page.locator("main").inner_text()


def read_in_public(page: "Page", walk: Walk, *, public: str) -> None:
    """Home, incident and article in both languages; then a comment."""
    for language in ("en", "ar"):
        page.goto(f"{public}/{language}/")
        walk.public_html[f"home-{language}"] = page.content()
        follow(page, page.get_by_role("link", name=TITLES[f"title_{language}"]).first)
        walk.pages[f"incident-{language}"] = page.locator("main").inner_text()
        walk.public_html[f"incident-{language}"] = page.content()
        assert page.locator("html").get_attribute("dir") == {"en": "ltr", "ar": "rtl"}[language]
        follow(page, page.locator(".articles h3 a").first)
        walk.pages[f"article-{language}"] = page.locator("main").inner_text()
        walk.public_html[f"article-{language}"] = page.content()
        page.goto(f"{public}/{language}/figures/")
        walk.public_html[f"figures-{language}"] = page.content()


def write_comment(page: "Page", *, public: str) -> None:
    page.goto(f"{public}/en/articles/")
    follow(page, page.locator(".articles h3 a").first)
    page.fill("form [name=name]", "Reader")
    page.fill("form [name=email]", MAIL)
    page.fill("form [name=text]", COMMENT)
    follow(page, page.get_by_role("button", name="Send"))
    expect(page.locator("h1")).to_have_text("Thank you")


def read_comment(page: "Page", walk: Walk) -> None:
    open_menu(page, "Comments")
    follow(page, page.get_by_role("button", name="Look for new comments"))
    walk.comment_at_the_desk = page.locator("main").inner_text()
