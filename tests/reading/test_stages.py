"""Each stage of reading alone, against its table of cases."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tawthiq.core.texts import normalise
from tawthiq.reading.attribution import find_voices
from tawthiq.reading.detecting import known_languages
from tawthiq.reading.language import load_language, load_words
from tawthiq.reading.lexicon import load_lexicon
from tawthiq.reading.lexicon_entries import expand
from tawthiq.reading.naming import find_people
from tawthiq.reading.parties import find_actors
from tawthiq.reading.places import find_sites
from tawthiq.reading.resolving import Resolver
from tawthiq.reading.scenes import Scene, lay_out
from tawthiq.reading.sections import find_sections
from tawthiq.reading.tokens import find_tokens

STAGES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "reading_en_stages.yaml").read_text(encoding="utf-8"))
ENGLISH = load_language("en")


def scene_of(text: str) -> Scene:
    return lay_out(normalise(text).text, language=ENGLISH, lexicon=load_lexicon("en", "syria"), published=None)


def cases(stage: str) -> Any:
    return pytest.mark.parametrize("case", STAGES[stage], ids=lambda case: case["text"][:40])


@cases("sections")
def test_sections(case: dict[str, Any]) -> None:
    sections = find_sections(normalise(case["text"]).text, language=ENGLISH)
    assert [section.kind for section in sections] == case["kinds"]


@cases("sentences")
def test_sentences(case: dict[str, Any]) -> None:
    normalised = normalise(case["text"])
    sentences = scene_of(case["text"]).sentences
    assert [normalised.slice_back(sentence.start, sentence.end) for sentence in sentences] == case["found"]


@cases("clauses")
def test_clauses(case: dict[str, Any]) -> None:
    normalised = normalise(case["text"])
    views = scene_of(case["text"]).views
    assert [normalised.slice_back(view.sentence.start, view.sentence.end) for view in views] == case["found"]
    assert len({view.sentence.whole for view in views}) == 1


@cases("parties")
def test_parties(case: dict[str, Any]) -> None:
    scene = scene_of(case["text"])
    found = [[scene.text[a.start : a.end], a.party, a.marker] for view in scene.views for a in find_actors(scene, view)]
    assert found == case["found"]


@cases("places")
def test_places(case: dict[str, Any]) -> None:
    scene = scene_of(case["text"])
    sites = [site for view in scene.views for site in find_sites(scene, view, taken=[])]
    mentions = [Resolver(sites, scene).mention(site, scene.text) for site in sites]
    assert [[mention.text, mention.place, mention.role] for mention in mentions] == case["found"]
    for mention in mentions:
        assert (mention.place is None) == (mention.name is None) == (mention.lat is None)


@cases("speakers")
def test_speakers(case: dict[str, Any]) -> None:
    scene = scene_of(case["text"])
    voice = find_voices(scene, find_people(scene))[-1]
    assert [[item.text, item.kind, item.stance] for item in voice.attribution] == case["found"]


@cases("people")
def test_people(case: dict[str, Any]) -> None:
    scene = scene_of(case["text"])
    found = [person for people in find_people(scene) for person in people]
    assert [[scene.text[person.start : person.end], person.role] for person in found] == case["found"]


def test_a_choice_in_a_word_list_stands_for_every_phrase() -> None:
    assert expand("(took|taking) (full |)control of") == [
        "took full control of",
        "took control of",
        "taking full control of",
        "taking control of",
    ]
    assert expand("raids") == ["raids"]


@pytest.mark.parametrize("code", known_languages())
def test_no_row_of_a_word_list_stands_for_thousands_of_phrases(code: str) -> None:
    """Each phrase costs start-up time and memory: what is freely combined is a rule (``untold``), not a row."""
    rows = [phrase for row in load_words(code)["triggers"] for phrase in row["words"]]
    assert max(len(expand(phrase)) for phrase in rows) <= 2_000


def test_tokens_keep_possessives_and_part_at_hyphens_and_underscores() -> None:
    assert [token.text for token in find_tokens("IS's Al-Jura, Al_huskkawi")] == [
        "IS's",
        "Al",
        "Jura",
        "Al",
        "huskkawi",
    ]
    assert [token.joined for token in find_tokens("IS-held town, then")] == [True, True, True, False]


def test_the_lexicon_matches_whole_words_and_acronyms_in_capitals() -> None:
    scene = scene_of("This is history: ISIS and Isis, not crisis. ypg or YPG")
    parties = [scene.text[hit.start : hit.end] for view in scene.views for hit in view.of("party")]
    assert parties == ["ISIS", "Isis", "YPG"]


def test_every_word_list_of_a_language_holds_words() -> None:
    for code in known_languages():
        words = load_words(code)
        for key, value in words.items():
            if key in ("roles", "standing", "triggers", "persons"):
                continue
            lists = value.values() if isinstance(value, dict) else [value]
            assert all(isinstance(word, str) for row in lists for word in row), f"{code} {key}: quote yes, no and on"


def test_every_trigger_names_a_known_kind_and_shape() -> None:
    kinds = {"strike", "attack", "shooting", "house_raid", "seizure", "casualties", "killed", "injured"}
    kinds |= {
        "bomb",
        "blown",
        "blast",
        "massacre",
        "led_away",
        "entry",
        "shields",
        "none_killed",
        "none_injured",
        "none_hurt",
        "",
    }
    from tawthiq.core.claims import KINDS

    for code in known_languages():
        rows = load_words(code)["triggers"]
        assert len({row["id"] for row in rows}) == len(rows)
        for row in rows:
            assert row["kind"] in kinds | set(KINDS), row["id"]
            assert row["shape"] in {"verb", "passive", "noun", "two_sided", "loser", "flight", "toll"}, row["id"]
