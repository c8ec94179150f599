"""What became of a visit: a table an analyst can extend; and what makes a capture complete, gap by gap."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.captures import (
    Seen,
    availability_of,
    classify,
    compare_pages,
    gaps_of,
    is_court_complete,
    notices_from,
    text_of_page,
)
from tawthiq.store.packs import load_table

ROWS = yaml.safe_load((Path(__file__).parents[1] / "cases/capture_outcomes.yaml").read_text(encoding="utf-8"))["rows"]
NOTICES = notices_from(load_table("capture_outcomes"))
ARTICLE = " Residents of the quarter described the strike in detail and named the street." * 20


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['outcome']}-{row.get('title', '')[:20]}")
def test_the_outcome_of_a_visit(row: dict[str, Any]) -> None:
    url = row.get("url", "https://example.org/a")
    seen = Seen(
        requested_url=url,
        final_url=row.get("final_url", url),
        status=row.get("status"),
        title=row.get("title", ""),
        text=row.get("text", "") + (ARTICLE if row.get("long") else ""),
        is_page=row.get("is_page", True),
        asks_for_password=row.get("password", False),
        fault=row.get("fault", ""),
    )
    assert classify(seen, notices=NOTICES) == row["outcome"]


def test_every_outcome_of_the_table_of_cases_has_its_words() -> None:
    assert {row["outcome"] for row in ROWS} <= {row["id"] for row in load_table("capture_outcomes")}


ALL = ("source", "dom", "screenshot", "pdf", "warc")


@pytest.mark.parametrize(
    ("outcome", "roles", "gaps", "missing", "complete"),
    [
        ("captured", ALL, {}, {}, True),
        ("captured", ALL, {"pdf": "not_made"}, {"pdf": "not_made"}, True),
        ("captured", ALL, {"screenshot": "page_too_tall"}, {"screenshot": "page_too_tall"}, False),
        ("captured", ALL, {"source": "bytes_bound"}, {"source": "bytes_bound"}, False),
        ("captured", ("source", "dom", "pdf"), {}, {"screenshot": "not_made"}, False),
        ("captured", ("dom", "pdf", "screenshot"), {}, {"source": "not_made"}, False),
        ("not_found", ALL, {}, {"page": "outcome"}, False),
    ],
)
def test_complete_only_with_address_source_and_whole_picture(
    outcome: str, roles: tuple[str, ...], gaps: dict[str, str], missing: dict[str, str], complete: bool
) -> None:
    found = gaps_of(outcome, roles=roles, gaps=gaps, is_page=True)
    assert found == missing
    assert is_court_complete(outcome, final_url="https://example.org/", missing=found) is complete
    assert not is_court_complete(outcome, final_url="", missing=found)


def test_a_file_is_no_page_that_could_be_pictured() -> None:
    missing = gaps_of("captured", roles=("download", "warc"), gaps={}, is_page=False)
    assert missing == dict.fromkeys(("dom", "pdf", "screenshot", "source"), "not_a_page")
    assert not is_court_complete("captured", final_url="https://example.org/a.zip", missing=missing)


PAGE = "<html><head><script>var a = 'hidden <b>';</script><!-- no --></head><body><p>The market was &amp; hit</p>"


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (PAGE, "there"),
        (PAGE.replace("hidden", "other"), "there"),
        (PAGE.replace("<p>", "<p class=x>12345 "), "there"),
        ("<p>This channel was closed</p>", "changed"),
        ("", "changed"),
    ],
)
def test_a_page_is_the_same_by_its_words(after: str, found: str) -> None:
    assert compare_pages(PAGE, after) == found


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a<b>c</b>d", "a c d"),
        ("a<!-- b", "a "),
        ("a<SCRIPT>b</script >c", "a c"),
        ("a<script>b", "a "),
        ("a<b", "a "),
        ("a &lt;b&gt;", "a <b>"),
    ],
)
def test_the_text_of_a_page(source: str, text: str) -> None:
    assert text_of_page(source) == text


@given(st.text(alphabet="<>!-/script ab&;\n", max_size=200))
def test_any_page_has_a_text(source: str) -> None:
    assert "<script>" not in text_of_page(source).replace("&lt;", "")


@pytest.mark.parametrize(
    ("outcome", "after", "found"),
    [
        ("captured", PAGE, "there"),
        ("captured", "<p>Other words here</p>", "changed"),
        ("empty", "", "changed"),
        ("not_found", PAGE, "gone"),
        ("sent_home", PAGE, "gone"),
        ("log_in_wall", PAGE, "hidden"),
        ("blocked", PAGE, "hidden"),
        ("consent_page", PAGE, "hidden"),
        ("server_error", PAGE, "unreachable"),
        ("unreachable", "", "unreachable"),
        ("refused_address", "", "unreachable"),
    ],
)
def test_what_a_later_look_found(outcome: str, after: str, found: str) -> None:
    assert availability_of(outcome, before=PAGE, after=after) == found
    assert found in {row["id"] for row in load_table("availability")}
