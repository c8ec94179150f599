"""The one interface of every reader: a document goes in, span-grounded claims come out."""

from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from tawthiq.core.claims import Claim


@dataclass(frozen=True, slots=True)
class Document:
    """A report as a reader sees it: immutable text, its language ("en", "ar", "fr" …) and the day it was made known.

    ``published`` is an EDTF date of day precision (``2015-07-01``) or None; without it date words stay symbolic.
    """

    text: str
    lang: str
    published: str | None = None


class Reader(Protocol):
    """What every reader is: a name, a version, and a function that never edits or raises on a text."""

    name: str
    version: str

    def read(self, document: Document) -> list[Claim]:
        """Claims in order of their quotes; every span slices back to its words."""
        ...


@dataclass(frozen=True, slots=True)
class Refusal:
    """A claim that a reader made and that is not taken: ``reason`` names what is wrong, ``words`` what it said."""

    reader: str
    reason: str
    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a report: claims, what was refused, and the readers that could not read, with the reason."""

    claims: list[Claim]
    refused: list[Refusal] = field(default_factory=list)
    silent: dict[str, str] = field(default_factory=dict)

    @property
    def grounded_rate(self) -> float | None:
        """Share of the claims made whose words are all in the text; None where none was made."""
        made = len(self.claims) + len(self.refused)
        return len(self.claims) / made if made else None


@runtime_checkable
class CheckedReader(Protocol):
    """A reader whose claims may be refused, because it is not bound to the words by its making."""

    def read_checked(self, document: Document) -> Reading:
        """The claims that hold, and those that do not."""
        ...


@runtime_checkable
class ReaderWithWords(Protocol):
    """A reader whose reading rests on word lists that can change."""

    def lexicon_digest(self, lang: str) -> str:
        """SHA-256 of the word lists that a reading in this language rests on."""
        ...


def read_checked(reader: Reader, document: Document) -> Reading:
    """The reading of any reader; one that points at words by itself has nothing refused."""
    return reader.read_checked(document) if isinstance(reader, CheckedReader) else Reading(reader.read(document))
