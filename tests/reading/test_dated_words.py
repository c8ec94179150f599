"""A word that means one party for a time and another later is read by the day of the report."""

import pytest

from tawthiq.reading.grammar import GrammarReader
from tawthiq.reading.reader import Document

TEXT = "اعتقل الجيش الوطني ثلاثة شبان في مدينة اعزاز."


@pytest.mark.parametrize(
    ("published", "parties"),
    [
        ("2015-06-01", ["syrian_government"]),
        ("2017-12-29", ["syrian_government"]),
        ("2017-12-30", ["opposition"]),
        ("2025-01-29", ["opposition"]),
        ("2025-01-30", []),
        (None, []),
    ],
)
def test_the_national_army_is_who_it_was_on_that_day(published: str | None, parties: list[str]) -> None:
    claims = GrammarReader().read(Document(TEXT, "ar", published))
    assert [[party.party for party in claim.perpetrators] for claim in claims] == [parties]
