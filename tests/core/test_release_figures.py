"""Figures by name: what an article asks for, and whether a figure is its incidents' sum."""

import dataclasses
import runpy
from pathlib import Path

import pytest

from tawthiq.core.figures import (
    blocks_of,
    figure_names,
    is_period,
    name_of,
    period_of,
    replace_blocks,
    replace_figures,
    sum_figure,
    tables_asked,
    unknown_figures,
    wrong_sums,
)

SAMPLE = runpy.run_path(str(Path(__file__).parents[1] / "public" / "sample.py"))
CONTENT = SAMPLE["sample_content"]()


def test_names_in_a_text_in_order():
    body = "{{figure:all:all:killed}} and {{ figure:month:2015-06:injured }}, not {figure:x} or {{other:x}}"
    assert figure_names(body) == ("all:all:killed", "month:2015-06:injured")


def test_names_are_replaced_by_their_words():
    assert replace_figures("a {{figure:x:y:z}} b", words={"x:y:z": "12"}) == "a 12 b"
    with pytest.raises(KeyError):
        replace_figures("{{figure:x:y:z}}", words={})


def test_every_figure_of_the_sample_is_a_sum():
    assert wrong_sums(CONTENT) == []
    assert unknown_figures(CONTENT) == []


@pytest.mark.parametrize(("field", "value"), [("min", 999), ("max", 0), ("unknown", 5)])
def test_a_figure_that_is_no_sum_is_named(field: str, value: int):
    figure = next(one for one in CONTENT.figures if name_of(one) == "party:russia:killed")
    content = dataclasses.replace(CONTENT, figures=(dataclasses.replace(figure, **{field: value}),))
    assert wrong_sums(content) == ["party:russia:killed: its incidents sum to 4..6, 0 unknown"]


def test_a_figure_with_an_incident_twice_is_named():
    figure = dataclasses.replace(CONTENT.figures[0], incidents=CONTENT.figures[0].incidents * 2)
    assert "twice in the figure" in wrong_sums(dataclasses.replace(CONTENT, figures=(figure,)))[0]


def test_an_article_that_asks_for_nothing_known_is_named():
    article = dataclasses.replace(CONTENT.articles[0], body_ar="{{figure:nobody}}")
    assert unknown_figures(dataclasses.replace(CONTENT, articles=(article,))) == ["half-a-year (ar): nobody"]


def test_unknown_numbers_add_nothing_and_open_tops_open():
    by_ref = {one.ref: one for one in CONTENT.incidents}
    name = ("all", "all", "killed")
    assert (sum_figure([by_ref["IN-000003"]], name=name).min, sum_figure([by_ref["IN-000003"]], name=name).max) == (
        0,
        0,
    )
    both = sum_figure([by_ref["IN-000007"], by_ref["IN-000003"], by_ref["IN-000001"]], name=name)
    assert (both.min, both.max, both.unknown) == (32, None, 1)
    assert sum_figure(by_ref.values(), name=("all", "all", "incidents")).min == 8


def test_blocks_stand_on_lines_of_their_own_and_keep_their_order() -> None:
    body = "a {{table:party}} b\n\n{{ table:party@2015 }}\n{{chart:month@2015:injured}}\n\n{{map:all}}"
    found = blocks_of(body)
    assert [(one.kind, one.table, one.counted) for one in found] == [
        ("table", "party@2015", "killed"),
        ("chart", "month@2015", "injured"),
        ("map", "all", "killed"),
    ]
    assert replace_blocks(body, marks=["1", "2", "3"]) == "a {{table:party}} b\n\n\n1\n\n\n2\n\n\n\n3\n"
    assert tables_asked(body + "\n {{figure:kind@2016-02:x:killed}}") == (
        "kind@2016-02", "party@2015", "month@2015", "all",
    )  # fmt: skip


@pytest.mark.parametrize(("text", "is_one"), [("2015", True), ("2015-06", True), ("2015-13", False), ("15", False)])
def test_a_period_is_a_year_or_a_month(text: str, is_one: bool) -> None:
    assert is_period(text) == is_one
    assert period_of(f"party@{text}") == text


def test_a_table_that_the_release_does_not_hold_is_named() -> None:
    content = CONTENT
    article = dataclasses.replace(content.articles[0], body_en="{{table:party@1999}}", body_ar="")
    asked = dataclasses.replace(content, articles=(article,))
    assert unknown_figures(asked) == [f"{article.slug} (en): party@1999"]
