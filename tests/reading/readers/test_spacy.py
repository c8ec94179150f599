"""A spaCy pipeline made here: a small parser trained on invented sentences, entities by a ruler, loaded from disk."""

from pathlib import Path
from typing import Any

import pytest

from tawthiq.core.claims import Claim, check_claim
from tawthiq.errors import NotFound
from tawthiq.reading.reader import Document
from tawthiq.reading.readers.spacy_pipeline import SpacyReader, load_pipeline

spacy = pytest.importorskip("spacy", reason="the extra 'spacy' is not installed")

# Sentences with the head and relation of each word, in spaCy's English scheme; invented.
ACTIVE = ("Russian jets bombed {} yesterday .", [1, 2, 2, 2, 2, 2], "amod nsubj ROOT dobj npadvmod punct")
PASSIVE = (
    "Three women were arrested by regime forces in {} .",
    [1, 3, 3, 3, 3, 6, 4, 3, 7, 3],
    "nummod nsubjpass auxpass ROOT agent compound pobj prep pobj punct",
)
JOINED = (
    "Jets of Russia and Turkey bombed {} .",
    [5, 0, 1, 2, 2, 5, 5, 5],
    "nsubj prep pobj cc conj ROOT dobj punct",
)
TOWNS = ["Idlib", "Homs", "Raqqa", "Manbij", "Douma"]
RULES = [{"label": "GPE", "pattern": town} for town in TOWNS] + [
    {"label": "DATE", "pattern": "yesterday"},
    {"label": "ORG", "pattern": "Russian jets"},
    {"label": "PERSON", "pattern": "Samer Khalil"},
]


def make_pipeline(folder: Path, *, parser: bool) -> Path:
    nlp = spacy.blank("en")
    if parser:
        nlp.add_pipe("parser", config={"min_action_freq": 1})
        from spacy.training import Example

        examples = [
            Example.from_dict(
                nlp.make_doc(words.format(town)),
                {"heads": heads, "deps": labels.split(), "words": words.format(town).split()},
            )
            for words, heads, labels in (ACTIVE, PASSIVE, JOINED)
            for town in TOWNS
        ]
        spacy.util.fix_random_seed(0)
        optimiser = nlp.initialize(lambda: examples)
        for _ in range(60):
            nlp.update(examples, sgd=optimiser, drop=0.0)
    nlp.add_pipe("entity_ruler").add_patterns(RULES)
    nlp.to_disk(folder)
    return folder


@pytest.fixture(scope="module")
def parsing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_pipeline(tmp_path_factory.mktemp("models") / "parsing", parser=True)


@pytest.fixture(scope="module")
def naming(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_pipeline(tmp_path_factory.mktemp("models") / "naming", parser=False)


def read(folder: Path, text: str, *, lang: str = "en") -> list[Claim]:
    claims = SpacyReader(str(folder)).read(Document(text, lang, "2015-07-01"))
    for claim in claims:
        check_claim(claim, text=text)
    return claims


def test_subject_object_and_entities_of_a_parse_become_a_claim(parsing: Path) -> None:
    (claim,) = read(parsing, "Russian jets bombed Idlib yesterday .")
    assert (claim.kind, claim.reader) == ("airstrike", "spacy")
    assert claim.version.startswith("en_pipeline-")
    assert [(party.text, party.party) for party in claim.perpetrators] == [("Russian jets", "russia")]
    assert [place.place for place in claim.places] == ["idlib"]
    assert claim.when is not None
    assert claim.when.edtf == "2015-06-30"
    assert claim.rules[0] == "spacy.parsed"


def test_the_passive_turns_subject_and_agent(parsing: Path) -> None:
    (claim,) = read(parsing, "Three women were arrested by regime forces in Manbij .")
    assert claim.kind == "arrest_detention"
    assert [(party.text, party.party) for party in claim.perpetrators] == [("regime forces", "syrian_government")]
    assert claim.target is not None
    assert claim.target.text == "Three women"
    assert (claim.counts["detained"].min, claim.counts["detained"].max) == (3, 3)
    assert [place.place for place in claim.places] == ["manbij"]


def test_two_acts_keep_their_own_places(parsing: Path) -> None:
    text = "Russian jets bombed Homs yesterday . Three women were arrested by regime forces in Raqqa ."
    strike, arrest = read(parsing, text)
    assert [[place.text for place in claim.places] for claim in (strike, arrest)] == [["Homs"], ["Raqqa"]]


def test_without_a_parser_entities_go_to_the_nearest_act(naming: Path) -> None:
    (claim,) = read(naming, "Russian jets bombed Idlib yesterday, said Samer Khalil.")
    assert [(party.text, party.party) for party in claim.perpetrators] == [("Russian jets", "russia")]
    assert [person.text for person in claim.people] == ["Samer Khalil"]
    assert [place.place for place in claim.places] == ["idlib"]


def test_a_pipeline_may_name_its_labels_itself(naming: Path, tmp_path: Path) -> None:
    folder = make_pipeline(tmp_path / "own", parser=False)
    (folder / "tawthiq-labels.yaml").write_text("labels: {PERSON: null}\n", encoding="utf-8")
    (claim,) = read(folder, "Russian jets bombed Idlib yesterday, said Samer Khalil.")
    assert claim.people == ()


@pytest.mark.parametrize("text", ["", " \n ", "\u202eIdlib\u0301", "x" * 3_000, '"""', "\0"])
def test_odd_texts_are_read_without_an_error(parsing: Path, text: str) -> None:
    assert read(parsing, text) == []


def test_marks_in_the_text_do_not_move_the_spans(naming: Path) -> None:
    text = "\u200fRussian jets bombed \u00abIdlib\u00bb yesterday\u200e."
    (claim,) = read(naming, text)
    assert [place.text for place in claim.places] == ["Idlib"]


@pytest.mark.parametrize("name", ["no_such_pipeline", "/nowhere/at/all"])
def test_a_pipeline_that_is_not_there_is_named_and_not_fetched(name: str) -> None:
    with pytest.raises(NotFound, match="no spaCy pipeline"):
        load_pipeline(name)


def test_without_the_extra_the_reader_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    absent: Any = None
    monkeypatch.setitem(sys.modules, "spacy", absent)
    with pytest.raises(NotFound, match="extra 'spacy' is not installed"):
        SpacyReader("anything")
