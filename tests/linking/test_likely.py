"""What is asked about persons and places: every level has its words, pairs that need no word are not asked about."""

from tawthiq.core.judgements import Said
from tawthiq.core.place_ranking import PlaceRow
from tawthiq.linking.likely import LikelyPair, ask_about
from tawthiq.linking.people.levels import load_comparisons
from tawthiq.linking.places import likely_places, may_be_one
from tawthiq.store.gazetteer import NamedRow
from tawthiq.store.packs import load_table

REFS = ["PS-000001", "PS-000002", "PS-000003", "PS-000004"]


def two(left: int, right: int) -> frozenset[str]:
    return frozenset((REFS[left], REFS[right]))


def row(ref: str, name: str, *, kind: str = "village", at: tuple[float, float] | None = (35.0, 37.0)) -> PlaceRow:
    lat, lon = at or (None, None)
    return PlaceRow(ref, kind, name, "", lat, lon, 1_000, "SY", (), 0, "made up")


def test_every_level_of_persons_has_words_in_the_table() -> None:
    told = {level.id for one in load_comparisons() for level in one.levels}
    assert told == {row["id"] for row in load_table("person_agreements")}


def test_what_follows_from_words_is_not_asked_and_the_surest_comes_first() -> None:
    pairs = [LikelyPair(0, 1, 0.5, ()), LikelyPair(1, 2, 0.9, ()), LikelyPair(0, 2, 0.8, ()), LikelyPair(2, 3, 0.7, ())]
    asked = ask_about("one_person", REFS, pairs, said=Said())
    assert [one.score for one in asked] == [0.9, 0.8, 0.7, 0.5]
    joined = Said(same=frozenset({two(0, 1), two(1, 2)}))
    assert [one.refs for one in ask_about("one_person", REFS, pairs, said=joined)] == [(REFS[2], REFS[3])]
    parted = Said(same=frozenset({two(0, 1), two(1, 2)}), different=frozenset({two(0, 3)}))
    assert ask_about("one_person", REFS, pairs, said=parted) == []
    unsure = Said(unsure=frozenset({two(2, 3)}))
    assert two(2, 3) not in {frozenset(one.refs) for one in ask_about("one_person", REFS, pairs, said=unsure)}


def test_what_cannot_be_one_place() -> None:
    town, parents = row("a", "Manbij", kind="town"), {"b": "a", "c": "x", "d": "x", "e": "y"}
    assert may_be_one(town, row("z", "Menbij"), parents={})
    assert not may_be_one(town, row("b", "Manbij"), parents=parents)  # lies in it
    assert not may_be_one(town, row("z", "Manbij", kind="district"), parents={})
    assert not may_be_one(town, row("z", "Manbij", at=(35.2, 37.0)), parents={})  # 22 km away
    assert may_be_one(row("c", "Manbij", at=None), row("d", "Manbij"), parents=parents)
    assert not may_be_one(row("c", "Manbij", at=None), row("e", "Manbij"), parents=parents)


def test_places_are_found_by_spelling_sound_and_consonants_of_any_name() -> None:
    rows = (
        NamedRow(row("a", "Halfaya"), ("Halfaya", "حلفايا")),
        NamedRow(row("b", "Helfaiyah"), ("Helfaiyah",)),
        NamedRow(row("c", "Qalaat al-Madiq"), ("Qalaat al-Madiq",)),
    )
    parents = tuple((one.row.ref, None) for one in rows)
    (pair,) = likely_places(rows, parents)
    assert (pair.left, pair.right) == (0, 1)
    assert {reason.partition(":")[0] for reason in pair.reasons} == {"name_skeleton", "same_kind", "apart"}
