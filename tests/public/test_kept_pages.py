"""A page of a release is made once, and gone when the release is taken back."""

import pytest
from conftest import OpenSite, Site
from sample import write_sample

from tawthiq.store.release import make_current, set_public, withdraw_current


@pytest.fixture
def fresh(open_site: OpenSite) -> Site:
    return open_site()


@pytest.mark.parametrize("path", ["", "incidents/", "incidents/IN-000001/", "figures/", "timeline/", "memorial/"])
def test_the_second_reader_gets_the_same_page_without_a_question(site: Site, path: str):
    first, second = site.get(f"/en/{path}"), site.get(f"/en/{path}")
    assert second.body == first.body
    assert second.statements == 0
    for name in ("content-type", "content-language", "content-security-policy", "cache-control"):
        assert second.headers[name] == first.headers[name]
    assert site.get(f"/ar/{path}").body != first.body


def test_what_is_not_there_or_makes_no_sense_is_not_kept(site: Site):
    for path, status in (("/en/incidents/IN-999999/", 404), ("/en/incidents/?page=x", 400)):
        assert [site.get(path).status for _ in range(2)] == [status, status]


def test_a_page_of_a_release_taken_back_is_gone_at_once(fresh: Site):
    path = "/en/incidents/IN-000001/"
    assert [fresh.get(path).status for _ in range(2)] == [200, 200]
    write_sample(fresh.releases, number=2)
    assert "Release 2" in fresh.get(path).text
    set_public(fresh.releases, numbers=[1])
    make_current(fresh.releases, number=1)
    assert "Release 1" in fresh.get(path).text
    withdraw_current(fresh.releases)
    assert fresh.get(path).status == 404


def test_the_store_stays_within_its_bytes():
    from tawthiq.public.kept import KeptPages

    class Match:
        url_name = "home"

    class Asked:
        method, resolver_match = "GET", Match()

        def __init__(self, path: str) -> None:
            self.path = path

        def get_host(self) -> str:
            return "h"

        def get_full_path(self) -> str:
            return self.path

    class Said:
        status_code, headers = 200, {"Content-Type": "text/html"}

        def __init__(self, content: bytes) -> None:
            self.content = content

    kept = KeptPages(most_bytes=25)
    for name in "abc":
        kept.keep(Asked(name), Said(b"0123456789"), number=1)  # type: ignore[arg-type]
    assert [(one, (1, "h", one) in kept._pages) for one in "abc"] == [("a", False), ("b", True), ("c", True)]
    kept.keep(Asked("c"), Said(b"01234"), number=1)  # type: ignore[arg-type]
    assert kept._bytes == 15
