"""Papers in two directions: what WeasyPrint leaves out of HTML is written into it."""

import pytest

from tawthiq.desk.papers import with_directions

FSI, PDI, LRM, RLM = "\u2068", "\u2069", "\u200e", "\u200f"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p><bdi>Held so.</bdi></p>", f"<p><bdi>{FSI}{LRM}Held so.{LRM}{PDI}</bdi></p>"),
        (
            "<bdi>a</bdi> <bdi lang='ar'>ب</bdi>",
            f"<bdi>{FSI}{LRM}a{LRM}{PDI}</bdi> <bdi lang='ar'>{FSI}{RLM}ب{RLM}{PDI}</bdi>",
        ),
        ('<p class="para" dir="auto">Aircraft fired.</p>', '<p class="para" dir="ltr">Aircraft fired.</p>'),
        ('<p dir="auto" class="x">12: قُصف السوق.</p>', '<p dir="rtl" class="x">12: قُصف السوق.</p>'),
        ('<blockquote dir="auto"><a href="#x">&quot;قُصف&quot;</a></blockquote>', None),
        ('<p dir="auto"></p><p>قُصف</p>', None),
        ('<p dir="auto">2015</p>', '<p dir="ltr">2015</p>'),
        ('<p dir="rtl">x</p>', '<p dir="rtl">x</p>'),
    ],
)
def test_words_run_as_they_are_written(page, expected):
    assert with_directions(page) == (expected or page.replace("auto", "rtl"))
