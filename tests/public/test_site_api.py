"""The open API: what it says is in its description and in the release, and nothing that is asked breaks it."""

import json
import re
import string
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import yaml
from conftest import OpenSite, Site
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from sample import sample_content, write_sample

from tawthiq.store.release import make_current, set_public

DOCUMENT = yaml.safe_load((Path(__file__).parents[2] / "src/tawthiq/public/openapi.yaml").read_text(encoding="utf-8"))
PATHS = list(DOCUMENT["paths"])
V1 = "/api/v1/releases/1"


@cache
def validator(path: str, status: int) -> Draft202012Validator:
    response = DOCUMENT["paths"][path]["get"]["responses"][str(status)]
    if "$ref" in response:
        response = DOCUMENT["components"]["responses"][response["$ref"].rpartition("/")[2]]
    schema = response["content"]["application/json"]["schema"]
    return Draft202012Validator({**schema, "components": DOCUMENT["components"]})


def told(site: Site, address: str, *, path: str = "", status: int = 200) -> dict[str, Any]:
    answer = site.get(address)
    assert answer.status == status, answer.text
    body = json.loads(answer.body)
    path = path or re.sub(r"/\d+", "/{number}", address.partition("?")[0])
    validator(path, status).validate(body)
    return body


def all_rows(site: Site, address: str) -> list[dict[str, Any]]:
    rows, cursor = [], ""
    while True:
        page = told(site, f"{address}{'&' if '?' in address else '?'}limit=3{cursor}")
        rows += page["rows"]
        if page["next_cursor"] is None:
            return rows
        cursor = f"&cursor={page['next_cursor']}"


def test_the_description_is_served_and_speaks_both_languages(site: Site):
    assert told(site, "/api/v1/openapi.json") == DOCUMENT
    for methods in DOCUMENT["paths"].values():
        assert set(methods) == {"get"}
        assert all(methods["get"][name] for name in ("summary", "description", "x-summary-ar", "x-description-ar"))
    for lang in ("ar", "en"):
        page = site.get(f"/{lang}/api/").text
        assert all(f"GET {path}" in page for path in PATHS)


def test_pages_of_incidents_together_are_all_of_them_once(site: Site):
    refs = [row["ref"] for row in all_rows(site, f"{V1}/incidents")]
    assert sorted(refs) == sorted(one.ref for one in sample_content().incidents)
    assert [row["ref"] for row in told(site, f"{V1}/incidents")["rows"]] == refs


def test_filters_are_those_of_the_pages(site: Site):
    assert [r["ref"] for r in told(site, f"{V1}/incidents?party=russia")["rows"]] == ["IN-000006"]
    assert [r["ref"] for r in told(site, f"{V1}/incidents?month=2015-10&kind=attack_on_medical")["rows"]] == [
        "IN-000006"
    ]
    assert [r["ref"] for r in told(site, f"{V1}/incidents?q={quote('الشويحه')}")["rows"]] == ["IN-000001"]
    assert {r["ref"] for r in told(site, f"{V1}/incidents?massacre=1")["rows"]} == {
        one.ref for one in sample_content().incidents if one.is_massacre
    }


def test_an_incident_comes_with_its_claims(site: Site):
    body = told(site, f"{V1}/incidents/IN-000001", path="/api/v1/releases/{number}/incidents/{ref}")
    assert [claim["ref"] for claim in body["claims"]] == ["CL-000001", "CL-000002", "CL-000003"]
    assert body["counts"]["injured"] == {"min": 30, "max": None, "approximate": True}


def test_a_figure_is_the_sum_of_what_its_address_lists(site: Site):
    for table in ("all", "party", "kind", "place", "month", "victims"):
        for figure in all_rows(site, f"{V1}/figures?table={table}"):
            listed = told(site, figure["incidents_address"])["rows"] if figure["incidents"] else []
            assert len(listed) == figure["incidents"]
            if figure["counted"] == "killed":
                assert sum((row["counts"].get("killed") or {}).get("min") or 0 for row in listed) == figure["min"]


def test_places_and_parties_are_counted(site: Site):
    places = all_rows(site, f"{V1}/places")
    assert sum(place["incidents"] for place in places) == sum(1 for one in sample_content().incidents if one.place)
    parties = {row["id"]: row for row in all_rows(site, f"{V1}/parties")}
    assert parties["russia"]["incidents"] == 1
    assert parties["russia"]["name_ar"]


