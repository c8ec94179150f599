"""A token classifier: marks become spans, spans become acts, and a real small model is loaded from a folder."""

import importlib.util
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.claims import Claim, check_claim
from tawthiq.errors import InvalidRecord, NotFound, Unreadable
from tawthiq.reading.reader import Document
from tawthiq.reading.readers.labels import OWN_LABELS, load_labels, parse_mark, spans_of_marks
from tawthiq.reading.readers.token_classifier import Mark, TokenClassifierReader

LABELS = load_labels()
HAS_TRANSFORMERS = all(importlib.util.find_spec(name) for name in ("transformers", "torch"))


def marks(text: str, *names: str) -> list[Mark]:
    """One mark per word of the text."""
    words = [match.span() for match in re.finditer(r"\S+", text)]
    return [(name, start, end, 0.5) for (start, end), name in zip(words, names, strict=True)]


@pytest.mark.parametrize(
    ("names", "spans"),
    [
        ("O B-LOC I-LOC O", [("place", "Deir Ezzor")]),
        ("O B-LOC B-LOC O", [("place", "Deir"), ("place", "Ezzor")]),
        ("O I-LOC I-LOC O", [("place", "Deir Ezzor")]),
        ("O LOC LOC O", [("place", "Deir Ezzor")]),
        ("O B-LOC L-LOC U-DATE", [("place", "Deir Ezzor"), ("when", "yesterday")]),
        ("O B-LOC E-LOC S-DATE", [("place", "Deir Ezzor"), ("when", "yesterday")]),
        ("O B-LOC I-PER O", [("place", "Deir"), ("person", "Ezzor")]),
        ("O B-MISC I-MISC O", []),
        ("O B-planet I-planet O", []),
        (
            "B-airstrike B-place I-place B-when",
            [("airstrike", "Strikes"), ("place", "Deir Ezzor"), ("when", "yesterday")],
        ),
        ("O O O O", []),
    ],
)
def test_marks_of_every_usual_kind_become_spans(names: str, spans: list[tuple[str, str]]) -> None:
    text = "Strikes Deir Ezzor yesterday"
    found = spans_of_marks(marks(text, *names.split()), labels=LABELS, text=text)
    assert [(item.label, text[item.start : item.end]) for item in found] == spans


def test_pieces_of_one_word_are_one_span_whatever_their_marks() -> None:
    text = "in Hasakah"
    pieces: list[Mark] = [("O", 0, 2, 1.0), ("B-LOC", 3, 6, 0.9), ("B-LOC", 6, 10, 0.7)]
    (found,) = spans_of_marks(pieces, labels=LABELS, text=text)
    assert (text[found.start : found.end], round(found.score, 2)) == ("Hasakah", 0.8)


def test_a_span_never_jumps_over_other_words() -> None:
    text = "Idlib or Homs"
    found = spans_of_marks([("B-LOC", 0, 5, 1.0), ("I-LOC", 9, 13, 1.0)], labels=LABELS, text=text)
    assert [text[item.start : item.end] for item in found] == ["Idlib", "Homs"]


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.text(max_size=6), st.integers(-3, 40), st.integers(-3, 40), st.floats(0, 1))),
)
def test_any_marks_at_all_give_spans_of_the_text(text: str, odd: list[Mark]) -> None:
    for item in spans_of_marks(odd, labels=LABELS, text=text):
        assert 0 <= item.start < item.end <= len(text)


@pytest.mark.parametrize(
    ("name", "mark", "label"),
    [
        ("B-PER", "B", "PER"),
        ("PER", "", "PER"),
        ("O", "O", ""),
        ("I_LOC", "I", "LOC"),
        ("B-attack_on_school", "B", "attack_on_school"),
        ("", "O", ""),
    ],
)
def test_a_mark_is_parted_from_its_label(name: str, mark: str, label: str) -> None:
    assert parse_mark(name) == (mark, label)


def test_a_model_may_bring_a_table_of_its_own_labels(tmp_path: Path) -> None:
    (tmp_path / OWN_LABELS).write_text("labels: {LABEL_1: place, LABEL_2: airstrike, LOC: null}\n", encoding="utf-8")
    labels = load_labels(tmp_path)
    assert (labels["LABEL_1"], labels["LABEL_2"], labels["LOC"], labels["PER"]) == (
        "place",
        "airstrike",
        None,
        "person",
    )


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("labels: {X: planet}", "'X' means 'planet'"),
        ("- a", "no mapping 'labels'"),
        ("labels: [a]", "no mapping 'labels'"),
    ],
)
def test_a_table_that_means_nothing_is_refused(tmp_path: Path, table: str, said: str) -> None:
    (tmp_path / OWN_LABELS).write_text(table, encoding="utf-8")
    with pytest.raises(InvalidRecord, match=said):
        load_labels(tmp_path)


TEXT = "Russian jets bombed Idlib yesterday. Three women were killed in Saraqib by regime snipers."


