"""Over time, by the massacre rule, by name; feeds, site map and what other programs read of a page."""

import re
from datetime import datetime
from xml.etree import ElementTree

import pytest
from conftest import Answer, OpenSite, Site

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def tree(answer: Answer) -> ElementTree.Element:
    return ElementTree.fromstring(answer.body)  # noqa: S314 - our own answer


def test_the_timeline_leads_to_exactly_the_incidents_of_a_month(site: Site):
    page = site.get("/en/timeline/")
    assert page.status == 200
    links = re.findall(r'href="(/en/incidents/\?figure=month[^"]+incidents)"', page.text)
    assert links
    figure = re.search(r">(\d+)</a>", page.text.split(links[0])[1])
    found = site.get(links[0].replace("&amp;", "&"))
    assert figure is not None
    assert found.text.count('<li class="incident">') == int(figure[1])


def test_the_massacres_are_those_of_the_rule_and_no_others(site: Site):
    page = site.get("/en/massacres/")
    listed = set(re.findall(r"/en/incidents/(IN-\d+)/", page.text))
    assert listed == set(re.findall(r"/en/incidents/(IN-\d+)/", site.get("/en/incidents/?massacre=1").text))
    assert listed
    assert "five or more people" in page.text
    assert site.get("/en/massacres/?page=x").status == 400


def test_the_memorial_names_the_dead_and_the_missing_only_and_finds_them_in_any_spelling(site: Site):
    page = site.get("/en/memorial/")
    names = re.findall(r"<strong><bdi>([^<]+)</bdi></strong>", page.text)
    assert names == ["Sample Person"]
    found = site.get("/ar/memorial/?q=%D8%B4%D9%8E%D8%AE%D9%92%D8%B5%20%D9%85%D9%90%D8%AB%D8%A7%D9%84").text
    assert "<bdi>شخص مثال</bdi>" in found
    assert "Nobody is named" in site.get("/en/memorial/?q=nobody").text


def test_no_page_of_these_asks_more_for_more_incidents(open_site: OpenSite):
    few, many = open_site(copies=1), open_site(copies=3)
    for path in ("timeline/", "massacres/", "memorial/", "corrections/", "feed.xml", "rss.xml"):
        assert few.get(f"/en/{path}").statements == many.get(f"/en/{path}").statements, path


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_feeds_have_every_article_under_a_whole_address(site: Site, lang: str):
    answer = site.get(f"/{lang}/feed.xml")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = tree(answer)
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    for entry in entries:
        (link,) = [one for one in entry.findall(f"{ATOM}link") if one.get("rel") is None]
        assert site.get(str(link.get("href")).removeprefix("http://localhost")).status == 200
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated", ""))
    channel = tree(site.get(f"/{lang}/rss.xml"))
    assert [one.text for one in channel.iter("title")][1:] == [one.findtext(f"{ATOM}title") for one in entries]
    assert f'href="/{lang}/feed.xml"' in site.get(f"/{lang}/").text


def test_the_site_map_has_every_page_once_in_both_languages(site: Site):
    index = tree(site.get("/sitemap.xml"))
    parts = [str(one.text).removeprefix("http://localhost") for one in index.iter(f"{MAP}loc")]
    assert parts == ["/sitemap-1.xml", "/sitemap-2.xml"]
    places = [one.text for part in parts for one in tree(site.get(part)).iter(f"{MAP}loc")]
    assert len(places) == len(set(places))
    for place in places:
        assert site.get(str(place).removeprefix("http://localhost")).status == 200, place
    assert site.get("/sitemap-3.xml").status == 404
    assert "Sitemap: http://localhost/sitemap.xml" in site.get("/robots.txt").text


def test_programs_read_what_an_article_is(site: Site):
    page = site.get("/ar/articles/half-a-year/").text
    assert 'itemtype="https://schema.org/NewsArticle"' in page
    assert re.search(r'itemprop="headline" content="[^"]+"', page)
    assert re.search(r'property="og:title" content="[^"]+"', page)
    assert re.search(r'<p class="pair"><a href="/en/articles/half-a-year/" lang="en"', page)