def test_an_answer_that_was_kept_is_not_sent_again(site: Site):
    first = site.get(f"{V1}/incidents")
    assert first.headers["access-control-allow-origin"] == "*"
    again = site.get(f"{V1}/incidents", HTTP_IF_NONE_MATCH=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert site.get(f"{V1}/incidents", HTTP_IF_NONE_MATCH='"other"').status == 200
    assert site.get(f"{V1}/incidents?limit=x", HTTP_IF_NONE_MATCH=first.headers["etag"]).status == 400


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=501",
        "limit=x",
        "cursor=-1",
        "partty=russia",
        "party=a&party=b",
        "massacre=2",
        "month=2015",
        "page=2",
    ],
)
def test_what_makes_no_sense_is_refused_in_both_languages(site: Site, query: str):
    body = told(site, f"{V1}/incidents?{query}", status=400)
    assert body["error"] == "not_understood"


def test_what_is_not_there_is_404_as_json(site: Site):
    told(site, f"{V1}/incidents/IN-999999", path="/api/v1/releases/{number}/incidents/{ref}", status=404)
    told(site, "/api/v1/releases/2/incidents", path="/api/v1/releases/{number}/incidents", status=404)
    told(site, f"{V1}/incidents?figure=all:all:nothing", status=404)
    assert json.loads(site.get("/api/v1/nothing").body)["error"] == "not_found"


def test_earlier_releases_keep_their_address_until_taken_back(open_site: OpenSite):
    site = open_site()
    write_sample(site.releases, number=2, copies=2)
    set_public(site.releases, numbers=[1, 2])
    assert [one["number"] for one in told(site, "/api/v1/releases")["releases"]] == [2, 1]
    assert len(all_rows(site, f"{V1}/incidents")) * 2 == len(all_rows(site, "/api/v1/releases/2/incidents"))
    assert site.get("/en/releases/1/").status == site.get("/releases/1/incidents.parquet").status == 200
    assert "There is a later release" in site.get("/en/releases/1/").text
    assert "/ar/releases/1/" in site.get("/ar/releases/").text
    set_public(site.releases, numbers=[2])
    for address in (f"{V1}/incidents", "/en/releases/1/", "/releases/1/incidents.parquet"):
        assert site.get(address).status == 404
    # The later one was built, and is not public: the shelf may never name what is beyond the current one.
    make_current(site.releases, number=1)
    assert [one["number"] for one in told(site, "/api/v1/releases")["releases"]] == [1]
    assert site.get("/api/v1/releases/2").status == 404


def test_before_the_first_release_the_api_says_so(open_site: OpenSite):
    site = open_site(copies=0)
    assert json.loads(site.get("/api/v1/releases").body)["error"] == "not_found"
    assert site.get("/api/v1/openapi.json").status == 200


def test_a_damaged_release_is_503(open_site: OpenSite):
    site = open_site()
    (site.releases / "0001/release.sqlite").write_bytes(b"no database")
    told(site, f"{V1}/incidents", status=503)


def test_no_more_statements_for_more_rows(open_site: OpenSite):
    few, many = open_site(), open_site(copies=4)
    for name in ("incidents", "figures?table=party", "places", "parties"):
        for site in (few, many):  # what never changes is read once
            site.get(f"{V1}/{name}")
        assert few.get(f"{V1}/{name}").statements == many.get(f"{V1}/{name}").statements


NAMES = st.sampled_from([*DOCUMENT["components"]["parameters"], "page", "x"])
VALUES = st.one_of(
    st.text(max_size=12),
    st.integers(-5, 10**12).map(str),
    st.sampled_from(
        ["russia", "2015-06", "all:all:killed", "place:homs_gov:killed", "1", "', 1) --", "%00", "\0", "٣"]
    ),
    st.text(alphabet=string.printable, max_size=250),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(PATHS), number=VALUES, ref=VALUES, query=st.lists(st.tuples(NAMES, VALUES), max_size=4))
def test_nothing_that_is_asked_breaks_it(site: Site, path: str, number: str, ref: str, query: list[tuple[str, str]]):
    asked = path.replace("{number}", "1" if len(number) % 2 else quote(number, safe="")).replace(
        "{ref}", quote(ref, safe="")
    )
    answer = site.get(f"{asked}?{urlencode(query)}")
    assert answer.status in (200, 400, 404)
    body = json.loads(answer.body)
    if answer.status != 200:
        assert body["error"] in ("not_understood", "not_found")
