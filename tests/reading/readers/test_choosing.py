"""The words that name readers: the same on the command line and in the setting, wrong ones named."""

from pathlib import Path

import pytest

from tawthiq.errors import InvalidRecord, NotFound
from tawthiq.reading.grammar import GrammarReader
from tawthiq.reading.readers.choosing import Choice, choice_from, make_reader, parse_words, why_not
from tawthiq.reading.readers.server import ServerReader
from tawthiq.reading.readers.voting import VotingReader

SERVER = "server:http://127.0.0.1:8080/v1#small-model"


def test_without_a_word_the_grammar_reads() -> None:
    choice = choice_from({})
    assert choice == Choice()
    assert isinstance(make_reader(choice, conflict="syria"), GrammarReader)


def test_the_setting_names_several_and_the_command_line_goes_before_it() -> None:
    environ = {
        "TAWTHIQ_READERS": f"grammar {SERVER}",
        "TAWTHIQ_READER_HOSTS": "a.example b.example",
        "TAWTHIQ_READER_SECONDS": "7.5",
        "TAWTHIQ_READER_TOKEN": "t",
    }
    choice = choice_from(environ)
    assert choice.readers == ("grammar", SERVER)
    assert (choice.allowed_hosts, choice.bounds.whole_s, choice.token) == (("a.example", "b.example"), 7.5, "t")
    reader = make_reader(choice, conflict="syria")
    assert isinstance(reader, VotingReader)
    assert reader.version == "grammar+server"
    assert choice_from(environ, readers=["grammar"]).readers == ("grammar",)


def test_a_folder_with_spaces_is_quoted() -> None:
    assert choice_from({"TAWTHIQ_READERS": "'tokens:/my models/one' grammar"}).readers[0] == "tokens:/my models/one"


@pytest.mark.parametrize(
    "words", ["", "grammar:en", "spacy", "spacy:", "server", "llm:x", "http://127.0.0.1", "Grammar"]
)
def test_words_that_name_no_reader_are_refused(words: str) -> None:
    with pytest.raises(InvalidRecord, match="names no reader"):
        parse_words(words)


@pytest.mark.parametrize("setting", [{"TAWTHIQ_READERS": "'grammar"}, {"TAWTHIQ_READER_SECONDS": "soon"}])
def test_a_setting_that_cannot_be_understood_is_named(setting: dict[str, str]) -> None:
    with pytest.raises(InvalidRecord, match="TAWTHIQ_READER"):
        choice_from(setting)


def test_a_server_elsewhere_has_to_be_named_twice() -> None:
    words = "server:https://models.example.org/v1#m"
    with pytest.raises(InvalidRecord, match="TAWTHIQ_READER_HOSTS"):
        make_reader(Choice((words,)), conflict="syria")
    named = make_reader(Choice((words,), allowed_hosts=("models.example.org",)), conflict="syria")
    assert isinstance(named, ServerReader)


def test_a_reader_of_the_desk_stands_in_for_the_grammar() -> None:
    own = GrammarReader()
    assert make_reader(Choice(), conflict="syria", grammar=own) is own


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("grammar", ""),
        (SERVER, ""),
        ("server:http://192.0.2.1/v1#m", "not sent"),
        ("spacy:/nowhere", "spa"),
        ("tokens:/nowhere", "n"),
        ("oracle:x", "names no reader"),
    ],
)
def test_why_a_reader_cannot_read_is_said_without_loading_it(words: str, said: str) -> None:
    assert bool(why_not(words, Choice())) is bool(said)
    assert said in why_not(words, Choice())


def test_a_model_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        make_reader(Choice((f"tokens:{tmp_path / 'none'}",)), conflict="syria")
