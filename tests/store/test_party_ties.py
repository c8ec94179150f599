"""The history of parties in a conflict folder: shipped rows are sound, and an unsound one is named."""

from pathlib import Path

import pytest

from tawthiq.core.parties import meanings_of
from tawthiq.errors import InvalidRecord
from tawthiq.store.packs import load_conflict
from tawthiq.store.party_ties import EMPTY, load_party_history, read_party_history

TIE = "- {id: t, kind: supports, left: a, right: b, from: 2015, to: '', certainty: likely, sources: [s]}"
NAME = "- {text: Guard, lang: en, party: a, from: 2015, to: 2016, country: SY, sources: [s]}"


def write(folder: Path, *, ties: str = TIE, names: str = NAME, groups: str = "[]") -> Path:
    folder.mkdir(exist_ok=True)
    text = f"as_of: 2025-02\ngroups: {groups}\nties:\n  {ties}\nnames:\n  {names}\n"
    (folder / "ties.yaml").write_text(text, encoding="utf-8")
    return folder


def test_what_is_shipped_for_syria_is_sound() -> None:
    history = load_party_history("syria")
    places = {place.id for place in load_conflict("syria").places}
    assert len(history.ties) > 10
    assert all(one.sources for one in (*history.groups, *history.ties, *history.names))
    assert all(bool(one.note) == bool(one.note_ar) for one in history.ties)
    assert {one.tie.place for one in history.ties} - {""} <= places


@pytest.mark.parametrize("text", ["الجيش الوطني", "National Army"])
def test_the_national_army_is_another_by_day_and_country(text: str) -> None:
    names = [one.name for one in load_party_history("syria").names]

    def first(day: str, country: str) -> str:
        return meanings_of(text, day=day, country=country, names=names)[0].name.party

    assert (first("2015-06-15", "SY"), first("2019-10-20", "SY")) == ("syrian_government", "opposition")
    assert first("2019-05-01", "LY") == "armed_group"


def test_the_world_has_names_of_its_own_and_a_folder_without_the_file_has_none(tmp_path: Path) -> None:
    assert load_party_history("world").names
    (tmp_path / "quiet").mkdir()
    assert read_party_history(tmp_path / "quiet", parties=["a"]) == EMPTY


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    group = "[{id: g, name_en: G, name_ar: ج, kind: armed_group, sources: [s]}]"
    history = read_party_history(write(tmp_path / "river", groups=group), parties=["a", "b"])
    assert (history.as_of, history.groups[0].id, history.ties[0].tie.valid_from) == ("2025-02", "g", "2015")
    assert (history.names[0].name.text, history.names[0].group) == ("Guard", "")


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"ties": TIE.replace("left: a", "left: nobody")}, "nobody"),
        ({"ties": TIE.replace("supports", "likes")}, "likes"),
        ({"ties": TIE.replace("likely", "sure")}, "sure"),
        ({"ties": TIE.replace("from: 2015", "from: once")}, "once"),
        ({"ties": TIE.replace("from: 2015", "from: 2014/2015")}, "2014/2015"),
        ({"ties": TIE.replace("right: b", "right: a")}, "itself"),
        ({"ties": TIE.replace("[s]", "[]")}, "no source"),
        ({"ties": TIE.replace("certainty: likely, ", "")}, "certainty"),
        ({"ties": f"{TIE}\n  {TIE}"}, "twice"),
        ({"names": NAME.replace("party: a", "party: x")}, "'x'"),
        ({"groups": "[{id: g, name_en: G, name_ar: ج, kind: tribe, sources: [s]}]"}, "tribe"),
    ],
)
def test_an_unsound_row_is_named(tmp_path: Path, told: dict[str, str], named: str) -> None:
    with pytest.raises(InvalidRecord, match=r"conflicts/river/ties\.yaml") as refused:
        read_party_history(write(tmp_path / "river", **told), parties=["a", "b"])
    assert named in str(refused.value)
