"""Relations between parties hold for a period, and sometimes one cannot tell."""

import pytest

from tawthiq.core.parties import holds_on


@pytest.mark.parametrize(
    ("period", "day", "answer"),
    [
        ("2014-06/2015-06", "2015-01-15", "yes"),
        ("2014-06/2015-06", "2015-06-30", "yes"),
        ("2014-06/2015-06", "2014-06-01", "yes"),
        ("2014-06/2015-06", "2015-07-01", "no"),
        ("2014-06/2015-06", "2014-05-31", "no"),
        ("2014-06/2015-06", "2015", "possibly"),
        ("2014-06/2015-06", "2015-06-28/2015-07-02", "possibly"),
        ("2014-06/..", "2020-01-01", "yes"),
        ("2014-06/", "2020-01-01", "possibly"),
        ("/2015-06", "2014-01-01", "possibly"),
        ("../2015-06", "2014-01-01", "yes"),
        ("2014~/2016", "2015-01-01", "possibly"),
        ("2014/2016?", "2015-01-01", "possibly"),
        ("2014-XX/2016", "2015-01-01", "possibly"),
        ("2015", "2015-03-03", "yes"),
        ("2014-06/..", "2014-01/..", "possibly"),
        ("2014-06/..", "../2014-05", "no"),
    ],
)
def test_a_relation_holds_on_a_day(period: str, day: str, answer: str) -> None:
    assert holds_on(period, day=day) == answer
