"""Which readers read: one line of words, the same on the command line and in the setting ``TAWTHIQ_READERS``.

``grammar``, ``spacy:PIPELINE``, ``tokens:FOLDER``, ``server:URL#MODEL``; several of them vote. The order is that of
trust: the first that makes a claim words it.
"""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from tawthiq.errors import InvalidRecord, NotFound, TawthiqError
from tawthiq.reading.grammar import GrammarReader
from tawthiq.reading.reader import Reader
from tawthiq.reading.readers.asking import Bounds, parse_address
from tawthiq.reading.readers.server import ServerReader
from tawthiq.reading.readers.spacy_pipeline import SpacyReader
from tawthiq.reading.readers.token_classifier import TokenClassifierReader
from tawthiq.reading.readers.voting import VotingReader

FORMS = ("grammar", "spacy:PIPELINE", "tokens:FOLDER", "server:URL#MODEL")
_LIBRARIES = {"spacy": ("spacy",), "tokens": ("transformers", "torch")}


@dataclass(frozen=True, slots=True)
class Choice:
    """What the operator chose: the readers, the hosts besides this machine that reports may go to, and their token."""

    readers: tuple[str, ...] = ("grammar",)
    allowed_hosts: tuple[str, ...] = ()
    token: str = ""
    bounds: Bounds = field(default_factory=Bounds)


def choice_from(environ: Mapping[str, str], *, readers: Sequence[str] = ()) -> Choice:
    """The settings; ``readers`` of a command line go before those of ``TAWTHIQ_READERS``."""
    try:
        chosen = tuple(readers) or tuple(shlex.split(environ.get("TAWTHIQ_READERS", ""))) or ("grammar",)
        bounds = Bounds(whole_s=float(environ.get("TAWTHIQ_READER_SECONDS", "120")))
    except ValueError as odd:
        raise InvalidRecord(f"TAWTHIQ_READERS or TAWTHIQ_READER_SECONDS: {odd}") from odd
    hosts = tuple(environ.get("TAWTHIQ_READER_HOSTS", "").split())
    return Choice(chosen, hosts, environ.get("TAWTHIQ_READER_TOKEN", ""), bounds)


def make_reader(choice: Choice, *, conflict: str, grammar: Reader | None = None) -> Reader:
    """The one reader, or the one that lets several vote; ``grammar`` stands in for the plain grammar reader.

    Raises InvalidRecord for words that name no reader, NotFound for a model or library that is not there.
    """
    made = [_make_one(words, choice, conflict=conflict, grammar=grammar) for words in choice.readers]
    return made[0] if len(made) == 1 else VotingReader(made)


def _make_one(words: str, choice: Choice, *, conflict: str, grammar: Reader | None) -> Reader:
    kind, rest = parse_words(words)
    if kind == "grammar":
        return grammar or GrammarReader(conflict=conflict)
    if kind == "spacy":
        return SpacyReader(rest, conflict=conflict)
    if kind == "tokens":
        return TokenClassifierReader(Path(rest), conflict=conflict)
    url, _, model = rest.partition("#")
    return ServerReader(
        url,
        model=model,
        conflict=conflict,
        allowed_hosts=choice.allowed_hosts,
        bounds=choice.bounds,
        token=choice.token,
    )


def parse_words(words: str) -> tuple[str, str]:
    """("server", "http://127.0.0.1:8080/v1#m") for "server:http://127.0.0.1:8080/v1#m"; raises InvalidRecord."""
    kind, _, rest = words.partition(":")
    if kind not in {form.partition(":")[0] for form in FORMS} or bool(rest) == (kind == "grammar"):
        raise InvalidRecord(f"{words!r} names no reader; they are written {', '.join(FORMS)}")
    return kind, rest


def why_not(words: str, choice: Choice) -> str:
    """Why a reader cannot read here, or nothing; looks, loads nothing and asks no server."""
    try:
        kind, rest = parse_words(words)
        if kind == "server":
            parse_address(rest.partition("#")[0], allowed_hosts=choice.allowed_hosts)
        missing = [name for name in _LIBRARIES.get(kind, ()) if find_spec(name) is None]
        if missing:
            raise NotFound(f"not installed: {', '.join(missing)}")
        if kind == "tokens" and not Path(rest).is_dir():
            raise NotFound(f"no folder {rest}")
        if kind == "spacy" and not Path(rest).is_dir() and find_spec(rest) is None:
            raise NotFound(f"no spaCy pipeline {rest}")
    except TawthiqError as odd:
        return str(odd)
    return ""
