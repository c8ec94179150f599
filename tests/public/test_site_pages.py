"""Every page in both languages: there, in the right direction, from this origin only, without a cookie."""

import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import OpenSite, Site
from sample import sample_content

PAGES = [
    "",
    "incidents/",
    "incidents/?party=islamic_state&kind=execution&gov=deir_ez_zor_gov&month=2015-06",
    "incidents/?q=%D8%A7%D9%84%D8%B4%D9%88%D9%8A%D8%AD%D8%A9",
    "incidents/?massacre=1",
    "incidents/?figure=all:all:killed",
    "incidents/?place=PL-000003",
    *(f"incidents/{one.ref}/" for one in sample_content().incidents),
    "map/",
    "figures/",
    "articles/",
    "articles/half-a-year/",
    "write/",
    "answer/",
    "corrections/",
    "timeline/",
    "massacres/",
    "memorial/",
    "articles/the-market/",
    "method/",
    "about/",
    "downloads/",
]
DIRECTION = {"ar": "rtl", "en": "ltr"}


class Reader(HTMLParser):
    """Every attribute and the text of a page; complains where tags do not close."""

    VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.attributes: list[tuple[str, str, str]] = []
        self.open: list[str] = []
        self.headings: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag in {"h1", "h2", "h3"}:
            self.headings.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        opened = self.open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"

    def values(self, *names: str) -> list[str]:
        return [value for _, name, value in self.attributes if name in names]


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_page_stands_in_its_language(site: Site, lang: str, page: str):
    answer = site.get(f"/{lang}/{page}")
    assert answer.status == 200
    assert f'<html lang="{lang}" dir="{DIRECTION[lang]}">' in answer.text
    assert answer.headers["content-language"] == lang
    other = {"ar": "en", "en": "ar"}[lang]
    switch = re.search(rf'<a class="switch" href="([^"]+)" lang="{other}"', answer.text)
    assert switch
    assert switch.group(1).replace("&amp;", "&") == f"/{other}/{page}".replace(
        "figure=all:all:killed", "figure=all:all:killed"
    )
    if lang == "ar":
        assert re.search(r"<h1>[^<]*[\u0621-\u064a]", answer.text)


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_page_is_sound_and_calls_no_stranger(site: Site, lang: str, page: str):
    answer = site.get(f"/{lang}/{page}")
    read = Reader(answer.text)
    assert read.open == []
    assert read.headings.count("h1") == 1
    for address in read.values("href", "src", "action", "data", "poster", "srcset"):
        assert not urlsplit(address).netloc, address
        assert not address.startswith(("javascript:", "data:")), address
    assert "style" not in {name for _, name, _ in read.attributes}
    assert not {"onclick", "onload", "onerror"} & {name for _, name, _ in read.attributes}
    assert "<script" not in answer.text
    assert "http://" not in answer.text
    assert "https://" not in answer.text.replace("https://schema.org/", ""), "what a word means is no address to ask"
    ids = read.values("id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("page", ["map/", "figures/", "incidents/IN-000001/"])
def test_drawings_have_numbers_that_a_browser_reads(site: Site, lang: str, page: str):
    numbers = re.findall(
        r'\b(?:x|y|cx|cy|r|width|height|viewBox|d|transform)="([^"]*)"', site.get(f"/{lang}/{page}").text
    )
    assert numbers
    assert [value for value in numbers if "," in value or "\u066b" in value] == []


def test_every_answer_has_the_policy_and_no_cookie(site: Site):
    for path in (
        "/",
        "/ar/",
        "/en/nowhere/",
        "/static/public/site.css",
        "/releases/1/incidents.csv",
        "/en/incidents/?page=x",
    ):
        headers = site.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'; script-src 'self'")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "set-cookie" not in headers


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [("", "/ar/"), ("en-GB,en;q=0.9", "/en/"), ("ar,en;q=0.5", "/ar/"), ("en,ar;q=0.5", "/en/"), ("de", "/ar/")],
)
def test_root_goes_to_the_reader_s_language(site: Site, accepted: str, expected: str):
    answer = site.get("/", HTTP_ACCEPT_LANGUAGE=accepted)
    assert (answer.status, answer.headers["location"], answer.headers["vary"]) == (302, expected, "Accept-Language")


