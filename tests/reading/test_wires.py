"""Text as wires send it: broken lines are joined, letters get case, and every character keeps its place."""

from hypothesis import given
from hypothesis import strategies as st

from tawthiq.reading.wires import has_case, join_lines, set_capitals, set_case

WIRE = (
    "TWO PEASANTS WERE KILLED AND ONE WAS WOUNDED THIS MORNING WHEN ARMED\n"
    "MEN OPENED FIRE ON A MARKET IN THE TOWN, THE MAYOR SAID. THE GUNMEN\n"
    "ESCAPED IN A STOLEN VEHICLE.\n"
    "\n"
    "   A SECOND ATTACK ON 4 MAY LEFT NO VICTIMS, ACCORDING TO WITNESSES WHO\n"
    "SPOKE TO THE RADIO. THEY MAY RETURN."
)


def test_lines_that_a_width_broke_are_joined_and_paragraphs_stay() -> None:
    joined = join_lines(WIRE)
    assert joined.count("\n") == 2
    assert "WHEN ARMED MEN OPENED" in joined
    assert "STOLEN VEHICLE.\n\n   A SECOND" in joined


def test_the_lines_of_a_list_or_of_an_article_stay() -> None:
    for text in (
        "The names of the dead:\n1. Karim Darwish, a baker from the eastern quarter\n2. Salma Darwish\n3. Rima Hamdan",
        "Two killed in a raid\nTwo people were killed.\nThe raid came at dawn.",
        "A line of an article that is longer than any terminal ever was, so that nobody takes it for a broken one\nB",
    ):
        assert join_lines(text) == text


def test_paragraphs_whose_newlines_were_lost_are_parted() -> None:
    assert join_lines("it was calm.    meanwhile, two men came.") == "it was calm.\n   meanwhile, two men came."


def test_case_is_missed_only_where_a_text_has_none() -> None:
    assert not has_case(WIRE)
    assert not has_case(WIRE.lower())
    assert has_case("IS")
    assert has_case(
        "The SDF and the FSA said that IS had shelled the town of Tal Abyad with more than ten rockets today."
    )


def test_sentences_months_and_days_get_their_capitals() -> None:
    names = {"always": ["monday"], "numbered": ["may"]}
    assert (
        set_case("A RAID ON 4 MAY. ON MONDAY THEY MAY RETURN.", names) == "A raid on 4 May. On Monday they may return."
    )
    assert set_capitals("judge ana de la cruz said", [(6, 20)]) == "judge Ana De La Cruz said"


@given(st.text(max_size=300))
def test_every_character_keeps_its_place(text: str) -> None:
    assert len(join_lines(text)) == len(text)
    assert len(set_case(text)) == len(text)
    assert len(set_capitals(text, [(0, len(text))])) == len(text)
    assert [
        a for a, b in zip(text, join_lines(text), strict=True) if a != b and (a, b) not in {("\n", " "), (" ", "\n")}
    ] == []
