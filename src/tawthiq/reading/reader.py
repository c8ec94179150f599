"""The one interface of every reader: a document goes in, span-grounded claims come out."""

from dataclasses import dataclass
from typing import Protocol

from tawthiq.core.claims import Claim


@dataclass(frozen=True, slots=True)
class Document:
    """A report as a reader sees it: immutable text, its language ("en", "ar") and the day it was made known.

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