def tag(text: str) -> list[Mark]:
    """A tagger of named entities that knows a few words: what a model says, in the form in which it says it."""
    known = {
        "Russian": "B-ORG",
        "Idlib": "B-GPE",
        "yesterday": "B-DATE",
        "Saraqib": "B-GPE",
        "regime": "B-ORG",
        "snipers": "I-ORG",
    }
    return [(known.get(found[0], "O"), *found.span(), 0.9) for found in re.finditer(r"\w+", text)]


def read(text: str, folder: Path, **more: str) -> list[Claim]:
    reader = TokenClassifierReader(folder, tagger=tag)
    claims = reader.read(Document(text, more.get("lang", "en"), "2015-07-01"))
    for claim in claims:
        check_claim(claim, text=text)
    return claims


def test_entities_go_to_the_acts_that_the_language_knows(tmp_path: Path) -> None:
    first, second = read(TEXT, tmp_path)
    assert (first.kind, first.reader, first.rules[0]) == ("airstrike", "tokens", "tokens.labelled")
    assert [place.place for place in first.places] == ["idlib"]
    assert first.when is not None
    assert first.when.edtf == "2015-06-30"
    assert [party.party for party in first.perpetrators] == ["russia"]
    assert second.counts["killed"].min == second.counts["killed"].max == 3
    assert [(party.text, party.party) for party in second.perpetrators] == [("regime snipers", "syrian_government")]


def test_a_denied_act_is_denied_by_its_words(tmp_path: Path) -> None:
    (claim,) = read("Russian jets never bombed Idlib.", tmp_path)
    assert claim.status == "denied"


@pytest.mark.parametrize("text", ["", "\n\n", "a", "\u202e\u0301", "Idlib " * 500])
def test_odd_texts_give_no_claim_and_no_error(tmp_path: Path, text: str) -> None:
    assert read(text, tmp_path) == []


def test_a_folder_that_is_not_there_is_named_and_nothing_is_fetched(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="never fetched"):
        TokenClassifierReader(tmp_path / "some-hub-name")


@pytest.mark.skipif(HAS_TRANSFORMERS, reason="the extra 'transformers' is installed")
def test_without_the_extra_the_reader_says_which_one_is_missing(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="extra 'transformers' is not installed"):
        TokenClassifierReader(tmp_path)


WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "jets",
    "bombed",
    "idlib",
    "yesterday",
    "russian",
    "and",
    "homs",
    "##s",
    ".",
]
NAMES = ["O", "B-airstrike", "B-place", "B-when", "B-perpetrator", "I-perpetrator"]
TAUGHT = {"bombed": 1, "idlib": 2, "homs": 2, "yesterday": 3, "russian": 4, "jets": 5}


def make_model(folder: Path) -> None:
    """A model of one layer that learns seven words by heart, written in the library's own format."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertForTokenClassification, PreTrainedTokenizerFast

    torch.manual_seed(0)
    pieces = Tokenizer(models.WordPiece({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    pieces.normalizer, pieces.pre_tokenizer = normalizers.Lowercase(), pre_tokenizers.BertPreTokenizer()
    pieces.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=pieces, pad_token="[PAD]", unk_token="[UNK]")
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=40,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        id2label=dict(enumerate(NAMES)),
        label2id={name: number for number, name in enumerate(NAMES)},
    )
    model = BertForTokenClassification(config)
    taught = torch.tensor([TAUGHT.get(word, 0) for word in WORDS])
    optimiser = torch.optim.AdamW(model.parameters(), lr=0.01)
    for _ in range(80):  # any word may stand anywhere
        optimiser.zero_grad()
        ids = torch.randint(0, len(WORDS), (16, 38))
        model(input_ids=ids, labels=taught[ids]).loss.backward()
        optimiser.step()
    tokenizer.save_pretrained(folder)
    model.save_pretrained(folder)


@pytest.mark.skipif(not HAS_TRANSFORMERS, reason="the extra 'transformers' (with torch: gigabytes) is not installed")
@pytest.mark.filterwarnings("default")
def test_a_real_model_is_loaded_from_its_folder_and_read_with(tmp_path: Path) -> None:
    make_model(tmp_path)
    text = "Russian jets bombed Idlib and Homs yesterday."
    (claim,) = TokenClassifierReader(tmp_path).read(Document(text, "en", "2015-07-01"))
    check_claim(claim, text=text)
    assert claim.kind == "airstrike"
    assert [place.place for place in claim.places] == ["idlib", "homs"]
    assert [(party.text, party.party) for party in claim.perpetrators] == [("Russian jets", "russia")]
    assert claim.when is not None
    assert claim.when.edtf == "2015-06-30"
    long = "and " * 150 + text  # far longer than the forty pieces that the model reads at once
    assert any(claim.kind == "airstrike" for claim in TokenClassifierReader(tmp_path).read(Document(long, "en")))


@pytest.mark.skipif(not HAS_TRANSFORMERS, reason="the extra 'transformers' (with torch: gigabytes) is not installed")
@pytest.mark.filterwarnings("default")
def test_a_folder_with_no_model_in_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "bert"}), encoding="utf-8")
    with pytest.raises(Unreadable, match=tmp_path.name):
        TokenClassifierReader(tmp_path)
