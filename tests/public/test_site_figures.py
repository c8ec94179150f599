"""Every number is a link, and the link lists exactly what the number is the sum of."""

import csv
import hashlib
import html
import io
import json
import re

import pytest
from conftest import Site
from sample import sample_content

from tawthiq.core.balances import balance
from tawthiq.core.figures import add_victim_figures

LINK = re.compile(r'<a class="number" href="([^"]+)">([^<]+)</a>')
CONTENT = add_victim_figures(sample_content())
BY_NAME = {f"{figure.table}:{figure.key}:{figure.counted}": figure for figure in CONTENT.figures}


def numbers(text: str) -> dict[str, str]:
    found = {html.unescape(address): words for address, words in LINK.findall(text)}
    return {address.partition("figure=")[2].replace("%3A", ":"): words for address, words in found.items()}


@pytest.mark.parametrize("page", ["", "figures/", "articles/half-a-year/"])
def test_numbers_are_links_to_figures_that_exist(site: Site, page: str):
    text = site.get(f"/en/{page}").text
    shown = set(re.findall(r"figure=([a-z0-9_%A-Z-]+)", text))
    names = {name.replace("%3A", ":") for name in shown}
    assert names
    assert names <= set(BY_NAME)


def test_the_figures_page_shows_every_figure_that_has_incidents(site: Site):
    expected = {
        name
        for name, figure in BY_NAME.items()
        if figure.incidents and figure.table in ("victims", "party", "kind", "place", "month")
    }
    assert expected <= set(numbers(site.get("/en/figures/").text))


@pytest.mark.parametrize("name", [name for name, figure in BY_NAME.items() if figure.incidents])
def test_the_link_lists_exactly_its_incidents_and_they_sum(site: Site, name: str):
    figure = BY_NAME[name]
    text = site.get(f"/en/incidents/?figure={name}").text
    listed = re.findall(r'<h3><a href="/en/incidents/(IN-\d+)/">', text)
    assert sorted(listed) == sorted(figure.incidents)
    by_ref = {one.ref: one for one in CONTENT.incidents}
    if figure.counted == "incidents":
        assert len(listed) == figure.min == figure.max
        return
    counts = [by_ref[ref].counts[figure.counted] for ref in listed]
    known = [count for count in counts if (count.min, count.max) != (None, None)]
    assert sum(count.min or 0 for count in known) == figure.min
    assert len(counts) - len(known) == figure.unknown


@pytest.mark.parametrize(
    ("name", "en", "ar"),
    [
        ("all:all:killed", "at least 45", "45 على الأقل"),
        ("party:russia:killed", "4–6", "من 4 إلى 6"),
        ("party:us_coalition:killed", "not known", "غير معروف"),
        ("place:deir_ez_zor_gov:killed", "7", "7"),
        ("party:opposition:injured", "up to 5", "5 على الأكثر"),
        ("all:all:incidents", "8", "8"),
    ],
)
def test_ranges_in_words(site: Site, name: str, en: str, ar: str):
    for lang, words in (("en", en), ("ar", ar)):
        assert numbers(site.get(f"/{lang}/incidents/?figure={name}").text)[name] == words


def test_an_unknown_number_is_said_beside_the_sum(site: Site):
    text = site.get("/en/incidents/?figure=all:all:killed").text
    assert "In 1 incident the number is not known; it adds nothing to the range." in text
    assert "في حادثة واحدة العدد غير معروف" in site.get("/ar/incidents/?figure=all:all:killed").text


def test_article_numbers_come_from_the_release(site: Site):
    text = site.get("/en/articles/half-a-year/").text
    assert '<a href="/en/incidents/?figure=all%3Aall%3Akilled">at least 45</a>' in text
    assert '<a href="/en/incidents/?figure=party%3Asyrian_government%3Akilled">16–21</a>' in text
    assert "{{figure" not in text
    assert ">من 16 إلى 21</a>" in site.get("/ar/articles/half-a-year/").text


def test_incident_page_says_all_that_is_released(site: Site):
    text = html.unescape(site.get("/en/incidents/IN-000001/").text)
    incident = CONTENT.incidents[0]
    for claim in incident.claims:
        assert claim.quote in text
        assert claim.evidence.commitment in text
        assert f"journal entry {claim.evidence.seq}" in text
        assert f'lang="{claim.lang}">{claim.quote}' in text
    for words in ("30 June 2015", "12–15", "about 30 or more", "within 1.8 km", "Massacre", "denial", "Medical source"):
        assert words in text
    for words in (
        "The sources disagree on how many were killed.",
        "alleged; how firmly: Reasonable grounds to believe",
    ):
        assert words in text
    assert "Customary IHL, rule 11" in text


def test_what_is_not_known_is_said(site: Site):
    assert "Not known: how many were killed." in site.get("/en/incidents/IN-000003/").text
    assert "number not known" in site.get("/en/incidents/IN-000003/").text
    assert "not corroborated" in site.get("/en/incidents/IN-000003/").text
    assert "غير معزَّز" in site.get("/ar/incidents/IN-000003/").text
    text = site.get("/en/incidents/IN-000008/").text
    assert "Not identified" in text
    assert "No point is published." in text


def test_map_holds_each_place_once_as_link_and_as_row(site: Site):
    text = html.unescape(site.get("/en/map/").text)
    assert text.count('<circle class="dot') == 6 + 3  # and three in the legend
    assert len(re.findall(r"<title>[^<]+</title></circle></a>", text)) == 6
    assert '<a href="/en/incidents/?place=PL-000003">' in text
    assert '<a href="/en/incidents/IN-000001/">' in text
    assert "Shuwayha, Aleppo · 1 incident · Killed: 12–15" in text
    assert "no point published" in text


def test_downloads_are_the_signed_bytes(site: Site):
    page = site.get("/en/downloads/").text
    manifest = json.loads(site.get("/releases/1/manifest.json").body)
    for entry in manifest["files"]:
        answer = site.get(f"/releases/1/{entry['name']}")
        assert answer.status == 200
        assert hashlib.sha256(answer.body).hexdigest() == entry["sha256"]
        assert "attachment" in answer.headers["content-disposition"]
        assert entry["sha256"] in page
    assert len(site.get("/releases/1/manifest.sig").body) == 64
    rows = list(csv.DictReader(io.StringIO(site.get("/releases/1/figures.csv").body.decode("utf-8-sig"))))
    assert {f"{row['table']}:{row['key']}:{row['counted']}" for row in rows} == set(BY_NAME)
    assert {row["key_ar"] for row in rows if row["key"] == "russia"} == {"القوات الروسية"}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_balance_has_a_row_and_a_bar_for_every_party_and_for_nobody(site: Site, lang: str):
    text = site.get(f"/{lang}/figures/").text
    drawn = text.partition('id="balance"')[2].partition("</section>")[0]
    report = balance(CONTENT.incidents)
    assert drawn.count('<th scope="row">') == len(report.parties)
    assert drawn.count('class="name"') == len(report.parties)
    rects = re.findall(r'<rect class="grade grade-\d" x="[\d.]+" y="\d+" width="([\d.]+)"', drawn)
    widths = [float(width) for width in rects]
    graded = [number for party in report.parties for _, number in party.grades]
    assert len(widths) == len(graded)
    assert max(widths) > 0
    assert {round(party.share * 100) for party in report.parties} == {int(n) for n in re.findall(r"<bdi>(\d+)%", drawn)}