@pytest.mark.parametrize("path", ["/en/nowhere/", "/ar/incidents/IN-999999/", "/xx/", "/en/articles/gone/"])
def test_not_found_is_said_in_both_languages(site: Site, path: str):
    answer = site.get(path)
    assert answer.status == 404
    assert "There is no such page" in answer.text
    assert "لا توجد صفحة كهذه" in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/en/incidents/IN-1/", 404),
        ("/en/incidents/..%2f..%2fetc/", 404),
        ("/en/incidents/<script>/", 404),
        ("/en/incidents/?page=x", 400),
        ("/en/incidents/?page=0", 400),
        ("/en/incidents/?page=99999999999999999999", 400),
        ("/en/incidents/?page=%D9%A1", 400),
        ("/en/incidents/?month=2015", 400),
        ("/en/incidents/?month=2015-06%27", 400),
        ("/en/incidents/?q=" + "a" * 201, 400),
        ("/en/incidents/?q=" + "a" * 60000, 400),
        ("/en/incidents/?q=%00", 400),
        ("/en/incidents/?q=%F0%9F%98%80%ED%A0%80", 200),
        ("/en/incidents/?q=%27%20OR%201=1--", 200),
        ("/en/incidents/?party=nobody", 200),
        ("/en/incidents/?figure=party:russia", 404),
        ("/en/incidents/?figure=%27", 404),
        ("/en/incidents/?place=nowhere", 200),
        ("/releases/1/../current", 404),
        ("/releases/1/current", 404),
        ("/releases/2/incidents.csv", 404),
        ("/releases/1/.building", 404),
        ("/static/../settings.py", 404),
        ("/static/public/nothing.css", 404),
    ],
)
def test_odd_questions_get_an_answer_not_a_crash(site: Site, path: str, status: int):
    assert site.get(path).status == status


def test_markup_in_a_question_stays_text(site: Site):
    answer = site.get("/en/incidents/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_a_foreign_host_is_refused(site: Site):
    assert site.get("/en/", HTTP_HOST="evil.example").status == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_but_reading(site: Site, method: str):
    assert site.ask("/en/incidents/", method=method).status == 405


def test_the_process_has_no_register(site: Site):
    answer = site.get("/en/map/")
    assert not [name for name in answer.modules if name.startswith(("tawthiq.desk", "tawthiq.cli", "tawthiq.reading"))]
    for room in ("tawthiq.store.vault", "tawthiq.store.workspace", "tawthiq.store.checkpoint"):
        assert room not in answer.modules


def test_settings_name_no_database_no_account_and_no_session():
    import runpy

    from tawthiq import public

    settings = runpy.run_path(f"{public.__path__[0]}/settings.py")
    assert settings["DATABASES"] == {}
    assert not [app for app in settings["INSTALLED_APPS"] if re.search("auth|session|admin|desk", app)]
    assert not [layer for layer in settings["MIDDLEWARE"] if re.search("session|auth|csrf|messages", layer)]


def test_before_the_first_release_there_is_a_calm_page(open_site: OpenSite):
    site = open_site(copies=0)
    for lang in ("ar", "en"):
        answer = site.get(f"/{lang}/")
        assert answer.status == 200
        assert f'dir="{DIRECTION[lang]}"' in answer.text
        assert "No release has been made public so far" in answer.text
        assert "لم يُنشر أي إصدار حتى الآن" in answer.text
        assert site.get(f"/{lang}/incidents/").status == 404
        assert site.get(f"/{lang}/method/").status == 200
    assert site.get("/releases/1/incidents.csv").status == 404


def test_a_new_release_is_public_from_the_next_request_on(open_site: OpenSite):
    from sample import write_sample

    site = open_site(copies=0)
    assert "No release" in site.get("/en/").text
    write_sample(site.releases)
    assert "Release 1," in site.get("/en/").text
    write_sample(site.releases, number=2, copies=2)
    assert "Release 2," in site.get("/en/").text
    assert "All incidents (16)" in site.get("/en/").text
    (site.releases / "current").write_text("0001\n")
    assert "Release 1," in site.get("/en/").text


def test_damaged_files_show_nothing_rather_than_something_wrong(open_site: OpenSite):
    site = open_site()
    (site.releases / "0001" / "release.sqlite").write_bytes(b"\0" * 40960)
    answer = site.get("/ar/incidents/")
    assert answer.status == 503
    assert "تتعذر قراءة الإصدار" in answer.text


def test_more_rows_need_no_more_statements(open_site: OpenSite):
    few, many = open_site(copies=1), open_site(copies=4)
    for page in ("", "incidents/", "incidents/IN-000001/", "map/", "figures/", "articles/half-a-year/", "downloads/"):
        for site in (few, many):
            site.get(f"/en/{page}")  # what a release keeps in memory is read once
        asked = [site.get(f"/ar/{page}").statements for site in (few, many)]
        assert asked[0] == asked[1], page
        assert asked[0] <= 6, page


def test_pages_of_the_list_hold_together(open_site: OpenSite):
    site = open_site(copies=4)
    first, second = site.get("/en/incidents/").text, site.get("/en/incidents/?page=2").text
    seen = [set(re.findall(r"/en/incidents/(IN-\d+)/", text)) for text in (first, second)]
    assert (len(seen[0]), len(seen[1])) == (25, 7)
    assert not seen[0] & seen[1]
    link = re.search(r'rel="next" href="([^"]+)"', first)
    assert link
    assert parse_qs(urlsplit(link.group(1).replace("&amp;", "&")).query)["page"] == ["2"]
